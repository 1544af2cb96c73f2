import { partition, reject, sortBy } from 'lodash';

import type { ApiClient } from '../request/ApiClient';
import { asNodeError } from '../request/failures';
import type { IntegrationError } from '../shapes/IntegrationError';
import type { Held, Reading } from './errorCursor';
import type { FeedPoll, SourceName } from './Feed';
import { hadNoTime } from './sideBySide';
import { oldestOf } from './timeSlices';

/**
 * The errors that are about to be emitted, with what none of the others needs: the names of their integrations, where those are
 * a request of their own.
 */
export type CompleteAll = (api: ApiClient, errors: IntegrationError[]) => Promise<IntegrationError[]>;

/**
 * The errors, completed; as they are, with a remark for the log, where that fails: they were read, and must not wait.
 * @throws when it fails, and nobody knows whether they are of an integration that is excluded
 */
export async function completedAll(
	completeAll: CompleteAll | undefined,
	{ api, excluded }: Pick<FeedPoll, 'api' | 'excluded'>,
	errors: IntegrationError[],
): Promise<{ readonly errors: IntegrationError[]; readonly remarks: readonly string[] }> {
	if (completeAll === undefined || errors.length === 0) return { errors, remarks: [] };
	try {
		return { errors: await completeAll(api, errors), remarks: [] };
	} catch (thrown) {
		const isOpen = excluded.size > 0 && errors.some(({ integrationId }) => integrationId === null);
		if (isOpen) throw asNodeError(api.location, thrown);
		return { errors, remarks: [`Emitted without names: ${asNodeError(api.location, thrown).message}`] };
	}
}

/** A source of which a reading shows only that there is an error, or may be one. */
export interface CompletedSource extends SourceName {
	/** Whether what is about to be emitted is no new error after all, as it shows itself: it is remembered as known then. */
	isNone?(error: IntegrationError): boolean;
	/**
	 * What only further requests say: asked for once, when the error is new. One error, several, or none where nothing was
	 * wrong after all; each with an event ID of its own. What was read is remembered as known either way. Undefined while the
	 * platform does not have all of it: then it is asked for again, as long as errors usually are late; `isLast` says when not.
	 */
	complete?(error: IntegrationError, isLast: boolean): Promise<readonly IntegrationError[] | undefined>;
}

/**
 * Completes the new errors of a poll, source by source, as each is read: so that one that takes long, or never ends, keeps
 * no other from being emitted. Of each source the oldest come first; those for which no time is left are read again.
 */
export class Completion {
	/** What to emit in place of each. */
	private readonly completed = new Map<IntegrationError, readonly IntegrationError[]>();
	/** Keys of the sources of which some are left because the time was over. */
	readonly late = new Set<string>();
	/** Key of the first source of which nothing was asked for, because others had enough. */
	unasked: string | undefined;
	private given = 0;

	constructor(
		/** After the first of each source, no further error is begun after that, by performance.now(). */
		private readonly untilMs: number,
		/** Events after which no further error is begun: no more are emitted. */
		private readonly most: number,
		private readonly nowMs: number,
		private readonly longestMs: number,
	) {}

	/**
	 * Gives `take` what the source has read so far, again after each error that is completed.
	 * @throws the first failure, after the others were tried
	 */
	async of(
		{ key, complete, isNone }: CompletedSource,
		reading: Reading,
		signal: AbortSignal,
		take: (reading: Reading) => void,
	): Promise<void> {
		for (const { error } of reading.held) if (isNone?.(error) === true) this.completed.set(error, []);
		if (complete === undefined) return void take(reading);
		take(this.asFarAsCompleted(reading));
		const failures: unknown[] = [];
		const open = reject(reading.held, ({ error }) => this.completed.has(error));
		for (const [asked, held] of sortBy(open, 'timeMs').entries()) {
			if (this.isEnough(key, asked, failures.length > 0)) break;
			const failed = (thrown: unknown) =>
				void (asked > failures.length && hadNoTime(thrown) ? this.late.add(key) : failures.push(thrown));
			const completed = await this.completedOf(held, complete).catch(failed);
			if (signal.aborted) return;
			if (completed === undefined) continue;
			this.completed.set(held.error, completed);
			this.given += completed.length;
			take(this.asFarAsCompleted(reading));
		}
		if (failures.length > 0) throw failures[0];
	}

	/** Whether no further error of a source is begun: there is as much as is emitted, or the time is over. */
	private isEnough(key: string, asked: number, hasFailed: boolean): boolean {
		const isFull = this.given >= this.most;
		if (isFull && asked === 0) this.unasked ??= key;
		// One at least: what takes so long to be read may take as long at each poll.
		if (isFull || asked === 0 || performance.now() <= this.untilMs) return isFull;
		if (!hasFailed) this.late.add(key);
		return true;
	}

	/** What an error turns out to be; undefined while it lacks something, and nothing once that can come no later. */
	private async completedOf({ timeMs, error }: Held, complete: NonNullable<CompletedSource['complete']>) {
		const isLast = this.nowMs - timeMs >= this.longestMs;
		return (await complete(error, isLast)) ?? (isLast ? [] : undefined);
	}

	readonly inPlaceOf = (error: IntegrationError) => this.completed.get(error) ?? [error];

	private asFarAsCompleted(reading: Reading): Reading {
		const [held, others] = partition(reading.held, ({ error }) => this.completed.has(error));
		if (others.length === 0) return reading;
		return { ...reading, held, left: oldestOf(others, reading.left), isBehind: true };
	}
}
