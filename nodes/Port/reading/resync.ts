import type { IDataObject } from 'n8n-workflow';

import { epochMs, textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { integrationOf, readAfterChange } from './integrations';
import { lastErrorLine } from './logs';
import type { LogSpan } from './logs';
import { resyncOf } from './status';

/** An integration may log why it failed a little after it has reported the end. */
const LAST_WORDS_MS = 60_000;
const RUN_AGAIN = 'Run this operation again to wait for it.';
const WAIT_OR_SKIP = "Wait for it, or turn on 'Skip If Running'.";

const NONE_YET = 'only Ocean integrations resync, and only while their process runs';
const EARLIER_RUNS = 'an earlier one is still running, and may have to end first';
const MAY_BE_EARLIER = "shown as 'aborted', which may be the resync before it";

/** Said of the one whose start was given: whoever waits for its own end would wait in vain. */
function earlierEnded(status: string | undefined, start: string | undefined): string {
	if (start === undefined) return NONE_YET;
	return `the one that began at ${start} has ended as '${status}', and none later was seen; ${NONE_YET}`;
}

/** Which resync a record shows, in milliseconds since 1970: its start, where that is known. */
export function resyncTime(integration: IDataObject): number {
	const { start, end, updated } = resyncOf(integration);
	return [start, end, updated].map((time) => epochMs(time)).find((time) => time !== undefined) ?? 0;
}

/**
 * From when to when that resync ran, as the lines of its log are dated. Where one that failed shows no start, its errors are
 * those before its end.
 */
export function resyncSpan(integration: IDataObject): LogSpan {
	const { status, start, end } = resyncOf(integration);
	const endMs = epochMs(end);
	return {
		sinceMs: status === 'failed' ? epochMs(start) : resyncTime(integration),
		untilMs: endMs === undefined ? undefined : endMs + LAST_WORDS_MS,
	};
}

/** What the operation does beside waiting. */
interface Requesting {
	/** Whether the resync is one that ran already, so that none was requested. */
	readonly isRunning?: boolean;
	/** Whether none is requested while one runs. */
	readonly skipsRunning: boolean;
}

interface Timing {
	readonly everyMs?: number;
	readonly forMs: number;
}

/**
 * Waits until the resync that was requested after `before` was read has ended; with `isRunning` the one that ran then. Times
 * are compared with those that Port returned before, never with this machine's clock.
 *
 * @throws when it failed, was aborted by another one, or did not end in time.
 */
export async function resyncEnded(
	api: ApiClient,
	installationId: string,
	before: IDataObject,
	{ isRunning = false, skipsRunning, ...timing }: Timing & Requesting,
): Promise<IDataObject> {
	// For the one that ran already nothing was sent: what fails then is no change.
	const readIt = isRunning ? integrationOf : readAfterChange;
	const read = async () => await readIt(api, installationId);
	// Its end has the time of its start.
	const earlierMs = resyncTime(before) - (isRunning ? 1 : 0);
	const ended = await endOfNext(api, installationId, { read, earlierMs, before, timing });
	const reason = await reasonOf(api, installationId, ended);
	if (hasCompleted(ended)) return ended;
	throw notCompleted(api, installationId, ended, {
		reason,
		whenAborted: skipsRunning ? RUN_AGAIN : WAIT_OR_SKIP,
	});
}

export function hasCompleted(ended: IDataObject): boolean {
	return resyncOf(ended).status === 'completed';
}

/** The newest error of its log, of a resync that ended otherwise than well. */
export async function reasonOf(
	api: ApiClient,
	installationId: string,
	ended: IDataObject,
): Promise<string | undefined> {
	if (hasCompleted(ended)) return undefined;
	const line = await lastErrorLine(api, installationId, resyncSpan(ended));
	return textOf(line?.['message']);
}

/** The error of a resync that ended otherwise than well. @param whenAborted what to do about the one that aborted it */
export function notCompleted(
	api: ApiClient,
	installationId: string,
	ended: IDataObject,
	{ reason, whenAborted }: { readonly reason: string | undefined; readonly whenAborted: string },
) {
	const hasFailed = resyncOf(ended).status === 'failed';
	return api.error(
		`The resync of "${installationId}" ${hasFailed ? 'failed' : 'was aborted'}${reason === undefined ? '' : `: ${reason}`}`,
		hasFailed
			? 'Find the cause with Get Logs, then resync again.'
			: `Another resync was requested in the meantime. ${whenAborted}`,
	);
}

interface Awaited {
	readonly read: () => Promise<IDataObject>;
	/** The time of the resync before: that of its start, or of its end. */
	readonly earlierMs: number;
	/** The integration before, where somebody looked. */
	readonly before?: IDataObject;
	readonly timing: Timing;
}

/**
 * Looks at the integration until the first resync after `earlierMs` has ended, whatever came of it.
 * @throws when it did not end in time.
 */
export async function endOfNext(
	api: ApiClient,
	installationId: string,
	{ read, timing, ...awaited }: Awaited,
): Promise<IDataObject> {
	const looks = new Looks(awaited);
	const look = async () => {
		const now = await read();
		return looks.hasEnded(now) ? now : undefined;
	};
	return await api.waitUntil(look, {
		...timing,
		get what() {
			return `The resync of "${installationId}" (${looks.shown})`;
		},
	});
}

/** What was seen of a resync that is waited for, and of those before it. */
class Looks {
	private earlierMs: number;
	private isEndOfEarlierToCome: boolean;
	private abortedMs: number | undefined;
	/** Whether a resync ran at the last look. */
	private isOneRunning: boolean;
	/** The time of the resync that the last look showed, and whether one ran when that one began. */
	private shownMs: number | undefined;
	private isOverlapping = false;
	/** What the last look showed, for the time when the wait is over. */
	shown = NONE_YET;

	constructor({ earlierMs, before }: Pick<Awaited, 'earlierMs' | 'before'>) {
		this.earlierMs = earlierMs;
		this.shownMs = before && resyncTime(before);
		this.isOneRunning = before !== undefined && resyncOf(before).status === 'running';
		this.isEndOfEarlierToCome = this.isOneRunning && (this.shownMs ?? 0) <= earlierMs;
	}

	/** Whether this look shows the end. */
	hasEnded(now: IDataObject): boolean {
		const { status, start } = resyncOf(now);
		const nowMs = resyncTime(now);
		this.shown = NONE_YET;
		this.follow(status, start === undefined ? this.shownMs : nowMs);
		if (nowMs <= this.earlierMs) {
			this.isEndOfEarlierToCome ||= status === 'running';
			if (status === 'running') this.shown = EARLIER_RUNS;
			else if (nowMs === this.earlierMs) this.shown = earlierEnded(status, start);
			return false;
		}
		// One that runs and started later: the one before is over, and the next end without start is this one's.
		if (status === 'running' && start !== undefined) this.isEndOfEarlierToCome = false;
		// An end that does not show its start is later than the start of the one before, even where it is its own.
		if (this.isEndOfEarlierToCome && status !== 'running' && start === undefined) {
			this.isEndOfEarlierToCome = false;
			this.earlierMs = nowMs;
			return false;
		}
		if (status !== undefined) this.shown = `shown as '${status}'`;
		return status === 'aborted' ? this.isAborted(nowMs) : status === 'completed' || status === 'failed';
	}

	/** A resync is known by its start; an end without one is that of the resync that showed before. */
	private follow(status: string | undefined, startMs: number | undefined): void {
		if (startMs !== this.shownMs) this.isOverlapping = this.isOneRunning;
		this.shownMs = startMs;
		this.isOneRunning = status === 'running' || (status === 'aborted' && this.isOverlapping);
	}

	/**
	 * The one that our request aborts may show for a moment: it is ours only when it stays. Of one that began while another ran
	 * nobody knows: Ocean reports a scheduled one as aborted when the next one has begun, and the state then shows the start of that
	 * one until it has ended.
	 */
	private isAborted(nowMs: number): boolean {
		if (this.isOverlapping) this.shown = MAY_BE_EARLIER;
		const stays = this.abortedMs === nowMs;
		this.abortedMs = nowMs;
		return stays && !this.isOverlapping;
	}
}
