import { get } from 'lodash';

/** How n8n treats polls, measured in 2.41.1: PollSession and the simulation model the same n8n. */

const MINUTE_MS = 60_000;

/** A publication polls so often, each time so long after the last try, and gives up for good. */
export const PUBLICATION_DELAYS_MS = [0, 1000, 2000, 4000, 8000];

/** All tries of a publication together. */
export const LEASE_MS = 120_000;

/** What `getPollBudgetMs()` returns. */
export const BUDGET_MS = 300_000;
export const DURABLE_BUDGET_MS = 36_000;

/** A durable tick that takes longer is abandoned: what it brings is thrown away, and nobody sees it but in n8n's log. */
export const DURABLE_LIMIT_MS = 45_000;

/** How an abandoned tick counts for the waits of the durable poller. */
export const ABANDONED = {
	message: 'Poll exceeded its timeout and was abandoned',
	failure: { cause: 'temporarily-unavailable' },
};

/** The first wait of the durable poller after a poll that threw; each further one in a row doubles it. */
const FIRST_BACK_OFF_MS = 5000;

const LONGEST_BACK_OFF_MS = 30 * MINUTE_MS;

/** However long the platform asked for, n8n waits no longer. */
const LONGEST_ASKED_MS = 60 * MINUTE_MS;

const FOR_A_PERSON: readonly unknown[] = ['credential-invalid', 'configuration-invalid', 'node-defect'];

/** Whether n8n takes a person to be needed, by the cause that was named, or else the status. */
export function isLasting(thrown: unknown): boolean {
	const cause: unknown = get(thrown, ['failure', 'cause']);
	if (cause !== undefined) return FOR_A_PERSON.includes(cause);
	const status: unknown = get(thrown, ['httpCode']);
	return status === '401' || status === '403';
}

/** How long the durable poller leaves a trigger alone after a poll that threw this, which is number `inARow` of those in a row. */
export function backOffMs(thrown: unknown, inARow: number): number {
	if (isLasting(thrown)) return LONGEST_BACK_OFF_MS;
	const askedMs: unknown = get(thrown, ['failure', 'retryAfterMs']);
	const leastMs = typeof askedMs === 'number' ? Math.min(askedMs, LONGEST_ASKED_MS) : 0;
	return Math.max(leastMs, Math.min(FIRST_BACK_OFF_MS * 2 ** (inARow - 1), LONGEST_BACK_OFF_MS));
}
