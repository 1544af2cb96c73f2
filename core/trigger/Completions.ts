import type { IntegrationError } from '../shapes/IntegrationError';
import { inOrder, markOf, type Reading } from './errorCursor';

/** A source of which a reading shows only that there is an error, or may be one. */
export interface CompletedSource {
	/**
	 * What only further requests say: asked for once, when the error is new. One error, several, or none where nothing was
	 * wrong after all; each with an event ID of its own. What was read is remembered as known either way.
	 */
	complete?(error: IntegrationError): Promise<readonly IntegrationError[]>;
}

/** What only further requests say of the errors that are new in one poll. */
export class Completions {
	private readonly made = new Map<IntegrationError, readonly IntegrationError[]>();

	constructor(
		/** Most errors to complete in this poll: as many as it emits. */
		private readonly most: number,
		/** Longest time for those of one source. */
		private readonly sourceMs: number,
	) {}

	/** Completes what was read of a source, oldest first; what is left comes with the next polls. */
	async of(source: CompletedSource, reading: Reading, nowMs: number): Promise<Reading> {
		if (source.complete === undefined) return reading;
		const untilMs = Date.now() + this.sourceMs;
		const marked = reading.errors.map((error) => ({ ...markOf(error, nowMs), error })).sort(inOrder);
		for (const [index, { error, ...mark }] of marked.entries()) {
			if (this.made.size >= this.most || Date.now() > untilMs) {
				return { ...reading, errors: marked.slice(0, index).map((done) => done.error), left: mark };
			}
			this.made.set(error, await source.complete(error));
		}
		return reading;
	}

	/** What to emit in place of an error that was read. */
	inPlaceOf(error: IntegrationError): readonly IntegrationError[] {
		return this.made.get(error) ?? [error];
	}
}
