import type { Failure as FailureCause } from 'n8n-workflow';

import type { FailedRequest, Location } from './FailedRequest';
import type { Platform } from './Platform';
import { changedNothing } from './retry';

type Server = Pick<Platform, 'displayName' | 'addressField'>;
type Words = (about: Server & Pick<FailedRequest, 'typedPath'>) => string;

interface Entry {
	readonly words: Words;
	/** What an operation may do besides; triggers and dropdowns have no such fields. */
	readonly options?: string;
	readonly cause?: FailureCause['cause'];
	/** Whether the request may have been carried out all the same. */
	readonly isOpen?: boolean;
}

export const WAS_IT_APPLIED = 'Check whether the change was applied before you run it again.';
export const CHANGE_BEFORE =
	'An earlier request already made a change. Check it before you run the operation again.';

/** Fails until a person corrects something. */
const wrong = (words: Words): Entry => ({ words, cause: 'configuration-invalid' });
const wrongAddress = (why: string) =>
	wrong(({ addressField }) => `Check ${addressField} in the credential. ${why}`);
const wrongCertificate = (cure: string) =>
	wrong(
		() =>
			`${cure}, or turn on 'Ignore SSL Issues (Insecure)' in the credential. If it has a 'Region', choose Custom URL first.`,
	);
/** May succeed later; nothing was done. */
const unavailable = (words: Words): Entry => ({ words, cause: 'temporarily-unavailable' });
/** May succeed later, and may have been carried out. */
const unfinished = (words: Words): Entry => ({ ...unavailable(words), isOpen: true });

/** What a 407 means, to whatever request it is the response. */
export const PROXY_SIGN_IN =
	"The proxy between n8n and the server requires a sign-in. Check n8n's proxy settings (HTTPS_PROXY).";

/** What a redirect to the same host by http means: a base URL by http is never advised. */
export const DOWNGRADE =
	'The server redirects from https to http. Its own proxy settings are wrong. Redirects are not followed.';

/** The error table. A platform's own hint, and the request's, go before these. */
const STATUS_MEANINGS: Readonly<Record<number, Entry>> = {
	400: { words: () => 'Check the values of the fields that the message names.' },
	401: {
		words: () =>
			'Check that the token or key in the credential is complete, still valid, and for the right region.',
		cause: 'credential-invalid',
	},
	403: wrong(() => 'This account lacks permission for the operation. Ask an administrator to grant it.'),
	404: wrong(notFound),
	405: wrongAddress('The server does not have this endpoint.'),
	407: unavailable(() => PROXY_SIGN_IN),
	408: unfinished(({ displayName }) => `${displayName} took too long. Try again later.`),
	409: { words: () => 'It already exists, or is being changed by another request. Get it first.' },
	413: { words: () => 'The request is too large. Send less data at once.' },
	422: { words: () => 'Correct the values that the message names.' },
	429: {
		words: () => 'Too many requests. Try again later, or less often.',
		options: "You can also raise 'Max Retry Wait (Seconds)' in Options, or lower 'Max Concurrency'.",
		cause: 'rate-limited',
	},
	/** And above. */
	500: unfinished(({ displayName }) => `${displayName} could not process the request. Try again later.`),
};

const REFUSED: Entry = {
	words: ({ displayName }) => `${displayName} rejected the request. See its message.`,
};

/** What to do where the response is not the platform's. */
export function anotherServer({ addressField }: Server): string {
	return `Try again. If it keeps failing, check ${addressField} in the credential. Another server may be responding.`;
}

/** Where a person typed a path behind the host, that may be what is not there. */
function notFound({ addressField, typedPath = '' }: Parameters<Words>[0]): string {
	const checkId = 'Check the ID. It does not exist, or this account cannot access it.';
	return typedPath === ''
		? checkId
		: `${checkId} If every request fails like this, check ${addressField} in the credential. It ends with ${typedPath}.`;
}

const ANOTHER_SERVER = unfinished(anotherServer);

/** An API has no pages: who refuses with one, or with a gateway's text, says nothing of the credential, an ID or a value. */
const REFUSED_BY_ANOTHER = unavailable(
	({ addressField }) =>
		`Another server, or a web page, responded. Check ${addressField} in the credential, and any proxy between n8n and it.`,
);

const TOO_SLOW: Entry = {
	...unfinished(() => 'Try again later.'),
	options: "You can also raise 'Request Timeout (Seconds)' in Options.",
};

const NOT_REACHED = unavailable(
	({ addressField }) =>
		`The server could not be reached. Check the network where n8n runs, and ${addressField} in the credential.`,
);

const NO_TLS = wrongAddress('The server may not use HTTPS: then the URL begins with http://.');

export const NETWORK_MEANINGS: Readonly<Record<string, Entry>> = {
	ENOTFOUND: wrongAddress('Its host cannot be found.'),
	ECONNREFUSED: unavailable(
		({ addressField }) => `Check ${addressField} in the credential, and whether the server is running.`,
	),
	EAI_AGAIN: NOT_REACHED,
	EHOSTUNREACH: NOT_REACHED,
	ENETUNREACH: NOT_REACHED,
	EPROTO: NO_TLS,
	ECONNABORTED: TOO_SLOW,
	ETIMEDOUT: TOO_SLOW,
	NO_TIME_LEFT: unavailable(
		() =>
			'The poll ran out of time for it. The next poll tries again. If this keeps happening, watch fewer integrations with this trigger.',
	),
	TOO_LARGE: {
		...wrong(() => 'Request less data at once. In a trigger, watch fewer integrations.'),
		options: "Set filters, if there are any. If the list is read in pages, lower 'Rows per Page' in Options.",
		isOpen: true,
	},
	CERT_HAS_EXPIRED: wrongCertificate("The server's certificate has expired. Renew it"),
	ERR_TLS_CERT_ALTNAME_INVALID: wrongCertificate(
		"The server's certificate is for other names. Use one of them in the URL in the credential",
	),
};

const CERTIFICATE_CODES = /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;
const UNTRUSTED = wrongCertificate(
	"The server's certificate is not trusted. Install its certificate authority where n8n runs",
);

const NO_RESPONSE = unfinished(() => 'No complete response arrived. Try again later.');

/** Network failures have a code; what has none is n8n's refusal to send, or a credential's that cannot sign in. */
const NOT_SENT = wrong(
	({ addressField }) => `n8n could not send the request. Check ${addressField} in the credential.`,
);

const CANNOT_SIGN_IN: Entry = { words: () => 'Check the credential.', cause: 'credential-invalid' };

/** A proxy, or a page of maintenance, may have responded: no reason to leave a trigger alone for half an hour. */
const NO_TOKEN = unavailable(CANNOT_SIGN_IN.words);

/** A hint with what an operation may do besides: triggers and dropdowns have none of its fields. */
export function withOptions({ itemIndex }: Location, hint: string, options = ''): string {
	return itemIndex === undefined ? hint : `${hint} ${options}`.trim();
}

/** What a failed request means to the user, and to n8n's poller, and what to do about it. */
export function meaningOf(location: Location, platform: Platform, failed: FailedRequest) {
	const entry = entryOf(failed);
	const words = entry.words({ ...platform, typedPath: failed.typedPath });
	// What a platform says of a status is about its own routes, but a pause is a pause.
	const isOwn = entry !== REFUSED_BY_ANOTHER && (failed.isSignIn !== true || failed.status === 429);
	const own = isOwn ? ownHint(platform, failed) : undefined;
	const hint = own ?? redirectHint(platform, failed) ?? withOptions(location, words, entry.options);
	const isOpen = failed.mayBeDone === true || (entry.isOpen === true && !changedNothing(failed));
	const open = [hint, WAS_IT_APPLIED, failed.whereToLook ?? ''].join(' ').trim();
	return { hint: isOpen ? open : hint, cause: entry.cause, isOpen };
}

function entryOf(failed: FailedRequest): Entry {
	const { status, networkCode, isSignIn, redirect, wasBegun } = failed;
	if (wasBegun) return { words: () => 'The message says what stopped it.', isOpen: true };
	if (redirect !== undefined) return { ...NOT_SENT, isOpen: true };
	if (status !== undefined) return statusEntry(status, failed);
	return isSignIn ? signInEntry(networkCode) : networkEntry(networkCode);
}

function statusEntry(status: number, { isSignIn, isForeign }: FailedRequest): Entry {
	if (isSignIn && status < 400) return NO_TOKEN;
	if (status < 400) return status >= 300 || isForeign ? ANOTHER_SERVER : REFUSED;
	// These mean the same from whatever stands before the platform.
	const isClear = [407, 408, 413, 429].includes(status);
	if (isForeign && status < 500 && !isClear) return REFUSED_BY_ANOTHER;
	if (isSignIn && [401, 403].includes(status)) return CANNOT_SIGN_IN;
	return STATUS_MEANINGS[Math.min(status, 500)] ?? REFUSED;
}

/** A response without end is no token, whatever is asked for afterwards. */
export function signInEntry(code?: string): Entry {
	return code === undefined || code === 'TOO_LARGE' ? CANNOT_SIGN_IN : networkEntry(code);
}

function networkEntry(code?: string): Entry {
	if (code === undefined) return NOT_SENT;
	const other = CERTIFICATE_CODES.test(code) ? UNTRUSTED : NO_RESPONSE;
	return NETWORK_MEANINGS[code] ?? (code.startsWith('ERR_SSL_') ? NO_TLS : other);
}

/** What the platform says of a code or a message goes before what the request knows of the status; what it says of that, behind. */
function ownHint(platform: Platform, failed: FailedRequest): string | undefined {
	const { status, code, message } = failed;
	if (status === undefined || failed.wasBegun) return refusalHint(failed);
	const general = platform.hint?.({ status, code: undefined, message: '' });
	const hint = platform.hint?.({ status, code, message });
	return hint === general ? (refusalHint(failed) ?? general) : hint;
}

/** What the operation knows of a refusal: said of a 400 or 422, unless it says itself which statuses it means. */
function refusalHint({ status = 0, refusalHint: hint }: FailedRequest): string | undefined {
	if (status < 400 || status >= 500 || [401, 407, 408, 429].includes(status)) return undefined;
	if (typeof hint === 'function') return hint(status);
	return status === 400 || status === 422 ? hint : undefined;
}

function redirectHint({ addressField }: Platform, { redirect, message }: FailedRequest): string | undefined {
	if (redirect === undefined) return undefined;
	const { baseUrl = '', isDowngrade } = redirect;
	const field = `${addressField} in the credential`;
	// In the message no secret stands any more: a base URL with one is not named.
	const isShown = baseUrl !== '' && message.includes(baseUrl);
	const cure = isShown ? `Put ${baseUrl} into ${field}` : `${field} must be the URL of the API itself`;
	return isDowngrade ? DOWNGRADE : `${cure}. Redirects are not followed.`;
}
