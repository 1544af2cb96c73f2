import { gzipSync } from 'node:zlib';

import type { FaultAnswer, StatusFault } from '../../simulators/switchboard';
import { kinds, type Kind } from './FaultPlatform';

/** What may be done after it: nothing, what a read may do, or what anything may do because nothing was carried out. */
type Again = 'never' | 'reads' | 'always';

/** One thing that goes wrong between n8n and a platform. */
export interface FaultCase {
	readonly name: string;
	/**
	 * `refused`: nobody listens at the address any more; `none`: nothing is wrong, which proves what is expected otherwise. A
	 * function is called when the fault is to strike, with the platform's time.
	 */
	readonly answer: FaultAnswer | 'refused' | 'none' | ((nowMs: number) => FaultAnswer);
	/** How many requests are struck; all of them where it is undefined. */
	readonly times?: number;
	readonly after?: number;
	readonly again: Again;
	/** Whether the platform carries the request out all the same. */
	readonly isDone?: boolean;
	/** Whether n8n cannot know that, so that the words must ask to look. */
	readonly isOpen?: boolean;
	/** What to do, in our words: n8n's own (`Forbidden`) are not enough. Undefined where nothing fails. */
	readonly words?: RegExp;
	/** What a credential's test says instead, where n8n's own words may be all that it can say. */
	readonly testWords?: RegExp;
	/** Where it applies; everywhere unless said. */
	readonly kinds?: readonly Kind[];
	/** Only where the platform can answer so: by a 2xx that is a failure, or without a body where that is no empty list. */
	readonly needs?: 'failureInside200' | 'noEmptyLists';
	/** What the list is asked for besides. */
	readonly pages?: 'small' | 'one';
}

const ANOTHER_HOST = 'https://elsewhere.example.com/sign-in';
const RECORDS: readonly Kind[] = ['list', 'get', 'customGet', 'create', 'poll', 'picker', 'test'];
/** A credential's test is one request, which n8n sends and reads: it is never tried again. */
const NOT_TEST = kinds.filter((kind) => kind !== 'test');

const SERVER_ERROR = /could not process the request\. Try again later/;
const NO_RESPONSE = /No complete response arrived\. Try again later/;
const TOO_SLOW = /no complete response within .* Try again later/;
const REDIRECT = {
	words: /the server redirects to .* in the credential must be the URL of the API itself/,
	testWords: /The server redirects\. Enter the URL of the API itself/,
};
const NOT_THE_PLATFORM = {
	words:
		/returned (an unexpected response|a web page).*Another server may be responding|could not be read afterwards/,
	testWords: /did not respond at this URL\. Check '/,
};
const REFUSED_CREDENTIAL = {
	words: /rejected the credential: .* \| Check (the credential|that the token in the credential|'Client ID')/,
	testWords: /rejected the .*(credential|token|key|secret|password)/,
};
const TOOK_TOO_LONG = { words: /took too long\. Try again later/, testWords: /^Request Timeout$/ };
/** An operation that knows more of such a refusal says that instead. */
const CORRECT =
	/Correct the values that the message names|Check the values of the fields that the message names|delete those first|make the change in the workbench|Check the tags|See \/api\/openapi/;
const TOO_MANY = /Too many requests\. Try again later|a pause of two hours/;

const message = 'Refused by the test';
const body = { ok: false, status: false, message, errors: [{ message, detail: message, code: 'refused' }] };
const status = (code: number, more: StatusFault = {}): StatusFault => ({ status: code, body, ...more });
const redirect = (code: number, location: string): StatusFault => ({ status: code, headers: { location } });

/** Packed it is 80 KB. */
let packed: Buffer | undefined;
const bomb = () => (packed ??= gzipSync(Buffer.alloc(80 * 2 ** 20, 32)));

export const faultList: readonly FaultCase[] = [
	{ name: 'nothing', answer: 'none', again: 'never' },
	{
		name: 'connection refused',
		answer: 'refused',
		again: 'always',
		words: /ECONNREFUSED.*Check '.*' in the credential, and whether the server is running/,
		testWords: /sign-in failed\. Check the URL in the credential, and whether the server is running/,
	},
	{ name: 'reset once', answer: 'reset', times: 1, again: 'reads', isOpen: true, words: NO_RESPONSE },
	{ name: 'reset', answer: 'reset', again: 'reads', isOpen: true, words: NO_RESPONSE },
	{
		name: 'response lost',
		answer: { afterExecuting: 'reset' },
		times: 1,
		again: 'reads',
		isDone: true,
		isOpen: true,
		words: NO_RESPONSE,
	},
	{
		name: 'response that breaks off',
		answer: { afterExecuting: 'truncate' },
		again: 'reads',
		isDone: true,
		isOpen: true,
		words: NO_RESPONSE,
		// A response without a body cannot be cut.
		kinds: ['list', 'get', 'customGet', 'create', 'poll', 'picker'],
	},
	{
		name: 'too slow once',
		answer: { delayMs: 60_000 },
		times: 1,
		again: 'reads',
		isOpen: true,
		words: TOO_SLOW,
	},
	{
		name: 'byte by byte once',
		answer: { dripMs: 500 },
		times: 1,
		again: 'reads',
		isDone: true,
		isOpen: true,
		words: TOO_SLOW,
		kinds: RECORDS,
	},
	{ name: '302, same host', answer: redirect(302, '/moved/here'), again: 'never', isOpen: true, ...REDIRECT },
	{
		name: '301, to https',
		answer: redirect(301, 'https://127.0.0.1:9/x'),
		again: 'never',
		isOpen: true,
		...REDIRECT,
	},
	{ name: '307, other host', answer: redirect(307, ANOTHER_HOST), again: 'never', ...REDIRECT },
	{ name: '303, other host', answer: redirect(303, ANOTHER_HOST), again: 'never', isOpen: true, ...REDIRECT },
	{ name: '401 once', answer: status(401), times: 1, again: 'never', ...REFUSED_CREDENTIAL },
	{ name: '401', answer: status(401), again: 'never', ...REFUSED_CREDENTIAL },
	{
		name: '403',
		answer: status(403),
		again: 'never',
		words:
			/lacks permission|Only Polarity admins and users with the permission|Only integration managers and Polarity admins/,
		testWords: /lacks permission|no access|Check the (permissions|organization's IP allowlist)/,
	},
	{
		name: '404',
		answer: status(404),
		again: 'never',
		words: /Check the ID\.|Check 'Path'\.|set 'API Version' in the credential/,
		testWords: /Check '/,
	},
	{
		name: '408 once',
		answer: status(408),
		times: 1,
		again: 'reads',
		isOpen: true,
		...TOOK_TOO_LONG,
	},
	{ name: '408', answer: status(408), again: 'reads', isOpen: true, ...TOOK_TOO_LONG },
	{
		name: '409',
		answer: status(409),
		again: 'never',
		words:
			/already exists, or is being changed by another request\. Get it first|already exists\. Choose another|delete those first/,
		testWords: /^Conflict$/,
	},
	{
		name: '413',
		answer: status(413),
		again: 'never',
		words: /(is too large|up to 1 MiB per request)\. Send less data at once|Send smaller or fewer values/,
		testWords: /^Payload Too Large$/,
	},
	{
		name: '422',
		answer: status(422),
		again: 'never',
		words: new RegExp(`Refused by the test.*(${CORRECT.source})`),
		testWords: /^Unprocessable Entity$/,
	},
	{
		name: '429, seconds',
		answer: status(429, { headers: { 'retry-after': '1' } }),
		times: 1,
		again: 'always',
		words: TOO_MANY,
		kinds: NOT_TEST,
	},
	{
		name: '429, date',
		answer: (nowMs) => status(429, { headers: { 'retry-after': new Date(nowMs + 2999).toUTCString() } }),
		times: 1,
		again: 'always',
		words: TOO_MANY,
		kinds: NOT_TEST,
	},
	{
		name: '429, date that is over',
		answer: status(429, { headers: { 'retry-after': 'Fri, 01 Jan 1999 00:00:00 GMT' } }),
		times: 1,
		again: 'always',
		words: TOO_MANY,
		kinds: NOT_TEST,
	},
	...['NaN', '-5'].map(
		(text): FaultCase => ({
			name: `429, ${text}`,
			answer: status(429, { headers: { 'retry-after': text } }),
			times: 1,
			again: 'always',
			words: TOO_MANY,
			kinds: NOT_TEST,
		}),
	),
	{
		name: '429, an hour',
		answer: status(429, { headers: { 'retry-after': '3600' } }),
		again: 'never',
		words: /asked to wait 3600 seconds/,
		kinds: NOT_TEST,
	},
	{
		name: '429, no time',
		answer: status(429),
		again: 'always',
		words: TOO_MANY,
		testWords: /received too many requests\. Try again later|a pause of two hours/,
	},
	{
		name: '500, echoing',
		answer: { echo: 500 },
		again: 'reads',
		isOpen: true,
		words: SERVER_ERROR,
	},
	{ name: '400, echoing', answer: { echo: 400 }, again: 'never', words: CORRECT, testWords: /^Bad Request$/ },
	{
		name: '502, a page',
		answer: { status: 502, bodyText: '<html><body>Bad Gateway</body></html>' },
		again: 'reads',
		isOpen: true,
		words: /returned a web page \(502 Bad Gateway\).*could not process the request\. Try again later/,
		testWords: SERVER_ERROR,
	},
	{
		name: '503 once',
		answer: status(503),
		times: 1,
		again: 'reads',
		isOpen: true,
		words: SERVER_ERROR,
		kinds: NOT_TEST,
	},
	{
		name: '503',
		answer: status(503),
		again: 'reads',
		isOpen: true,
		words: SERVER_ERROR,
	},
	{
		name: '503, done',
		answer: { afterExecuting: { status: 503, body } },
		times: 1,
		again: 'reads',
		isDone: true,
		isOpen: true,
		words: SERVER_ERROR,
		kinds: NOT_TEST,
	},
	{
		name: '504',
		answer: status(504),
		again: 'reads',
		isOpen: true,
		words: SERVER_ERROR,
	},
	{
		name: 'invalid JSON',
		answer: { status: 200, bodyText: '{"data": [{"id": ', contentType: 'application/json' },
		again: 'never',
		isOpen: true,
		...NOT_THE_PLATFORM,
		kinds: RECORDS,
	},
	{
		name: 'empty 200',
		answer: { status: 200, bodyText: '' },
		again: 'never',
		isOpen: true,
		...NOT_THE_PLATFORM,
		kinds: ['list', 'get', 'create', 'poll', 'picker'],
		needs: 'noEmptyLists',
	},
	{
		name: 'a page with 200',
		answer: { status: 200, bodyText: '<!doctype html><html><body>Sign in</body></html>' },
		again: 'never',
		isOpen: true,
		...NOT_THE_PLATFORM,
	},
	{
		name: 'failure inside a 200',
		answer: status(200),
		again: 'never',
		words: /Refused by the test.*rejected the request\. See its message/,
		testWords: /rejected the request\. Check the other fields/,
		needs: 'failureInside200',
	},
	{
		name: 'list that repeats its page',
		answer: { repeat: true },
		again: 'never',
		words: /a second time.*Set a 'Limit'/,
		kinds: ['list'],
		pages: 'small',
	},
	{ name: 'rows that move', answer: 'none', again: 'never', kinds: ['list'], pages: 'small' },
	{
		name: 'no end',
		answer: 'none',
		again: 'never',
		words: /did not end after 1 page.*Max Pages/,
		kinds: ['list'],
		pages: 'one',
	},
	{
		name: '2 MB message',
		answer: status(400, {
			body: { ...body, message: '😀'.repeat(500_000), errors: [{ message: '😀'.repeat(500_000) }] },
		}),
		again: 'never',
		words: CORRECT,
		testWords: /^Bad Request$/,
	},
	{
		name: 'response that decompresses to a huge size',
		answer: () => ({
			status: 200,
			headers: { 'content-encoding': 'gzip' },
			bodyBytes: bomb(),
			contentType: 'application/json',
		}),
		again: 'never',
		isOpen: true,
		words: /larger than 64 MiB.*Request less data at once/,
		testWords: NOT_THE_PLATFORM.testWords,
	},
];
