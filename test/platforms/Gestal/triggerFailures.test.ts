import { describe, expect, test } from '@jest/globals';
import { get } from 'lodash';

import { Clock } from '../../../simulators/switchboard';
import { recordLog } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { GestalBench, jsonOf } from './bench';
import { batchOf, events, integration } from './cases/eventCases';
import { HOUR_MS, ownDate, pass } from '../ownDate';

const MINUTE_MS = 60_000;

/** Requests of the trigger that fail, and the pause that a 429 asks for. */
let bench: GestalBench;
forEachTest(ownDate);
forEachTest(async () => (bench = await GestalBench.start({ clock: new Clock() })));

describe('a failure', () => {
	const chosen = { events: ['problemReachingIntegration', 'newIntegration'] };
	const closed = { status: 403, body: { message: 'Closed' } };

	test('is emitted once with its request, and once more when it is over', async () => {
		const running = bench.watch(chosen);
		await running.activate();
		const path = `/integrations/${integration(bench).cloud_id}/installations`;
		const fault = bench.simulator.faults.add({ path, answer: closed });
		expect(jsonOf(await running.poll())).toMatchObject([
			{
				kind: 'unreachable',
				integrationName: 'Herd Mirror',
				detail: { hint: expect.stringContaining(`GET ${path}: HTTP 403`) },
			},
		]);
		expect(await running.poll()).toBeNull();
		expect(await running.restart()).toBeNull();
		fault.remove();
		expect(jsonOf(await running.poll())).toMatchObject([
			{ kind: 'recovered', severity: 'info', integrationName: 'Herd Mirror' },
		]);
		expect(await running.poll()).toBeNull();
	});

	test('whose recovery is not wanted ends without an event, and is emitted when it comes back', async () => {
		const running = bench.watch({ ...chosen, tellRecovery: false });
		await running.activate();
		const path = `/integrations/${integration(bench).cloud_id}/installations`;
		const fault = bench.simulator.faults.add({ path, answer: closed });
		expect(await running.poll()).toHaveLength(1);
		fault.remove();
		expect(await running.poll()).toBeNull();
		bench.simulator.faults.add({ path, answer: closed });
		expect(await running.poll()).toHaveLength(1);
	});

	test('of another chosen event is emitted too, and does not stop what can be read', async () => {
		const log = recordLog();
		const running = bench.watch({
			events: ['problemReachingIntegration', 'mirrorNotMatched', 'newIntegration'],
		});
		await running.activate();
		bench.simulator.faults.add({ path: '/integration/mirrors/sows', answer: closed });
		bench.simulator.state.addIntegration({ name: 'Newest' });
		expect(jsonOf(await running.poll())).toMatchObject([
			{ kind: 'newIntegration' },
			{ kind: 'unreachable', detail: { endpoint: 'mirrorNotMatched', statusCode: '403' } },
		]);
		expect(log).toContainEqual(
			expect.objectContaining({
				level: 'warn',
				message: 'Gestal Cloud: Closed (event "Mirror Not Matched")',
			}),
		);
		expect(await running.poll()).toBeNull();
	});

	describe('of one batch among several', () => {
		const watching = async () => {
			const [first, second, third] = [batchOf(bench), batchOf(bench), batchOf(bench)];
			const running = bench.watch({
				events: ['problemReachingIntegration', 'batchWithFailures'],
				batchIds: [first, second, third].join(', '),
			});
			await running.activate();
			const endpoint = (batchId: string) => `batchWithFailures/${batchId}`;
			const fail = (batchId: string, answer: typeof closed | { status: 503; body: object } = closed) =>
				bench.simulator.faults.add({ path: `/integration/mirrors/sows/bulk/${batchId}`, answer });
			const polled = async () =>
				(jsonOf(await running.poll()) ?? []).map(({ kind, code, detail }) => [
					kind,
					code,
					get(detail, 'endpoint'),
				]);
			return { running, first, second, endpoint, fail, polled };
		};

		test('hides none of another, with the same words or others, and each ends', async () => {
			const { first, second, endpoint, fail, polled } = await watching();
			const lasting = fail(first);
			expect(await polled()).toEqual([['unreachable', '403', endpoint(first)]]);
			const busy = fail(second, { status: 503, body: {} });
			expect(await polled()).toEqual([['unreachable', '503', endpoint(second)]]);
			expect(await polled()).toEqual([]);
			busy.remove();
			expect(await polled()).toEqual([['recovered', null, endpoint(second)]]);
			expect(await polled()).toEqual([]);
			const alike = fail(second);
			expect(await polled()).toEqual([['unreachable', '403', endpoint(second)]]);
			lasting.remove();
			expect(await polled()).toEqual([['recovered', null, endpoint(first)]]);
			alike.remove();
			expect(await polled()).toEqual([['recovered', null, endpoint(second)]]);
			expect(await polled()).toEqual([]);
		});

		test('is one event, and no recovery, where all fail alike, and goes on where one does', async () => {
			const { first, endpoint, fail, polled } = await watching();
			const all = bench.simulator.faults.add({ path: /sows\/bulk\//, answer: closed });
			expect(await polled()).toEqual([['unreachable', '403', 'batchWithFailures']]);
			expect(await polled()).toEqual([]);
			const one = fail(first);
			all.remove();
			expect(await polled()).toEqual([]);
			one.remove();
			expect(await polled()).toEqual([['recovered', null, endpoint(first)]]);
			expect(await polled()).toEqual([]);
		});
	});

	test('of one request is one event, however many events need it', async () => {
		const running = bench.watch({ events: events.map(({ event }) => event), batchIds: batchOf(bench) });
		await running.activate();
		const fault = bench.simulator.faults.add({ path: '/integrations', answer: { status: 503, body: {} } });
		expect(jsonOf(await running.poll())).toMatchObject([
			{ kind: 'unreachable', code: '503', detail: { endpoint: 'problemReachingIntegration' } },
		]);
		expect(await running.poll()).toBeNull();
		fault.remove();
		expect(jsonOf(await running.poll())).toMatchObject([{ kind: 'recovered' }]);
		expect(await running.poll()).toBeNull();
	});

	test("of the current site's list of all installations is one event", async () => {
		const running = bench.watch(
			{ events: ['problemReachingIntegration', 'newInstallation', 'installationRemoved'] },
			{ generation: 'current' },
		);
		await running.activate();
		bench.simulator.faults.add({ path: '/integrator/installations', answer: closed });
		expect(jsonOf(await running.poll())).toMatchObject([
			{ kind: 'unreachable', code: '403', integrationId: null, detail: { endpoint: 'installations' } },
		]);
		expect(await running.poll()).toBeNull();
	});

	test('of the sign-in is emitted', async () => {
		const running = bench.watch(chosen);
		await running.activate();
		running.credentials.change('gestalIntegratorApi', { sessionToken: '', password: 'changed since' });
		const emitted = jsonOf(await running.poll());
		expect(emitted).toMatchObject([{ code: '401', detail: { endpoint: 'problemReachingIntegration' } }]);
		expect(JSON.stringify(emitted)).not.toContain('changed since');
	});
});

describe('a sign-in that is refused', () => {
	const signIns = () => bench.simulator.requests.count({ path: '/auth' });
	/** A published trigger whose session ended, and which missed an event since. */
	const signedOut = async () => {
		const running = bench.watch({ events: ['newIntegration'] });
		await running.activate();
		running.credentials.change('gestalIntegratorApi', { sessionToken: '' });
		bench.simulator.state.addIntegration({ name: 'Newest' });
		const poll = async () => jsonOf(await running.poll().catch(() => null));
		return { running, poll };
	};

	test('for its password is sent again after ten minutes only; nothing is lost', async () => {
		const { running, poll } = await signedOut();
		const { account } = bench.simulator.state;
		const { password } = account;
		account.password = 'changed elsewhere';
		await expect(running.poll()).rejects.toThrow('wrong email or password');
		account.password = password;
		for (let minute = 0; minute < 9; minute += 1) {
			pass(MINUTE_MS);
			expect(await poll()).toBeNull();
		}
		expect(signIns()).toBe(2);
		pass(MINUTE_MS);
		expect(await poll()).toMatchObject([{ integrationName: 'Newest' }]);
		expect(signIns()).toBe(3);
		expect(await poll()).toBeNull();
	});

	test.each([
		['60', MINUTE_MS],
		[undefined, 2 * HOUR_MS],
	])('with 429 (Retry-After %s) is sent again once the pause is over', async (retryAfter, pauseMs) => {
		const { running, poll } = await signedOut();
		const headers = { ...(retryAfter !== undefined && { 'retry-after': retryAfter }) };
		bench.simulator.faults.add({ path: '/auth', times: 1, answer: { status: 429, headers, body: {} } });
		await expect(running.poll()).rejects.toThrow('too many requests');
		pass(pauseMs - 1000);
		expect(await poll()).toBeNull();
		expect(signIns()).toBe(2);
		pass(1000);
		expect(await poll()).toMatchObject([{ integrationName: 'Newest' }]);
		expect(signIns()).toBe(3);
	});
});

describe('after a 429', () => {
	const newIntegration = { events: ['newIntegration'] };
	const inTwoHours = () => new Date(Date.now() + 2 * HOUR_MS).toISOString();
	const refuse = () =>
		bench.simulator.faults.add({
			path: '/integrations',
			times: 1,
			answer: { status: 429, body: { type: 'flood' } },
		});

	test('nothing is sent for two hours', async () => {
		const running = bench.watch(newIntegration);
		await running.activate();
		bench.simulator.state.addIntegration({ name: 'Newest' });
		refuse();
		await expect(running.poll()).rejects.toThrow('flood');
		const { length } = bench.lines();
		pass(2 * HOUR_MS - 1000);
		// Said again after an hour, so that a pause is no silence; nothing is sent for it.
		await expect(running.poll()).rejects.toThrow('asked for a pause until');
		expect(bench.lines()).toHaveLength(length);
		pass(1000);
		expect(jsonOf(await running.poll())).toMatchObject([{ integrationName: 'Newest' }]);
	});

	test('the poll stops at it: no other request, one event, and one when it is over', async () => {
		const running = bench.watch({
			events: ['problemReachingIntegration', 'newInstallation', 'integrationChanged'],
		});
		await running.activate();
		const { length } = bench.lines();
		refuse();
		const emitted = jsonOf(await running.poll());
		expect(emitted).toMatchObject([
			{
				code: '429',
				detail: { endpoint: 'pause', hint: `No requests are sent until ${inTwoHours()}` },
			},
		]);
		expect(bench.lines()).toHaveLength(length + 1);
		expect(await running.restart()).toBeNull();
		expect(bench.lines()).toHaveLength(length + 1);
		pass(2 * HOUR_MS);
		expect(jsonOf(await running.poll())).toMatchObject([
			{ kind: 'recovered', detail: { endpoint: 'pause' } },
		]);
	});

	test('that a test in the editor met is told by the published trigger, which had no part in it', async () => {
		const running = bench.watch({ events: ['problemReachingIntegration', 'newInstallation'] });
		await running.activate();
		refuse();
		expect(jsonOf(await running.manual())).toMatchObject([{ code: '429' }]);
		await expect(running.poll()).rejects.toThrow(`asked for a pause until ${inTwoHours()}`);
		expect(await running.poll()).toBeNull();
	});

	test('activation and tests in the editor say until when', async () => {
		const running = bench.watch(newIntegration);
		refuse();
		await expect(running.activate()).rejects.toThrow('flood');
		await expect(running.activate()).rejects.toThrow(`asked for a pause until ${inTwoHours()}`);
		await expect(running.manual()).rejects.toThrow('asked for a pause until');
		expect(bench.lines()).toHaveLength(1);
		pass(2 * HOUR_MS);
		expect(await running.activate()).toBeNull();
	});
});
