import { z } from 'zod';

import { hash } from '../data/hash';

/** How a source stands in the platform's list. While it stands the same, its errors are read now and then only. */
export interface Revision {
	/** Another one whenever the platform did something there; undefined while it does: the source is read at every poll then. */
	readonly value: string | undefined;
	/** When that was, as the platform says it, in milliseconds since 1970; undefined where it does not: long ago. */
	readonly movedMs?: number | undefined;
	/** After so long it is read although nothing moved, because the list may not show everything. */
	readonly rereadAfterMs: number;
}

/** What the platform's list shows of a source. */
interface Listed {
	readonly key: string;
	readonly revision?: Revision | undefined;
}

/**
 * Of one source: its key, a hash of its revision, when it moved (as seen here; before that, as the platform says it), and
 * when it was read last. Milliseconds since 1970.
 */
export const seenRevision = z.tuple([z.string(), z.string(), z.number(), z.number()]);

export type SeenRevision = z.infer<typeof seenRevision>;

const HASH_LENGTH = 8;
/** A platform's clock shows whole seconds. */
const CLOCK_STEP_MS = 1000;

/** How the sources of a feed stood in the platform's list, and which of them are due to be read because of that. */
export class Revisions {
	private readonly seen: ReadonlyMap<string, SeenRevision>;

	constructor(
		stored: readonly SeenRevision[],
		private readonly nowMs: number,
		/** So long after something moved the platform may still show errors of it. */
		private readonly lateWindowMs: number,
	) {
		this.seen = new Map(stored.map((entry) => [entry[0], entry]));
	}

	/** Whether something may be new in the source. */
	isDue({ key, revision }: Listed): boolean {
		const seen = this.seen.get(key);
		if (revision?.value === undefined || seen === undefined) return true;
		const [, before, movedMs, readMs] = seen;
		return (
			before !== hashOf(revision) ||
			this.nowMs - movedMs <= this.lateWindowMs ||
			this.nowMs - readMs + CLOCK_STEP_MS >= revision.rereadAfterMs ||
			// A clock ran ahead then.
			readMs - this.nowMs > CLOCK_STEP_MS
		);
	}

	/** What to remember of the sources that are there now, when those were `read`. */
	after(sources: readonly Listed[], read: ReadonlySet<string>): SeenRevision[] {
		return sources.flatMap(({ key, revision }) => {
			const seen = this.seen.get(key);
			if (revision === undefined || !read.has(key)) return seen === undefined ? [] : [seen];
			const now = hashOf(revision);
			// A source that is seen for the first time has not moved because of that.
			const firstMs = Math.min(revision.movedMs ?? 0, this.nowMs);
			const [, before, movedMs] = seen ?? [key, now, firstMs];
			return [[key, now, before === now ? movedMs : this.nowMs, this.nowMs]];
		});
	}
}

/** Empty while the source moves. */
function hashOf({ value }: Revision): string {
	return value === undefined ? '' : hash(value, HASH_LENGTH);
}
