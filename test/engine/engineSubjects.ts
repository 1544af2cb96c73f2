import {
	jsonParse,
	NodeOperationError,
	type IAuthenticateGeneric,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type ICredentialType,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestHelper,
	type ILoadOptionsFunctions,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

/** The smallest node, trigger and credentials that use what the engine harness promises. */

const base = { group: [], version: 1, description: '', defaults: {}, inputs: [], outputs: [] };

const field = (name: string, value: string): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: value,
});

const text = (value: unknown) => (typeof value === 'string' ? value : '');

const record = (value: unknown) => jsonParse<IDataObject>(JSON.stringify(value));

/** A key in a header: the object form of `authenticate`, with a default and an expression. */
export class KeyApi implements ICredentialType {
	name = 'keyApi';

	displayName = 'Key API';

	properties = [field('baseUrl', ''), field('scheme', 'Key'), field('key', '')];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { authorization: '={{$credentials.scheme}} {{$credentials.key}}' } },
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{$credentials.baseUrl}}', url: '/me' },
		rules: [{ type: 'responseCode', properties: { value: 403, message: 'The key lacks rights.' } }],
	};
}

/** A token that is fetched: the function form of `authenticate`, with `preAuthentication`. */
export class TokenApi implements ICredentialType {
	name = 'tokenApi';

	displayName = 'Token API';

	properties: INodeProperties[] = [
		field('baseUrl', ''),
		{ ...field('token', ''), type: 'hidden', typeOptions: { expirable: true } },
	];

	async preAuthentication(this: IHttpRequestHelper, { baseUrl }: ICredentialDataDecryptedObject) {
		const url = `${text(baseUrl)}/token`;
		return record(await this.helpers.httpRequest({ method: 'POST', url, json: true }));
	}

	authenticate: ICredentialType['authenticate'] = async ({ token }, request) => ({
		...request,
		headers: { ...request.headers, authorization: `Key ${text(token)}` },
	});
}

const credentials: INodeTypeDescription['credentials'] = [{ name: 'keyApi' }, { name: 'tokenApi' }];

async function get(
	this: IExecuteFunctions | IPollFunctions | ILoadOptionsFunctions,
	type: string,
	path: string,
) {
	const { baseUrl } = await this.getCredentials<{ baseUrl: string }>(type);
	const options = { url: `${baseUrl}${path}`, json: true };
	return record(await this.helpers.httpRequestWithAuthentication.call(this, type, options));
}

/** Sends one request an item; hands on the answer, with a file; fails on the name `fail`. */
export class Fetcher implements INodeType {
	description: INodeTypeDescription = {
		...base,
		displayName: 'Fetcher',
		name: 'fetcher',
		inputs: ['main'],
		outputs: ['main'],
		credentials,
		properties: [field('name', 'default'), field('credential', 'keyApi')],
	};

	methods = {
		listSearch: {
			async names(
				this: ILoadOptionsFunctions,
				filter?: string,
				paginationToken?: string,
			): Promise<INodeListSearchResult> {
				const credential = text(this.getCurrentNodeParameter('credential'));
				const seen = await get.call(
					this,
					credential,
					`/names?q=${filter ?? ''}&page=${paginationToken ?? '1'}`,
				);
				return { results: [{ name: JSON.stringify(seen), value: 1 }], paginationToken: '2' };
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const output: INodeExecutionData[] = [];
		for (const [item] of this.getInputData().entries()) {
			const name = text(this.getNodeParameter('name', item));
			try {
				if (name === 'fail')
					throw new NodeOperationError(this.getNode(), 'Asked to fail', { itemIndex: item });
				const path = `/things/${encodeURIComponent(name)}`;
				const json = await get.call(this, text(this.getNodeParameter('credential', item)), path);
				const data = await this.helpers.prepareBinaryData(Buffer.from(name), `${name}.txt`);
				output.push({ json, binary: { data }, pairedItem: { item } });
			} catch (error) {
				if (!this.continueOnFail() || !(error instanceof NodeOperationError)) throw error;
				output.push({ json: { error: error.message }, pairedItem: { item } });
			}
		}
		return [output];
	}
}

/** Counts its polls in its state, and reads from the server what to do: `items`, `nothing` or `throw`. */
export class Counter implements INodeType {
	description: INodeTypeDescription = {
		...base,
		displayName: 'Counter',
		name: 'counter',
		polling: true,
		outputs: ['main'],
		credentials,
		properties: [],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const data = this.getWorkflowStaticData('node');
		const state = { polls: Number(record(data['state'] ?? {})['polls'] ?? 0) + 1 };
		data['state'] = state;
		const { wanted } = await get.call(this, 'keyApi', '/poll');
		if (wanted === 'throw') throw new NodeOperationError(this.getNode(), 'The poll failed');
		return wanted === 'items' ? [this.helpers.returnJsonArray([{ ...state, mode: this.getMode() }])] : null;
	}
}
