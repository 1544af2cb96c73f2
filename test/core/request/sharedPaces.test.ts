import { describe, expect, jest, test, afterEach } from '@jest/globals';

import { mayBeApplied } from '../../../core/request/failures';
import { route } from '../../../core/request/Route';
import { sharedPace } from '../../../core/request/sharedPaces';
import { gate } from '../../gate';
import { forAllTests } from '../../lifecycle';
import { doing, failureOf, goesOn, run, ThingsServer } from '../things';
import { thingsPlatform } from '../thingsPlatform';
import { Session, thingsTrigger, ThingsWorld } from '../trigger/pollSubject';
import { turnOf } from './turnOf';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);
afterEach(() => {
	jest.restoreAllMocks();
});

const connection = { baseUrl: 'https://things.example', secrets: ['key', 'token'] };

describe('one pace', () => {
	test('for a credential, whoever uses it, also after another sign-in; another for another credential', () => {
		const platform = thingsPlatform();
		const pace = sharedPace(platform, { ...connection, sessionSecrets: ['token'] });
		const renewed = { ...connection, secrets: ['key', 'token2'], sessionSecrets: ['token2'] };
		expect(sharedPace(platform, renewed)).toBe(pace);
		// Before the first sign-in nothing is fetched yet; an unused field of the credential is empty, too.
		const unused = { ...connection, secrets: ['key', '', ''], sessionSecrets: [''] };
		const signedIn = { ...connection, secrets: ['key', 'token', ''], sessionSecrets: ['token'] };
		expect(sharedPace(platform, signedIn)).toBe(sharedPace(platform, unused));
		const others = [
			{ ...connection, secrets: ['other key'] },
			{ ...connection, baseUrl: 'https://other.example' },
			{ ...connection, settings: { workspace: 'other' } },
		];
		for (const other of others) expect(sharedPace(platform, other)).not.toBe(pace);
		expect(sharedPace(thingsPlatform(), connection)).not.toBe(pace);
	});

	test('lets a poll go before an operation that has many requests waiting', async () => {
		const pace = { requestsPerSecond: 25, burst: 1, slowestPerSecond: 25, inFlight: 2 };
		const platform = thingsPlatform({ pace });
		new ThingsWorld(server, 'here');
		const many = run(
			server,
			doing(async (api) => {
				const numbers = Array.from({ length: 15 }, (_, number) => number);
				await Promise.all(numbers.map(async (number) => await api.get(route`/things/${number}`)));
				return {};
			}),
			{ platform },
		);
		await server.hasReceived(1);
		await new Session(server, { trigger: thingsTrigger(platform) }).activate();
		expect((await many).error).toBeUndefined();
		expect(server.lines).toHaveLength(17);
		// However many had left before the poll came: those that waited with it went after it.
		expect(server.lines.slice(-3).filter((line) => line.startsWith('GET /sources'))).toEqual([]);
	});

	test('is forgotten when it was idle for a minute, not while something is under way or paused', async () => {
		const platform = thingsPlatform();
		const nowMs = performance.now();
		const clock = jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
		const [idle, busy, paused] = ['idle', 'busy', 'paused'].map((secret) =>
			sharedPace(platform, { ...connection, secrets: [secret] }),
		);
		if (busy !== undefined) await turnOf(busy);
		paused?.hold(3_600_000, { message: 'slow down' });
		clock.mockImplementation(() => nowMs + 60_001);
		const again = (secret: string) => sharedPace(platform, { ...connection, secrets: [secret] });
		expect(again('idle')).not.toBe(idle);
		expect([again('busy'), again('paused')]).toEqual([busy, paused]);
	});

	test('ends a pause in time, though the clock is set back meanwhile', async () => {
		const pace = sharedPace(thingsPlatform(), connection);
		pace.hold(20, { message: 'slow down' });
		const nowMs = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => nowMs - 3_600_000);
		expect(await turnOf(pace, { pauseMs: 1000 })).toHaveProperty('end');
	});

	test('of at most 200 is kept: the one that was asked for longest ago goes first', () => {
		const platform = thingsPlatform();
		const of = (nth: number) => sharedPace(platform, { ...connection, secrets: [`key ${nth}`] });
		const [first, second] = [of(1), of(2)];
		for (let nth = 3; nth <= 200; nth += 1) of(nth);
		expect(of(1)).toBe(first);
		of(201);
		expect(of(1)).toBe(first);
		expect(of(2)).not.toBe(second);
	});
});

describe('several executions with one credential', () => {
	const get = doing(async (api) => await api.record(route`/things/1`));

	test('are refused once: after a 429 that asks for more than they may wait, none sends anything', async () => {
		const platform = thingsPlatform();
		server.answer = () => ({
			status: 429,
			headers: { 'retry-after': '3600' },
			body: { message: 'slow down' },
		});
		const first = await run(server, get, { ...goesOn, platform });
		const results = await Promise.all(
			Array.from({ length: 20 }, async () => await run(server, get, { ...goesOn, platform })),
		);
		expect(server.received).toHaveLength(1);
		expect(failureOf(first).message).toBe('Things: slow down');
		for (const result of results) {
			const { message, description, httpCode } = failureOf(result);
			expect(message).toBe('Things: not sent because the platform rejected an earlier request (slow down)');
			expect(description).toMatch(/asked to wait (3600|359\d) seconds/);
			expect(httpCode).toBe('429');
		}
	});

	const HOUR = {
		status: 429,
		headers: { 'retry-after': '3600', 'x-trace': 'abc' },
		body: { message: 'slow down', code: 'hasty' },
	};

	test.each([
		['POST', 'GET'],
		['GET', 'POST'],
	] as const)(
		'are held back with what is said of their own request: %s after a refused %s',
		async (own, other) => {
			const platform = thingsPlatform({ traceHeader: 'x-trace' });
			const asking = (method: typeof own, path: string) =>
				doing(async (api) => {
					await api.send({ method, route: route`/${path}`, whereToLook: `Look at ${path}.` });
					return {};
				});
			server.answer = () => HOUR;
			await run(server, asking(other, 'other'), { ...goesOn, platform });
			const { message, description, httpCode } = failureOf(
				await run(server, asking(own, 'own'), { ...goesOn, platform }),
			);
			expect(message).toMatch(/not sent because .* \(slow down\) \(hasty\)$/);
			expect(description).toMatch(/asked to wait 3\d+ seconds\. \[Thing: Do: (POST|GET) \/own: HTTP 429\]$/);
			expect(description).toContain(`${own} /own`);
			expect(httpCode).toBe('429');
			expect(server.lines).toEqual([`${other} /other`]);
		},
	);

	test("leave a change open whose first try was lost, though another's read was refused before the second", async () => {
		const refused = gate();
		server.answer = async ({ method }) => {
			if (method === 'GET') return HOUR;
			await refused.opened;
			return { lost: 'reset' };
		};
		const isOpen: boolean[] = [];
		const both = doing(async (api) => {
			const read = api.get(route`/other`).catch(() => refused.open());
			const change = { method: 'PUT', route: route`/own`, whereToLook: 'Look at it.' } as const;
			const failure: unknown = await api.send(change).catch((error: unknown) => error);
			await read;
			isOpen.push(mayBeApplied(failure));
			throw failure;
		});
		const { description } = failureOf(await run(server, both, { ...goesOn }));
		expect(description).toContain(
			'Check whether the change was applied before you run it again. Look at it.',
		);
		expect(description).toContain('[Thing: Do: PUT /own: HTTP 429');
		expect(isOpen).toEqual([true]);
	});

	test('share a pause also with one that sent nothing for so long that its pace was forgotten', async () => {
		const platform = thingsPlatform();
		const nowMs = performance.now();
		const clock = jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
		const getTwice = doing(async (api) => {
			await api.get(route`/things/1`);
			clock.mockImplementation(() => nowMs + 60_001);
			server.answer = () => HOUR;
			await run(server, get, { ...goesOn, platform });
			return await api.record(route`/things/2`);
		});
		const { message } = failureOf(await run(server, getTwice, { ...goesOn, platform }));
		expect(message).toMatch(/not sent because the platform rejected an earlier request/);
		expect(server.lines).toEqual(['GET /things/1', 'GET /things/1']);
	});

	test('share what is under way', async () => {
		const platform = thingsPlatform({ pace: { inFlight: 1 } });
		const runs = Array.from({ length: 5 }, async () => await run(server, get, { platform }));
		await Promise.all(runs);
		expect([server.received.length, server.mostInFlight]).toEqual([5, 1]);
	});
});
