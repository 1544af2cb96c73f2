import type { IDataObject } from 'n8n-workflow';
import { differenceBy, isEqual } from 'lodash';

import { distinct, epochMs, isLikelyCap, route, textOf } from '../../../core';
import type { ApiClient, Query } from '../../../core';
import { isMessageAskedFor } from './askedFor';
import { areNewestFirst, DAY_MS, dayOf, isOfDays } from './days';
import type { Days } from './days';
import { recordWith } from './envelope';
import { LimitedList } from './LimitedList';
import type { ListPage } from './LimitedList';
import { pageSize } from './pageSize';

/** As many messages as the workbench asks for. */
const USUAL_MESSAGES = 500;

/** More are not read of one list: fewer days are asked for then. */
const MOST_PAGES = 100;

/** Where the times of a message may stand. */
export const MESSAGE_TIMES = ['created_at', 'createdAt', 'updated_at', 'updatedAt'];

/** When a message was created, and last changed: the first and the last of these. None where it has no time. */
export function timesOf(row: IDataObject): number[] {
	return ['timestamp', ...MESSAGE_TIMES].flatMap((name) => epochMs(row[name]) ?? []);
}

/** What messages are chosen by; what is undefined is not. Days are those that the API is asked for, and no more. */
export interface MessageFilters {
	readonly product_tag?: string | undefined;
	readonly notification_tag?: string | undefined;
	readonly env?: string | undefined;
	readonly status?: string | undefined;
	readonly start_date?: string | undefined;
	readonly end_date?: string | undefined;
}

interface ListedMessages {
	readonly wanted: readonly IDataObject[];
	/** How many were listed, whether wanted or not. */
	readonly listed: number;
	/** Whether there are no more. */
	readonly isWhole: boolean;
}

/**
 * GET /integrations/v1/notification-messages, whose filters may do nothing: what the response holds is filtered. What cannot
 * be listed with any of a `MessageReader`'s ways is left to who asks to remark.
 *
 * @param chosen the days that are wanted of those that are asked for
 * @param sinceMs of a list that shows that it goes on with messages that did not change since then, the rest is not read
 */
export async function notificationMessages(
	api: ApiClient,
	filters: MessageFilters,
	chosen: Days = {},
	sinceMs = Number.NEGATIVE_INFINITY,
): Promise<ListedMessages> {
	const { status, start_date, end_date, ...named } = filters;
	const isWanted = (row: IDataObject) =>
		isOfDays(chosen, row, MESSAGE_TIMES) && isMessageAskedFor({ ...named, status }, row);
	const isEnough = (some: readonly IDataObject[]) => some.filter(isWanted).length >= api.wanted;
	const reader = new MessageReader(api, named, status, isEnough, sinceMs);
	const { rows, isWhole } = await reader.ofDays(start_date, end_date);
	return { wanted: rows.filter(isWanted), listed: rows.length, isWhole };
}

interface Messages {
	readonly rows: readonly IDataObject[];
	/** Whether these are all that there are, but for the last day: more days are asked for than are wanted. */
	readonly isWhole: boolean;
	/** Whether the API was seen to ignore the days: fewer of them bring nothing else. */
	readonly areDaysIgnored?: boolean;
}

/**
 * What the list is known to take is a limit (section 2.1). The SDK's methods have a status and a page, too, so where a response
 * may not be the whole list, it is asked for with the status, with a higher limit, by pages, and of fewer days at a time: each
 * only until the list is whole, and none again that was seen to do nothing or was refused.
 */
class MessageReader {
	private hasPages = true;
	/** Whether rows were seen to be in no order that says where the newest end. */
	private isUnordered = false;

	/** What tells messages apart, also those without an ID. */
	private readonly idOf = (row: IDataObject) => this.api.platform.recordId(row) ?? JSON.stringify(row);

	/** @param isEnough of newer rows: no older ones are read then */
	constructor(
		private readonly api: ApiClient,
		private query: Query,
		private untriedStatus: string | undefined,
		private readonly isEnough: (rows: readonly IDataObject[]) => boolean,
		private readonly sinceMs: number,
	) {}

	async ofDays(start?: string, end?: string): Promise<Messages> {
		const listed = await this.listed({ start_date: start, end_date: end });
		const { rows } = listed;
		if (listed.isWhole) return listed;
		const middle = middleOf(start, end ?? dayOf(this.api.run.platformNowMs() + DAY_MS));
		if (middle === undefined) {
			return start === end ? { rows, isWhole: false } : await this.ofFirstDay(start, rows);
		}
		// Whether the last day is included is not documented, so that both have the middle one.
		const newer = await this.ofDays(middle, end);
		if (newer.areDaysIgnored) return newer;
		if (this.isEnough(newer.rows)) return { ...newer, isWhole: true };
		const older = await this.ofDays(start, middle);
		return {
			rows: this.unlike(newer.rows, older.rows),
			isWhole: newer.isWhole && older.isWhole,
			areDaysIgnored: isEqual(newer.rows, older.rows) && !newer.rows.every((row) => isMessageOf(row, middle)),
		};
	}

	/** Of two days that hold more than the API lists: the first by itself, which is whole where the API includes the last day. */
	private async ofFirstDay(day: string | undefined, ofBoth: readonly IDataObject[]): Promise<Messages> {
		if (day === undefined) return { rows: ofBoth, isWhole: false };
		const { rows, isWhole } = await this.ofDays(day, day);
		return { rows: this.unlike(ofBoth, rows), isWhole: isWhole && rows.length > 0 };
	}

	/** As many as the API lists of these days. */
	private async listed(days: Days): Promise<Messages> {
		const list = this.listOf(days);
		const page = await list.page(USUAL_MESSAGES);
		if (isWhole(page)) return { rows: page.rows, isWhole: true };
		const ofStatus = await this.ofStatus(days, page);
		if (ofStatus === undefined && this.isPast(page.rows)) return { rows: page.rows, isWhole: true };
		return ofStatus === undefined
			? await this.listedOn(list, page)
			: await this.listedOn(this.listOf(days), ofStatus);
	}

	/** The same page with the status alone, where the API goes by it: of thousands that were sent, few may have failed. */
	private async ofStatus(days: Days, page: ListPage): Promise<ListPage | undefined> {
		const { untriedStatus: status, query } = this;
		if (status === undefined) return undefined;
		this.untriedStatus = undefined;
		this.query = { ...query, status };
		const found = await this.listOf(days).pageIfTaken([page.limit]);
		const isOf = (row: IDataObject) => isMessageAskedFor({ status }, row);
		const seen = page.rows.filter((row) => textOf(row['status']) !== undefined && isOf(row));
		const isHeeded =
			found?.rows.every(isOf) && (!isWhole(found) || differenceBy(seen, found.rows, this.idOf).length === 0);
		if (isHeeded) return found;
		this.query = query;
		return undefined;
	}

	/** Beyond a first page that is not whole: with a higher limit while that is what ends it, then by pages. */
	private async listedOn(list: LimitedList, first: ListPage): Promise<Messages> {
		let page = first;
		for (let limit = USUAL_MESSAGES; page.rows.length === limit && !isWhole(page); limit *= 4) {
			const more = await list.pageIfTaken([limit * 4, limit * 2]);
			if (more === undefined || more.rows.length === page.rows.length) break;
			page = more;
		}
		return isWhole(page) ? { rows: page.rows, isWhole: true } : await this.paged(list, page);
	}

	/** A page and those that follow, where the API has pages: one that ignores their number sends the first again. */
	private async paged(list: LimitedList, first: ListPage): Promise<Messages> {
		const fresh = distinct(this.idOf);
		const rows = fresh(first.rows);
		const { limit: shown } = recordWith(first.body, 'items') ?? {};
		// A server may skip what it was asked for, though it listed less.
		const limit = pageSize({ asked: first.limit, shown, rows: first.rows.length, goesOn: true });
		for (let page = 2; this.hasPages && page <= MOST_PAGES; page += 1) {
			const next = await list.pageIfTaken([limit], { page });
			const added = fresh(next?.rows ?? []);
			rows.push(...added);
			if (next !== undefined && isLast(next, rows.length)) return { rows, isWhole: true };
			if (added.length === 0) {
				this.hasPages = page > 2;
				break;
			}
			if (this.isEnough(rows) || this.isPast(rows, added)) return { rows, isWhole: true };
		}
		return { rows, isWhole: false };
	}

	/** Whether rows are newest first, by their creation or last change, and the last of them did not change since. */
	private isPast(rows: readonly IDataObject[], last = rows): boolean {
		const isOld = (row: IDataObject) => timesOf(row).length > 0 && Math.max(...timesOf(row)) < this.sinceMs;
		// Of those with the status the end is near, and an old one may have been tried again just now.
		if (this.isUnordered || this.query['status'] !== undefined || !last.every(isOld)) return false;
		const orders = [Math.min, Math.max].map((timeOf) => rows.map((row) => timeOf(...timesOf(row))));
		this.isUnordered = !orders.some(areNewestFirst);
		return !this.isUnordered;
	}

	private listOf(days: Days): LimitedList {
		const path = route`/integrations/v1/notification-messages`;
		return new LimitedList(this.api, { route: path, query: { ...this.query, ...days } });
	}

	private unlike(...lists: ReadonlyArray<readonly IDataObject[]>): IDataObject[] {
		return distinct(this.idOf)(lists.flat());
	}
}

/**
 * Whether a first page has all; the highest number that the API lists is not documented. A server that lists less than it was
 * asked for may go by what it was asked for in `hasMore`.
 */
function isWhole(page: ListPage): boolean {
	const { hasMore, total } = recordWith(page.body, 'items') ?? {};
	const [listed, told] = [page.rows.length, Number(total) || 0];
	const isSaid = told > 0 || typeof hasMore === 'boolean';
	return isLast(page, listed) && listed >= told && (isSaid || !isLikelyCap(listed));
}

/** Whether no page follows: by `hasMore`, and where it is absent by the total; a full page is never the last then. */
function isLast({ rows, limit: asked, body }: ListPage, listed: number): boolean {
	const { hasMore, total, limit: shown } = recordWith(body, 'items') ?? {};
	if (typeof hasMore === 'boolean') return !hasMore;
	const isFull = rows.length >= pageSize({ asked, shown, rows: rows.length, goesOn: false });
	return !isFull && listed >= (Number(total) || 0);
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
