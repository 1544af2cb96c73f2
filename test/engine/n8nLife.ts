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

/** A durable tick that takes longer is abandoned: what it brings is thrown away. */
export const DURABLE_LIMIT_MS = 45_000;

const BACK_OFF_MS: Readonly<Record<string, number>> = {
	'temporarily-unavailable': 20_000,
	'rate-limited': MINUTE_MS,
	'quota-exhausted': 30 * MINUTE_MS,
	'credential-invalid': 30 * MINUTE_MS,
	'configuration-invalid': 30 * MINUTE_MS,
	'node-defect': 30 * MINUTE_MS,
};

/** How long the durable poller leaves a trigger alone after a poll that threw this, by the cause that it names. */
export function backOffMs(thrown: unknown): number {
	const cause: unknown = get(thrown, ['failure', 'cause']);
	const askedMs: unknown = get(thrown, ['failure', 'retryAfterMs']);
	const usualMs = typeof cause === 'string' ? BACK_OFF_MS[cause] : undefined;
	return typeof askedMs === 'number' ? askedMs : (usualMs ?? 0);
}
