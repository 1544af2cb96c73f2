import { durableCursors } from '../../demo/n8n/settings';
import type { Poller } from './ChaosRun';

/** n8n's two ways to poll, and to keep a trigger's place. */
export const pollers = {
	default: {
		name: "n8n's default poller",
		settings: {},
		longestPollMs: Number.POSITIVE_INFINITY,
		storesAtOnce: false,
	},
	durable: { name: 'durable cursors', settings: durableCursors, longestPollMs: 45_000, storesAtOnce: true },
} satisfies Record<string, Poller>;
