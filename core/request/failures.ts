import { NodeApiError, NodeOperationError, type Failure as FailureCause, type INode } from 'n8n-workflow';

import { FieldError } from '../data/FieldError';
import type { ApiRequest, Method } from './http';
import type { Platform } from './Platform';
import { Cancelled } from './waiting';

/** A request that did not succeed, in the platform's words and ours. */
export interface FailedRequest {
	readonly method: Method;
	/** Without host and query: they may hold what must not be shown. */
	readonly path: string;
	/** Undefined when no response came. */
	readonly status?: number | undefined;
	readonly networkCode?: string | undefined;
	/** What the platform, or the network, said. */
	readonly message: string;
	/** The platform's own code. */
	readonly code?: string | undefined;
	/** What the operation knows about being refused. */
	readonly refusalHint?: ApiRequest['refusalHint'];
	/** Under which the platform's support finds the request. */
	readonly trace?: string | undefined;
	/** How long the server asked to wait, if it did. */
	readonly askedDelayMs?: number | undefined;
	readonly tries: number;
}

/** Where a failure belongs: the node, its item, the operation as the user knows it. */
export interface Location {
	readonly node: INode;
	readonly itemIndex?: number | undefined;
	/** `Integration: Get Many`, or another task of the node. */
	readonly task: string;
}

interface Meaning {
	readonly hint: string;
	readonly cause: FailureCause['cause'] | undefined;
}

const NODE_ERRORS = new Set(['NodeApiError', 'NodeOperationError', 'ExpressionError']);
const FIELD = { enumerable: true, configurable: true, writable: true };

const CONFIGURATION = 'configuration-invalid';
const UNAVAILABLE = 'temporarily-unavailable';

const means = (hint: string, cause?: FailureCause['cause']): Meaning => ({ hint, cause });

const WAS_IT_APPLIED = 'If it was a change, look first whether it was carried out.';

/** The error table: what a status means to the user and to n8n. A platform's own hint goes before these. */
const STATUS_MEANINGS: Readonly<Record<number, Meaning>> = {
	400: means('Check the values of this operation against the message.'),
	401: means(
		'Check the credential: is the token or key complete, not expired, and of this region?',
		'credential-invalid',
	),
	403: means('The credential may not do this: ask for the rights that the operation needs.', CONFIGURATION),
	404: means('Check the ID: it does not exist, or this credential cannot see it.', CONFIGURATION),
	405: means('Check the base URL of the credential: this server does not know the route.', CONFIGURATION),
	408: means(`The platform took too long: try again later. ${WAS_IT_APPLIED}`, UNAVAILABLE),
	409: means('It exists already or is being changed: read it first.'),
	413: means('The request is too large: send less at once.'),
	422: means('The platform refused the values: correct what the message names.'),
	429: means(
		'Too many requests: raise "Longest Wait" in Options, lower "Concurrency", or run it less often.',
		'rate-limited',
	),
};

const SERVER_ERROR = means(`The platform has a problem: try again later. ${WAS_IT_APPLIED}`, UNAVAILABLE);

const TOO_SLOW = means(
	`No answer in time: raise "Request Timeout" in Options. ${WAS_IT_APPLIED}`,
	UNAVAILABLE,
);

const NETWORK_MEANINGS: Readonly<Record<string, Meaning>> = {
	ENOTFOUND: means('Check the base URL of the credential: its host is not known.', CONFIGURATION),
	ECONNREFUSED: means('Check the base URL of the credential, and whether the server runs.', UNAVAILABLE),
	ECONNABORTED: TOO_SLOW,
	ETIMEDOUT: TOO_SLOW,
	NO_TIME_LEFT: means(
		'The time for this poll is over: what is missing is read at the next one.',
		UNAVAILABLE,
	),
};

const CERTIFICATE_CODES = /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;
const CERTIFICATE = means(
	"The server's certificate is not trusted: install its authority where n8n runs.",
	CONFIGURATION,
);

const NO_RESPONSE = means(`No answer came: try again later. ${WAS_IT_APPLIED}`, UNAVAILABLE);

/** Network failures have a code; what has none is n8n's refusal to send, or a credential's that cannot sign in. */
const NO_EXCHANGE = means(
	'The request could not be made: the message says why. Check the credential.',
	CONFIGURATION,
);

/** The error that n8n shows for a failed request. Holds no header, no token and no query. */
export function requestError(location: Location, platform: Platform, failed: FailedRequest): NodeApiError {
	const meaning = meaningOf(failed);
	const message = `${platform.displayName}: ${withCode(failed)}`;
	const hint = platformHint(platform, failed) ?? refusalHint(failed) ?? meaning.hint;
	const description = `${hint} [${location.task}: ${requestText(failed)}]`;
	const error = new NodeApiError(
		location.node,
		{ message },
		{
			message,
			description,
			httpCode: String(failed.status ?? failed.networkCode ?? 'NO_RESPONSE'),
			...(location.itemIndex !== undefined && { itemIndex: location.itemIndex }),
			...(meaning.cause && { failure: failureCause(meaning.cause, failed.askedDelayMs) }),
		},
	);
	// NodeApiError replaces a message that contains a system error's name ("approvEPERMissions") by a stock sentence.
	error.message = message;
	error.description = description;
	return error;
}

/** An error of the node's own: a bad value, an operation that ended badly, a list that would not end. */
export function nodeError(location: Location, message: string, hint: string): NodeOperationError {
	const error = new NodeOperationError(location.node, message, {
		description: `${hint} [${location.task}]`,
		...(location.itemIndex !== undefined && { itemIndex: location.itemIndex }),
	});
	error.message = message;
	return error;
}

/** Whatever was thrown while an item was processed, as an error that names its location and says what to do. */
export function asNodeError(location: Location, thrown: unknown): NodeApiError | NodeOperationError {
	if (isNodeError(thrown)) return atItem(thrown, location.itemIndex);
	if (thrown instanceof FieldError) {
		return nodeError(location, thrown.message, thrown.hint ?? 'Correct the value; nothing was sent.');
	}
	if (thrown instanceof Cancelled) {
		return nodeError(location, thrown.message, 'Nothing more was sent. What was already carried out stays.');
	}
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	return nodeError(
		location,
		message,
		'If the message does not help, report it with the operation and its settings.',
	);
}

/** Errors that n8n shows as they are. Another copy of n8n's library has classes of its own, so their names count. */
export function isNodeError(thrown: unknown): thrown is NodeApiError | NodeOperationError {
	return thrown instanceof Error && NODE_ERRORS.has(thrown.name);
}

/** The same error at another item: items that share a read share its failure. */
function atItem<Failure extends NodeApiError | NodeOperationError>(
	error: Failure,
	itemIndex: number | undefined,
): Failure {
	const knownIndex: unknown = error.context['itemIndex'];
	if (itemIndex === undefined || knownIndex === undefined || knownIndex === itemIndex) return error;
	return Object.create(Object.getPrototypeOf(error), {
		...Object.getOwnPropertyDescriptors(error),
		context: { ...FIELD, value: { ...error.context, itemIndex } },
	});
}

function platformHint(platform: Platform, { status, code, message }: FailedRequest): string | undefined {
	return status === undefined ? undefined : platform.hint?.({ status, code, message });
}

function withCode({ message, code }: FailedRequest): string {
	return code === undefined || code === '' || message.includes(code) ? message : `${message} (${code})`;
}

/** `GET /flows/1: HTTP 503 after 3 tries, trace abc`. */
function requestText({ method, path, status, networkCode, tries, trace }: FailedRequest): string {
	const result = status === undefined ? (networkCode ?? 'no response') : `HTTP ${status}`;
	return [
		`${method} ${path}: ${result}`,
		tries > 1 ? ` after ${tries} tries` : '',
		trace === undefined ? '' : `, trace ${trace}`,
	].join('');
}

function meaningOf(failed: FailedRequest): Meaning {
	const { status, networkCode } = failed;
	if (status === undefined) {
		if (networkCode === undefined) return NO_EXCHANGE;
		return CERTIFICATE_CODES.test(networkCode) ? CERTIFICATE : (NETWORK_MEANINGS[networkCode] ?? NO_RESPONSE);
	}
	if (status >= 500) return SERVER_ERROR;
	return STATUS_MEANINGS[status] ?? means('The platform refused the request: see its message.');
}

function refusalHint({ status, refusalHint: hint }: FailedRequest): string | undefined {
	const isRefusal = status !== undefined && status >= 400 && status < 500;
	if (!isRefusal || [401, 403, 429].includes(status)) return undefined;
	return typeof hint === 'function' ? hint(status) : hint;
}

function failureCause(cause: FailureCause['cause'], retryAfterMs: number | undefined): FailureCause {
	if (cause === 'rate-limited' || cause === 'quota-exhausted' || cause === 'temporarily-unavailable') {
		return retryAfterMs === undefined ? { cause } : { cause, retryAfterMs };
	}
	return { cause };
}
