import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { optionalTime, text } from '../../../core/field/fields';
import { locator } from '../../../core/field/locators';
import { operation } from '../../../core/operation/Operation';
import { withoutSecrets } from '../../../core/data/redaction';
import { route } from '../../../core/request/Route';
import { run, ThingsServer, thingsPlatform } from '../things';

let server: ThingsServer;
beforeAll(async () => {
	server = await ThingsServer.start();
});
afterAll(async () => await server.stop());
beforeEach(() => server.clear());

describe('what comes out', () => {
	const shown = operation({
		name: 'Show',
		action: 'Show a thing',
		fields: {},
		simplify: ({ id, token }) => ({ id: id ?? null, token: token ?? null }),
		run: async (api) => await api.record(route`/things/1`),
	});
	const platform = thingsPlatform({ redact: (record) => withoutSecrets(record, (key) => key === 'token') });

	test('is simplified or raw as chosen, and never holds a secret', async () => {
		server.answer = () => ({
			body: {
				id: 1,
				token: 't0ken',
				more: [{ token: 't0ken', empty: { token: '' } }, 5],
				at: { token: null },
			},
		});
		expect((await run(server, shown, { platform })).json).toEqual([{ id: 1, token: '[redacted]' }]);
		const raw = await run(server, shown, { platform, parameters: { simplify: false } });
		expect(raw.json).toEqual([
			{
				id: 1,
				token: '[redacted]',
				more: [{ token: '[redacted]', empty: { token: '' } }, 5],
				at: { token: null },
			},
		]);
	});

	test('holds a secret where that is what the user asked for', async () => {
		server.answer = () => ({ body: { id: 1, token: 't0ken' } });
		const reveal = operation({
			name: 'Reveal',
			action: 'Reveal a thing',
			fields: { name: text({ displayName: 'Name' }) },
			keepsSecrets: ({ name: thing }) => thing === 'open',
			run: async (api) => await api.record(route`/things/1`),
		});
		const [open, closed] = (
			await run(server, reveal, {
				platform,
				parameters: { name: '={{ $json.name }}' },
				items: [{ name: 'open' }, { name: 'closed' }],
			})
		).json;
		expect([open?.['token'], closed?.['token']]).toEqual(['t0ken', '[redacted]']);
	});

	test.each([
		['several records', [{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 2 }]],
		['none', [], []],
		['nothing', undefined, [{ success: true }]],
	])('%s of one item', async (_what, answer, json) => {
		const many = operation({
			name: 'Many',
			action: 'Get some',
			fields: {},
			run: async () => await Promise.resolve(answer),
		});
		const result = await run(server, many);
		expect(result.json).toEqual(json);
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(json.map(() => ({ item: 0 })));
	});

	test('64-bit ids are whole, times are in the zone of the workflow', async () => {
		server.answer = () => ({ body: '{"id":1234567890123456789}' });
		const at = operation({
			name: 'At',
			action: 'Get at a time',
			fields: { at: optionalTime({ displayName: 'At' }) },
			run: async (api, { at: time }) => ({ ...(await api.record(route`/things/1`)), at: time }),
		});
		expect((await run(server, at, { parameters: { at: '2024-01-15T12:00:00' } })).json).toEqual([
			{ id: '1234567890123456789', at: '2024-01-15T12:00:00.000Z' },
		]);
	});
});

test.each([
	[{ mode: 'id', value: ' a b/c ' }, 'a%20b%2Fc'],
	[{ mode: 'list', value: 'abc' }, 'abc'],
	[{ mode: 'url', value: 'https://app.example.com/things/abc/edit' }, 'abc'],
	[{ mode: 'id', value: '={{ $json.id }}' }, '77'],
])('a record may be given as %j', async (given, id) => {
	const picker = { name: 'searchThings', choices: async function* () {} };
	const url = {
		pattern: 'https://app\\.example\\.com/things/([a-z]+)',
		example: 'https://app.example.com/things/abc',
	};
	const located = operation({
		name: 'Get',
		action: 'Get a thing',
		fields: { thingId: locator({ displayName: 'Thing', picker, url, idExample: 'abc' }) },
		run: async (api, { thingId }) => await api.record(route`/things/${thingId}`),
	});
	const items = [{ id: 77 }];
	await run(server, located, { parameters: { thingId: { __rl: true, ...given } }, items });
	expect(server.lines).toEqual([`GET /things/${id}`]);
});
