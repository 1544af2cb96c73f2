import { describe, expect, jest, test } from '@jest/globals';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { get } from 'lodash';

import type { FailedRequest } from '../../../core/request/FailedRequest';
import { asNodeError, nodeError, requestError } from '../../../core/request/failures';
import { FieldError } from '../../../core/data/FieldError';
import { KnownSecrets } from '../../../core/data/KnownSecrets';
import { FailedTry } from '../../../core/request/FailedTry';
import { networkFailure } from '../../../core/request/networkFailure';
import { route } from '../../../core/request/Route';
import { Cancelled } from '../../../core/request/waiting';
import { thingsNode } from '../thingsNode';
import { thingsPlatform } from '../thingsPlatform';

const location = { node: thingsNode, itemIndex: 3, task: 'Thing: Get' };
const failed: FailedRequest = { method: 'GET', path: '/things/1', message: 'said no', tries: 1 };
const errorOf = (more: Partial<FailedRequest>, words = {}) =>
	requestError(location, thingsPlatform(words), { ...failed, ...more });

test.each([
	[304, 'temporarily-unavailable', 'Another server may be responding'],
	[400, undefined, 'Check the values of the fields'],
	[401, 'credential-invalid', 'Check that the token or key in the credential is complete'],
	[403, 'configuration-invalid', 'lacks permission'],
	[404, 'configuration-invalid', 'Check the ID'],
	[405, 'configuration-invalid', "Check 'Base URL' in the credential"],
	[407, 'temporarily-unavailable', "requires a sign-in. Check n8n's proxy settings (HTTPS_PROXY)."],
	[408, 'temporarily-unavailable', 'Things took too long. Try again later.'],
	[409, undefined, 'Get it first'],
	[413, undefined, 'Send less data at once'],
	[418, undefined, 'See its message'],
	[422, undefined, 'Correct the values that the message names'],
	[429, 'rate-limited', 'Max Retry Wait'],
	[500, 'temporarily-unavailable', 'Things could not process the request'],
	[503, 'temporarily-unavailable', 'Try again later'],
])('%d is %s to n8n, and to the user: %s', (status, cause, hint) => {
	const error = errorOf({ status });
	expect(error).toBeInstanceOf(NodeApiError);
	const whose = status === 401 ? 'Things rejected the credential' : 'Things';
	expect(error).toMatchObject({ message: `${whose}: said no`, httpCode: String(status) });
	expect(error.description).toContain(hint);
	expect(error.description).toContain(`[Thing: Get: GET /things/1: HTTP ${status}]`);
	expect(error.context['itemIndex']).toBe(3);
	expect(get(error, 'failure.cause')).toBe(cause);
});

test.each([
	[{}, 'Check the ID. It does not exist, or this account cannot access it. ['],
	[
		{ typedPath: '/api' },
		"If every request fails like this, check 'Base URL' in the credential. It ends with /api.",
	],
])('a 404 of which more is known, %j, says: %s', (more, hint) => {
	expect(errorOf({ status: 404, ...more }).description).toContain(hint);
});

test.each([400, 401, 403, 404, 405, 409, 410, 421, 422])(
	'a web page with %d is of a proxy or another server: neither the credential nor the ID is to blame',
	(status) => {
		const refusalHint = () => 'Check the path.';
		const more = { status, isForeign: true, message: 'returned a web page', refusalHint };
		for (const isSignIn of [false, true]) {
			const error = errorOf({ ...more, isSignIn }, { hint: () => 'Check the credential.' });
			expect(error.message).toBe(`${isSignIn ? '' : 'Things: '}returned a web page`);
			expect(error.description).toContain(
				"Another server, or a web page, responded. Check 'Base URL' in the credential, and any proxy between n8n and it. [",
			);
			expect(error).toMatchObject({ failure: { cause: 'temporarily-unavailable' } });
		}
	},
);

test.each([
	[407, 'The proxy between n8n and the server requires a sign-in'],
	[408, 'took too long'],
	[413, 'Send less data at once'],
	[429, 'Too many requests'],
])('a web page with %d says what the status says, of a request and of its sign-in: %s', (status, hint) => {
	const more = {
		status,
		isForeign: true,
		message: 'returned a web page',
		refusalHint: () => 'Check the path.',
	};
	expect(errorOf(more).description).toContain(status === 413 ? 'Check the path.' : hint);
	if (status !== 413) expect(errorOf({ ...more, isSignIn: true }).description).toContain(hint);
});

test.each([
	['ENOTFOUND', 'configuration-invalid', 'host cannot be found'],
	['ECONNREFUSED', 'temporarily-unavailable', 'whether the server is running'],
	['ECONNABORTED', 'temporarily-unavailable', 'Request Timeout'],
	['ETIMEDOUT', 'temporarily-unavailable', 'Request Timeout'],
	['DEPTH_ZERO_SELF_SIGNED_CERT', 'configuration-invalid', 'certificate is not trusted'],
	['CERT_HAS_EXPIRED', 'configuration-invalid', 'has expired. Renew it, or turn on'],
	['CERT_HAS_EXPIRED', 'configuration-invalid', "If it has a 'Region', choose Custom URL first"],
	['ERR_TLS_CERT_ALTNAME_INVALID', 'configuration-invalid', 'Use one of them in the URL'],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'configuration-invalid', 'Install its certificate authority'],
	['ECONNRESET', 'temporarily-unavailable', 'No complete response arrived'],
	['EAI_AGAIN', 'temporarily-unavailable', 'Check the network where n8n runs'],
	['EHOSTUNREACH', 'temporarily-unavailable', 'could not be reached'],
	['EPROTO', 'configuration-invalid', 'The server may not use HTTPS'],
	['ERR_SSL_WRONG_VERSION_NUMBER', 'configuration-invalid', 'The server may not use HTTPS'],
])('%s is %s to n8n, and to the user: %s', (networkCode, cause, hint) => {
	const error = errorOf({ networkCode });
	expect(error).toMatchObject({ httpCode: networkCode, failure: { cause } });
	expect(error.description).toContain(hint);
	expect(error.description).toContain(`[Thing: Get: GET /things/1: ${networkCode}]`);
});

test.each(['EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EPROTO', 'ECONNREFUSED'])(
	'%s of a change: nothing was sent that could have been applied',
	(networkCode) => {
		expect(errorOf({ method: 'POST', networkCode }).description).not.toContain('was applied');
	},
);

test.each([
	['read EHOSTUNREACH', 'ECONNRESET'],
	['write ENETUNREACH', 'ECONNRESET'],
	['connect EHOSTUNREACH 192.0.2.1:443', 'EHOSTUNREACH'],
])('%s has the code %s: what was lost on the way may have arrived', (message, networkCode) => {
	const platform = thingsPlatform();
	const connection = platform.connect({ baseUrl: 'https://things.example.com', key: '' });
	const request = { method: 'POST', route: route`/things` } as const;
	const failedTry = new FailedTry(platform, connection, request, 1, new KnownSecrets([]));
	const cause = Object.assign(new Error(message), { code: /E\w+/.exec(message)?.[0] });
	expect(failedTry.with(networkFailure(cause))).toMatchObject({ networkCode, message });
});

test('what has neither status nor code could not be sent', () => {
	expect(errorOf({})).toMatchObject({ httpCode: 'NO_RESPONSE', failure: { cause: 'configuration-invalid' } });
	expect(errorOf({}).description).toContain(
		"Check 'Base URL' in the credential. [Thing: Get: GET /things/1: not sent]",
	);
});

test("an error of another copy of n8n's library is shown as it is", () => {
	jest.isolateModules(() => {
		const copy = jest.requireActual<typeof import('n8n-workflow')>('n8n-workflow');
		expect(copy.NodeOperationError).not.toBe(NodeOperationError);
		const foreign = new copy.NodeOperationError(thingsNode, 'as it was', {
			description: 'what to do',
			itemIndex: 3,
		});
		expect(foreign).not.toBeInstanceOf(NodeOperationError);
		expect(asNodeError(location, foreign)).toBe(foreign);
	});
});

describe('what an error shows', () => {
	test('words that n8n would take for a system error stay', () => {
		for (const message of ['approvEPERMissions', 'ENOTFOUND in the log', 'ETIMEDOUT']) {
			expect(errorOf({ status: 400, message }).message).toBe(`Things: ${message}`);
			expect(nodeError(location, message, 'Hint.').message).toBe(message);
		}
	});

	test('the code, unless the message has it', () => {
		expect(errorOf({ status: 400, code: 'bad_id' }).message).toBe('Things: said no (bad_id)');
		expect(errorOf({ status: 400, code: 'no' }).message).toBe('Things: said no');
	});

	test("the platform's hint of a code before the request's, that before the platform's and ours of the status", () => {
		const hint = ({ code }: { code: string | undefined }) =>
			code === undefined ? 'Ask Things.' : 'Pay Things.';
		const refusalHint = 'Perhaps it is closed.';
		const hintOf = (failed: Parameters<typeof errorOf>[0]) => errorOf(failed, { hint }).description;
		expect(hintOf({ status: 422, refusalHint, code: 'no_money' })).toContain('Pay Things.');
		expect(hintOf({ status: 422, refusalHint })).toContain('Perhaps it is closed.');
		expect(hintOf({ status: 422 })).toContain('Ask Things.');
		expect(hintOf({ status: 403, refusalHint })).toContain('Ask Things.');
		for (const status of [400, 422]) {
			expect(errorOf({ status, refusalHint }).description).toContain('Perhaps it is closed.');
		}
		for (const status of [401, 403, 404, 408, 409, 429, 500]) {
			expect(errorOf({ status, refusalHint }).description).not.toContain('Perhaps it is closed.');
		}
		expect(errorOf({ networkCode: 'ECONNRESET', refusalHint }, { hint }).description).toContain(
			'No complete response',
		);
	});

	test('the trace of the request, where the platform gave one', () => {
		expect(errorOf({ status: 404, trace: 'abc-1' }).description).toContain(
			'[Thing: Get: GET /things/1: HTTP 404, trace abc-1]',
		);
		expect(errorOf({ status: 404 }).description).toContain('HTTP 404]');
	});

	test('a hint that depends on the status', () => {
		const refusalHint = (status: number) => (status === 404 ? 'Perhaps it is elsewhere.' : undefined);
		expect(errorOf({ status: 404, refusalHint }).description).toContain('Perhaps it is elsewhere.');
		expect(errorOf({ status: 422, refusalHint }).description).not.toContain('Perhaps it is elsewhere.');
		expect(errorOf({ status: 422, refusalHint }).description).toContain(
			'Correct the values that the message names',
		);
	});

	test('after a change, that it may have been applied; after a read nothing of the kind', () => {
		const applied = 'Check whether the change was applied';
		const open = [300, 301, 302, 303, 304, 408, 500].map((status) => ({ status }));
		for (const more of [...open, { networkCode: 'ECONNRESET' }]) {
			expect(errorOf({ ...more, method: 'POST' }).description).toContain(applied);
			expect(errorOf(more).description).not.toContain(applied);
			expect(errorOf({ ...more, method: 'POST', isSignIn: true }).description).not.toContain(applied);
		}
	});

	test('after a change that was only sent elsewhere (307, 308), nothing of the kind', () => {
		const redirect = { address: 'https://x.example/things/1', baseUrl: undefined, isDowngrade: false };
		for (const [status, isOpen] of [
			[302, true],
			[303, true],
			[307, false],
			[308, false],
		] as const) {
			for (const more of [{}, { redirect }]) {
				const description = errorOf({ ...more, status, method: 'PATCH' }).description ?? '';
				expect(description.includes('Check whether the change was applied')).toBe(isOpen);
			}
		}
	});

	test('no option that a trigger or a dropdown does not have', () => {
		const polled = { node: thingsNode, task: 'Trigger' };
		for (const more of [{ status: 429 }, { networkCode: 'ETIMEDOUT' }, { networkCode: 'TOO_LARGE' }]) {
			const { description } = requestError(polled, thingsPlatform(), { ...failed, ...more });
			expect(description).not.toMatch(/Options|Poll less|this poll/);
			expect(errorOf(more).description).toContain('Options');
		}
	});

	test('a sign-in that failed, as one sentence', () => {
		const error = errorOf({ isSignIn: true, status: 403, message: 'Things sign-in failed: not from here' });
		expect(error.message).toBe('Things sign-in failed: not from here');
		expect(error.description).toBe('Check the credential. [Thing: Get: GET /things/1: sign-in: HTTP 403]');
	});

	test('at most 2,000 characters, none of them cut in half', () => {
		const error = errorOf({ status: 400, message: `${'x'.repeat(1991)}${'😀'.repeat(1000)}` });
		expect(error.message.length).toBeLessThanOrEqual(2000);
		expect(error.message).toMatch(/x…$/);
		expect(errorOf({ status: 400, path: '/x'.repeat(5000) }).description?.length).toBeLessThan(2001);
	});

	test('how long the platform asked to wait', () => {
		expect(errorOf({ status: 429, askedDelayMs: 3_600_000 }).description).toContain(
			'Things asked to wait 3600 seconds.',
		);
		expect(errorOf({ status: 429, askedDelayMs: 5000 })).toMatchObject({
			failure: { cause: 'rate-limited', retryAfterMs: 5000 },
		});
		expect(errorOf({ status: 503, askedDelayMs: 5000 })).toMatchObject({ failure: { retryAfterMs: 5000 } });
	});
});

describe('whatever is thrown', () => {
	test('by n8n stays as it is', () => {
		const error = nodeError(location, 'odd', 'Hint.');
		expect(asNodeError(location, error)).toBe(error);
		const api = errorOf({ status: 404 });
		expect(asNodeError(location, api)).toBe(api);
	});

	test.each<[unknown, string, string]>([
		[new FieldError('Size: too big'), 'Size: too big', 'Correct the value. Nothing was sent. [Thing: Get]'],
		[new FieldError('Size: too big', 'Use 5.'), 'Size: too big', 'Use 5. [Thing: Get]'],
		[new Cancelled(), 'The execution was canceled', 'Changes that were already made are kept. [Thing: Get]'],
		[new TypeError('x is undefined'), 'x is undefined', '[Thing: Get]'],
		['only text', 'only text', '[Thing: Get]'],
		[
			new RangeError('Maximum call stack size exceeded'),
			'A record is nested too deeply to be read',
			'filter',
		],
	])('%p names its location', (thrown, message, hint) => {
		const error = asNodeError(location, thrown);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toBe(message);
		expect(error.description).toContain(hint);
		expect(error.context['itemIndex']).toBe(3);
	});
});
