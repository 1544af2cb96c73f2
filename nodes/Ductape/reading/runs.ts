import type { IDataObject } from 'n8n-workflow';
import { get, inRange, isEmpty, isUndefined, omit, omitBy } from 'lodash';

import { distinct, isLikelyCap, numberedPages, route, textOf } from '../../../core';
import type { ApiClient, Page, Query } from '../../../core';
import { isProcessOf, runsOf } from './askedFor';
import { daysToAsk, isOfDays } from './days';
import type { Days } from './days';
import { remarkMissing } from './envelope';
import { LimitedList } from './LimitedList';
import type { ListPage } from './LimitedList';
import { pageSize } from './pageSize';

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
	const { total, pages } = countsIn(page);
	if (total + pages > 0) {
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

/**
 * The first page and those behind it: as many as are counted, or until all came that are told, or an empty one.
 * @throws where a page behind the second is refused, or the second, but not for its number
 */
async function* processPages(
	api: ApiClient,
	filters: Query & Days,
	first: ListPage,
): AsyncGenerator<IDataObject> {
	const list = listedProcesses(api, daysToAsk(filters));
	const perPage = first.rows.length;
	const { limit: shown } = countsIn(first);
	// As many as it may list, as far as that is said.
	const most = Math.min(first.limit, shown || first.limit);
	// A server may skip what it was asked for, though it listed less.
	const limit = pageSize({ asked: first.limit, shown, rows: perPage, goesOn: true });
	const fresh = distinct(api.platform.recordId);
	const received: IDataObject[] = [];
	let told = 0;
	let [hasPages, isCounted, isFull, hasFallen] = [true, false, false, false];
	const pageOf = async (number: number): Promise<ListPage | undefined> => {
		if (number === 1) return first;
		if (number > 2) return await list.pageNumbered(number, limit);
		const second = await list.secondPage(limit);
		return second !== undefined && isFirstAgain(api, first, second) ? undefined : second;
	};
	const listing = numberedPages(api, async (number) => {
		const page = await pageOf(number);
		// The route is not described to have pages: a number may be refused, or ignored, although there is a total.
		hasPages &&= page !== undefined;
		const rows = [...(page?.rows ?? [])];
		const { total, pages } = countsIn(page);
		// Something ended meanwhile, and what was behind it moved up.
		hasFallen ||= inRange(total, 1, told);
		told = Math.max(told, total);
		// Their number may go by the limit that was asked for, too: then each page shows whether another follows.
		const countsAll = rows.length > 0 && pages > 0 && pages * perPage >= told;
		// Behind a first page with fewer than it says to hold there is none: the total counts others, too.
		isCounted ||= countsAll && (shown === 0 || perPage >= most);
		if (countsAll) return { rows, lastPage: pages, perPage };
		const isLast = rows.length === 0 || received.length + rows.length >= told;
		return { rows, lastPage: isLast ? number : undefined, perPage };
	});
	let isRemarked = false;
	for await (const rows of listing) {
		// How many the first one may have, the server need not say: a round number may be the most.
		isFull = received.length === 0 ? rows.length >= most || isLikelyCap(rows.length) : rows.length >= limit;
		const more = fresh(rows);
		received.push(...more);
		// Who takes them may end within any page.
		isRemarked ||= remarkOthers(api, filters, received);
		yield* chosenOf(filters, more);
	}
	if (!hasPages) remarkMore(api, received.length);
	// Behind a page that is not full there is none: the total counts others, too.
	else if (hasFallen) remarkMissing(api, received.length, told);
	else if (isCounted || isFull) remarkUnlisted(api, filters, received.length, told);
}

/** Says that fewer were listed than are counted. Whether a total goes by the filters, too, is not documented. */
function remarkUnlisted(api: ApiClient, filters: Query, listed: number, told: number): void {
	if (listed >= told) return;
	if (isEmpty(omitBy(omit(filters, 'product_tag'), isUndefined))) {
		remarkMissing(api, listed, told);
		return;
	}
	api.remark(
		`Ductape listed ${listed} processes and counts ${told}, perhaps with others that the filters leave out. To see whether any are missing, choose fewer days or narrower filters.`,
	);
}

/** Whether this is the first page once more, in which something may have changed since: a last page that is not full may have moved rows. */
function isFirstAgain(api: ApiClient, first: ListPage, second: ListPage): boolean {
	const fresh = distinct(api.platform.recordId);
	fresh(first.rows);
	const { length } = second.rows;
	return length >= first.rows.length && 2 * fresh(second.rows).length < length;
}

/** What `meta` beside the list says: how many processes and pages there are, and how many a page has; 0 of what it does not say. */
function countsIn(page: ListPage | undefined) {
	const [total = 0, pages = 0, limit = 0] = ['total', 'totalPages', 'limit'].map(
		(name) => Number(get(page?.body, ['meta', name])) || 0,
	);
	return { total, pages, limit };
}

function chosenOf(filters: Query & Days, rows: Page): IDataObject[] {
	return rows.filter((row) => isOfDays(filters, row, ['start', 'end']) && isProcessOf(filters, row));
}

/** Says that rows which do not name their run, as the document lists them (section 3.4), are not surely of the one asked for: whether it did. */
function remarkOthers(api: ApiClient, asked: Query & Days, listed: Page): boolean {
	if (asked['feature_id'] === undefined) return false;
	const rows = chosenOf(asked, listed);
	const features = new Set(rows.map((row) => textOf(row['feature_tag'])));
	const isHeeded = listed.every((row) => isProcessOf(asked, row)) && features.size < 2;
	if (isHeeded || rows.every((row) => runsOf(row).length > 0)) return false;
	api.remark(
		'Ductape did not heed the filters, and its list does not name the run, so steps of other runs may be among them.',
	);
	return true;
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
