import type { IHttpRequestHelper } from 'n8n-workflow';

import { KnownSecrets } from '../data/KnownSecrets';
import { AS_RECEIVED, receivedFrom, responseOf, type ApiResponse, type RawResponse } from './http';
import { DOWNGRADE, PROXY_SIGN_IN, signInEntry } from './meanings';
import { networkFailure } from './networkFailure';
import { ResponseTooLarge } from './readBody';
import { redirectFrom } from './redirects';
import { TimeIsUp, withinTime } from './timeLimit';
import { ownHeaders } from './userAgent';
import { isForeign, isWebPage } from '../data/text';
import { safeText } from '../data/writtenSecrets';

const SIGN_IN_TIMEOUT_MS = 15_000;
const MOST_BYTES = 2 ** 20;
const MOST_CHARACTERS = 500;

/** Sign-ins under way, by everything that is sent. */
const underWay = new Map<string, Promise<RawResponse>>();

/** By the account: the newest of its sign-ins that was refused, in whatever run. */
export const refusedSignIns = new Map<string, SignInFailed>();

/** The one request of a sign-in: always a POST. */
interface SignInRequest {
	readonly baseUrl: string;
	readonly path: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Sent as JSON; undefined sends none. */
	readonly body?: object;
	/** Whether a certificate that is not valid will do. */
	readonly ignoreSslIssues?: boolean;
}

/** How a credential exchanges what was typed into it for a token. */
export interface SignIn<Session> extends SignInRequest {
	/** Who is signed in to, as messages begin: `Things`, `The server`. */
	readonly server: string;
	/** What n8n stores of the response; undefined where the response contains no token. */
	session(body: unknown): Session | undefined;
	/** What was typed and must be shown nowhere, whatever the server repeats. */
	readonly secrets: readonly string[];
	/** Why there was no token, and what to do; undefined where the response says no more than its status. */
	refusal(response: ApiResponse): string | undefined;
}

/**
 * A sign-in without success, in words. It has neither a response with a status, because n8n takes a 401 there for an expired
 * token and would send the same secret a second time, nor a code, which is all that n8n's test of a credential would show.
 */
export class SignInFailed extends Error {
	/** By performance.now(). */
	readonly atMs = performance.now();

	constructor(
		message: string,
		readonly failure: {
			/** What came, if anything did. */
			readonly received?: ApiResponse;
			/** What the network said, for who shows what to do beside it. */
			readonly said?: string;
			readonly networkCode?: string;
			/** Whether it came for an earlier poll, and is not asked for again yet. */
			readonly isHeld?: boolean;
		},
	) {
		super(message);
	}
}

/**
 * Signs in, once for all requests that want it at the same time. A secret is sent to the address of the credential only:
 * redirects are not followed.
 * @throws SignInFailed when the response contains no token, whatever its status, or when none came.
 */
export async function signIn<Session>(
	{ helpers }: IHttpRequestHelper,
	{ server, session, refusal, secrets, ...request }: SignIn<Session>,
): Promise<Session> {
	const sent = Object.values(request.headers ?? {}).map((value) => value.replace(/^Basic /, ''));
	const known = new KnownSecrets([...secrets, ...sent]);
	const key = JSON.stringify(request);
	const exchange = underWay.get(key) ?? exchanged(helpers, request).finally(() => underWay.delete(key));
	underWay.set(key, exchange);
	const received = await exchange.catch((error: unknown) => {
		throw unanswered(server, error);
	});
	// A token is never changed, whatever it looks like.
	const found = session(responseOf(received, new KnownSecrets([])).body);
	if (found !== undefined) return found;
	const response = responseOf(received, known);
	const own = isForeign(response.body) ? undefined : refusal(response);
	const reason = own ?? reasonOf(response, request, known);
	const message = `${server} sign-in failed: ${safeText(known.hiddenIn(reason), MOST_CHARACTERS)}`;
	throw new SignInFailed(message, { received: response });
}

async function exchanged(
	helpers: IHttpRequestHelper['helpers'],
	{ baseUrl, path, headers, body, ignoreSslIssues = false }: SignInRequest,
): Promise<RawResponse> {
	return await withinTime(SIGN_IN_TIMEOUT_MS, undefined, async (abortSignal) => {
		const given: unknown = await helpers.httpRequest({
			method: 'POST',
			url: `${baseUrl}${path}`,
			headers: { ...ownHeaders(body), ...headers },
			...(body !== undefined && { body: JSON.stringify(body) }),
			...AS_RECEIVED,
			skipSslCertificateValidation: ignoreSslIssues,
			timeout: 2 * SIGN_IN_TIMEOUT_MS,
			abortSignal,
		});
		return await receivedFrom(given, MOST_BYTES);
	});
}

/** What n8n itself refuses to send has no code, and says why. */
function unanswered(server: string, error: unknown): unknown {
	const { networkCode, message } = networkFailure(error);
	if (networkCode === undefined) return error;
	const failed = `${server} sign-in failed`;
	const said = `${failed}: ${message}`;
	const isOwn = error instanceof TimeIsUp || error instanceof ResponseTooLarge;
	const hint = signInEntry(networkCode).words({ displayName: server, addressField: 'the URL' });
	return new SignInFailed(`${isOwn ? said : failed}. ${hint}`, { said, networkCode });
}

/** What can be said of a response without a token that has no words of its own, or none that count. */
function reasonOf(response: ApiResponse, { path, baseUrl }: SignInRequest, known: KnownSecrets): string {
	const { status, body } = response;
	const redirect = redirectFrom(response, path, baseUrl);
	if (redirect !== undefined) {
		if (redirect.isDowngrade) return DOWNGRADE;
		const address = safeText(known.hiddenIn(redirect.address), MOST_CHARACTERS);
		const { baseUrl: base = '' } = redirect;
		const right = base !== '' && address.startsWith(base) ? base : 'the right URL';
		return `the server redirects to ${address}; enter ${right} in the credential`;
	}
	if (status === 407) return PROXY_SIGN_IN;
	if (isWebPage(body)) return `it returned a web page (status ${status}); check the URL in the credential`;
	if (status < 300) return 'the response contains no token; check the URL in the credential';
	return `status ${status}${[404, 405].includes(status) ? '; check the URL in the credential' : ''}`;
}
