import type { IHttpRequestHelper } from 'n8n-workflow';

import { responseOf, type ApiResponse } from './http';
import { withinTime } from './timeLimit';

const SIGN_IN_TIMEOUT_MS = 15_000;

/** Sign-ins under way, by everything that is sent. */
const underWay = new Map<string, Promise<ApiResponse>>();

/** The one request of a sign-in: always a POST. */
interface SignInRequest {
	readonly url: string;
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
	/** What n8n stores of the response; undefined where the response holds no token. */
	session(body: unknown): Session | undefined;
	/** Why there was no token, and what to do; undefined where the response says no more than its status. */
	refusal(response: ApiResponse): string | undefined;
}

/**
 * A sign-in without success. n8n takes an error that has a response with status 401 for an expired token, and would send
 * the same secret a second time; this one has none.
 */
export class SignInRefused extends Error {
	constructor(
		message: string,
		readonly received: ApiResponse,
	) {
		super(message);
	}
}

/**
 * Signs in, once for all requests that want it at the same time. A secret is sent to the address of the credential only:
 * redirects are not followed.
 * @throws SignInRefused when the response holds no token, whatever its status; the network's error when none came.
 */
export async function signIn<Session>(
	{ helpers }: IHttpRequestHelper,
	{ server, session, refusal, ...request }: SignIn<Session>,
): Promise<Session> {
	const key = JSON.stringify(request);
	const exchange = underWay.get(key) ?? exchanged(helpers, request).finally(() => underWay.delete(key));
	underWay.set(key, exchange);
	const response = await exchange;
	const found = session(response.body);
	if (found !== undefined) return found;
	throw new SignInRefused(
		`${server} refused to sign in: ${refusal(response) ?? reasonOf(response)}`,
		response,
	);
}

async function exchanged(
	helpers: IHttpRequestHelper['helpers'],
	{ url, headers, body, ignoreSslIssues = false }: SignInRequest,
): Promise<ApiResponse> {
	const response = await withinTime(
		SIGN_IN_TIMEOUT_MS,
		undefined,
		async (abortSignal) =>
			await helpers.httpRequest({
				method: 'POST',
				url,
				headers: {
					accept: 'application/json',
					...(body !== undefined && { 'content-type': 'application/json' }),
					...headers,
				},
				...(body !== undefined && { body: JSON.stringify(body) }),
				encoding: 'text',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
				skipSslCertificateValidation: ignoreSslIssues,
				timeout: 2 * SIGN_IN_TIMEOUT_MS,
				abortSignal,
			}),
	);
	return responseOf(response);
}

function reasonOf({ status }: ApiResponse): string {
	if (status < 300) return 'the response holds no token; check the address in the credential';
	if (status < 400) return `status ${status}; the address in the credential leads to another one: use that`;
	return `status ${status}`;
}
