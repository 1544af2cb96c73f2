import type { IDataObject } from 'n8n-workflow';
import { isEqual } from 'lodash';

import { distinct, PageGuard, route, textOf } from '../../../core';
import type { ApiClient, Query } from '../../../core';
import { isExecutionOf, isProcessOf } from './askedFor';
import { DAY_MS, dayOf, daysToAsk, isOfDays } from './days';
import type { Days } from './days';
import { tagOf } from './documents';
import { recordWith, remarkMissing, rowsOf } from './envelope';
import { LimitedList } from './LimitedList';
import { pageSize } from './pageSize';

/** After so many one after the other, a list that promises more has no more. */
const MOST_BLANK_PAGES = 10;

/** As many messages as the workbench asks for. */
const USUAL_MESSAGES = 500;

/** A full list has a multiple of so many. */
const LIKELY_CAP = 100;

/** Where the times of a message may stand. */
export const MESSAGE_TIMES = ['created_at', 'createdAt', 'updated_at', 'updatedAt'];

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
	let limit = api.rowsPerPage;
	let listed = 0;
	let told = 0;
	let blankPages = 0;
	for (let page = 1; ; page += 1) {
		const asked = { ...query, product_tag: productTag, page, limit };
		const read = async () => await api.get(route`/integrations/v1/job-executions`, asked);
		const body = await read();
		const rows = rowsOf(api, body);
		await guard.checkMoving(rows, async () => rowsOf(api, await read()));
		yield* fresh(rows.filter((row) => isExecutionOf(query, row)));
		listed += rows.length;
		blankPages = rows.length === 0 ? blankPages + 1 : 0;
		const { hasMore, total, limit: shown } = recordWith(body, 'items') ?? {};
		told = Math.max(told, Number(total) || 0);
		if (page === 1) {
			const mayGoOn = hasMore !== false && (told === 0 || listed < told);
			limit = pageSize({ asked: limit, shown, rows: rows.length, goesOn: mayGoOn });
		}
		const goesOn = rows.length >= limit || (rows.length > 0 && listed < told);
		if (!(typeof hasMore === 'boolean' ? hasMore : goesOn)) {
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

/** What messages are chosen by; what is undefined is not. Days are those that the API is asked for, and no more. */
export interface MessageFilters {
	readonly product_tag?: string | undefined;
	readonly notification_tag?: string | undefined;
	readonly env?: string | undefined;
	/** The API has no such parameter. */
	readonly status?: string | undefined;
	readonly start_date?: string | undefined;
	readonly end_date?: string | undefined;
}

/**
 * GET /integrations/v1/notification-messages, which has a limit but no pages, and whose filters may do nothing: what the
 * response holds is filtered. A full response is asked for again with a higher limit until it is not; where the API lists
 * no more all the same, fewer days are asked for at a time. What cannot be listed even so is left to who asks to remark.
 *
 * @param chosen the days that are wanted of those that are asked for
 */
export async function notificationMessages(
	api: ApiClient,
	filters: MessageFilters,
	chosen: Days = {},
): Promise<ListedMessages> {
	const { status, start_date, end_date, ...named } = filters;
	const wanted = Object.entries({ ...named, status });
	const isWanted = (row: IDataObject) =>
		isOfDays(chosen, row, MESSAGE_TIMES) &&
		wanted.every(
			([name, value]) => row[name] === undefined || value === undefined || textOf(row[name]) === value,
		);
	const isEnough = (some: readonly IDataObject[]) => some.filter(isWanted).length >= api.wanted;
	const { rows, isWhole } = await messagesOf(api, named, isEnough, start_date, end_date);
	return { wanted: rows.filter(isWanted), listed: rows.length, isWhole };
}

interface ListedMessages {
	readonly wanted: readonly IDataObject[];
	/** How many were listed, whether wanted or not. */
	readonly listed: number;
	/** Whether there are no more. */
	readonly isWhole: boolean;
}

interface Messages {
	readonly rows: readonly IDataObject[];
	/** Whether these are all that there are, but for the last day: more days are asked for than are wanted. */
	readonly isWhole: boolean;
	/** Whether the API was seen to ignore the days: fewer of them bring nothing else. */
	readonly areDaysIgnored?: boolean;
}

/** The most that the API lists is not documented, but surely a round number. */
function isLikelyCap(rows: number): boolean {
	return rows > 0 && rows % LIKELY_CAP === 0;
}

/** As many as the API lists at once. */
async function listedMessages(api: ApiClient, query: Query): Promise<Messages> {
	const list = new LimitedList(api, { route: route`/integrations/v1/notification-messages`, query });
	let rows = await list.rows(USUAL_MESSAGES);
	for (let limit = USUAL_MESSAGES; rows.length === limit || isLikelyCap(rows.length); limit *= 4) {
		const more = await list.rowsIfTaken([limit * 4, limit * 2]);
		if (more === undefined || more.length === rows.length) return { rows, isWhole: false };
		rows = more;
	}
	return { rows, isWhole: true };
}

/** @param isEnough of newer rows: no older ones are read then */
async function messagesOf(
	api: ApiClient,
	query: Query,
	isEnough: (rows: readonly IDataObject[]) => boolean,
	start?: string,
	end?: string,
): Promise<Messages> {
	const listed = await listedMessages(api, { ...query, start_date: start, end_date: end });
	const { rows } = listed;
	if (listed.isWhole) return listed;
	const middle = middleOf(start, end ?? dayOf(api.run.platformNowMs() + DAY_MS));
	if (middle === undefined)
		return start === end ? { rows, isWhole: false } : await ofFirstDay(api, query, start, rows);
	// Whether the last day is included is not documented, so that both have the middle one.
	const newer = await messagesOf(api, query, isEnough, middle, end);
	if (newer.areDaysIgnored) return newer;
	if (isEnough(newer.rows)) return { ...newer, isWhole: true };
	const older = await messagesOf(api, query, isEnough, start, middle);
	return {
		rows: [...distinct(api.platform.recordId)([...newer.rows, ...older.rows])],
		isWhole: newer.isWhole && older.isWhole,
		areDaysIgnored: isEqual(newer.rows, older.rows) && !newer.rows.every((row) => isMessageOf(row, middle)),
	};
}

/** Of two days that hold more than the API lists: the first by itself, which is whole where the API includes the last day. */
async function ofFirstDay(
	api: ApiClient,
	query: Query,
	day: string | undefined,
	ofBoth: readonly IDataObject[],
): Promise<Messages> {
	if (day === undefined) return { rows: ofBoth, isWhole: false };
	const { rows, isWhole } = await messagesOf(api, query, () => false, day, day);
	return {
		rows: [...distinct(api.platform.recordId)([...ofBoth, ...rows])],
		isWhole: isWhole && rows.length > 0,
	};
}

/** Whether a message has times, and one of them may be of that day. */
function isMessageOf(row: IDataObject, day: string): boolean {
	const hasTime = MESSAGE_TIMES.some((name) => row[name] !== undefined);
	return hasTime && isOfDays({ start_date: day, end_date: day }, row, MESSAGE_TIMES);
}

/** The day between two; undefined where there is none, or the first is not known. */
function middleOf(start: string | undefined, end: string): string | undefined {
	const days = start === undefined ? 0 : (Date.parse(end) - Date.parse(start)) / DAY_MS;
	return days > 1 ? dayOf(Date.parse(end) - Math.floor(days / 2) * DAY_MS) : undefined;
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
	const chosen = rows.filter((row) => isOfDays(filters, row, ['start', 'end']) && isProcessOf(filters, row));
	yield* chosen;
	if (isFull() && api.wanted > chosen.length) remarkMore(api, rows.length);
}

async function listedProcesses(api: ApiClient, query: Query, limit: number): Promise<IDataObject[]> {
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
