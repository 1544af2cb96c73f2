/** 60 bits of an id: two of 20,000 ids are alike once in 5 billion states. */
export const HASH_LENGTH = 10;

/** What is remembered of the errors of one feed. As text in n8n's static data: see `encode`. */
export interface CursorState {
	/** Sources that have no state of their own are read since then. */
	readonly floorMs: number;
	/**
	 * While more is there than polls have emitted yet: the ends of the time slices that are still to be emitted, one after the
	 * other, not included; milliseconds since 1970. What comes after the last is looked for when they are done.
	 */
	readonly slices?: readonly number[];
	/** By the hash of the source's key. */
	readonly sources: ReadonlyMap<string, SourceState>;
}

export interface SourceState {
	/** The newest time among its emitted errors, or the end of a slice that was read; never beyond now. */
	readonly cursorMs: number;
	/** Where it has more than a poll can read: the ends of the parts in which it is read, as the slices of the state. */
	readonly slices?: readonly number[];
	/** Nothing older than this is emitted, even inside the late window. */
	readonly floorMs: number;
	/** Of the errors in the floor's own second, nothing up to this hash is emitted. */
	readonly floorId?: string | undefined;
	/** Hashes of event ids, with the second in which each was last seen to have happened. */
	readonly seen: ReadonlyMap<string, number>;
}

/** What `encode` makes. */
export const ENCODED =
	/^-?[\da-z]+(\/-?[\da-z]+)*(\|[\w-]{10},-?[\da-z]+(\/-?[\da-z]+)*,-?[\da-z]+(~[\w-]{10})?(,-?[\da-z]+=([\w-]{10})+)*)*$/;

/**
 * The state as short text: `floor|source,cursor,floor,second=hashes,second=hashes|...` with numbers in base 36; a floor
 * inside a second has the hash up to which nothing is emitted: `floor~hash`. Time slices follow the first floor, or the cursor
 * of their source: `floor/end/end`.
 */
export function encode(state: CursorState): string {
	const sources = [...state.sources].map(([source, { cursorMs, slices = [], floorMs, floorId, seen }]) => {
		const bySecond = new Map<number, string>();
		for (const [id, second] of seen) bySecond.set(second, (bySecond.get(second) ?? '') + id);
		const buckets = [...bySecond].map(([second, hashes]) => `${second.toString(36)}=${hashes}`);
		const floor = floorMs.toString(36) + (floorId === undefined ? '' : `~${floorId}`);
		return [source, timesText([cursorMs, ...slices]), floor, ...buckets].join(',');
	});
	return [timesText([state.floorMs, ...(state.slices ?? [])]), ...sources].join('|');
}

function timesText(times: readonly number[]): string {
	return times.map((timeMs) => timeMs.toString(36)).join('/');
}

/** A time, and the slices that follow it. */
function timesIn(text: string): [number, { readonly slices?: readonly number[] }] {
	const [firstMs = NaN, ...slices] = text.split('/').map((time) => parseInt(time, 36));
	return [firstMs, slices.length > 0 ? { slices } : {}];
}

/** The state of a text that `encode` made; undefined for anything else. */
export function decode(text: unknown): CursorState | undefined {
	if (typeof text !== 'string' || !ENCODED.test(text)) return undefined;
	const [times = '', ...sources] = text.split('|');
	const [floorMs, slices] = timesIn(times);
	return { floorMs, ...slices, sources: new Map(sources.map(decodeSource)) };
}

function decodeSource(text: string): [string, SourceState] {
	const [source = '', cursor = '', floor = '', ...buckets] = text.split(',');
	const seen = new Map<string, number>();
	for (const bucket of buckets) {
		const [second = '', hashes = ''] = bucket.split('=');
		for (const id of hashes.match(/.{10}/g) ?? []) seen.set(id, parseInt(second, 36));
	}
	const [floorMs = '', floorId] = floor.split('~');
	const [cursorMs, slices] = timesIn(cursor);
	return [source, { cursorMs, ...slices, floorMs: parseInt(floorMs, 36), floorId, seen }];
}
