import type { IDataObject } from 'n8n-workflow';

import { isLikelyCap } from '../../../core';

const FEW_ENTRIES = 1000;

interface DoubtedWindow {
	readonly startMs: number;
	readonly lengthMs: number;
	readonly keys: ReadonlySet<string>;
}

/**
 * Whether Port returns fewer entries at once than it is asked for, as far as one read of the log shows. A round number of them may be
 * all that it returns, unless it returned more before. Then a window is doubted, and read in parts: that it was cut is known when these
 * have entries that it lacked.
 */
export class EntryCap {
	private most = 0;
	private known: number | undefined;
	private doubted: DoubtedWindow | undefined;

	constructor(private readonly keyOf: (entry: IDataObject) => string) {}

	/** Where the doubted window begins: no part of it reaches beyond, or it would bring other entries. */
	get startMs(): number | undefined {
		return this.doubted?.startMs;
	}

	/** Of each response. */
	see(entries: readonly IDataObject[]): void {
		this.most = Math.max(this.most, entries.length);
		const { keys } = this.doubted ?? {};
		if (keys === undefined || entries.every((entry) => keys.has(this.keyOf(entry)))) return;
		this.known = keys.size;
		this.doubted = undefined;
	}

	/** Whether a response of so many may lack others. */
	isLikely(count: number): boolean {
		return isLikelyCap(count) && count >= this.most;
	}

	/** A window is read in parts because of its number of entries. Parts of parts show the same; a cap that is known need not be shown again. */
	doubt(startMs: number, endMs: number, entries: readonly IDataObject[]): void {
		if (this.isKnown) return;
		this.doubted ??= { startMs, lengthMs: endMs - startMs, keys: new Set(entries.map(this.keyOf)) };
	}

	/**
	 * How long the next window may be, and still be read at once, after one of so many entries. Where it was the last part of the doubted
	 * one, which was not cut, its number may be a cap nevertheless, just not exceeded: one of twice that length brings more, or the same number again.
	 */
	nextMs(startMs: number, windowMs: number, count: number): number {
		if (this.doubted !== undefined) {
			const { lengthMs } = this.doubted;
			// The rest of it may be all that is left.
			if (this.doubted.startMs !== startMs) return lengthMs;
			this.doubted = undefined;
			return lengthMs * 2;
		}
		const few = this.isKnown ? Math.min(FEW_ENTRIES, this.most / 2) : FEW_ENTRIES;
		return count < few ? windowMs * 2 : windowMs;
	}

	/** Until a response has more. */
	get isKnown(): boolean {
		return this.known === this.most;
	}
}
