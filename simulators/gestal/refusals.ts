import {
	Refused,
	json,
	noContent,
	text,
	type Answer,
	type Refusal,
	type ViolationKind,
} from '../switchboard';

import type { GestalSwitches } from './switches';

/** Makes the refusals of section 5, their body in the form that the switch asks for. */
export class Refusals {
	constructor(private readonly switches: GestalSwitches) {}

	with(status: number, type: string, message: string, violation?: ViolationKind): Refused {
		const answer = this.body(status, type, message);
		return violation === undefined ? new Refused(answer) : new Refused(answer, { kind: violation, message });
	}

	notFound(what: string, id: string): Refused {
		return this.with(404, 'not_found', `${what} ${id} was not found`);
	}

	forbidden(): Refused {
		return this.with(403, 'forbidden', 'Not authorised');
	}

	/** A value that the platform does not accept. */
	invalid(message: string, violation?: ViolationKind): Refused {
		return this.with(422, 'validation_error', message, violation);
	}

	/** A required value that was not sent. */
	missing(message: string): Refused {
		return this.with(this.switches.missingValueStatus, 'validation_error', message);
	}

	/** A route that this server, as its switches say, does not have. */
	notServed(path: string): Refused {
		return this.with(this.switches.missingRouteStatus, 'not_found', `There is no ${path}`);
	}

	flooded(): Refused {
		return this.with(429, 'flood_protection', 'Too many requests, write to noc@example.com');
	}

	/** The refusals that are the same on every route. */
	answer(refusal: Refusal): Answer {
		switch (refusal.reason) {
			case 'unknownPath':
				return this.body(404, 'not_found', `There is no ${refusal.path}`);
			case 'wrongMethod':
				return this.body(
					this.switches.missingRouteStatus,
					'method_not_allowed',
					`${refusal.method} is not allowed here`,
				);
			case 'malformedBody':
			case 'wrongMediaType':
			case 'bodyTooLarge':
				return this.body(400, 'bad_request', refusal.message);
			case 'invalidQuery':
				return this.body(400, 'bad_request', refusal.complaints.map(({ message }) => message).join('; '));
			case 'invalidBody': {
				const missing = refusal.complaints.some(({ keyword }) => keyword === 'required');
				const status = missing ? this.switches.missingValueStatus : 422;
				return this.body(
					status,
					'validation_error',
					refusal.complaints.map(({ message }) => message).join('; '),
				);
			}
			case 'rateLimited':
				return { ...this.body(429, 'flood_protection', 'Too many requests'), headers: refusal.headers };
			case 'simulatorDefect':
				return this.body(500, 'server_error', refusal.message);
		}
	}

	private body(status: number, type: string, message: string): Answer {
		switch (this.switches.errorBody) {
			case 'typeMessage':
				return json(status, { type, message });
			case 'typeOnly':
				return json(status, { type });
			case 'error':
				return json(status, { error: message });
			case 'errors':
				return json(status, { errors: [message] });
			case 'detail':
				return json(status, { detail: message });
			case 'plainText':
				return text(status, message);
			case 'empty':
				return noContent(status);
		}
	}
}
