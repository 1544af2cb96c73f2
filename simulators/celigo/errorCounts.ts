import type { ErrorStore } from './ErrorStore';
import type { CeligoSwitches } from './switches';

/** `numError` and `lastErrorAt` of one step or of all steps of a flow. */
export function errorCounts(
	switches: CeligoSwitches,
	stores: readonly ErrorStore[],
): { numError: number; lastErrorAt?: string | null } {
	const numError = stores.reduce((sum, store) => sum + store.open.size, 0);
	if (switches.lastErrorAt === 'null') return { numError, lastErrorAt: null };
	const lastErrorAt = stores
		.map((store) => store.lastErrorAt)
		.filter((time) => time !== undefined)
		.sort()
		.at(-1);
	return switches.lastErrorAt === 'absent' || lastErrorAt === undefined
		? { numError }
		: { numError, lastErrorAt };
}
