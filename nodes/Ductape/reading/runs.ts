import type { IDataObject } from 'n8n-workflow';
import { inRange } from 'lodash';

import { distinct, isLikelyCap, PageGuard, route, textOf } from '../../../core';
import type { ApiClient, Query } from '../../../core';
import { isExecutionOf, isProcessOf } from './askedFor';
import { daysToAsk, isOfDays } from './days';
import type { Days } from './days';
import { tagOf } from './documents';
import { recordWith, remarkMissing, rowsOf } from './envelope';
import { LimitedList } from './LimitedList';
import { pageSize } from './pageSize';

/** After so many one after the other, a list that promises more has no more. */
const MOST_BLANK_PAGES = 10;

/** As many as the log readers are known to take. */
const MOST_PROCESSES = 1000;

/** GET /integrations/v1/job-executions of one integration, page by page until there is no more. */
export async function* jobExecutionsOf(
	api: ApiClient,
	integrationId: string,
	query: Query,
): AsyncGenerator<IDataObject> {
	yield* jobExecutionsUnder(api, await tagOf(api, integrationId), query);
}

/**
 * As `jobExecutionsOf`, of an integration whose tag is known. Where `hasMore` is absent, the total decides, and a full page is
 * never the last (section 4); nor is a long one that is not full, where the total is absent, too. A blank page that promises
 * more is none either.
 */
export async function* jobExecutionsUnder(
	api: ApiClient,
	productTag: string,
	query: Query,
): AsyncGenerator<IDataObject> {
	const guard = new PageGuard(api, 'The list of job executions');
	const fresh = distinct(api.platform.recordId);
	let limit = api.rowsToAsk(query);
	let listed = 0;
	let told = 0;
	let blankPages = 0;
	for (let page = 1; ; page += 1) {
		const asked = { ...query, product_tag: productTag, page, limit };
		const read = async () => await api.get(route`/integrations/v1/job-executions`, asked);
		const body = await read();
		const rows = rowsOf(api, body);
		if (rows.length > 0) {
			await guard.check(rows, async () => rowsOf(api, await read()));
			blankPages = 0;
		} else blankPages += 1;
		yield* fresh(rows.filter((row) => isExecutionOf(query, row)));
		listed += rows.length;
		const { hasMore, total, limit: shown } = recordWith(body, 'items') ?? {};
		told = Math.max(told, Number(total) || 0);
		if (page === 1) {
			const mayGoOn = listed < told || (told === 0 && hasMore !== false);
			limit = pageSize({ asked: limit, shown, rows: rows.length, goesOn: mayGoOn });
		}
		// Of a page that is shorter than it was asked to be, `hasMore` may go by what was asked for.
		const isCut = listed < told && inRange(rows.length, 1, asked.limit);
		const goesOn = isCut || (typeof hasMore === 'boolean' ? hasMore : rows.length >= limit);
		if (!goesOn) {
			remarkMissing(api, listed, told);
			return;
		}
		if (blankPages === MOST_BLANK_PAGES) {
			throw api.error(
				`Ductape announced more job executions, but sent ${blankPages} empty pages`,
				'Choose fewer days or narrower filters.',
			);
		}
	}
}

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
