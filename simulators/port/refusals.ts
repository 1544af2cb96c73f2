import {
	json,
	Refused,
	text,
	type Answer,
	type Complaint,
	type Refusal,
	type ViolationKind,
} from '../switchboard';

import type { PortSwitches } from './switches';

/** What the platform says of a refusal (section 5). */
export interface ErrorDetails {
	error: string;
	message: string;
	details?: Record<string, unknown>;
}

/** Words the refusals of this organization; `violation` marks those that the document rules out. */
export class Refusals {
	private traces = 0;

	constructor(private readonly switches: PortSwitches) {}

	with(status: number, said: ErrorDetails, violation?: ViolationKind): Refused {
		const answer = this.answer(status, said);
		return violation === undefined
			? new Refused(answer)
			: new Refused(answer, { kind: violation, message: said.message });
	}

	notFound(resource: string, byField: string, withValue: string): Refused {
		return this.with(404, {
			error: 'not_found',
			message: `${resource} with ${byField} "${withValue}" was not found`,
			details: { resource, byField, withValue },
		});
	}

	invalid(message: string, violation?: ViolationKind): Refused {
		return this.with(this.switches.validation, { error: 'invalid_request', message }, violation);
	}

	configuration(message: string): Refused {
		return this.with(400, { error: 'invalid_configuration', message });
	}

	/** The refusals that are the same on every route. */
	general(refusal: Refusal): Answer {
		switch (refusal.reason) {
			case 'unknownPath':
				return this.answer(404, { error: 'not_found', message: `Route ${refusal.path} was not found` });
			case 'wrongMethod':
				return this.answer(404, {
					error: 'not_found',
					message: `Route ${refusal.method} ${refusal.path} was not found`,
				});
			case 'malformedBody':
				return this.answer(400, { error: 'invalid_request', message: refusal.message });
			case 'wrongMediaType':
				return this.answer(415, { error: 'unsupported_media_type', message: refusal.message });
			case 'bodyTooLarge':
				return this.answer(413, { error: 'payload_too_large', message: 'Request body is too large' });
			case 'invalidBody':
			case 'invalidQuery':
				return this.answer(this.switches.validation, {
					error: 'invalid_request',
					message: refusal.complaints.map(sentence).join('; '),
				});
			case 'rateLimited':
				return this.answer(
					429,
					{ error: 'rate_limit_exceeded', message: 'Too many requests' },
					refusal.headers,
				);
			case 'simulatorDefect':
				return this.answer(500, { error: 'internal_error', message: refusal.message });
		}
	}

	answer(status: number, said: ErrorDetails, headers: Record<string, string> = {}): Answer {
		this.traces += 1;
		const sent = { ...headers, 'x-trace-id': `trace-${this.traces}` };
		const shown = this.switches.refusalStatus === 'okFalse' && ![401, 429].includes(status) ? 200 : status;
		switch (this.switches.errorBody) {
			case 'full':
				return json(shown, { ok: false, ...said }, sent);
			case 'short':
				return json(shown, { ok: false, error: said.error }, sent);
			case 'errorObject':
				return json(
					shown,
					{ ok: false, error: { code: said.error, name: said.error }, message: said.message },
					sent,
				);
			case 'objectObject':
				return json(shown, { ok: false, error: '[object Object]', message: said.message }, sent);
			case 'html':
				return {
					...text(status, `<html><body><h1>${status}</h1></body></html>`, 'text/html'),
					headers: sent,
				};
		}
	}
}

/** `"installationAppType" must be string`, as the platform says it. */
function sentence({ field, keyword, message }: Complaint): string {
	if (keyword === 'required') return `"${field}" is required`;
	return field === '' ? message : `"${field}" ${message.replace(`${field} `, '')}`;
}
