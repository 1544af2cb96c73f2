import type { IDataObject } from 'n8n-workflow';
import { get } from 'lodash';

import { isLikelyCap, numberedPages, onceEach, route, textOf } from '../../../core';
import type { ApiClient, Page, Query } from '../../../core';
import { isProcessOf, runsOf } from './askedFor';
import { daysToAsk, isOfDays } from './days';
import type { Days } from './days';
import { remarkMissing } from './envelope';
import { LimitedList } from './LimitedList';
import type { ListPage } from './LimitedList';

/** As many as the log readers are known to take. */
const MOST_PROCESSES = 1000;

/**
 * GET /integrations/v1/processor/list, which knows a limit, and pages where `meta` beside the list counts them. Without, a remark
 * says where it may have listed fewer than it was asked for.
 * @throws when more are wanted than it can list.
 */
export async function* processesOf(api: ApiClient, filters: Query & Days): AsyncGenerator<IDataObject> {
	const { start_date: firstDay, end_date: lastDay } = filters;
	// Of a day more than is wanted, or where days do nothing, any number may come that is left out.
	const hasDays = firstDay !== undefined || lastDay !== undefined;
	let limit = hasDays ? MOST_PROCESSES : Math.min(api.wanted, MOST_PROCESSES);
	const list = async (query: Query) => await listedProcesses(api, query).page(limit);
	let page = await list(daysToAsk(filters));
	// Nor may the other filters do anything.
	if (limit < MOST_PROCESSES && !page.rows.every((row) => isProcessOf(filters, row))) {
		limit = MOST_PROCESSES;
		page = await list(filters);
	}
	if (pagesIn(page) !== undefined) {
		yield* processPages(api, filters, page);
		return;
	}
	const isFull = ({ length }: Page) => length >= MOST_PROCESSES || (length < limit && isLikelyCap(length));
	let { rows } = page;
	if (isFull(rows) && lastDay !== undefined) {
		const fewer = (await list(filters)).rows;
		// They are all where the API includes the last day.
		if (fewer.some((row) => isOfDays({ start_date: lastDay }, row, ['start']))) rows = fewer;
	}
	const chosen = chosenOf(filters, rows);
	remarkOthers(api, filters, rows);
	yield* chosen;
	if (isFull(rows) && api.wanted > chosen.length) remarkMore(api, rows.length);
}

/** The first page and those behind it. */
async function* processPages(
	api: ApiClient,
	filters: Query & Days,
	first: ListPage,
): AsyncGenerator<IDataObject> {
	const list = listedProcesses(api, daysToAsk(filters));
	const seen: IDataObject[] = [];
	let told = 0;
	const pages = numberedPages(api, async (number) => {
		const page = number === 1 ? first : await list.pageNumbered(number, first.limit);
		const { total = 0, lastPage } = pagesIn(page) ?? {};
		told = Math.max(told, total);
		seen.push(...page.rows);
		return { rows: [...page.rows], lastPage, perPage: first.rows.length };
	});
	for await (const rows of onceEach(api, pages).pages) yield* chosenOf(filters, rows);
	remarkOthers(api, filters, seen);
	remarkMissing(api, seen.length, told);
}

/** How many processes and pages there are; undefined where the list says nothing of pages. */
function pagesIn({
	body,
	rows,
}: ListPage): { readonly total: number; readonly lastPage: number } | undefined {
	const [total, pages] = ['meta.total', 'meta.totalPages'].map((path) => Number(get(body, path)) || 0);
	if (!total && !pages) return undefined;
	return { total: total ?? 0, lastPage: pages || Math.ceil((total ?? 0) / Math.max(rows.length, 1)) };
}

function chosenOf(filters: Query & Days, rows: Page): IDataObject[] {
	return rows.filter((row) => isOfDays(filters, row, ['start', 'end']) && isProcessOf(filters, row));
}

/** Says that rows which do not name their run, as the document lists them (section 3.4), are not surely of the one asked for. */
function remarkOthers(api: ApiClient, asked: Query & Days, listed: Page): void {
	if (asked['feature_id'] === undefined) return;
	const rows = chosenOf(asked, listed);
	const features = new Set(rows.map((row) => textOf(row['feature_tag'])));
	const isHeeded = listed.every((row) => isProcessOf(asked, row)) && features.size < 2;
	if (isHeeded || rows.every((row) => runsOf(row).length > 0)) return;
	api.remark(
		'Ductape did not heed the filters, and its list does not name the run, so steps of other runs may be among them.',
	);
}

function listedProcesses(api: ApiClient, query: Query): LimitedList {
	const isOfAll = query['product_tag'] === undefined;
	const refusalHint = isOfAll
		? "Choose an 'Integration' if the message says that product_tag is missing."
		: undefined;
	return new LimitedList(api, { route: route`/integrations/v1/processor/list`, query, refusalHint });
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
