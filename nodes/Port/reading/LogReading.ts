import type { IDataObject } from 'n8n-workflow';
import { get, min, uniq } from 'lodash';

import { isLikelyCap, PageGuard, textOf } from '../../../core';
import type { ApiClient, ApiRequest, Query } from '../../../core';
import { freshRecords } from './freshRecords';
import { lineIdOf, lineMark, lineMs, newestFirst } from './logLine';

/** How a server says that it does not know the name of a parameter. */
const UNKNOWN_NAME = /additional|not (allowed|permitted)|un(known|recogni[sz]ed)/i;

/** How a log is asked for, and what comes. */
export interface LogRequest {
	readonly installationId: string;
	readonly request: ApiRequest;
	/** For the newest lines, in the forms that Port may take: the next one after a refusal. */
	readonly queries: readonly Query[];
	/** Lines of a full page. */
	readonly limit: number;
	readonly rowsOf: (body: unknown) => IDataObject[];
}

/**
 * The pages of a log, from the newest to the oldest. Each further page is asked for from the edge of the last one. What
 * `direction` means is not certain, so the other one is tried when the first brings nothing older.
 */
export class LogReading {
	private readonly fresh = freshRecords(lineMark);
	private directions: readonly string[] = ['up', 'down'];
	/** The mark of the newest line of the first page. */
	private newest: string | undefined;
	/** Whether the last response was a full page, so that there may be more. */
	private isFull = false;
	/** Lines of a full page, as the first one shows it. */
	private limit: number;
	private queries: readonly Query[];

	constructor(
		private readonly api: ApiClient,
		private readonly log: LogRequest,
	) {
		this.queries = log.queries;
		this.limit = log.limit;
	}

	/** The lines of each page that no page before had, until they are older than wanted. */
	async *pages(sinceMs: number): AsyncGenerator<IDataObject[]> {
		const guard = new PageGuard(this.api, 'The log');
		let lines = this.fresh(await this.first());
		this.newest = newestFirst(lines).map(lineMark).at(0);
		for (;;) {
			await guard.check(lines);
			yield lines;
			if (!this.isFull || lines.length === 0) return;
			const oldestMs = min(lines.map(lineMs));
			if (oldestMs === undefined) this.remarkUndated();
			if (oldestMs === undefined || oldestMs < sinceMs) return;
			lines = await this.older(edgesOf(lines, oldestMs), oldestMs);
			if (lines.length === 0) return;
		}
	}

	private async first(): Promise<IDataObject[]> {
		const page = await this.ask({});
		// A server that does not heed the limit has its own.
		if (page.length < this.limit && isLikelyCap(page.length)) {
			this.limit = page.length;
			this.isFull = true;
		}
		return page;
	}

	/** The next lines from the first edge, in the first direction, that brings any. */
	private async older(edges: readonly Query[], oldestMs: number): Promise<IDataObject[]> {
		const attempts = edges.flatMap((edge) => this.directions.map((direction) => ({ ...edge, direction })));
		let isCut = false;
		let isIgnored = attempts.length > 0;
		let lines: IDataObject[] = [];
		for (const attempt of attempts) {
			const page = await this.ask(attempt);
			isCut ||= this.isFull && isOneInstant(page, oldestMs);
			isIgnored &&= page.length > 1 && page.some((line) => lineMark(line) === this.newest);
			lines = this.fresh(page.filter((line) => (lineMs(line) ?? oldestMs) <= oldestMs));
			if (lines.length === 0) continue;
			if (attempt.direction === 'down') this.directions = ['down'];
			break;
		}
		if (isCut) this.remarkCut(oldestMs);
		// A page that is not as long as was asked for may be the whole log.
		else if (isIgnored && lines.length === 0 && this.limit === this.log.limit) throw this.cursorIgnored();
		return lines;
	}

	private async ask(edge: Query): Promise<IDataObject[]> {
		const { request, rowsOf } = this.log;
		const [query, ...others] = this.queries;
		const otherwise = async (failure: unknown) => {
			if (!mayHelp(others.length, failure)) throw failure;
			this.queries = others;
			return await this.ask(edge);
		};
		const read = async () => {
			const page = rowsOf((await this.api.send({ ...request, query: { ...query, ...edge } })).body);
			this.isFull = page.length >= this.limit;
			return page;
		};
		return await read().catch(otherwise);
	}

	/** Whatever edge is asked for, the newest lines come back: the older ones cannot be had. */
	private cursorIgnored() {
		return this.api.error(
			`Port returned the newest lines of the log of "${this.log.installationId}" again instead of older ones`,
			"Only the newest lines can be read. Set a 'Limit', or a later 'From'.",
		);
	}

	private remarkUndated(): void {
		this.api.remark(
			`No line of a whole page of the log of "${this.log.installationId}" has a time, so the older lines of it cannot be read.`,
		);
	}

	private remarkCut(timeMs: number): void {
		this.api.remark(
			`The log of "${this.log.installationId}" may have more lines at ${new Date(timeMs).toISOString()} than can be distinguished without line IDs.`,
		);
	}
}

/**
 * Whether a refused query may be sent in the next form. Before the last one, which has only the older names, the refusal must be of a
 * name: a server that refused the value, and ignores those names, would return the lines of all syncs.
 */
function mayHelp(formsLeft: number, failure: unknown): boolean {
	const isRefusal = ['400', '422'].includes(String(get(failure, 'httpCode')));
	return isRefusal && (formsLeft > 1 || (formsLeft === 1 && UNKNOWN_NAME.test(String(failure))));
}

/**
 * From where to ask for older lines, the likeliest first. Of several lines of the oldest instant either end may be the
 * page's: Port's order is not certain. Without ids the whole instant is asked for once more, because the page may have cut
 * it; when that brings nothing older, the instant is left.
 */
function edgesOf(lines: readonly IDataObject[], oldestMs: number): Query[] {
	const oldest = newestFirst(lines.filter((line) => lineMs(line) !== undefined)).at(-1);
	const timestamp = textOf(oldest?.['timestamp']);
	if (oldest === undefined || timestamp === undefined) return [];
	if (lineIdOf(oldest) === undefined) {
		return [{ timestamp: new Date(oldestMs + 1).toISOString() }, { timestamp }];
	}
	const ids = lines.filter((line) => line['timestamp'] === oldest['timestamp']).map(lineIdOf);
	return uniq([ids.at(0), ids.at(-1)]).map((id) => ({ timestamp, log_id: id }));
}

/** Whether lines without ids are all of this time, so that it may have more of them than the page shows. */
function isOneInstant(page: readonly IDataObject[], timeMs: number): boolean {
	return page.every((line) => lineIdOf(line) === undefined && (lineMs(line) ?? timeMs) === timeMs);
}
