import type { IDataObject } from 'n8n-workflow';
import { findLast, get, has, isEmpty, isNil, isObject, uniq } from 'lodash';

import {
	FieldError,
	hash,
	isNothing,
	isRecord,
	serverUrl,
	textOf,
	typed,
	typedPassword,
	typedToken,
} from '../../core';
import type { ApiClient, Explanation, Platform } from '../../core';
import { anyList } from './reading/anyList';
import { withoutAnySecrets } from './redaction';
import { address } from '../../credentials/addresses/ductape';

const HINTS: Readonly<Record<number, string>> = {
	401: 'Check the credential. Tokens become invalid when the private key is rotated, and the user must belong to the workspace.',
	403: 'This user lacks permission, or has no access to the workspace in the credential.',
	// Which of them refuses is not documented; the workbench compresses what is above 200 KB.
	413: 'The request is too large for Ductape, or for a server before or behind it. Send smaller or fewer values, such as a link in place of a file, or several requests.',
};

/** Statuses of what is not there (section 5), or cannot be. With another one, such words are those of a sign-in or of a gateway. */
const NOT_FOUND = [400, 404, 422, 500];

/**
 * What clients write of a request whose response they have (the workbench, too, looks for other words: `sdkProxyError.ts`), and
 * what statuses are called, except for the one that says what is wrong: Not Found.
 */
const SAYS_NO_REASON =
	/^\s*(request failed with status code \d+|sdk operation failed|bad request|unauthorized|forbidden|conflict|unprocessable (entity|content)|internal server error)\.?\s*$/i;

/** That something failed, or the name of a class: less than anything else says. */
const IS_GENERAL = /^\s*(failed|\w*(error|exception))\.?\s*$/i;

/** Where a response with pages has its rows (section 4). */
const LISTS = ['items', 'logs', 'logs.data'];

/** Ductape's HTTP API, version 1. Source: provider document, sections 1 (base URLs), 2 (envelope) and 5 (errors, retries). */
export const ductape: Platform = {
	name: 'ductape',
	displayName: 'Ductape',
	addressField: "'Base URL'",
	credentialType: 'ductapeApi',
	connect: (credential) => ({
		baseUrl: serverUrl(credential, address),
		signsIn: credential['signInWith'] !== 'token',
		user: typed(credential[credential['signInWith'] === 'password' ? 'email' : 'userId']),
		secrets: [
			typedToken(credential['authToken']),
			typedPassword(credential['password']),
			...['privateKey', 'publicKey', 'sessionToken', 'sessionPublicKey'].map((name) =>
				typed(credential[name]),
			),
		],
		sessionSecrets: ['sessionToken', 'sessionPublicKey'].map((name) => typed(credential[name])),
		settings: { workspaceId: typed(credential['workspaceId']) },
	}),
	// No limit is documented; plans count calls by the month, so haste has no use: modest by intent.
	pace: { requestsPerSecond: 10, burst: 20, inFlight: 5 },
	retry: {
		retries: 3,
		firstDelayMs: 1000,
		longestDelayMs: 4000,
		idempotentMethods: [],
		retriesRateLimits: true,
	},
	rowsPerPage: 100,
	requestTimeoutMs: 30_000,
	lookEveryMs: 2000,
	hasHexIds: true,
	recordId: attemptOf,
	idFields: [
		'_id',
		'id',
		'integrationId',
		'tag',
		'slug',
		'access_tag',
		'job_id',
		'job_tag',
		'process_id',
		'feature_id',
		'feature_tag',
	],
	lists: anyList,
	explain,
	isFailure,
	// A change that failed so may have been carried out in part.
	isNotFound: ({ status, body }, { method }) =>
		method === 'GET' && (status < 300 || NOT_FOUND.includes(status)) && saysNotFound(body),
	// Of what the proxy passed on (section 2.5).
	wasBegun: (body) => isRecord(body) && !isNil(body['upstream_error']),
	hint: ({ status }) => HINTS[status],
	redact: withoutAnySecrets,
};

/**
 * Also where errors stand beside null, or nothing, as data, whatever the status says: alone, null says that nothing was found. A
 * list without rows is nothing, too, whatever stands beside it: its total, or the figures of a log.
 */
function isFailure(body: unknown): boolean {
	if (!isRecord(body)) return false;
	const { status, data = body, errors } = body;
	const isEmptyList = LISTS.some((path) => has(data, path) && isNothing(get(data, path)));
	return status === false || (!isEmpty(errors) && (isNothing(data) || isEmptyList));
}

/**
 * Whether it is refused because something is not there, which comes with 400 and 500, too (section 5), and may stand in `error`
 * beside a `message` in other words. A text that cannot be an ID is that of nothing.
 */
export function saysNotFound(body: unknown): boolean {
	if (!isFailure(body)) return false;
	const said = [explain(body).message, wordsIn(get(body, 'error'))];
	return said.some((words) => /not found|not exist|cast to objectid failed/i.test(words ?? ''));
}

/**
 * A job execution keeps its `_id` over its retries, and each may be a row of its own (section 6). A line without `_id` is the
 * same where all of it is.
 */
function attemptOf(record: IDataObject): string {
	const id = textOf(record['_id']) ?? hash(JSON.stringify(record), 16);
	const retry = textOf(record['retry_count']);
	return retry === undefined ? id : `${id}:${retry}`;
}

/** The workspace of the credential. @throws FieldError where it has none */
export function workspaceOf({ settings }: ApiClient): string {
	const { workspaceId = '' } = settings;
	if (workspaceId !== '') return workspaceId;
	throw new FieldError("'Workspace ID' in the credential is empty", 'Enter it. Nothing was sent.');
}

/**
 * Why something failed: what `upstream_error` says, behind the `message` of who passed it on; otherwise `errors` (text, object or
 * list), `message` or `error`; section 5. An object or a list in `error` is of the very failure, and goes before the `message`
 * beside it. What says no reason counts where nothing else does.
 */
function explain(body: unknown): Explanation {
	if (typeof body === 'string') return { message: body };
	if (!isRecord(body)) return {};
	const { error } = body;
	const upstream = messageIn(body['upstream_error']);
	const message = wordsIn(body['message']);
	const own = [
		messageIn(body['errors']),
		isObject(error) ? wordsIn(error) : undefined,
		message,
		wordsIn(error),
		// Without any words, even a code and a step say more than a status.
		...[body['message'], error].map(messageIn),
	];
	const passedOn = uniq([message, upstream].filter(saysReason)).join(': ');
	const said = saysReason(upstream) ? passedOn : (own.find(isTelling) ?? own.find(saysReason));
	return {
		// Of what says none, `error` comes nearest.
		message: said ?? findLast([upstream, ...own], (words) => words !== undefined),
		code: textOf(body['code']),
	};
}

function saysReason(words: string | undefined): boolean {
	return words !== undefined && !SAYS_NO_REASON.test(words);
}

function isTelling(words: string | undefined): boolean {
	return words !== undefined && saysReason(words) && !IS_GENERAL.test(words);
}

/** What a field says that tells what went wrong; it may be a text, a list, or a record. */
export function messageIn(value: unknown): string | undefined {
	return wordsIn(value) ?? (isRecord(value) ? messageOfEach(value) : undefined);
}

function wordsIn(value: unknown): string | undefined {
	if (Array.isArray(value)) {
		const messages = value.map(messageIn).filter((message) => message !== undefined);
		return messages.length === 0 ? undefined : messages.join('; ');
	}
	if (!isRecord(value)) return textOf(value);
	return messageIn(value['errors']) ?? textOf(value['message']) ?? textOf(value['error']);
}

/** `name: is required; slug: is too long` of a record with what is wrong by what it is wrong with, as Mongoose writes it. */
function messageOfEach(wrong: IDataObject): string | undefined {
	const messages = Object.entries(withoutAnySecrets(wrong)).flatMap(([name, value]) => {
		const message = textOf(value) ?? (isRecord(value) ? textOf(value['message']) : undefined);
		return message === undefined ? [] : `${name}: ${message}`;
	});
	return messages.length === 0 ? undefined : messages.join('; ');
}
