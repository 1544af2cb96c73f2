import type { RecordedRequest } from './RequestLog';

/**
 * What a client did that the platform's document does not allow. The client is answered as the platform would; the violation
 * is kept, so that a test can say: nothing of the kind happened.
 */
export interface Violation {
	readonly kind: ViolationKind;
	/** One sentence: what was sent and what was expected. */
	readonly message: string;
	readonly method: string;
	readonly url: string;
	readonly request: RecordedRequest;
}

export type ViolationKind =
	| 'unknownPath'
	| 'wrongMethod'
	| 'malformedBody'
	| 'wrongMediaType'
	| 'bodyTooLarge'
	| 'invalidBody'
	/** A body, or a part of one, that the platform silently ignores. */
	| 'ignoredBody'
	| 'invalidQuery'
	/** A credential sent to a place that must never see it. */
	| 'leakedCredential'
	/** An exception inside the simulator: a defect of ours, never of the client. */
	| 'simulatorDefect';

/** Violations in order. `expect([...simulator.violations]).toEqual([])` belongs at the end of every test. */
export class ViolationLog implements Iterable<Violation> {
	private violations: Violation[] = [];

	get length(): number {
		return this.violations.length;
	}

	[Symbol.iterator](): Iterator<Violation> {
		return this.violations[Symbol.iterator]();
	}

	/** `kind METHOD url: message`, one line each: readable in a failed assertion. */
	lines(): string[] {
		return this.violations.map(({ kind, method, url, message }) => `${kind} ${method} ${url}: ${message}`);
	}

	kinds(): ViolationKind[] {
		return this.violations.map(({ kind }) => kind);
	}

	add(kind: ViolationKind, message: string, request: RecordedRequest): void {
		this.violations.push({ kind, message, method: request.method, url: request.url, request });
	}

	clear(): void {
		this.violations = [];
	}
}
