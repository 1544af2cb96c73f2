import { DateTime } from 'luxon';

const EPOCH_MS_FROM = 100_000_000_000;
const USUAL_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * A platform's time in milliseconds since 1970: ISO 8601 (with `T` or a space, any fraction), or a number since 1970 (seconds,
 * milliseconds or smaller). Undefined when it is none of these. A time without zone is UTC unless `zone` says otherwise.
 */
export function epochMs(value: unknown, zone = 'utc'): number | undefined {
	if (value instanceof Date) return finite(value.getTime());
	if (DateTime.isDateTime(value)) return finite(value.toMillis());
	if (typeof value === 'number') return finite(inMs(value));
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	if (USUAL_FORM.test(text)) {
		// Many times as fast as luxon, which gets what JavaScript takes for another day (31 February).
		const ms = Date.parse(text);
		if (new Date(ms).getUTCDate() === Number(text.slice(8, 10))) return ms;
	}
	if (/^\d{9,}(\.\d+)?$/.test(text)) return epochMs(Number(text));
	const iso = DateTime.fromISO(text.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, '$1T'), { zone });
	return iso.isValid ? iso.toMillis() : undefined;
}

/** The same time as ISO 8601 UTC with milliseconds (`2024-01-15T12:00:00.000Z`). */
export function isoTime(value: unknown, zone?: string): string | undefined {
	const ms = epochMs(value, zone);
	return ms === undefined ? undefined : new Date(ms).toISOString();
}

/** A time to the second in six characters, for what is kept between polls; the later of two is the greater text. */
export function shortTime(ms = Date.now()): string {
	return Math.trunc(ms / 1000).toString(36);
}

/** Seconds since 1970, or milliseconds, microseconds or nanoseconds, by their size. */
function inMs(since1970: number): number {
	if (since1970 < EPOCH_MS_FROM) return since1970 * 1000;
	if (since1970 < EPOCH_MS_FROM * 1000) return since1970;
	return since1970 / (since1970 < EPOCH_MS_FROM * 1e6 ? 1e3 : 1e6);
}

function finite(ms: number): number | undefined {
	return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? Math.trunc(ms) : undefined;
}
