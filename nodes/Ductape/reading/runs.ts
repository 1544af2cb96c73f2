import type { IDataObject } from 'n8n-workflow';

import { isLikelyCap, route, textOf } from '../../../core';
import type { ApiClient, Query } from '../../../core';
import { isProcessOf } from './askedFor';
import { daysToAsk, isOfDays } from './days';
import type { Days } from './days';
import { LimitedList } from './LimitedList';

/** As many as the log readers are known to take. */
const MOST_PROCESSES = 1000;

/**
 * GET /integrations/v1/processor/list, which knows a limit but no pages. A remark says where it may have listed fewer than it
 * was asked for.
 * @throws when more are wanted than it can list.
 */
export async function* processesOf(api: ApiClient, filters: Query & Days): AsyncGenerator<IDataObject> {
	const { start_date: firstDay, end_date: lastDay } = filters;
	// Of a day more than is wanted, or where days do nothing, any number may come that is left out.
	const hasDays = firstDay !== undefined || lastDay !== undefined;
	let limit = hasDays ? MOST_PROCESSES : Math.min(api.wanted, MOST_PROCESSES);
	const list = async (query: Query) => await listedProcesses(api, query, limit);
	let rows = await list(daysToAsk(filters));
	// Nor may the other filters do anything.
	if (limit < MOST_PROCESSES && !rows.every((row) => isProcessOf(filters, row))) {
		limit = MOST_PROCESSES;
		rows = await list(filters);
	}
	const isFull = () => rows.length >= MOST_PROCESSES || (rows.length < limit && isLikelyCap(rows.length));
	if (isFull() && lastDay !== undefined) {
		const fewer = await list(filters);
		// They are all where the API includes the last day.
		if (fewer.some((row) => isOfDays({ start_date: lastDay }, row, ['start']))) rows = fewer;
	}
	const isHeeded = rows.every((row) => isProcessOf(filters, row));
	const chosen = rows.filter((row) => isOfDays(filters, row, ['start', 'end']) && isProcessOf(filters, row));
	remarkOthers(api, filters, chosen, isHeeded);
	yield* chosen;
	if (isFull() && api.wanted > chosen.length) remarkMore(api, rows.length);
}

/** Says that rows which do not name their run, as the document lists them (section 3.4), are not surely of the one asked for. */
function remarkOthers(api: ApiClient, asked: Query, rows: readonly IDataObject[], isHeeded: boolean): void {
	const features = new Set(rows.map((row) => textOf(row['feature_tag'])));
	const isNamed = rows.every((row) => textOf(row['feature_id']) !== undefined);
	if (asked['feature_id'] === undefined || isNamed || (isHeeded && features.size < 2)) return;
	api.remark(
		'Ductape did not heed the filters, and its list does not name the run, so steps of other runs may be among them.',
	);
}

async function listedProcesses(api: ApiClient, query: Query, limit: number): Promise<readonly IDataObject[]> {
	const isOfAll = query['product_tag'] === undefined;
	const refusalHint = isOfAll
		? "Choose an 'Integration' if the message says that product_tag is missing."
		: undefined;
	const path = route`/integrations/v1/processor/list`;
	return await new LimitedList(api, { route: path, query, refusalHint }).rows(limit);
}

/** Says that there may be more than were listed. @throws when these are as many as can be listed */
function remarkMore(api: ApiClient, listed: number): void {
	const hint = 'Choose fewer days or narrower filters.';
	if (listed < MOST_PROCESSES) {
		api.remark(`Ductape returned ${listed} processes and may have more. ${hint}`);
		return;
	}
	throw api.error(`Ductape returns up to ${MOST_PROCESSES} processes, so others may be missing`, hint);
}
