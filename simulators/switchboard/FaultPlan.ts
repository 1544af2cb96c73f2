import { isMatch } from 'lodash';

import { matches, type RecordedRequest, type RequestFilter } from './RequestLog';

/** An answer instead of the platform's. `body` is sent as JSON, `bodyText` as it is (truncated JSON, HTML, nothing). */
export interface StatusFault {
	/** Default 200. */
	status?: number;
	headers?: Record<string, string>;
	body?: unknown;
	bodyText?: string;
	/** Sent as it is, packed by whoever says so in the headers. */
	bodyBytes?: Buffer;
	/** Of `bodyText` and `bodyBytes`; default text/html. */
	contentType?: string;
}

/**
 * - `reset`: the connection is reset before anything is done or answered
 * - `hang`: the connection stays open, nothing is done, no answer ever comes
 * - `delayMs`: the platform's own answer, later
 * - `dripMs`: the platform's own answer, one byte at a time, so long apart: the connection is never idle, and never done
 * - a status fault: nothing is done, this is answered
 * - `echo`: nothing is done, and an answer of this status repeats everything that came, in every form
 * - `repeat`: the platform's own answer to the first request that was struck, to each of them
 * - `first`: the test does this and waits for it, then the platform answers: what changes between two pages, or while a request waits
 * - `afterExecuting`: the server DOES the work, then the answer is lost (`reset`, `hang`), cut in its middle (`truncate`) or replaced:
 *   the way to prove that a client never acts twice
 */
export type FaultAnswer =
	| 'reset'
	| 'hang'
	| { delayMs: number }
	| { dripMs: number }
	| { echo: number }
	| { repeat: true }
	| { first: () => unknown }
	| { afterExecuting: 'reset' | 'hang' | 'truncate' | StatusFault }
	| StatusFault;

export interface FaultRule extends RequestFilter {
	/** Only requests with these parameters in their query. */
	query?: Readonly<Record<string, string>>;
	/** How many matching requests to let through first. Default 0. */
	after?: number;
	/** How many requests to strike. Default: every one, until removed. */
	times?: number;
	answer: FaultAnswer;
}

/** A rule at work. */
export interface Fault {
	/** Requests struck so far. */
	readonly hits: number;
	remove(): void;
}

/** The faults to come. The oldest rule that matches strikes; a rule that is used up is passed over. */
export class FaultPlan {
	private entries: Array<{ rule: FaultRule; seen: number; hits: number }> = [];

	add(rule: FaultRule): Fault {
		const entry = { rule, seen: 0, hits: 0 };
		this.entries.push(entry);
		return {
			get hits() {
				return entry.hits;
			},
			remove: () => {
				this.entries = this.entries.filter((other) => other !== entry);
			},
		};
	}

	clear(): void {
		this.entries = [];
	}

	/** For the switchboard: the fault that strikes this request, if any. */
	strike(request: Pick<RecordedRequest, 'method' | 'path' | 'query'>): FaultAnswer | undefined {
		for (const entry of this.entries) {
			const { rule } = entry;
			if (entry.hits >= (rule.times ?? Infinity) || !matches(rule, request)) continue;
			if (!isMatch(request.query, rule.query ?? {})) continue;
			entry.seen += 1;
			if (entry.seen <= (rule.after ?? 0)) continue;
			entry.hits += 1;
			return rule.answer;
		}
		return undefined;
	}
}
