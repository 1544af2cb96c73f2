import type { IDataObject } from 'n8n-workflow';
import { omit } from 'lodash';

import {
	distinct,
	firstOf,
	isEmpty,
	isRecord,
	Listing,
	numberedPages,
	PageSize,
	route,
	saysItself,
	textOf,
} from '../../../core';
import type { ApiClient, ApiResponse, NumberedPage, Page, Query, Route } from '../../../core';
import { gestal } from '../platform';
import { endsAt, mayBeFull } from './lastPage';
import { generationOf, pathOf, paths } from './paths';
import type { Endpoint } from './paths';
import { hintOf, isMissing, MISSING, withTextIds } from './records';

/** Where the current site lists integrations if not at /integrator (provider document, section 8). */
const OTHER_INTEGRATOR_LIST = route`/integrator/integrations`;

/** Where the integrations of the current site were found, by base URL: a trigger would ask in vain at every poll. */
const integratorLists = new Map<string, Route>();

/**
 * The most rows that a page of a list without meta had, by server and list: a page with fewer is the last. It is not known how many
 * a server gives at most, so that one with as many may have another after it.
 */
const longestPages = new Map<string, number>();

const LIST_MAY_BE_MISSING =
	"Check the ID, if there is one. This API version may not have the list. Get single records by ID instead. If every list fails the same way, set 'API Version' in the credential to 2018.";

const ONLY_ACTIVATED =
	'It only lists activated installations. Run the operation again if one of those is missing.';

/** Rows of a page where none are asked for. How many there may be at most is documented for the current site only (section 7). */
export const USUAL_PAGE = 100;

/** Of a list that is only searched, as many rows a page as there may be: whatever the user set, or wants of another list. */
export const LARGEST_PAGE = { per_page: gestal.rowsPerPage };

/** As many rows as a dropdown looks through: ten of the largest pages. */
const MOST_CHOICES = 10 * gestal.rowsPerPage;

/** What a list says beside its records. */
interface ListListener {
	/** Gets the meta of each page, where there is one. */
	readonly onMeta?: (meta: IDataObject) => void;
	/** Gets the message, what the list counts, and how many records came, when those are fewer; a remark in the editor without it. */
	readonly onMissing?: (message: string, total: number, received: number) => void;
}

/** One page of a list. */
interface FetchedPage extends NumberedPage {
	readonly meta: IDataObject | undefined;
}

/**
 * All records of a list. Where fewer came than it said to have, that is remarked: what was changed or removed meanwhile may
 * have let others slip past between two pages.
 */
export function pages(
	api: ApiClient,
	list: Endpoint,
	query: Query = {},
	listener: ListListener = {},
): Listing {
	return new Listing(wholePages(api, list, query, listener));
}

/** The first rows of a list that grows every day: a dropdown reads it anew at each opening and search, and no further than this. */
export function firstRows(api: ApiClient, list: Endpoint): AsyncIterable<IDataObject> {
	return firstOf(pages(api, list), MOST_CHOICES);
}

async function* wholePages(
	api: ApiClient,
	list: Endpoint,
	query: Query,
	{ onMeta, onMissing }: ListListener,
): AsyncGenerator<Page> {
	const fresh = distinct(wholeRow);
	const once = distinct((row) => (isEmpty(row['created_at']) ? gestal.recordId(row) : wholeRow(row)));
	let total = 0;
	let received = 0;
	const size = new PageSize(api, Number(query['per_page'] ?? api.rowsPerPage), USUAL_PAGE);
	const more = omit(query, 'per_page');
	const fetch = async (page: number) => await fetchPage(api, list, { per_page: size.rows, ...more, page });
	const fetchNext = async (page: number): Promise<NumberedPage> => {
		const fetched = await (page === 1 ? size.first(async () => await fetch(1)) : fetch(page));
		const { meta, rows } = fetched;
		if (meta !== undefined) {
			total ||= Number(textOf(meta['total'])) || 0;
			onMeta?.(meta);
			return fetched;
		}
		// A list without meta may come whole whatever is asked for: it ends with a page that brings nothing new.
		return fresh(rows).length === 0 ? { rows: [] } : fetched;
	};
	for await (const page of numberedPages(api, fetchNext, 1)) {
		const rows = once(page);
		received += rows.length;
		yield rows.map(withTextIds);
	}
	if (received >= total) return;
	const message = `The list changed while it was read: ${received} of ${total} records were received`;
	if (onMissing === undefined) api.remark(`${message}. Run the operation again if one is missing.`);
	else onMissing(message, total, received);
}

/**
 * What tells a row from others. Versions have no ID, nor may access keys (section 9): of those it is all that they say, but when a
 * key was used last, which may change between two pages.
 */
function wholeRow(row: IDataObject): string {
	return gestal.recordId(row) ?? JSON.stringify(omit(row, 'last_active_at'));
}

/** One page of a list, however it is wrapped. @throws when the response is no list: a proxy's page is no empty one. */
export async function fetchPage(
	api: ApiClient,
	list: Endpoint,
	query: Query & { readonly page: number },
): Promise<FetchedPage> {
	const { body } = await sendList(api, list, query);
	const rows = rowsOf(api, body);
	const meta = isRecord(body) && isRecord(body['meta']) ? body['meta'] : undefined;
	const mayGoOn = meta === undefined ? mayHaveMore(api, list, query, rows.length) : !endsAt(meta, query.page);
	return { rows, lastPage: mayGoOn ? undefined : query.page, meta };
}

/** Whether a page without meta, of so many rows, may have another after it. */
function mayHaveMore(api: ApiClient, list: Endpoint, query: Query, rows: number): boolean {
	const kind = pathOf(api.settings, list).path.split('/').at(-1);
	const address = `${api.baseUrl} ${kind}`;
	const longest = Math.max(rows, longestPages.get(address) ?? 0);
	longestPages.set(address, longest);
	return rows >= Number(query['per_page']) || (mayBeFull(rows) && rows >= longest);
}

/**
 * All records of a list of installations, which may count those that are not activated, too (provider document, section 4): fewer
 * need not be a change. That is remarked once in a run, not for each integration.
 */
export async function* installationPages(
	api: ApiClient,
	list: Endpoint,
	query: Query,
): AsyncGenerator<IDataObject> {
	const path = pathOf(api.settings, list).path;
	const remarks: string[] = [];
	const onMissing = (_message: string, total: number, received: number) =>
		remarks.push(`${unlisted(path, total, received)}. ${ONLY_ACTIVATED}`);
	yield* pages(api, list, query, { onMissing });
	for (const remark of remarks) await api.once('installations that are not listed', () => api.remark(remark));
}

/** What is said of a list that counts more than it lists, though nothing was changed. */
export function unlisted(path: string, total: number, listed: number): string {
	return `Gestal counts ${total} records in ${path}, and lists ${listed}`;
}

/** The installations of one integration, or of all: under the paths of 2018 integration by integration. */
export async function* installationsOf(
	api: ApiClient,
	integrationId: string | undefined,
	query: Query = {},
): AsyncGenerator<IDataObject> {
	if (integrationId !== undefined) {
		yield* installationPages(api, paths.installations(integrationId), query);
	} else if (generationOf(api.settings) === 'current') {
		yield* installationPages(api, paths.allInstallations, query);
	} else {
		for await (const integration of pages(api, paths.integrations, LARGEST_PAGE)) {
			const id = textOf(integration['cloud_id']);
			if (id === undefined) continue;
			const named = { cloud_id: id, name: integration['name'] ?? null };
			for await (const row of installationPages(api, paths.installations(id), query))
				yield { ...row, integration: named };
		}
	}
}

/** Site and tenant of an installation; undefined where it names neither. */
export function siteName(installation: IDataObject): string | undefined {
	const names = ['site', 'tenant'].map((key) =>
		isRecord(installation[key]) ? textOf(installation[key]['name']) : undefined,
	);
	return names.filter((name) => name !== undefined).join(', ') || undefined;
}

/** The records of a list's response: bare or under `data`, and a list of one perhaps without its brackets (section 8). */
function rowsOf(api: ApiClient, body: unknown): IDataObject[] {
	const only = isRecord(body) && isRecord(body['data']) ? body['data'] : body;
	return isRecord(only) && isRow(only) ? [only] : api.rows(only, 'data');
}

/** The access keys of the current site may have no ID (section 9). */
function isRow(record: IDataObject): boolean {
	return gestal.recordId(record) !== undefined || textOf(record['access_key']) !== undefined;
}

/** GET of a list. The first request for the integrations of the current site finds out where they are. */
async function sendList(api: ApiClient, list: Endpoint, query: Query): Promise<ApiResponse> {
	const path = pathOf(api.settings, list);
	const request = { method: 'GET' as const, route: path, query, refusalHint: listHintOf(api, list) };
	const isIntegratorList = list === paths.integrations && generationOf(api.settings) === 'current';
	if (!isIntegratorList) return await api.send(request);
	const known = integratorLists.get(api.baseUrl);
	const [likely, other] =
		known === OTHER_INTEGRATOR_LIST ? [OTHER_INTEGRATOR_LIST, path] : [path, OTHER_INTEGRATOR_LIST];
	const first = await api.once('where the integrations are', async () => {
		const response = api.send({ ...request, route: likely, accept: MISSING });
		const isElsewhere = await response.then(
			(first) => saysItself(first, ...MISSING),
			() => false,
		);
		if (isElsewhere) integratorLists.set(api.baseUrl, other);
		return { request, response, isElsewhere, route: isElsewhere ? other : likely };
	});
	if (first.request === request && !first.isElsewhere) return await first.response;
	return await api.send({ ...request, route: first.route });
}

function listHintOf(api: ApiClient, list: Endpoint): (status: number) => string | undefined {
	return (status) =>
		generationOf(api.settings) === 'current' && isMissing(status)
			? LIST_MAY_BE_MISSING
			: hintOf(api, list)(status);
}
