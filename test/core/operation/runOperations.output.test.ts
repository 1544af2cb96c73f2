import { describe, expect, test } from '@jest/globals';

import { optionalTime, text } from '../../../core/field/fields';
import { operation } from '../../../core/operation/Operation';
import { withoutWrittenSecrets } from '../../../core/data/writtenSecrets';
import { route } from '../../../core/request/Route';
import { run, ThingsServer } from '../things';
import { thingsPlatform } from '../thingsPlatform';
import { forAllTests } from '../../lifecycle';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

describe('what comes out', () => {
	const shown = operation({
		name: 'Show',
		action: 'Show a thing',
		fields: {},
		simplify: ({ id, token }) => ({ id: id ?? null, token: token ?? null }),
		run: async (api) => await api.record(route`/things/1`),
	});
	const platform = thingsPlatform({
		redact: (record) => withoutWrittenSecrets(record, (key) => key === 'token'),
	});

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
