import { describe, expect, test } from '@jest/globals';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { recordsIn, textOf } from '../../../core/data/json';
import { flag } from '../../../core/field/fields';
import { route } from '../../../core/request/Route';
import { failureFeed } from '../../../core/trigger/failureFeed';
import type { Reached, ReadFailure } from '../../../core/trigger/Feed';
import { forAllTests, movableClock } from '../../lifecycle';
import { ThingsServer } from '../things';
import { thingsNode } from '../thingsNode';
import { thingsPlatform } from '../thingsPlatform';
import { anError } from './anError';
import { idsOf, Session, thingFailed, thingsTrigger, ThingsWorld } from './pollSubject';

/** A trigger that emits its own failures as events. */
let server: ThingsServer;
let world: ThingsWorld;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		world = new ThingsWorld(server, 'here', 'there');
	},
);
const { pass } = movableClock();

const eventOf = ({ key }: Reached, failure?: ReadFailure) =>
	anError(`${key} ${failure ? `fails (${failure.code ?? 'none'})` : 'is back'}`, Date.now());
/** How long the platform takes before each probe is sent. */
let beforeProbeMs = 0;
const outOfReach = failureFeed({
	name: 'Out of Reach',
	description: 'A source cannot be reached',
	fields: { emitReturn: flag({ displayName: 'Emit Return', default: true }) },
	probes: async function* (api) {
		for (const row of recordsIn(await api.get(route`/sources`))) {
			const name = textOf(row['name']) ?? '';
			yield {
				key: name,
				integrationId: name,
				integrationName: null,
				reach: async () => {
					pass(beforeProbeMs);
					return await api.get(route`/sources/${name}/health`);
				},
			};
		}
	},
	failed: eventOf,
	recovered: (reached, { emitReturn }) => (emitReturn ? eventOf(reached) : undefined),
});
const session = (events: string[], platform = thingsPlatform(), parameters = {}) =>
	new Session(server, {
		trigger: thingsTrigger(platform, [thingFailed, outOfReach]),
		parameters: { events, ...parameters },
	});

test('a probe that fails is emitted when it begins and when it is over, once each', async () => {
	const trigger = session(['outOfReach']);
	expect(await trigger.activate()).toBeNull();
	world.failing.add('/sources/here/health');
	expect(idsOf(await trigger.poll())).toEqual(['here fails (404)']);
	expect(await trigger.poll()).toBeNull();
	expect(await trigger.restart()).toBeNull();
	world.failing.clear();
	expect(idsOf(await trigger.poll())).toEqual(['here is back']);
	expect(await trigger.poll()).toBeNull();
});

test('its return need not be emitted', async () => {
	const trigger = session(['outOfReach'], thingsPlatform(), { emitReturn: false });
	world.failing.add('/sources/here/health');
	expect(idsOf(await trigger.activate())).toEqual(['here fails (404)']);
	world.failing.clear();
	expect(await trigger.poll()).toBeNull();
});

test('when nothing could even be tried, that begins and ends, each time, also where it is the only event', async () => {
	let isDown = false;
	const usual = thingsPlatform();
	const platform = thingsPlatform({
		connect(credential) {
			if (isDown) throw new Error('The vault is closed');
			return usual.connect(credential);
		},
	});
	const trigger = session(['outOfReach'], platform, { options: { whenUnreachable: 'emit' } });
	await trigger.activate();
	const kinds: unknown[] = [];
	for (isDown of [true, false, true, false]) {
		pass(60_000);
		kinds.push(...((await trigger.poll()) ?? []).map(({ json }) => json['kind']));
	}
	expect(kinds).toEqual(['unreachable', 'recovered', 'unreachable', 'recovered']);
});

test('sources that cannot even be listed are one failure', async () => {
	const trigger = session(['outOfReach']);
	await trigger.activate();
	world.failing.add('/sources');
	expect(idsOf(await trigger.poll())).toEqual(['outOfReach fails (404)']);
});

test('another event that cannot be read is emitted instead of failing the poll, and catches up', async () => {
	const trigger = session(['thingFailed', 'outOfReach']);
	await trigger.activate();
	world.failing.add('/sources');
	world.fails('a', 1);
	// Both read the list of sources: one request that fails is one event.
	expect(idsOf(await trigger.poll())).toEqual(['outOfReach fails (404)']);
	expect(await trigger.poll()).toBeNull();
	world.failing.clear();
	expect(idsOf(await trigger.poll())?.sort()).toEqual(['a', 'outOfReach is back']);
});

describe('sources of another event', () => {
	const watching = async () => {
		const trigger = session(['thingFailed', 'outOfReach']);
		await trigger.activate();
		return trigger;
	};

	test('fail, and are back, each by itself', async () => {
		const trigger = await watching();
		world = new ThingsWorld(server, 'here', 'there', 'elsewhere');
		world.failing.add('/sources/here/errors');
		expect(idsOf(await trigger.poll())).toEqual(['thingFailed/here fails (404)']);
		world.failing.add('/sources/there/errors');
		expect(idsOf(await trigger.poll())).toEqual(['thingFailed/there fails (404)']);
		expect(await trigger.restart()).toBeNull();
		world.failing.delete('/sources/here/errors');
		expect(idsOf(await trigger.poll())).toEqual(['thingFailed/here is back']);
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['thingFailed/there is back']);
		expect(await trigger.poll()).toBeNull();
	});

	test('that all fail alike are one failure, and not over while one of them fails so', async () => {
		const trigger = await watching();
		for (const name of ['here', 'there']) world.failing.add(`/sources/${name}/errors`);
		expect(idsOf(await trigger.poll())).toEqual(['thingFailed fails (404)']);
		expect(await trigger.poll()).toBeNull();
		world.failing.delete('/sources/here/errors');
		expect(await trigger.poll()).toBeNull();
		for (const change of ['add', 'delete'] as const) {
			world.failing[change]('/sources/here/errors');
			expect(await trigger.poll()).toBeNull();
		}
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['thingFailed/there is back']);
		expect(await trigger.poll()).toBeNull();
	});

	test('that were told stay as they are known while they cannot be listed', async () => {
		const trigger = await watching();
		world.failing.add('/sources/here/errors');
		expect(idsOf(await trigger.poll())).toEqual(['thingFailed/here fails (404)']);
		world.failing.add('/sources');
		expect(idsOf(await trigger.poll())).toEqual(['outOfReach fails (404)']);
		world.failing.delete('/sources');
		expect(idsOf(await trigger.poll())).toEqual(['outOfReach is back']);
		expect(await trigger.poll()).toBeNull();
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['thingFailed/here is back']);
	});
});

test('what was emitted is not emitted again after a time in which it could not even be tried', async () => {
	const trigger = session(['outOfReach']);
	await trigger.activate();
	world.failing.add('/sources/here/health');
	expect(idsOf(await trigger.poll())).toEqual(['here fails (404)']);
	world.failing.add('/sources');
	expect(idsOf(await trigger.poll())).toEqual(['outOfReach fails (404)']);
	world.failing.delete('/sources');
	expect(idsOf(await trigger.poll())).toEqual(['outOfReach is back']);
	world.failing.clear();
	expect(idsOf(await trigger.poll())).toEqual(['here is back']);
});

describe('a poll that has no time for all', () => {
	/** One request at a time, and the 36 seconds that n8n gives a durable tick. */
	const hurried = (events: string[]) => {
		const platform = thingsPlatform();
		const oneByOne = { ...platform, pace: { ...platform.pace, inFlight: 1 } };
		const trigger = thingsTrigger(oneByOne, [thingFailed, outOfReach]);
		return new Session(server, { trigger, parameters: { events }, durable: true });
	};

	test('leaves the rest as it was, and begins there the next time', async () => {
		world = new ThingsWorld(server, 'here', 'there', 'last');
		const trigger = hurried(['outOfReach']);
		await trigger.activate();
		world.failing.add('/sources/last/health');
		expect(idsOf(await trigger.poll())).toEqual(['last fails (404)']);
		for (const name of ['here', 'there']) world.before.set(`/sources/${name}/health`, () => pass(15_000));
		expect(await trigger.poll()).toBeNull();
		world.failing.clear();
		server.received = [];
		expect(idsOf(await trigger.poll())).toEqual(['last is back']);
		expect(server.received.map(({ path }) => path)[1]).toBe('/sources/last/health');
	});

	test('says nothing of a source of another event that failed and had no time then', async () => {
		const trigger = hurried(['thingFailed', 'outOfReach']);
		await trigger.activate();
		world.failing.add('/sources/there/errors');
		expect(idsOf(await trigger.poll())).toEqual(['thingFailed/there fails (404)']);
		world.before.set('/sources/here/errors', () => pass(23_000));
		expect(await trigger.poll()).toBeNull();
		world.before.clear();
		expect(await trigger.poll()).toBeNull();
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['thingFailed/there is back']);
	});

	test('says nothing of what it had no time for again and again, because another event took it', async () => {
		const trigger = hurried(['thingFailed', 'outOfReach']);
		await trigger.activate();
		world.before.set('/sources/here/errors', () => pass(23_000));
		beforeProbeMs = 6000;
		for (let polls = 0; polls < 3; polls += 1) expect(await trigger.poll()).toBeNull();
		world.before.clear();
		beforeProbeMs = 0;
		expect(await trigger.poll()).toBeNull();
	});

	test('says nothing of sources that it could not even list', async () => {
		const trigger = hurried(['thingFailed', 'outOfReach']);
		await trigger.activate();
		world.failing.add('/sources/there/health');
		expect(idsOf(await trigger.poll())).toEqual(['there fails (404)']);
		world.before.set('/sources/here/errors', () => pass(30_000));
		expect(await trigger.poll()).toBeNull();
		world.before.clear();
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['there is back']);
	});
});

test('an integration that is excluded is not tried', async () => {
	world.failing.add('/sources/there/health');
	const options = { excludedIntegrations: 'there' };
	const trigger = session(['outOfReach'], thingsPlatform(), { options });
	expect(await trigger.activate()).toBeNull();
	expect(server.received.map(({ path }) => path)).not.toContain('/sources/there/health');
});

test('a test in the editor shows what cannot be reached now', async () => {
	world.failing.add('/sources/there/health');
	expect(idsOf(await session(['outOfReach']).manual())).toEqual(['there fails (404)']);
	world.failing.clear();
	await expect(session(['outOfReach']).manual()).rejects.toThrow('No matching event right now');
});

test('a pause that the platform wants is emitted once; the sources are not reported as failed', async () => {
	const platform = thingsPlatform();
	const pausing = { ...platform, retry: { ...platform.retry, retriesRateLimits: false, pauseMs: 60_000 } };
	const trigger = session(['outOfReach'], pausing);
	await trigger.activate();
	const answer = server.answer;
	server.answer = () => ({ status: 429, body: { message: 'too many' } });
	expect(idsOf(await trigger.poll())).toEqual(['pause fails (429)']);
	expect(await trigger.poll()).toBeNull();
	server.answer = answer;
	pass(61_000);
	expect(idsOf(await trigger.poll())).toEqual(['pause is back']);
});

describe('what an event says of a failure', () => {
	const seen: ReadFailure[] = [];
	const failsWith = (thrown: Error) =>
		new Session(server, {
			trigger: thingsTrigger(thingsPlatform(), [
				failureFeed({
					name: 'Out of Reach',
					description: 'Something cannot be reached',
					fields: {},
					probes: async function* () {
						yield {
							key: 'it',
							integrationId: null,
							integrationName: null,
							reach: async () => await Promise.reject(thrown),
						};
					},
					failed: (reached, failure) => {
						seen.push(failure);
						return eventOf(reached, failure);
					},
					recovered: () => undefined,
				}),
			]),
			parameters: { events: ['outOfReach'] },
		});
	test.each([
		[
			'of a refused request',
			() => new NodeApiError(thingsNode, {}, { message: 'Closed', description: 'Ask', httpCode: '403' }),
			{ code: '403', message: 'Closed', hint: 'Ask' },
		],
		[
			'of a failure of the node',
			() => new NodeOperationError(thingsNode, 'Odd', { description: 'Look' }),
			{ code: null, message: 'Odd', hint: 'Look' },
		],
		['of anything else', () => new Error('text'), { code: null, message: 'text', hint: null }],
	])('%s', async (_what, thrown, failure) => {
		seen.length = 0;
		await failsWith(thrown()).activate();
		expect(seen).toEqual([failure]);
	});

	test('a failure that changes is another event; what works from the beginning is none', async () => {
		const trigger = session(['outOfReach']);
		expect(await trigger.activate()).toBeNull();
		world.failing.add('/sources/here/health');
		expect(idsOf(await trigger.poll())).toEqual(['here fails (404)']);
		world.failing.clear();
		const { answer } = server;
		server.answer = async (request, nth) =>
			request.path === '/sources/here/health'
				? { status: 403, body: { message: 'no' } }
				: await answer(request, nth);
		expect(idsOf(await trigger.poll())).toEqual(['here fails (403)']);
	});
});

test('a failure whose words have another reference at each request is one', async () => {
	const trigger = session(['outOfReach']);
	await trigger.activate();
	const { answer } = server;
	server.answer = async (request, nth) =>
		request.path === '/sources/here/health'
			? { status: 500, body: { message: `Internal error, reference 8f3a${nth}` } }
			: await answer(request, nth);
	expect(await trigger.poll()).toHaveLength(1);
	expect(await trigger.poll()).toBeNull();
});
