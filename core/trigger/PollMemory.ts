import type { KeptEvents } from './keptEvents';

/** n8n gives a durable poll this long, so an outdated state comes back no later. */
const OUTDATED_FOR_MS = 45_000;

/** Polls under way in this process: n8n starts the next one although the last still runs. */
const underWay = new Set<string>();

/**
 * Baselines that n8n may not have stored: with durable cursors a poll that returns nothing at activation is forgotten, and
 * what happened before the first tick would be taken as known.
 */
const unstored = new Map<string, KeptEvents>();

/**
 * The state with which the last poll began, when that poll had items. After a restart n8n runs several missed ticks at once;
 * with durable cursors the second may have been given its state before the first one's was stored, and would emit the same.
 */
const lastEmitted = new Map<string, { readonly state: string; readonly atMs: number }>();

/** What this process knows of a trigger beside what n8n stores. */
export class PollMemory {
	constructor(private readonly trigger: string) {}

	/** False when a poll of this trigger is under way. */
	begin(): boolean {
		if (underWay.has(this.trigger)) return false;
		underWay.add(this.trigger);
		return true;
	}

	end(): void {
		underWay.delete(this.trigger);
	}

	/** Baselines that n8n may have forgotten. */
	get baselines(): KeptEvents {
		return unstored.get(this.trigger) ?? {};
	}

	/** True when the last poll began with this very state and has emitted what came of it. */
	isOutdated(state: unknown, nowMs: number): boolean {
		const last = lastEmitted.get(this.trigger);
		return last !== undefined && last.state === state && nowMs - last.atMs < OUTDATED_FOR_MS;
	}

	/** Remembers a poll that succeeded: the state it began with, whether it emitted anything, and the baselines it set. */
	keep(state: unknown, hasEmitted: boolean, baselines: KeptEvents): void {
		unstored.set(this.trigger, baselines);
		if (hasEmitted && typeof state === 'string') lastEmitted.set(this.trigger, { state, atMs: Date.now() });
		else lastEmitted.delete(this.trigger);
	}
}
