import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { queryParameters } from '../../../core/field/fieldGroups';
import type { ApiResponse, Query } from '../../../core/request/http';
import { isRecord, recordsIn, textOf } from '../../../core/data/json';
import { numberedPages, type NumberedPage } from '../../../core/request/pagination';
import { route, type Route } from '../../../core/request/Route';
import { generationOf, pathOf, paths } from './paths';

/** Where the current site lists integrations if not at /integrator (provider document, section 8). */
const OTHER_INTEGRATOR_LIST = route`/integrator/integrations`;

/** Where the server of a run lists integrations; the first request of the run finds out for all its items. */
const integratorList = new WeakMap<object, Promise<Route>>();

const PATHS_MAY_BE_GONE =
	'Check the ID. If every list fails alike, the paths of 2018 are no longer served: try API Paths: Current Site in the credential.';

const LIST_MAY_BE_MISSING =
	'Check the ID, if there is one. The current site may not have this list at all: get single records by ID.';

/** Rows of a page where none are asked for; no server sends fewer of a list that has more. */
export const USUAL_PAGE = 100;

/** What the current site's lists may be asked besides; its syntax is not published. */
export const additionalQuery = queryParameters({
	displayName: 'Additional Query Parameters',
	addLabel: 'Add parameter',
	description: 'Sent as they are, with API Paths set to the current site only',
});

/**
 * All records of a list, each once: the list may shift between two pages. Where fewer came than were told, a remark says
 * so: what was changed or removed meanwhile may have let others slip past.
 */
export async function* pages(
	gestal: ApiClient,
	list: Route,
	query: Query = {},
	onMeta?: (meta: IDataObject) => void,
): AsyncGenerator<IDataObject> {
	const seen = new Set<string>();
	let total = 0;
	let came = 0;
	const keep = (meta: IDataObject) => {
		total ||= Number(textOf(meta['total']) ?? 0);
		onMeta?.(meta);
	};
	const fetchNext = async (page: number): Promise<NumberedPage> => {
		const asked = { per_page: gestal.rowsPerPage, ...query, page };
		const fetched = await fetchPage(gestal, list, asked, keep);
		// A list without meta may come whole whatever is asked: it ends with a page that brings nothing new.
		const isRepeated = !fetched.hasMeta && fetched.rows.every((row) => seen.has(idOf(row) ?? ''));
		return isRepeated ? { rows: [] } : fetched;
	};
	for await (const row of numberedPages(gestal, fetchNext, 1)) {
		const id = idOf(row);
		if (id !== undefined && seen.has(id)) continue;
		if (id !== undefined) seen.add(id);
		came += 1;
		yield row;
	}
	if (came < total) {
		gestal.remark(
			`The list changed while it was read: ${came} of ${total} records came. Read it again if one is missing.`,
		);
	}
}

/** One page of a list, however it is wrapped. @throws when the answer is no list: a proxy's page is no empty one. */
export async function fetchPage(
	gestal: ApiClient,
	list: Route,
	query: Query & { readonly page: number },
	onMeta?: (meta: IDataObject) => void,
): Promise<NumberedPage & { readonly hasMeta: boolean }> {
	const { body } = await sendList(gestal, list, query);
	const rows = rowsOf(gestal, body);
	const meta = isRecord(body) && isRecord(body['meta']) ? body['meta'] : undefined;
	if (meta !== undefined) onMeta?.(meta);
	const mostRows = Math.min(Number(query['per_page']), USUAL_PAGE);
	const ends = meta === undefined ? rows.length < mostRows : endsAt(meta, query.page);
	return { rows, lastPage: ends ? query.page : undefined, hasMeta: meta !== undefined };
}

/** GET of the integrations; the current site's list is looked for at its other place once, and then remembered. */
export function integrationsOf(
	gestal: ApiClient,
	query?: Query,
	onMeta?: (meta: IDataObject) => void,
): AsyncGenerator<IDataObject> {
	return pages(gestal, pathOf(gestal, paths.integrations), query, onMeta);
}

/** The installations of one integration, or of all: under the paths of 2018 integration by integration. */
export async function* installationsOf(
	gestal: ApiClient,
	integrationId: string | undefined,
	query: Query = {},
): AsyncGenerator<IDataObject> {
	if (integrationId !== undefined) {
		yield* pages(gestal, pathOf(gestal, paths.installations, integrationId), query);
	} else if (generationOf(gestal) === 'current') {
		yield* pages(gestal, pathOf(gestal, paths.allInstallations), query);
	} else {
		for await (const integration of integrationsOf(gestal, { per_page: 1000 })) {
			const id = textOf(integration['cloud_id']);
			if (id === undefined) continue;
			const { name } = integration;
			for await (const row of pages(gestal, pathOf(gestal, paths.installations, id), query)) {
				yield { ...row, integration: { cloud_id: id, name: name ?? null } };
			}
		}
	}
}

/** The query of the Additional Query Parameters. @throws before any request, where they would be refused or overrule paging. */
export function additional(gestal: ApiClient, given: Query): Query {
	const names = Object.keys(given);
	if (names.length > 0 && generationOf(gestal) === 'seed') {
		throw gestal.error(
			'The lists of 2018 take no further query parameters',
			'Leave Additional Query Parameters empty, or set API Paths in the credential to the current site.',
		);
	}
	const own = names.find((name) => name === 'page' || name === 'per_page');
	if (own !== undefined) {
		throw gestal.error(
			`Additional Query Parameters: ${own} is the node's own`,
			'Leave it out: Return All, Limit and Rows per Page decide what is read. Nothing was sent.',
		);
	}
	return given;
}

/** The one record of an answer: bare, in a list, or under `data` (provider document, section 8). */
export function oneRecord(gestal: ApiClient, body: unknown): IDataObject {
	const inner = unwrapped(body);
	return gestal.asRecord(Array.isArray(inner) ? recordsIn(inner)[0] : inner);
}

/** GET of one record. */
export async function getOne(gestal: ApiClient, place: Route): Promise<IDataObject> {
	const { body } = await gestal.send({ method: 'GET', route: place, refusalHint: hintOf(gestal) });
	return oneRecord(gestal, body);
}

/** What to do when a request is refused: under the paths of 2018 the route itself may be gone. */
export function hintOf(gestal: ApiClient): (status: number) => string | undefined {
	return (status) => (generationOf(gestal) === 'seed' && isMissing(status) ? PATHS_MAY_BE_GONE : undefined);
}

function listHintOf(gestal: ApiClient): (status: number) => string | undefined {
	return (status) =>
		generationOf(gestal) === 'current' && isMissing(status) ? LIST_MAY_BE_MISSING : hintOf(gestal)(status);
}

function isMissing(status: number): boolean {
	return status === 404 || status === 405;
}

/** The records of a list's answer: bare or under `data`, and a list of one perhaps without its brackets (section 8). */
function rowsOf(gestal: ApiClient, body: unknown): IDataObject[] {
	const inner = unwrapped(body);
	if (Array.isArray(inner)) return recordsIn(inner);
	if (isRecord(inner) && idOf(inner) !== undefined) return [inner];
	throw gestal.error(
		`${gestal.platform.displayName} answered something other than a list`,
		'Check the base URL of the credential: something else may have answered.',
	);
}

function unwrapped(body: unknown): unknown {
	return isRecord(body) && (isRecord(body['data']) || Array.isArray(body['data'])) ? body['data'] : body;
}

function idOf(record: IDataObject): string | undefined {
	return textOf(record['cloud_id']) ?? textOf(record['id']);
}

async function sendList(gestal: ApiClient, list: Route, query: Query): Promise<ApiResponse> {
	const request = { method: 'GET' as const, query, refusalHint: listHintOf(gestal) };
	const isIntegratorList = generationOf(gestal) === 'current' && list.path === '/integrator';
	if (!isIntegratorList) return await gestal.send({ ...request, route: list });
	const learned = integratorList.get(gestal.run);
	if (learned !== undefined) return await gestal.send({ ...request, route: await learned });
	const first = gestal.send({ ...request, route: list, accept: [404] });
	const isElsewhere = first.then(
		({ status }) => status === 404,
		() => false,
	);
	integratorList.set(
		gestal.run,
		isElsewhere.then((elsewhere) => (elsewhere ? OTHER_INTEGRATOR_LIST : list)),
	);
	return (await isElsewhere) ? await gestal.send({ ...request, route: OTHER_INTEGRATOR_LIST }) : await first;
}

/** `next_page` is a number or false; a page that does not exist is answered with `out_of_range`. */
function endsAt(meta: IDataObject, page: number): boolean {
	const next = Number(textOf(meta['next_page']));
	return meta['last_page'] === true || meta['out_of_range'] === true || !(next > page);
}
