import { json, Refused, text, type Answer, type Refusal, type ViolationKind } from '../switchboard';

import type { PolaritySwitches } from './switches';

/** What a refusal says (section 5). */
export interface Complaint {
	title: string;
	detail: string;
	code?: string;
	pointer?: string;
	/** Words of a third party: the most useful text of a failed lookup stands there. */
	nestedDetail?: string;
}

/** Words a server's refusals as JSON:API errors, in as much detail as the switch asks for. */
export class Refusals {
	constructor(private readonly switches: PolaritySwitches) {}

	/** `violation` marks what the document rules out. */
	with(status: number, complaint: Complaint, violation?: ViolationKind): Refused {
		const answer = this.answer(status, complaint);
		return violation === undefined
			? new Refused(answer)
			: new Refused(answer, { kind: violation, message: complaint.detail });
	}

	/** Several complaints in one answer. */
	all(status: number, complaints: readonly Complaint[]): Refused {
		return new Refused(this.answer(status, ...complaints));
	}

	unauthorized(detail: string): Refused {
		return this.with(401, { title: 'Unauthorized', detail });
	}

	forbidden(detail: string): Refused {
		return this.with(403, { title: 'Forbidden', detail });
	}

	unknownIntegration(id: string): Refused {
		return this.with(404, { title: 'Not Found', detail: `Integration ${id} not found` });
	}

	/** The refusals that are the same on every route. */
	common(refusal: Refusal): Answer {
		switch (refusal.reason) {
			case 'unknownPath':
				return this.answer(404, { title: 'Not Found', detail: `There is no ${refusal.path}` });
			case 'wrongMethod':
				return this.answer(405, { title: 'Method Not Allowed', detail: `${refusal.method} ${refusal.path}` });
			case 'malformedBody':
				return this.answer(400, { title: 'Bad Request', detail: refusal.message });
			case 'wrongMediaType':
				return this.answer(415, { title: 'Unsupported Media Type', detail: refusal.message });
			case 'bodyTooLarge':
				return this.answer(413, { title: 'Payload Too Large', detail: refusal.message });
			case 'invalidBody':
			case 'invalidQuery': {
				const detail = refusal.complaints.map(({ message }) => message).join('; ');
				return this.answer(400, { title: 'Bad Request', detail });
			}
			case 'rateLimited':
				return {
					...this.answer(429, { title: 'Too Many Requests', detail: 'Try again later' }),
					headers: refusal.headers,
				};
			case 'simulatorDefect':
				return this.answer(500, { title: 'Internal Server Error', detail: refusal.message });
		}
	}

	private answer(status: number, ...complaints: readonly Complaint[]): Answer {
		const { errorBody } = this.switches;
		if (errorBody === 'empty') return { status };
		if (errorBody === 'html') {
			const titles = complaints.map(({ title }) => title).join(', ');
			return text(status, `<html><body><h1>${status} ${titles}</h1></body></html>`, 'text/html');
		}
		return json(status, { errors: complaints.map((complaint) => this.shown(status, complaint)) });
	}

	private shown(status: number, { title, detail, code, pointer, nestedDetail }: Complaint) {
		const { errorBody } = this.switches;
		const nested = nestedDetail !== undefined && errorBody === 'nested';
		return {
			title,
			...(errorBody !== 'title' && { detail }),
			status: String(status),
			...(code !== undefined && { code }),
			...(pointer !== undefined && { source: { pointer } }),
			...(nested && { meta: { errors: [{ detail: nestedDetail }] } }),
		};
	}
}
