import './environment';
import set from 'lodash/set';
import {
	ICredentialsHelper,
	isExpression,
	jsonParse,
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IExecuteData,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type IWorkflowExecuteAdditionalData,
	type Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { emptyWorkflow } from './workflow';

const asCredentialData = (value: unknown) => jsonParse<ICredentialDataDecryptedObject>(JSON.stringify(value));

/** What a person typed into each credential, by the credential type's name. */
export type CredentialData = Record<string, ICredentialDataDecryptedObject>;

/**
 * The credentials of one n8n instance, one of each type: n8n's database of credentials, without the encryption.
 *
 * n8n-core asks this object for everything about credentials; n8n itself answers from packages/cli. It evaluates
 * the real credential classes the way n8n does: defaults filled in, expressions resolved, `authenticate` in both
 * its forms, and `preAuthentication` only where a hidden `expirable` property says so, with its result stored.
 */
export class CredentialStore extends ICredentialsHelper {
	private readonly types: Map<string, ICredentialType>;

	private readonly stored: Map<string, ICredentialDataDecryptedObject>;

	constructor(types: ICredentialType[], data: CredentialData) {
		super();
		this.types = new Map(types.map((type) => [type.name, type]));
		this.stored = new Map(Object.entries(structuredClone(data)));
		for (const name of this.stored.keys()) this.type(name);
	}

	/** What is stored now: what was typed, plus what `preAuthentication` added. */
	data(name: string): ICredentialDataDecryptedObject {
		const data = this.stored.get(name);
		if (!data) throw new Error(`No credential of type "${name}" was given to the test.`);
		return structuredClone(data);
	}

	/** Changes stored values, as a person does in the editor, or a platform that lets a token expire. */
	change(name: string, data: ICredentialDataDecryptedObject): void {
		this.stored.set(name, { ...this.data(name), ...data });
	}

	/** True while a poll goes on under which another one, at its end, took n8n's expression isolate away. */
	isIsolateGone = false;

	/** How a node of the given type refers to its credentials here. */
	references(names: string[]): Record<string, INodeCredentialsDetails> {
		const known = names.filter((name) => this.stored.has(name));
		return Object.fromEntries(known.map((name) => [name, { id: name, name }]));
	}

	type(name: string): ICredentialType {
		const type = this.types.get(name);
		if (!type) throw new Error(`The test gave no credential type "${name}" (credentialTypes).`);
		if (type.extends)
			throw new Error(`"${name}" extends another credential type: not supported by the tests.`);
		return type;
	}

	override getParentTypes(): string[] {
		return [];
	}

	override isCredentialUsableByNode(): boolean {
		return true;
	}

	override getCredentialsProperties(name: string): INodeProperties[] {
		return this.type(name).properties;
	}

	override async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_reference: INodeCredentialsDetails,
		name: string,
		mode: WorkflowExecuteMode,
		_executeData?: IExecuteData,
		raw?: boolean,
	): Promise<ICredentialDataDecryptedObject> {
		return raw ? this.data(name) : this.resolved(name, mode);
	}

	/** Stored values with the type's defaults and with expressions (`$self`) resolved. */
	resolved(name: string, mode: WorkflowExecuteMode): ICredentialDataDecryptedObject {
		const typed = jsonParse<INodeParameters>(JSON.stringify(this.data(name)));
		const properties = this.type(name).properties;
		const complete = NodeHelpers.getNodeParameters(properties, typed, true, false, null, null) ?? {};
		const { workflow, node } = emptyWorkflow();
		const value = workflow.expression.getComplexParameterValue(
			node,
			complete,
			mode,
			{},
			undefined,
			{},
			complete,
		);
		return asCredentialData(value);
	}

	override async authenticate(
		credentials: ICredentialDataDecryptedObject,
		name: string,
		request: IHttpRequestOptions,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.type(name);
		if (!authenticate) return request;
		if (typeof authenticate === 'function') return await authenticate(credentials, request);
		if (this.isIsolateGone) throw new Error('No bridge acquired for this context. Call acquire() first.');
		if (!workflow || !node)
			throw new Error('A credential with a declared authenticate needs its workflow and node.');
		const keys = { $credentials: credentials };
		const resolve = <T>(value: T) =>
			isExpression(value)
				? (workflow.expression
						.getSimpleParameterValue(node, value, 'internal', keys, undefined, '')
						?.toString() ?? '')
				: value;
		// Into the request itself, as n8n does: after a 401 the same request is signed again and sent again.
		const { auth = {}, body = {}, headers = {}, qs = {} } = authenticate.properties;
		for (const [part, values] of Object.entries({ auth, body, headers, qs })) {
			for (const [key, value] of Object.entries<unknown>(values))
				set(request, [part, resolve(key)], resolve(value));
		}
		return request;
	}

	override async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		name: string,
		node: INode,
		expired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type = this.type(name);
		const token = type.properties.find(
			({ type: kind, typeOptions }) => kind === 'hidden' && typeOptions?.expirable,
		);
		if (!type.preAuthentication || !token) return undefined;
		const testing = node.type === 'n8n-nodes-base.noOp' && node.parameters['temp'] === '';
		if (credentials[token.name] !== '' && !expired && !testing) return undefined;
		const fresh = asCredentialData(await type.preAuthentication.call(helpers, credentials));
		if (fresh[token.name] === undefined || !node.credentials) return undefined;
		const stored = this.data(name);
		const kept = Object.entries(fresh).filter(([key]) => key === token.name || !isExpression(stored[key]));
		this.stored.set(name, { ...stored, ...Object.fromEntries(kept) });
		return Object.assign(credentials, fresh);
	}

	override async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		name: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const output = await this.type(name).preAuthentication?.call(helpers, credentials);
		return output && asCredentialData(output);
	}

	override async updateCredentials(
		_reference: INodeCredentialsDetails,
		name: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.stored.set(name, structuredClone(data));
	}

	override async getCredentials(): Promise<ICredentials> {
		throw new Error('Encrypted credentials do not exist in the tests.');
	}

	override async updateCredentialsOauthTokenData(): Promise<void> {
		throw new Error('OAuth credentials are not supported by the tests.');
	}
}
