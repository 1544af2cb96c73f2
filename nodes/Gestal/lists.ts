import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../core/ApiClient';
import { pairs } from '../../core/fieldGroups';
import type { ApiResponse, Query } from '../../core/http';
import { isRecord, recordsIn, rowsIn, textOf } from '../../core/json';
import { numberedPages, type NumberedPage } from '../../core/pagination';
import { route, type Route } from '../../core/Route';
import { generationOf, pathOf, paths } from './paths';

/** Where the current site lists integrations if not at /integrator (provider document, section 8). */
const OTHER_INTEGRATOR_LIST = route`/integrator/integrations`;

/** Where the server of a run lists integrations; the first request of the run finds out for all its items. */
const integratorList = new WeakMap<object, Promise<Route>>();

const PATHS_MAY_BE_GONE =
	'Check the ID. If every list fails alike, the paths of 2018 are no longer served: try API Paths: Current Site in the credential.';

/** What the current site's lists may be asked besides; its syntax is not published. */
export const additionalQuery = pairs({
	displayName: 'Additional Query Parameters',
	addLabel: 'Add parameter',
	description: 'Sent as they are, with API Paths set to the current site only',
});

/** All records of a list, each once: the list may shift between two pages. */
export async function* pages(
	gestal: ApiClient,
	list: Route,
	query: Query = {},
	onMeta?: (meta: IDataObject) => void,
): AsyncGenerator<IDataObject> {
	const seen = new Set<string>();
	const rows = numberedPages(
		gestal,
		async (page) => await fetchPage(gestal, list, { per_page: gestal.rowsPerPage, ...query, page }, onMeta),
		1,
	);
	for await (const row of rows) {
		const id = textOf(row['cloud_id']) ?? textOf(row['id']);
		if (id !== undefined && seen.has(id)) continue;
		if (id !== undefined) seen.add(id);
		yield row;
	}
}

/** One page of a list, however it is wrapped. */
export async function fetchPage(
	gestal: ApiClient,
	list: Route,
	query: Query & { readonly page: number },
	onMeta?: (meta: IDataObject) => void,
): Promise<NumberedPage> {
	const { body } = await sendList(gestal, list, query);
	const rows = rowsIn(body, 'data');
	const meta = isRecord(body) && isRecord(body['meta']) ? body['meta'] : undefined;
	if (meta !== undefined) onMeta?.(meta);
	const ends = meta === undefined ? rows.length < Number(query['per_page']) : endsAt(meta, query.page);
	return { rows, lastPage: ends ? query.page : undefined };
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

/** The query of the Additional Query Parameters. @throws before any request, where they would be refused. */
export function additional(gestal: ApiClient, given: Readonly<Record<string, string>>): Query {
	if (Object.keys(given).length > 0 && generationOf(gestal) === 'seed') {
		throw gestal.error(
			'The lists of 2018 take no further query parameters',
			'Leave Additional Query Parameters empty, or set API Paths in the credential to the current site.',
		);
	}
	return given;
}

/** The one record of an answer: bare, in a list, or under `data` (provider document, section 8). */
export function oneRecord(gestal: ApiClient, body: unknown): IDataObject {
	const inner =
		isRecord(body) && (isRecord(body['data']) || Array.isArray(body['data'])) ? body['data'] : body;
	return gestal.asRecord(Array.isArray(inner) ? recordsIn(inner)[0] : inner);
}

/** GET of one record. */
export async function getOne(gestal: ApiClient, place: Route): Promise<IDataObject> {
	return oneRecord(gestal, await gestal.get(place));
}

/** What to do when a list or a creation is refused: under the paths of 2018 the route itself may be gone. */
export function hintOf(gestal: ApiClient): (status: number) => string | undefined {
	return (status) =>
		generationOf(gestal) === 'seed' && (status === 404 || status === 405) ? PATHS_MAY_BE_GONE : undefined;
}

async function sendList(gestal: ApiClient, list: Route, query: Query): Promise<ApiResponse> {
	const request = { method: 'GET' as const, query, refusalHint: hintOf(gestal) };
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
