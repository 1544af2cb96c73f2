import { json, Refused, type Answer, type Refusal, type ViolationKind } from '../switchboard';

import type { DuctapeSwitches } from './switches';

/** Words the refusals of section 5 in the form that the switches ask for. */
export class Refusals {
	constructor(private readonly switches: DuctapeSwitches) {}

	/** `violation` marks what the document rules out. */
	with(status: number, message: string, violation?: ViolationKind): Refused {
		const answer = this.answer(status, message);
		return violation === undefined ? new Refused(answer) : new Refused(answer, { kind: violation, message });
	}

	notFound(what: string): Refused {
		return this.with(this.switches.notFoundStatus, `${what} not found`);
	}

	/** What a GET of one record answers where there is none. */
	noRecord(what: string): Refused {
		if (this.switches.missingRecord === 'refused') return this.notFound(what);
		return new Refused(json(200, { status: true, meta: {}, data: null }));
	}

	/** A body that the validator does not take: quotes are stripped from its message. */
	invalid(message: string, violation?: ViolationKind): Refused {
		return this.with(422, message.replaceAll('"', ''), violation);
	}

	/** The refusals that are the same on every route. */
	common(refusal: Refusal): Answer {
		switch (refusal.reason) {
			case 'unknownPath':
				return this.answer(404, `Cannot find ${refusal.path}`);
			case 'wrongMethod':
				return this.answer(404, `Cannot ${refusal.method} ${refusal.path}`);
			case 'malformedBody':
				return this.answer(400, refusal.message);
			case 'wrongMediaType':
				return this.answer(415, refusal.message);
			case 'bodyTooLarge':
				return this.answer(413, refusal.message);
			case 'invalidBody':
			case 'invalidQuery':
				return this.answer(422, refusal.complaints.map(({ message }) => message).join('; '));
			case 'rateLimited':
				return { ...this.answer(429, 'Too many requests'), headers: refusal.headers };
			case 'simulatorDefect':
				return this.answer(500, refusal.message);
		}
	}

	private answer(status: number, message: string): Answer {
		return json(this.switches.refusalStatus === 'http' ? status : 200, this.body(message));
	}

	private body(message: string): object {
		switch (this.switches.errorBody) {
			case 'string':
				return { status: false, meta: {}, errors: message };
			case 'object':
				return { status: false, meta: {}, errors: { message } };
			case 'byField':
				return { status: false, meta: {}, errors: { value: message } };
			case 'list':
				return { status: false, meta: {}, errors: [{ message }] };
			case 'message':
				return { status: false, message };
			case 'upstream':
				return { status: false, upstream_error: { errors: message } };
		}
	}
}
