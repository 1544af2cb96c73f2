import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { noteSentSecrets } from '../request/sentSecrets';
import { ignoresSslIssues } from './serverUrl';

/** n8n has two request functions; the one behind the HTTP Request node knows an address, and a redirect, by other names. */
const FOLLOWS_NO_REDIRECT = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
	sendCredentialsOnCrossOriginRedirect: false,
};

const ANY_CERTIFICATE = { skipSslCertificateValidation: true, rejectUnauthorized: false };

/** How long a credential's test waits for a byte, and for the whole response: n8n itself would wait five minutes, and without end. */
const TEST_SILENCE_MS = 10_000;
const TEST_LIMIT_MS = 15_000;

/** The same pattern by which n8n's HTTP client decides whether an address has a host of its own. */
const HAS_HOST = /^([a-z][a-z\d+\-.]*:)?\/\//i;

/**
 * A request with a credential's headers, for that credential's own server only: an address of another server is refused,
 * and no redirect is followed, because n8n sends a credential wherever the HTTP Request node points, and lets own headers
 * and the body follow a redirect anywhere. An address without host is one below `baseUrl`: that of the credential's test,
 * which gets a limit of time here, because nobody else can give it one.
 *
 * @param more what else it gets; a copy of what comes back would lose track of its secrets
 * @throws when the request is for another server.
 */
export function signedRequest(
	credential: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
	baseUrl: string,
	headers: Readonly<Record<string, string>>,
	more: Partial<IHttpRequestOptions> = {},
): IHttpRequestOptions {
	const address = addressOf(request, baseUrl);
	const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
	const others = Object.entries(request.headers ?? {}).filter(([name]) => !names.has(name.toLowerCase()));
	const signed: IHttpRequestOptions = {
		...request,
		...FOLLOWS_NO_REDIRECT,
		...('uri' in request ? { uri: address } : { url: address }),
		...(!HAS_HOST.test(givenAddress(request)) && {
			timeout: TEST_SILENCE_MS,
			abortSignal: AbortSignal.timeout(TEST_LIMIT_MS),
		}),
		...(ignoresSslIssues(credential) && ANY_CERTIFICATE),
		headers: { ...Object.fromEntries(others), ...headers },
		...more,
	};
	// It is in the address.
	delete signed.baseURL;
	const secrets = Object.values(headers).map((value) => value.replace(/^(Bearer|Basic) /, ''));
	noteSentSecrets(request, signed, secrets);
	return signed;
}

/** The whole address of a request of n8n's. @throws when its server is not the one of `baseUrl`. */
export function addressOf(request: IHttpRequestOptions, baseUrl: string): string {
	const uri = givenAddress(request);
	const { baseURL } = request;
	const address = HAS_HOST.test(uri) ? uri : `${baseURL || baseUrl}/${uri.replace(/^\/+/, '')}`;
	const own = new URL(baseUrl).origin;
	// Behind its whole origin and a slash nothing can name another server; only what is written otherwise needs to be read.
	if (!address.startsWith(`${own}/`) && (!URL.canParse(address) || new URL(address).origin !== own)) {
		throw new Error(`This credential is only sent to ${own}: the request was for another server`);
	}
	return address;
}

function givenAddress({ url, uri = url }: IHttpRequestOptions & { readonly uri?: string }): string {
	return uri;
}
