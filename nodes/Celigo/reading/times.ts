/** A time as Celigo's filters take it. @param ms milliseconds since 1970 */
export function timeOf(ms: number): string {
	return new Date(Math.max(0, ms)).toISOString();
}

/** The end of a filter that ends before a time: Celigo's ends are included. */
export function lastTimeBefore(beforeMs: number | undefined): string | undefined {
	return beforeMs === undefined ? undefined : timeOf(beforeMs - 1);
}
