import {
	json,
	parameter,
	Refused,
	route,
	text,
	type Answer,
	type CallContext,
	type Route,
} from '../switchboard';

import { otherHostOf, type Right } from './access';
import type { CeligoWorld } from './CeligoWorld';

/** `{ signedURL }` for a new file on a path outside the API. */
export function signedUrlAnswer(
	{ state, switches, random, clock }: CeligoWorld,
	{ origin }: CallContext,
	file: { name: string; content: Buffer; contentType: string },
): Answer {
	const key = `${random.hex(16)}-${file.name}`;
	const signature = `${random.hex(20)}+/=`;
	const expiresAtMs = clock.now() + switches.signedUrlLifetimeMs;
	state.signedFiles.set(key, {
		signature,
		content: file.content,
		contentType: file.contentType,
		expiresAtMs,
	});
	const host = switches.signedUrlHost === 'same' ? origin : otherHostOf(origin);
	const search = new URLSearchParams({ expires: String(expiresAtMs), signature });
	return json(200, { [switches.signedUrlKey]: `${host}/signed/${encodeURIComponent(key)}?${search}` });
}

/** The storage behind signed URLs: takes no token, and nothing once it has expired. */
export function signedUrlRoutes({ state, clock }: CeligoWorld): Array<Route<Right>> {
	return [
		route({
			method: 'GET',
			path: '/signed/:key',
			needs: 'noToken',
			query: { expires: parameter.wholeNumber, signature: parameter.text },
			handle: ({ params, query }) => {
				const file = state.signedFiles.get(params.key);
				if (file === undefined || file.signature !== query.text('signature'))
					throw storageRefusal('SignatureDoesNotMatch');
				if (file.expiresAtMs <= clock.now()) throw storageRefusal('AccessDenied');
				return { status: 200, body: file.content, contentType: file.contentType };
			},
		}),
	];
}

function storageRefusal(code: string): Refused {
	return new Refused(text(403, `<Error><Code>${code}</Code></Error>`, 'application/xml'));
}
