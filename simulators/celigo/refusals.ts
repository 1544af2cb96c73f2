import {
	Refused,
	json,
	text,
	type Answer,
	type Complaint,
	type Refusal,
	type ViolationKind,
} from '../switchboard';

import type { CeligoSwitches } from './switches';

/** One item of the error envelope (section 5). */
export interface ErrorItem {
	code: string;
	message: string;
	field?: string;
}

/** The error body of section 5 in the form that the switch asks for. */
export function errorAnswer(
	switches: CeligoSwitches,
	status: number,
	items: readonly [ErrorItem, ...ErrorItem[]],
	headers: Record<string, string> = {},
): Answer {
	const [{ code, message }] = items;
	switch (switches.errorBody) {
		case 'envelope':
			return json(status, { errors: items }, headers);
		case 'messageCode':
			return json(status, { message, code }, headers);
		case 'strings':
			return json(status, { errors: items.map((item) => item.message) }, headers);
		case 'plainText':
			return { ...text(status, message), headers };
	}
}

/** Makes the refusals of this account; `violation` marks those that the document rules out. */
export class Refusals {
	constructor(private readonly switches: CeligoSwitches) {}

	with(status: number, item: ErrorItem, violation?: ViolationKind): Refused {
		const answer = errorAnswer(this.switches, status, [item]);
		return violation === undefined
			? new Refused(answer)
			: new Refused(answer, { kind: violation, message: item.message });
	}

	/** A token or right that is refused (section 10). */
	access(status: 401 | 403, item: ErrorItem): Refused {
		const { accessRefusal } = this.switches;
		return accessRefusal === 'envelope'
			? this.with(status, item)
			: new Refused(json(status, { message: item.message }));
	}

	notFound(what: string, id: string): Refused {
		return this.with(404, { code: 'not_found', message: `${what} ${id} was not found` });
	}

	/** A value that the platform does not accept: 422, or 400 in the seed document's way. */
	invalid(item: ErrorItem, violation?: ViolationKind): Refused {
		const { status, code } = this.validation();
		return this.with(status, { ...item, code: code ?? item.code }, violation);
	}

	badQuery(message: string): Refused {
		return this.with(400, { code: 'invalid_query_params', message }, 'invalidQuery');
	}

	/** The refusals that are the same on every route. */
	answer(refusal: Refusal): Answer {
		switch (refusal.reason) {
			case 'unknownPath':
				return this.item(404, 'not_found', `There is no ${refusal.path}`);
			case 'wrongMethod':
				return this.item(
					this.switches.wrongMethodStatus,
					'method_not_allowed',
					`${refusal.method} is not allowed here`,
				);
			case 'malformedBody':
				return this.item(400, 'invalid_json', refusal.message);
			case 'wrongMediaType':
				return this.item(415, 'unsupported_media_type', refusal.message);
			case 'bodyTooLarge':
				return this.item(413, 'request_too_large', refusal.message);
			case 'invalidQuery':
				return this.item(400, 'invalid_query_params', refusal.complaints.map(sentence).join('; '));
			case 'invalidBody':
				return this.invalidBody(refusal.complaints);
			case 'rateLimited':
				return errorAnswer(
					this.switches,
					429,
					[{ code: 'rate_limited', message: 'Too many requests' }],
					refusal.headers,
				);
			case 'simulatorDefect':
				return this.item(500, 'unexpected_error', refusal.message);
		}
	}

	private invalidBody(complaints: readonly Complaint[]): Answer {
		const { status, code = 'invalid_field' } = this.validation();
		const [first, ...rest] = complaints.map((complaint) => ({
			code,
			message: sentence(complaint),
			...(complaint.field === '' ? {} : { field: complaint.field }),
		}));
		return errorAnswer(this.switches, status, [first ?? { code, message: 'The body is not valid' }, ...rest]);
	}

	private validation(): { status: number; code?: string } {
		return this.switches.validation === 'unprocessable'
			? { status: 422 }
			: { status: 400, code: 'validation_error' };
	}

	private item(status: number, code: string, message: string): Answer {
		return errorAnswer(this.switches, status, [{ code, message }]);
	}
}

/** `Name is required`, as the platform says it. */
function sentence({ field, keyword, message }: Complaint): string {
	return keyword === 'required' ? `${field.charAt(0).toUpperCase()}${field.slice(1)} is required` : message;
}
