import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { textOf } from '../../core/data/json';
import { formsIn } from '../secretForms';
import { forEachTest } from '../lifecycle';
import { callSubjects, type Calling } from './customCallSubjects';
import { visible } from './PlatformBench';

/** API: Custom Call of every platform, on n8n's engine and the platform's simulator. */
describe.each(callSubjects)('$name: a custom call', ({ name, start, retries, retriesRateLimits }) => {
	let platform: Calling;
	forEachTest(async () => (platform = await start()));

	const failureOf = async (parameters: INodeParameters) => {
		const { error } = await platform.call(parameters);
		return `${error?.message ?? 'no error'} | ${error?.description ?? ''}`;
	};

	test('returns a record as the platform has it, paired', async () => {
		const { path, returned } = platform.record;
		const { json, items, error } = await platform.call({ path });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([returned]);
		expect(items[0]?.pairedItem).toEqual({ item: 0 });
		expect(platform.sent()).toHaveLength(1);
	});

	test('reads a list to its end with Return All, and no page beyond a limit', async () => {
		const { parameters, rows, requests } = platform.list;
		const all = await platform.call({ ...parameters, returnAll: true });
		expect(all.error).toBeUndefined();
		expect(all.json).toHaveLength(rows);
		expect(new Set(all.json.map((row) => JSON.stringify(row))).size).toBe(rows);
		expect(platform.sent()).toHaveLength(requests);
		const few = await platform.call({ ...parameters, limit: 2 });
		expect(few.json).toEqual(all.json.slice(0, 2));
		expect(platform.sent()).toHaveLength(requests + 1);
	});

	test('takes a path with or without that of the base URL, as documentations of APIs show it', async () => {
		const { path, struck, returned } = platform.record;
		const whole = String(struck.path);
		for (const given of [path, whole, whole.slice(1)]) {
			expect((await platform.call({ path: given })).json).toMatchObject([returned]);
			expect(platform.sent().at(-1)?.url.split('?')[0]).toBe(whole);
		}
	});

	test('makes, changes and deletes', async () => {
		for (const change of [platform.post, platform.put, platform.remove]) {
			if (change === undefined) continue;
			expect(change.isDone()).toBe(false);
			const { json, error } = await platform.call(change.parameters);
			expect(error).toBeUndefined();
			expect(json).toMatchObject([change.returned]);
			expect(change.isDone()).toBe(true);
		}
	});

	test.each([
		'https://evil.example.com/x',
		'HTTP://evil.example.com',
		'//evil.example.com/x',
		'/\\evil.example.com/x',
		'/a/../b',
		'/a/%2e%2E/b',
		'/a/x%2F..%2Fb',
		'/a?x=1',
		'/a#b',
		'/a//b',
		'/a/',
		'/a/%zz',
		'/a/%0d%0aX: y',
		' ',
	])('refuses the path %j before any request', async (path) => {
		expect(await failureOf({ path, method: 'DELETE' })).toMatch(/^'Path' .*\| .*Nothing was sent/);
		expect(platform.simulator.requests).toHaveLength(0);
	});

	test('refuses a body whose expression has no value: a PUT without it would erase what is stored', async () => {
		const body = '={{ $json.none }}';
		expect(await failureOf({ ...platform.put.parameters, body })).toMatch(/^'Body' has no value \|/);
		expect(platform.simulator.requests).toHaveLength(0);
	});

	test('follows no redirect', async () => {
		const { path, struck } = platform.record;
		const location = 'https://evil.example.com/elsewhere';
		platform.simulator.faults.add({ ...struck, answer: { status: 302, headers: { location } } });
		expect(await failureOf({ path })).toMatch(/redirects to https:\/\/evil.*Redirects are not followed/);
		expect(platform.sent()).toHaveLength(1);
	});

	test.each<[number, object, RegExp]>([
		[302, { location: '/elsewhere' }, /Redirects are not followed\. Check whether the change was applied/],
		[303, {}, /Another server may be responding\. Check whether the change was applied/],
		[304, {}, /Another server may be responding\. Check whether the change was applied/],
		[307, { location: '/elsewhere' }, /Redirects are not followed\. \[/],
	])('says of a change whether %d leaves open if it was carried out (%j)', async (status, headers, words) => {
		const { parameters } = platform.post;
		const answer = { status, headers: { ...headers }, body: '' };
		platform.simulator.faults.add({ method: parameters.method, path: /integration/, answer });
		expect(await failureOf(parameters)).toMatch(words);
	});

	test('shows no secret of the credential that a response repeats, whatever is wanted', async () => {
		const { path, struck } = platform.record;
		platform.simulator.faults.add({ ...struck, answer: { echo: 200 } });
		for (const includeSecrets of [false, true]) {
			const run = await platform.call({ path, includeSecrets });
			expect(formsIn(visible(run), platform.secrets)).toEqual([]);
		}
	});

	test('hides what looks like a secret unless Include Secrets is on', async () => {
		const { path, struck } = platform.record;
		const body = { password: 'hunter2hunter2', of: [{ clientSecret: 'hunter2hunter2' }] };
		platform.simulator.faults.add({ ...struck, answer: { body } });
		expect(visible(await platform.call({ path }))).not.toContain('hunter2');
		expect(visible(await platform.call({ path, includeSecrets: true }))).toContain('hunter2');
	});

	// Ductape takes no list.
	test.each(['record', 'query', ...(name === 'Ductape' ? [] : ['list'])])(
		'shows no secret that was sent in a %s and that the server quotes when it refuses it',
		async (form) => {
			const { method, path } = platform.post.parameters;
			const message = 'Validation failed: hunter2hunter2 is too weak, and so is 31415926';
			const errors = [{ code: 'weak', message, detail: message }];
			const struck = { method: 'POST', path: new RegExp(`${textOf(path) ?? ''}$`) };
			platform.simulator.faults.add({ ...struck, answer: { status: 422, body: { message, errors } } });
			const record = { password: 'hunter2hunter2', of: [{ clientSecret: 31415926 }], name: 'weak' };
			const pairs = [
				{ name: 'access_token', value: 'hunter2hunter2' },
				{ name: 'client_secret', value: '31415926' },
			];
			const sent: Record<string, INodeParameters> = {
				record: { body: JSON.stringify(record) },
				list: { body: JSON.stringify([record]) },
				query: { query: { pairs } },
			};
			expect(await failureOf({ method, path, ...sent[form] })).toContain(
				'Validation failed: [redacted] is too weak, and so is [redacted]',
			);
		},
	);

	test.each([
		['application/json', '{"id": "1", "rows": [{"id": "2"', /expected complete JSON/],
		['application/json', '{"id": "1"}\n{"id": "2", "na', /expected complete JSON/],
		['application/vnd.api+json; charset=utf-8', '[{"id": "1"}, {"id"', /expected complete JSON/],
		[
			'application/pdf',
			new Uint8Array([0x25, 0x50, 0x44, 0x46, 0xff, 0xfe, 0x00]),
			/expected complete JSON or text.*HTTP Request node for files/,
		],
		[
			'text/csv; header=present; charset=ISO-8859-1',
			new Uint8Array([0x5a, 0x6f, 0xeb]),
			/expected complete JSON or text in UTF-8.*HTTP Request node for files/,
		],
	])(
		'does not take for data what was cut, is a file, or was read in a wrong charset (%s)',
		async (contentType, body, expected) => {
			const { path, struck } = platform.record;
			const answer = { status: 200, contentType, bodyBytes: Buffer.from(body) };
			platform.simulator.faults.add({ ...struck, answer });
			expect(await failureOf({ path })).toMatch(expected);
			const { parameters } = platform.post;
			platform.simulator.faults.add({ method: 'POST', path: /integration/, answer });
			expect(await failureOf(parameters)).toMatch(/Check whether the change was applied/);
		},
	);

	test.each([
		['text/csv', 'id,name\n1,\uFFFD'],
		['text/csv; charset="UTF-8"', 'id,name\n1,\uFFFD'],
		['text/csv; charset=iso-8859-1', 'id,name\n1,none'],
		['application/x-ndjson', '{"id": "1"}\n{"id": "2"}\n'],
		['application/json; charset=utf-8', '{"id": "1"}\n{"id": "2"}\n'],
		['application/json', JSON.stringify('{"id": "1"}')],
	])('returns a text as it is (%s)', async (contentType, bodyText) => {
		const { path, struck } = platform.record;
		platform.simulator.faults.add({ ...struck, answer: { status: 200, contentType, bodyText } });
		const { json, error } = await platform.call({ path });
		expect(error).toBeUndefined();
		expect(json).toEqual([{ data: contentType === 'application/json' ? '{"id": "1"}' : bodyText }]);
	});

	test('is sent again after a 500 where it is a GET, and never otherwise', async () => {
		const { path } = platform.record;
		platform.simulator.faults.add({ answer: { status: 500 }, ...platform.record.struck });
		expect(await failureOf({ path })).toMatch(new RegExp(`after ${retries + 1} tries`));
		for (const { parameters, isDone } of [platform.post, platform.put]) {
			const before = platform.sent().length;
			const { method } = parameters;
			platform.simulator.faults.add({ method, answer: { status: 500 }, path: /integration/ });
			expect(await failureOf(parameters)).toMatch(/Check whether the change was applied/);
			expect(platform.sent()).toHaveLength(before + 1);
			expect(isDone()).toBe(false);
		}
	});

	test('is sent again after a 429, which did nothing, where the platform lets us', async () => {
		const { parameters, isDone } = platform.post;
		platform.simulator.faults.add({
			method: 'POST',
			path: /integration/,
			times: 1,
			answer: { status: 429, headers: { 'retry-after': '0' } },
		});
		const { error } = await platform.call(parameters);
		expect(error === undefined).toBe(retriesRateLimits);
		expect(isDone()).toBe(retriesRateLimits);
		expect(platform.sent()).toHaveLength(retriesRateLimits ? 2 : 1);
	});

	test.each([
		{ resource: '__CUSTOM_API_CALL__' },
		{ resource: 'integration', operation: '__CUSTOM_API_CALL__' },
	])("n8n's own entry %j says what to choose instead", async (chosen) => {
		expect(await failureOf(chosen)).toMatch(
			/n8n's own entry 'Custom API Call'.*Set 'Resource' to API and 'Operation' to Custom Call/,
		);
		expect(platform.simulator.requests).toHaveLength(0);
	});

	test('says of a path that is not there what to check', async () => {
		const { path, struck } = platform.record;
		platform.simulator.faults.add({ ...struck, answer: { status: 404, body: {} } });
		expect(await failureOf({ path })).toMatch(/Check 'Path'\. Nothing is there/);
	});
});
