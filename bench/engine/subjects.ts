import type { ICredentialType, IDataObject, INodeParameters, INodeType } from 'n8n-workflow';
import { get } from 'lodash';

import { isRecord, textOf } from '../../core/data/json';
import { linkOf } from '../../core/request/pagination';
import { publishedCredential, publishedNode } from './published';

/** How a page after a page is asked for, by a program and by the HTTP Request node. */
interface Paging {
	/** Address of the next page; undefined after the last. */
	next(url: URL, response: { headers: IDataObject; body: unknown }): string | undefined;
	/** The HTTP Request node's Pagination option. */
	readonly option: INodeParameters;
	/** The query parameter that numbers the pages, where one does. */
	readonly number?: string;
}

/** A platform's list, as our node reads it, and where it is. */
export interface Subject {
	readonly name: string;
	readonly node: () => INodeType;
	readonly credentialType: ICredentialType;
	credential(server: string): Record<string, string>;
	readonly list: INodeParameters;
	/** Below the server's address, with `rows` a page. */
	path(rows: number): string;
	/** What our node asks for a page unless told otherwise. */
	readonly rowsPerPage: number;
	readonly paging: Paging;
	rows(body: unknown): readonly unknown[];
}

const byLink: Paging = {
	next: (_url, { headers }) => linkOf({ status: 200, headers, body: undefined }),
	option: {
		paginationMode: 'responseContainsNextURL',
		nextURL: '={{ $response.headers.link?.match(/<([^>]+)>; rel="next"/)?.[1] }}',
		paginationCompleteWhen: 'other',
		completeExpression: '={{ !$response.headers.link }}',
	},
};

function byNumber(number: string, rows: string, isLast: string): Paging {
	return {
		number,
		next(url, { body }) {
			if (listAt(body, rows).length === 0) return undefined;
			const next = new URL(url);
			next.searchParams.set(number, String(Number(url.searchParams.get(number) ?? 1) + 1));
			return next.href;
		},
		option: {
			paginationMode: 'updateAParameterInEachRequest',
			parameters: { parameters: [{ type: 'qs', name: number, value: '={{ $pageCount + 1 }}' }] },
			paginationCompleteWhen: 'other',
			completeExpression: `={{ ${isLast} }}`,
		},
	};
}

function listAt(body: unknown, path: string): readonly unknown[] {
	const rows: unknown = path === '' ? body : get(body, path);
	return Array.isArray(rows) ? rows : [];
}

const list = (path: string) => (body: unknown) => listAt(body, path);

const KEY = 'static-secret-key';

export const celigo: Subject = {
	name: 'Celigo',
	node: () => publishedNode('Celigo'),
	credentialType: publishedCredential('CeligoApi'),
	credential: (server) => ({ region: 'custom', customUrl: `${server}/celigo`, apiToken: KEY }),
	list: { resource: 'integration', operation: 'getMany', environment: 'any' },
	path: (rows) => `/celigo/v1/integrations?limit=${rows}`,
	rowsPerPage: 1000,
	paging: byLink,
	rows: list(''),
};

export const polarity: Subject = {
	name: 'Polarity',
	node: () => publishedNode('Polarity'),
	credentialType: publishedCredential('PolarityApi'),
	credential: (server) => ({ serverUrl: `${server}/polarity`, signInWith: 'apiKey', apiKey: KEY }),
	list: { resource: 'integration', operation: 'getMany' },
	path: (rows) => `/polarity/api/integrations?page[size]=${rows}`,
	rowsPerPage: 300,
	paging: byNumber(
		'page[number]',
		'data',
		'$response.body.meta.page.number * $response.body.meta.page.size >= $response.body.meta.page.total',
	),
	rows: list('data'),
};

const ductape: Subject = {
	name: 'Ductape',
	node: () => publishedNode('Ductape'),
	credentialType: publishedCredential('DuctapeApi'),
	credential: (server) => ({
		baseUrl: `${server}/ductape`,
		signInWith: 'token',
		userId: 'user',
		workspaceId: 'workspace',
		authToken: KEY,
		publicKey: KEY,
	}),
	list: { resource: 'log', operation: 'getMany', logReader: 'analytics' },
	path: (rows) => `/ductape/log/v1/analytics/workspace?limit=${rows}`,
	rowsPerPage: 100,
	paging: byNumber(
		'page',
		'data.logs.data',
		'$response.body.data.logs.metadata.page >= $response.body.data.logs.metadata.totalPages',
	),
	rows: list('data.logs.data'),
};

const gestal: Subject = {
	name: 'Gestal Cloud',
	node: () => publishedNode('Gestal'),
	credentialType: publishedCredential('GestalInstallationApi'),
	credential: (server) => ({ baseUrl: `${server}/gestal`, apiPaths: 'seed', apiKey: KEY }),
	list: { resource: 'sow', operation: 'getMany' },
	path: (rows) => `/gestal/integration/sows?per_page=${rows}`,
	rowsPerPage: 1000,
	paging: byNumber('page', 'data', '!$response.body.meta.next_page'),
	rows: list('data'),
};

const port: Subject = {
	name: 'Port',
	node: () => publishedNode('Port'),
	credentialType: publishedCredential('PortIntegrationsApi'),
	credential: (server) => ({
		region: 'custom',
		customUrl: `${server}/port`,
		clientId: 'id',
		clientSecret: KEY,
	}),
	list: {
		resource: 'integration',
		operation: 'getLogs',
		integrationId: { __rl: true, mode: 'id', value: 'static' },
	},
	path: (rows) => `/port/v1/integration/static/logs?limit=${rows}`,
	rowsPerPage: 300,
	paging: {
		next(url, { body }) {
			const last = listAt(body, 'data').at(-1);
			const id = isRecord(last) ? textOf(last['_id']) : undefined;
			if (id === undefined || url.searchParams.get('log_id') === id) return undefined;
			const next = new URL(url);
			next.searchParams.set('log_id', id);
			return next.href;
		},
		option: {
			paginationMode: 'updateAParameterInEachRequest',
			parameters: {
				parameters: [{ type: 'qs', name: 'log_id', value: '={{ $response.body.data.at(-1)._id }}' }],
			},
			paginationCompleteWhen: 'other',
			completeExpression: '={{ $response.body.data.length < 2 }}',
		},
	},
	rows: list('data'),
};

export const SUBJECTS: readonly Subject[] = [celigo, ductape, gestal, polarity, port];
