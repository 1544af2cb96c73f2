import { createHash } from 'node:crypto';

import { z } from 'zod';

import type { ErrorSource, Revision } from './ErrorFeed';

/** Of one source: its key, a print of its revision, when that was first seen, and when the source was read last. */
export const seenRevision = z.tuple([z.string(), z.string(), z.number(), z.number()]);

export type SeenRevision = z.infer<typeof seenRevision>;

const PRINT_LENGTH = 8;

/** How the sources of a feed stood in the platform's list, and which of them are due to be read because of that. */
export class Revisions {
	private readonly seen: ReadonlyMap<string, SeenRevision>;

	constructor(
		stored: readonly SeenRevision[],
		private readonly nowMs: number,
		/** So long after something moved the platform may still show errors of it. */
		private readonly lateByMs: number,
	) {
		this.seen = new Map(stored.map((entry) => [entry[0], entry]));
	}

	/** Whether something may be new in the source. */
	isDue({ key, revision }: ErrorSource): boolean {
		const seen = this.seen.get(key);
		if (revision === undefined || seen === undefined) return true;
		const [, before, movedMs, readMs] = seen;
		return (
			before !== print(revision) ||
			this.nowMs - movedMs <= this.lateByMs ||
			this.nowMs - readMs >= revision.rereadAfterMs
		);
	}

	/** What to remember of the sources that are there now, when those were `read`. */
	after(sources: readonly ErrorSource[], read: ReadonlySet<string>): SeenRevision[] {
		return sources.flatMap(({ key, revision }) => {
			const seen = this.seen.get(key);
			if (revision === undefined || !read.has(key)) return seen === undefined ? [] : [seen];
			const now = print(revision);
			const isSame = seen?.[1] === now;
			return [[key, now, isSame ? seen[2] : this.nowMs, this.nowMs]];
		});
	}
}

function print({ value }: Revision): string {
	return createHash('sha1').update(value).digest('base64').slice(0, PRINT_LENGTH);
}
