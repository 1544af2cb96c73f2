export const DAY_MS = 86_400_000;

/** A day in UTC as the API's date filters take it: `2026-01-05`. */
export function dayOf(ms: number): string {
	return new Date(Math.max(0, ms)).toISOString().slice(0, 10);
}
