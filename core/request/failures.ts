import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Failure as FailureCause, INode } from 'n8n-workflow';

import { FieldError } from '../data/FieldError';
import type { ApiRequest, Method } from './http';
import type { Platform } from './Platform';
import { Cancelled } from './waiting';

/** A request that did not succeed, in the platform's words and ours. */
export interface FailedRequest {
	readonly method: Method;
	/** Without host and query: they may hold what must not be shown. */
	readonly path: string;
	/** Undefined when no answer came. */
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
	/** What the server asked to wait, if it did. */
	readonly askedDelayMs?: number | undefined;
	readonly tries: number;
}

/** Where a failure belongs: the node, its item, the operation as the user knows it. */
export interface Place {
	readonly node: INode;
	readonly itemIndex?: number | undefined;
	/** `Integration: Get Many`, or another task of the node. */
	readonly task: string;
}

interface Meaning {
	readonly hint: string;
	readonly cause?: FailureCause['cause'];
}

/** The error table: what a status means to the user and to n8n. A platform's own hint goes before these. */
const STATUS_MEANINGS: Readonly<Record<number, Meaning>> = {
	400: { hint: 'Check the values of this operation against the message.' },
	401: {
		hint: 'Check the credential: is the token or key complete, not expired, and of this region?',
		cause: 'credential-invalid',
	},
	403: {
		hint: 'The credential may not do this: ask for the rights that the operation needs.',
		cause: 'configuration-invalid',
	},
	404: {
		hint: 'Check the ID: it does not exist, or this credential cannot see it.',
		cause: 'configuration-invalid',
	},
	405: {
		hint: 'Check the base URL of the credential: this server does not know the route.',
		cause: 'configuration-invalid',
	},
	408: {
		hint: 'The platform took too long: try again later. If it was a change, look first whether it was carried out.',
		cause: 'temporarily-unavailable',
	},
	409: { hint: 'It exists already or is being changed: read it first.' },
	413: { hint: 'The request is too large: send less at once.' },
	422: { hint: 'The platform refused the values: correct what the message names.' },
	429: {
		hint: 'Too many requests: raise "Longest Wait" in Options, lower "Concurrency", or run it less often.',
		cause: 'rate-limited',
	},
};

const SERVER_ERROR: Meaning = {
	hint: 'The platform has a problem: try again later. If it was a change, look first whether it was carried out.',
	cause: 'temporarily-unavailable',
};

const NETWORK_MEANINGS: ReadonlyArray<readonly [RegExp, Meaning]> = [
	[
		/^ENOTFOUND$/,
		{ hint: 'Check the base URL of the credential: its host is not known.', cause: 'configuration-invalid' },
	],
	[
		/^ECONNREFUSED$/,
		{
			hint: 'Check the base URL of the credential, and whether the server runs.',
			cause: 'temporarily-unavailable',
		},
	],
	[
		/^(ECONNABORTED|ETIMEDOUT)$/,
		{
			hint: 'No answer in time: raise "Request Timeout" in Options. If it was a change, look first whether it was carried out.',
			cause: 'temporarily-unavailable',
		},
	],
	[
		/^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/,
		{
			hint: "The server's certificate is not trusted: install its authority where n8n runs.",
			cause: 'configuration-invalid',
		},
	],
];

const NO_ANSWER: Meaning = {
	hint: 'No answer came: try again later. If it was a change, look first whether it was carried out.',
	cause: 'temporarily-unavailable',
};

/** Network failures have a code; what has none is n8n's refusal to send, or a credential's that cannot sign in. */
const NO_EXCHANGE: Meaning = {
	hint: 'The request could not be made: the message says why. Check the credential.',
	cause: 'configuration-invalid',
};

/** The error that n8n shows for a failed request. Holds no header, no token and no query. */
export function requestError(place: Place, platform: Platform, failed: FailedRequest): NodeApiError {
	const meaning = meaningOf(failed);
	const own =
		failed.status === undefined
			? undefined
			: platform.hint?.({ status: failed.status, code: failed.code, message: failed.message });
	const tries = failed.tries > 1 ? ` after ${failed.tries} tries` : '';
	const trace = failed.trace === undefined ? '' : `, trace ${failed.trace}`;
	const answered =
		failed.status === undefined ? (failed.networkCode ?? 'no answer') : `HTTP ${failed.status}`;
	const message = `${platform.displayName}: ${failed.message}${failed.code && !failed.message.includes(failed.code) ? ` (${failed.code})` : ''}`;
	const description = `${own ?? refusalHint(failed) ?? meaning.hint} [${place.task}: ${failed.method} ${failed.path}: ${answered}${tries}${trace}]`;
	const error = new NodeApiError(
		place.node,
		{ message },
		{
			message,
			description,
			httpCode: failed.status === undefined ? (failed.networkCode ?? 'NO_ANSWER') : String(failed.status),
			...(place.itemIndex !== undefined && { itemIndex: place.itemIndex }),
			...(meaning.cause && { failure: failureCause(meaning.cause, failed.askedDelayMs) }),
		},
	);
	// NodeApiError replaces a message that contains a system error's name ("approvEPERMissions") by a stock sentence.
	error.message = message;
	error.description = description;
	return error;
}

/** An error of the node's own: a bad value, an operation that ended badly, a list that would not end. */
export function nodeError(place: Place, message: string, hint: string): NodeOperationError {
	const error = new NodeOperationError(place.node, message, {
		description: `${hint} [${place.task}]`,
		...(place.itemIndex !== undefined && { itemIndex: place.itemIndex }),
	});
	error.message = message;
	return error;
}

/** Whatever was thrown while an item was worked on, as an error that names its place and says what to do. */
export function asNodeError(place: Place, thrown: unknown): NodeApiError | NodeOperationError {
	if (thrown instanceof NodeApiError || thrown instanceof NodeOperationError) return thrown;
	if (thrown instanceof FieldError) {
		return nodeError(place, thrown.message, thrown.hint ?? 'Correct the value; nothing was sent.');
	}
	if (thrown instanceof Cancelled) {
		return nodeError(place, thrown.message, 'Nothing more was sent. What was already carried out stays.');
	}
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	return nodeError(
		place,
		message,
		'If the message does not help, report it with the operation and its settings.',
	);
}

function meaningOf(failed: FailedRequest): Meaning {
	const { status, networkCode } = failed;
	if (status === undefined && networkCode === undefined) return NO_EXCHANGE;
	if (status === undefined) {
		const known = NETWORK_MEANINGS.find(([pattern]) => pattern.test(networkCode ?? ''));
		return known?.[1] ?? NO_ANSWER;
	}
	if (status >= 500) return SERVER_ERROR;
	return STATUS_MEANINGS[status] ?? { hint: 'The platform refused the request: see its message.' };
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
