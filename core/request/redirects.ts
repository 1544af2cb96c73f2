import { isAddressInNumbers, isLocal, isLoopback } from '../data/hosts';
import { textOf } from '../data/json';
import type { ApiResponse } from './http';

/** Where a response sends the client; undefined when it does not. */
export interface Redirect {
	/** Without query: a page to sign in at may hold secrets there. */
	readonly address: string;
	/** The base URL under which the request would have been right, where that can be seen. */
	readonly baseUrl: string | undefined;
	/** Whether it leads to the same host by http instead of https: then the server does not know of the proxy before it. */
	readonly isDowngrade: boolean;
}

/** Whether and where a response to a request for this address redirects. */
export function redirectOf(response: ApiResponse, requested: URL): URL | undefined {
	const location = textOf(response.headers['location']);
	const isRedirect = response.status >= 300 && response.status < 400;
	if (!isRedirect || location === undefined || !URL.canParse(location, requested.href)) return undefined;
	return new URL(location, requested.href);
}

/** What a redirect of a request below `baseUrl` means for the credential; undefined where the response is none. */
export function redirectFrom(response: ApiResponse, path: string, baseUrl: string): Redirect | undefined {
	const target = redirectOf(response, new URL(`${baseUrl}${path}`));
	if (target === undefined) return undefined;
	const address = `${target.origin}${target.pathname}`;
	const base = address.endsWith(path) ? address.slice(0, -path.length) : undefined;
	// Nobody is to send a credential there, whatever the host.
	const isByHttp = baseUrl.startsWith('https:') && target.protocol === 'http:';
	const isDowngrade = base !== undefined && isByHttp && target.hostname === new URL(baseUrl).hostname;
	return { address, baseUrl: base === baseUrl || isByHttp ? undefined : base, isDowngrade };
}

/**
 * Why a file is not fetched from an address that a server named, if so. Only a server in a private network may lead there;
 * which names lead into one is for n8n's own protection (SSRF) to say.
 */
export function refusedDownload(url: URL, baseUrl: string): string | undefined {
	const isTrusted = isLocal(new URL(baseUrl).hostname);
	if (url.protocol !== 'https:' && !(isTrusted && url.protocol === 'http:')) return 'the URL is not https';
	if (`${url.username}${url.password}` !== '') return 'the URL contains a user name';
	// Written as an IPv6 address, 169.254 is a9fe.
	const isLinkLocal = /^(169\.254\.|\[fe[89ab][\da-f]:|\[.*:a9fe:[\da-f]+\])/.test(url.hostname);
	if (isLinkLocal) return "the URL points to this machine's own network";
	const isPublic = !isAddressInNumbers(url.hostname) && !isLoopback(url.hostname);
	return isTrusted || isPublic ? undefined : 'the URL has no public host name';
}
