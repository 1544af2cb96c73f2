import { expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { route } from '../../../core/request/Route';
import { waitFor } from '../../../core/request/waiting';
import { forAllTests } from '../../lifecycle';
import { doing, failureOf, goesOn, run, ThingsServer, type Answer } from '../things';
import { thingsPlatform } from '../thingsPlatform';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const items = Array.from({ length: 100 }, (_, nth) => ({ nth }));

test('a run that has failed sends nothing more, also for items that are under way', async () => {
	const several = doing(async (api) => {
		for (let nth = 0; nth < 20; nth += 1) await api.get(route`/things/${nth}`);
		return undefined;
	});
	server.answer = (_request, nth) => (nth === 3 ? { status: 400 } : { body: {} });
	const { error } = await run(server, several, { items: items.slice(0, 5) });
	expect(error?.message).toBe('Things: status 400');
	// What was sent before the refusal arrived, and no more.
	expect(server.received.length).toBeLessThan(15);
});

test('a run that has failed waits for no turn of what it does not send any more', async () => {
	const get = doing(async (api) => await api.record(route`/things/1`));
	server.answer = () => ({ status: 400 });
	const platform = thingsPlatform({ pace: { requestsPerSecond: 0.1, burst: 1, inFlight: 50 } });
	const { error } = await run(server, get, { items, platform });
	expect(error?.message).toBe('Things: status 400');
	expect(server.received).toHaveLength(1);
});

test.each(['a retry', 'the end of what it looks at'])(
	'a run that has failed waits for %s no longer',
	async (what) => {
		let begun = 0;
		const two = doing(async (api) => {
			begun += 1;
			if (begun === 2) {
				await server.hasReceived(1);
				return await api.record(route`/things/refused`);
			}
			const look = async (): Promise<IDataObject | undefined> => {
				await api.get(route`/things/waiting`);
				return undefined;
			};
			return what === 'a retry'
				? await api.record(route`/things/unavailable`)
				: await api.waitUntil(look, { everyMs: 50_000, forMs: 60_000, what: 'It' });
		});
		const answers: Record<string, Answer> = {
			'/things/unavailable': { status: 503, headers: { 'retry-after': '50' } },
			'/things/refused': { status: 400 },
		};
		server.answer = ({ path }) => answers[path] ?? { body: {} };
		const { error } = await run(server, two, { items: items.slice(0, 2) });
		expect(error?.message).toBe('Things: status 400');
		expect(server.received).toHaveLength(2);
	},
);

test('an item that used up its tries keeps no other from being sent, where the pause is short', async () => {
	const get = doing(async (api) => await api.record(route`/things/1`));
	const refusal = { status: 429, headers: { 'retry-after': '0.01' }, body: { message: 'slow down' } };
	server.answer = (_request, nth) => (nth <= 3 ? refusal : { body: { nth } });
	const result = await run(server, get, { items: items.slice(0, 5), ...goesOn, options: { concurrency: 1 } });
	expect(failureOf(result).httpCode).toBe('429');
	expect(result.json.slice(1)).toEqual([{ nth: 4 }, { nth: 5 }, { nth: 6 }, { nth: 7 }]);
});

test('a pause that is over keeps nothing from being sent, though it was longer than the run may wait', async () => {
	const options = { longestWaitSeconds: 0, concurrency: 2 };
	let begun = 0;
	const two = doing(async (api) => {
		begun += 1;
		if (begun === 2) return await api.record(route`/things/refused`);
		await api.get(route`/things/slow`);
		return await api.record(route`/things/after`);
	});
	let isRefused = false;
	server.answer = async ({ path }) => {
		if (path.endsWith('refused')) {
			isRefused = true;
			return { status: 429, headers: { 'retry-after': '0.05' } };
		}
		const untilMs = Date.now() + 200;
		while (path.endsWith('slow') && !(isRefused && Date.now() > untilMs)) await waitFor(10);
		return { body: {} };
	};
	const result = await run(server, two, { items: items.slice(0, 2), ...goesOn, options });
	expect(result.json[0]).toEqual({});
	expect(failureOf(result, 1).httpCode).toBe('429');
});

test('a pause that is longer than the run may wait is asked for once: nothing is sent after it', async () => {
	const get = doing(async (api) => await api.record(route`/things/1`));
	server.answer = () => ({ status: 429, headers: { 'retry-after': '3600' }, body: { message: 'slow down' } });
	const result = await run(server, get, { items, ...goesOn, options: { concurrency: 1 } });
	expect(server.received).toHaveLength(1);
	expect(failureOf(result).description).toContain('asked to wait 3600 seconds');
	expect(failureOf(result, 99).message).toMatch(
		/^Things: not sent because the platform rejected an earlier request/,
	);
	expect(failureOf(result, 99).httpCode).toBe('429');
});
