import type { Answer } from './answer';
import type { ViolationKind } from './ViolationLog';

/**
 * Thrown by a handler or guard to refuse a request with the platform's own answer. With `violation` it is also recorded as
 * something that the document does not allow.
 */
export class Refused extends Error {
	constructor(
		readonly answer: Answer,
		readonly violation?: { kind: ViolationKind; message: string },
	) {
		super(violation?.message ?? `refused with ${answer.status}`);
	}
}

/** One thing that is wrong with a body or query. */
export interface Complaint {
	/** Dotted path of the field or parameter; '' for the whole. */
	readonly field: string;
	/** JSON schema's keyword, e.g. `required`, `maxLength`, `additionalProperties`. */
	readonly keyword: string;
	readonly message: string;
}

/** A refusal that is the same on every route; the simulator says how its platform words it. */
export type Refusal =
	| { readonly reason: 'unknownPath'; readonly path: string }
	| { readonly reason: 'wrongMethod'; readonly method: string; readonly path: string }
	| { readonly reason: 'malformedBody' | 'wrongMediaType' | 'bodyTooLarge'; readonly message: string }
	| {
			readonly reason: 'invalidBody' | 'invalidQuery';
			readonly path: string;
			readonly complaints: readonly Complaint[];
	  }
	/** `headers` tell the client when to come back, in the form that the switch asks for. */
	| { readonly reason: 'rateLimited'; readonly headers: Record<string, string> }
	| { readonly reason: 'simulatorDefect'; readonly message: string };
