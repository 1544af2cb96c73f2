import type { IDataObject } from 'n8n-workflow';

import { all, route, textOf } from '../../../core';
import type { ApiClient, Query, Route } from '../../../core';
import { optionalRows } from './pages';
import { shortRows } from './shortRows';
import { descendantsOf } from './steps';

/** Names by ID. */
export type Names = ReadonlyMap<string, string>;

const NONE: Names = new Map();

/** The names of the flows of an integration; none where Celigo does not list them. */
export async function flowNamesOf(api: ApiClient, integrationId: string): Promise<Names> {
	return await named(api, route`/integrations/${integrationId}/flows`);
}

/** The names of the exports and imports of an integration; none where Celigo does not list them. */
export async function stepNamesOf(api: ApiClient, integrationId: string): Promise<Names> {
	const [exports, imports] = await Promise.all([
		named(api, route`/integrations/${integrationId}/exports`),
		named(api, route`/integrations/${integrationId}/imports`),
	]);
	return new Map([...exports, ...imports]);
}

/** The names of the steps of a flow that belongs to no integration; none where Celigo does not list them. */
export async function stepNamesOfFlow(api: ApiClient, flowId: string): Promise<Names> {
	return namesIn(await descendantsOf(api, flowId, { retries: 0 }));
}

/** For what is shown with a name but is worth showing without: the log says why there is none. */
export async function namesIfKnown(api: ApiClient, names: Promise<Names>): Promise<Names> {
	try {
		return await names;
	} catch (failure) {
		const reason = failure instanceof Error ? failure.message : String(failure);
		api.remark(`Flow and step names are missing because they could not be read: ${reason}`);
		return NONE;
	}
}

/** The names of records that have one. */
export function namesIn(records: readonly IDataObject[]): Names {
	return new Map(
		records.flatMap((record): Array<[string, string]> => {
			const [id, name] = [textOf(record['_id']), textOf(record['name'])];
			return id === undefined || name === undefined ? [] : [[id, name]];
		}),
	);
}

async function named(api: ApiClient, list: Route): Promise<Names> {
	const rows = (query: Query) => optionalRows(api, { method: 'GET', route: list, query, retries: 0 });
	return namesIn(await all(shortRows('_id,name', rows)));
}
