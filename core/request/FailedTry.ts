import { pick } from 'lodash';

import { recordsIn, textOf } from '../data/json';
import { KnownSecrets } from '../data/KnownSecrets';
import { textsHidden } from '../data/redaction';
import { isForeign, isWebPage, shortened } from '../data/text';
import { safeText, withoutWrittenSecrets } from '../data/writtenSecrets';
import type { FailedRequest } from './FailedRequest';
import { KNOWN_BEFORE, type ApiRequest, type ApiResponse } from './http';
import type { Connection, Platform } from './Platform';
import { redirectFrom } from './redirects';
import { askedDelayMs } from './retry';
import type { SignInFailed } from './signIn';

/** Statuses below 500 that mean the same from a sign-in as from the request it was for. */
const SIGN_IN_STATUSES: readonly number[] = [401, 403, 407, 408, 429];
const MOST_CHARACTERS = 1500;
const MOST_CHARACTERS_OF_A_WORD = 200;

/** A try of a request that failed, and what can be said of it without its secrets. */
export class FailedTry {
	constructor(
		private readonly platform: Platform,
		private readonly connection: Connection,
		private readonly request: ApiRequest,
		private readonly tries: number,
		/** More are known once it is signed. */
		public secrets: KnownSecrets,
	) {}

	refused(response: ApiResponse): FailedRequest {
		const { route, isPassedOn = false } = this.request;
		const { baseUrl } = this.connection;
		const redirect = redirectFrom(response, route.path, baseUrl);
		const { message, code } = this.platform.explain(isWebPage(response.body) ? undefined : response.body);
		return this.with({
			status: response.status,
			message: redirect ? `the server redirects to ${redirect.address}` : (message ?? statusText(response)),
			code,
			redirect,
			typedPath: new URL(baseUrl).pathname.replace(/\/(v\d+)?$/, ''),
			isForeign: isForeign(response.body),
			wasBegun:
				(isPassedOn && [401, 429].includes(response.status)) || this.platform.wasBegun?.(response.body),
			...this.fromHeaders(response),
		});
	}

	/** There was no token. What else the platform says of a sign-in says nothing about the request. */
	unsigned({ message, failure }: SignInFailed): FailedRequest {
		const { received, said = message, networkCode, isHeld } = failure;
		const { status = 0, body }: Partial<ApiResponse> = received ?? {};
		const isMeant = isForeign(body) || SIGN_IN_STATUSES.includes(status) || status < 400 || status >= 500;
		return this.with({
			status: isMeant ? received?.status : undefined,
			networkCode,
			message: said,
			isForeign: isForeign(body),
			isSignIn: true,
			isHeld,
			...(received && this.fromHeaders(received)),
		});
	}

	/** Without known secrets, what was sent under the name of one, and those of third parties that names before them show. */
	with(more: Partial<FailedRequest> & { readonly message: string }): FailedRequest {
		const { redact = (record) => record } = this.platform;
		const given = recordsIn([this.request.body, this.request.query].flat());
		const safe = given.map((record) => withoutWrittenSecrets(redact(record)));
		const sent = new KnownSecrets(textsHidden(given, safe));
		const clean = (text: string | undefined, most: number) =>
			text && safeText(sent.hiddenIn(this.secrets.hiddenIn(text)), most);
		return {
			...pick(this.request, KNOWN_BEFORE),
			tries: this.tries,
			...more,
			path: this.secrets.hiddenIn(this.request.route.path),
			message: clean(more.message, MOST_CHARACTERS) ?? '',
			code: clean(more.code, MOST_CHARACTERS_OF_A_WORD),
			trace: clean(more.trace, MOST_CHARACTERS_OF_A_WORD),
		};
	}

	private fromHeaders(response: ApiResponse): Pick<FailedRequest, 'trace' | 'askedDelayMs'> {
		const trace = textOf(response.headers[this.platform.traceHeader ?? '']);
		return { trace, askedDelayMs: askedDelayMs(response, this.platform.retry) };
	}
}

/** `returned a web page (502 Bad Gateway)` for a response that has no words of the platform's own. */
function statusText({ status, statusText: words = '', body }: ApiResponse): string {
	if (!isWebPage(body)) return `status ${status}`;
	return `returned a web page (${`${status} ${shortened(words, MOST_CHARACTERS_OF_A_WORD)}`.trim()})`;
}
