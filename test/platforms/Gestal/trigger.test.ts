import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { feeds } from '../../../nodes/Gestal/events';
import { GestalTrigger } from '../../../nodes/Gestal/GestalTrigger.node';
import { Clock } from '../../../simulators/switchboard';
import { PollSession, recordLog, type PollSessionSetup } from '../../engine';
import { credentialTypes, GestalBench, locator, type Generation } from './bench';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of the first test; each further one is later, because a silence outlives the workflow that met it. */
let startMs = Date.parse('2024-05-01T12:00:00.000Z');
const SECOND_INTEGRATION = 'Integration 1';

let bench: GestalBench;

beforeEach(async () => {
	// Only the date is ours: n8n, sockets and promises keep their own time.
	startMs += 10 * DAY_MS;
	jest.useFakeTimers({
		now: startMs,
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	});
	bench = await GestalBench.start({ clock: new Clock() });
});

afterEach(async () => {
	await bench.stop();
	jest.useRealTimers();
});

function pass(ms: number): void {
	jest.setSystemTime(Date.now() + ms);
}

function session(
	parameters: INodeParameters,
	generation: Generation = 'seed',
	more: Partial<PollSessionSetup> = {},
): PollSession {
	return new PollSession({
		trigger: new GestalTrigger(),
		parameters,
		credentials: bench.credentials(generation),
		credentialTypes,
		...more,
	});
}

const jsonOf = (items: INodeExecutionData[] | null) => items?.map(({ json }) => json) ?? null;

interface EventCase {
	event: string;
	parameters?: (bench: GestalBench) => INodeParameters;
	/** Before activation. */
	prepare?: (bench: GestalBench) => void;
	/** What happens between two polls. */
	change: (bench: GestalBench) => void;
	told: (bench: GestalBench) => object;
	/** What a test in the editor needs to have something to show. */
	shows: 'now' | 'nothing before the change';
}

const integration = ({ simulator }: GestalBench) => simulator.seeded.integration;
const installation = ({ simulator }: GestalBench) => simulator.seeded.installation;
const second = ({ simulator }: GestalBench) =>
	[...simulator.state.integrations.values()].find(({ name }) => name === SECOND_INTEGRATION);

const events: EventCase[] = [
	{
		event: 'newIntegration',
		change: ({ simulator }) => void simulator.state.addIntegration({ name: 'Newest' }),
		told: () => ({
			kind: 'newIntegration',
			integrationName: 'Newest',
			message: 'The integration Newest was created',
		}),
		shows: 'now',
	},
	{
		event: 'integrationChanged',
		change: (b) => {
			pass(1000);
			Object.assign(integration(b), { name: 'Renamed', updated_at: b.simulator.clock.iso() });
		},
		told: (b) => ({
			kind: 'integrationChanged',
			integrationId: integration(b).cloud_id,
			integrationName: 'Renamed',
			detail: { name: 'Renamed', url: 'https://example.com/products/herd-mirror' },
		}),
		shows: 'now',
	},
	{
		event: 'newInstallation',
		change: (b) => {
			b.simulator.state.addInstallation({ integrationId: integration(b).cloud_id, siteName: 'Barn 9' });
		},
		told: (b) => ({
			kind: 'newInstallation',
			integrationId: integration(b).cloud_id,
			message: 'New installation at Barn 9, Northern Farms',
			detail: { installationId: expect.stringMatching(/^inst_/), site: { name: 'Barn 9' } },
		}),
		shows: 'now',
	},
	{
		event: 'installationRemoved',
		change: (b) => {
			installation(b).activated = false;
		},
		told: (b) => ({
			kind: 'installationRemoved',
			integrationId: integration(b).cloud_id,
			integrationName: 'Herd Mirror',
			message: 'The installation at Barn 4, Northern Farms is no longer listed',
			detail: { source: 'n8n', installationId: installation(b).cloud_id },
		}),
		shows: 'now',
	},
	{
		event: 'accessKeyUnused',
		parameters: () => ({ unusedDays: 5 }),
		change: () => pass(6 * DAY_MS),
		told: (b) => ({
			kind: 'accessKeyUnused',
			message: 'The access key was never used in 5 days',
			detail: { accessKeyId: b.simulator.seeded.key.id, lastActiveAt: null },
		}),
		shows: 'nothing before the change',
	},
	{
		event: 'mirrorNotMatched',
		parameters: () => ({ unmatchedDays: 1 }),
		prepare: ({ simulator }) => {
			const [, matched] = simulator.seeded.farm.mirrors.values();
			Object.assign(matched ?? {}, { gestal_id: '9007199254740993' });
		},
		change: () => pass(2 * DAY_MS),
		told: () => ({ kind: 'mirrorNotMatched', detail: { vendor_id: 'vendor-1', state: 'gilt' } }),
		shows: 'nothing before the change',
	},
	{
		event: 'batchWithFailures',
		parameters: (b) => ({ batchIds: [...b.simulator.state.batches.keys()].join(', ') }),
		prepare: (b) => {
			b.simulator.switches.batchProgress = 'manual';
			b.simulator.state.failingVendorIds.add('bad');
			const rows = [
				{ vendor_id: 'good', pin_tag: '1' },
				{ vendor_id: 'bad', pin_tag: '2' },
			];
			b.simulator.state.addBatch(installation(b).cloud_id, { rows });
			b.simulator.state.addBatch(installation(b).cloud_id, { rows: [{ vendor_id: 'fine' }] });
		},
		change: ({ simulator }) => {
			for (const id of simulator.state.batches.keys()) simulator.batches.finish(id);
		},
		told: (b) => ({
			kind: 'batchFailed',
			severity: 'error',
			code: 'completed',
			message: `Batch ${[...b.simulator.state.batches.keys()][0]}: 1 of 2 mirrors failed`,
			detail: { failures: 1, total: 2 },
		}),
		shows: 'nothing before the change',
	},
	{
		event: 'problemReachingIntegration',
		change: (b) => {
			const path = new RegExp(`/${second(b)?.cloud_id}/installations$`);
			b.simulator.faults.add({
				path,
				answer: { status: 403, body: { type: 'forbidden', message: 'Not yours' } },
			});
		},
		told: (b) => ({
			kind: 'probeFailed',
			severity: 'error',
			code: '403',
			message: 'Gestal Cloud: Not yours (forbidden)',
			integrationId: second(b)?.cloud_id,
			integrationName: SECOND_INTEGRATION,
			detail: { source: 'n8n', statusCode: '403' },
		}),
		shows: 'nothing before the change',
	},
];

test('every event of the dropdown is polled here', () => {
	expect(events.map(({ event }) => event).sort()).toEqual(feeds.map(({ value }) => value).sort());
});

describe.each(['seed', 'current'] as const)('paths: %s', (generation) => {
	test.each(events)('$event: a baseline, then once, and not again after a restart', async (one) => {
		one.prepare?.(bench);
		const parameters = { events: [one.event], ...one.parameters?.(bench) };
		const running = session(parameters, generation);
		expect(await running.activate()).toBeNull();
		pass(60_000);
		expect(await running.poll()).toBeNull();
		one.change(bench);
		const told = jsonOf(await running.poll());
		expect(told).toMatchObject([
			{
				platform: 'gestal',
				occurrences: 1,
				occurredAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
				...one.told(bench),
			},
		]);
		expect(told?.[0]).not.toHaveProperty('raw');
		pass(60_000);
		expect(await running.poll()).toBeNull();
		expect(await running.restart()).toBeNull();
		expect(await running.poll()).toBeNull();
	});

	test.each(events)('$event: what happened while n8n was down is told after the start', async (one) => {
		one.prepare?.(bench);
		const running = session({ events: [one.event], simplify: false, ...one.parameters?.(bench) }, generation);
		await running.activate();
		one.change(bench);
		const told = jsonOf(await running.restart());
		expect(told).toMatchObject([{ ...one.told(bench), raw: expect.any(Object) }]);
		expect(await running.poll()).toBeNull();
	});

	test.each(events)('$event: a test in the editor shows what there is, and keeps no state', async (one) => {
		one.prepare?.(bench);
		const parameters = { events: [one.event], ...one.parameters?.(bench) };
		const testing = session(parameters, generation);
		if (one.shows === 'now') {
			expect((await testing.manual())?.length).toBeGreaterThan(0);
		} else {
			await expect(testing.manual()).rejects.toThrow('There is nothing to show yet');
			one.change(bench);
			expect(jsonOf(await testing.manual())).toMatchObject([one.told(bench)]);
		}
		expect(testing.state).toEqual({});
	});

	test.each(events)('$event: a failed poll moves nothing', async (one) => {
		if (one.event === 'problemReachingIntegration') return;
		one.prepare?.(bench);
		const running = session({ events: [one.event], ...one.parameters?.(bench) }, generation);
		await running.activate();
		one.change(bench);
		const before = running.state;
		const fault = bench.simulator.faults.add({
			path: /./,
			answer: { status: 403, body: { message: 'Closed' } },
		});
		await expect(running.poll()).rejects.toThrow('Closed');
		expect(running.state).toEqual(before);
		fault.remove();
		expect(jsonOf(await running.poll())).toMatchObject([one.told(bench)]);
	});
});

describe('durable cursors', () => {
	test.each(events)('$event: once', async (one) => {
		one.prepare?.(bench);
		const parameters = { events: [one.event], ...one.parameters?.(bench) };
		const running = session(parameters, 'seed', { durable: true });
		expect(await running.activate()).toBeNull();
		expect(await running.poll()).toBeNull();
		one.change(bench);
		expect(jsonOf(await running.poll())).toMatchObject([one.told(bench)]);
		await running.restart();
		expect(await running.poll()).toBeNull();
	});
});

describe('what is there at activation', () => {
	test('is told on request', async () => {
		const running = session({ events: ['newIntegration'], options: { emitExisting: true } });
		expect(await running.activate()).toHaveLength(2);
		expect(await running.poll()).toBeNull();
	});

	test('a problem at activation is told at once: it is the only real error there is', async () => {
		bench.simulator.faults.add({
			path: '/integrations',
			answer: { status: 403, body: { message: 'Closed' } },
		});
		const running = session({ events: ['problemReachingIntegration', 'newIntegration'] });
		const told = jsonOf(await running.activate());
		expect(told).toMatchObject([
			{ kind: 'probeFailed', code: '403', detail: { endpoint: 'newIntegration' } },
			{ kind: 'probeFailed', code: '403', detail: { endpoint: 'problemReachingIntegration' } },
		]);
		expect(await running.poll()).toBeNull();
	});
});

describe('the watched lists', () => {
	test('one integration only, where one is chosen', async () => {
		const { cloud_id: id } = integration(bench);
		const running = session({ events: ['newInstallation'], integrationId: locator(id) });
		await running.activate();
		bench.simulator.state.addInstallation({ integrationId: second(bench)?.cloud_id ?? '' });
		expect(await running.poll()).toBeNull();
		expect(bench.lines().some((line) => line.includes(String(second(bench)?.cloud_id)))).toBe(false);
	});

	test('several events share the lists of one poll', async () => {
		const chosen = events.map(({ event }) => event).filter((event) => !/batch|mirror/i.test(event));
		await session({ events: chosen }).activate();
		expect(bench.lines().sort()).toEqual(
			[
				'GET /integrations?per_page=1000&page=1',
				...[integration(bench), second(bench)].map(
					(one) => `GET /integrations/${one?.cloud_id}/installations?per_page=1000&page=1`,
				),
				`GET /integrations/installations/${installation(bench).cloud_id}/accesskeys?per_page=1000&page=1`,
			].sort(),
		);
	});

	test('an installation that comes back is told when it goes again', async () => {
		const running = session({ events: ['installationRemoved'] });
		await running.activate();
		installation(bench).activated = false;
		expect(await running.poll()).toHaveLength(1);
		installation(bench).activated = true;
		expect(await running.poll()).toBeNull();
		installation(bench).activated = false;
		expect(await running.poll()).toHaveLength(1);
	});

	test('an integration that cannot be read holds up no other, and nothing of it is gone or new', async () => {
		const other = second(bench)?.cloud_id ?? '';
		bench.simulator.state.addInstallation({ integrationId: other, siteName: 'Barn 2' });
		const running = session({ events: ['installationRemoved', 'newInstallation'] });
		await running.activate();
		const path = `/integrations/${other}/installations`;
		const fault = bench.simulator.faults.add({ path, answer: { status: 403, body: { message: 'Closed' } } });
		installation(bench).activated = false;
		expect(jsonOf(await running.poll())?.map(({ kind }) => kind)).toEqual(['installationRemoved']);
		await expect(running.poll()).rejects.toThrow('Closed');
		fault.remove();
		bench.simulator.state.addInstallation({ integrationId: other, siteName: 'Barn 3' });
		expect(jsonOf(await running.poll())).toMatchObject([
			{ kind: 'newInstallation', integrationId: other, detail: { site: { name: 'Barn 3' } } },
		]);
	});

	test('a list that shrinks while it is read makes nothing gone', async () => {
		for (let count = 0; count < 1200; count += 1)
			bench.simulator.state.addInstallation({ integrationId: integration(bench).cloud_id });
		const running = session({ events: ['installationRemoved'] });
		await running.activate();
		const list = { method: 'GET', path: `/integrations/${integration(bench).cloud_id}/installations` };
		const asked = bench.simulator.requests.count(list);
		bench.simulator.switches.latencyMs = 20;
		const polled = running.poll().then(
			() => 'told',
			(error: unknown) => (error instanceof Error ? error.message : 'no error'),
		);
		await bench.simulator.requests.waitFor(list, asked + 2);
		// The second page is on its way: what is removed from the first now moves the others up.
		for (const id of [...bench.simulator.state.installations.keys()].sort().slice(0, 3))
			bench.simulator.state.removeInstallation(id);
		expect(await polled).toBe('A list changed while it was read: 1198 of 1201 records came');
		bench.simulator.switches.latencyMs = 0;
		const gone = jsonOf(await running.poll());
		expect(gone?.map((json) => json['detail'])).toHaveLength(3);
	});

	test('an integration without updated_at is compared by what it says', async () => {
		bench.simulator.switches.integrationUpdatedAt = 'never';
		const running = session({ events: ['integrationChanged'] });
		await running.activate();
		integration(bench).url = 'https://example.com/other';
		expect(jsonOf(await running.poll())).toMatchObject([{ detail: { url: 'https://example.com/other' } }]);
		expect(await running.poll()).toBeNull();
	});

	test('a used key is told again only after it was used again', async () => {
		const { key } = bench.simulator.seeded;
		key.last_active_at = bench.simulator.clock.iso();
		const running = session({ events: ['accessKeyUnused'], unusedDays: 1 }, 'current');
		await running.activate();
		pass(2 * DAY_MS);
		expect(jsonOf(await running.poll())).toMatchObject([
			{ message: 'The access key was not used for 1 day' },
		]);
		pass(2 * DAY_MS);
		expect(await running.poll()).toBeNull();
		key.last_active_at = bench.simulator.clock.iso();
		expect(await running.poll()).toBeNull();
		pass(2 * DAY_MS);
		expect(await running.poll()).toHaveLength(1);
	});
});

describe('a failure', () => {
	const chosen = { events: ['problemReachingIntegration', 'newIntegration'] };
	const closed = { status: 403, body: { message: 'Closed' } };

	test('is told once with its request, and once more when it is over', async () => {
		const running = session(chosen);
		await running.activate();
		const path = `/integrations/${integration(bench).cloud_id}/installations`;
		const fault = bench.simulator.faults.add({ path, answer: closed });
		expect(jsonOf(await running.poll())).toMatchObject([
			{
				kind: 'probeFailed',
				integrationName: 'Herd Mirror',
				detail: { hint: expect.stringContaining(`GET ${path}: HTTP 403`) },
			},
		]);
		expect(await running.poll()).toBeNull();
		expect(await running.restart()).toBeNull();
		fault.remove();
		expect(jsonOf(await running.poll())).toMatchObject([
			{ kind: 'probeRecovered', severity: 'warning', integrationName: 'Herd Mirror' },
		]);
		expect(await running.poll()).toBeNull();
	});

	test('whose recovery is not wanted ends silently, and is told when it comes back', async () => {
		const running = session({ ...chosen, tellRecovery: false });
		await running.activate();
		const path = `/integrations/${integration(bench).cloud_id}/installations`;
		const fault = bench.simulator.faults.add({ path, answer: closed });
		expect(await running.poll()).toHaveLength(1);
		fault.remove();
		expect(await running.poll()).toBeNull();
		bench.simulator.faults.add({ path, answer: closed });
		expect(await running.poll()).toHaveLength(1);
	});

	test('of another chosen event is told too, and does not stop what can be read', async () => {
		const log = recordLog();
		const running = session({ events: ['problemReachingIntegration', 'mirrorNotMatched', 'newIntegration'] });
		await running.activate();
		bench.simulator.faults.add({ path: '/integration/mirrors/sows', answer: closed });
		bench.simulator.state.addIntegration({ name: 'Newest' });
		expect(jsonOf(await running.poll())).toMatchObject([
			{ kind: 'newIntegration' },
			{ kind: 'probeFailed', detail: { endpoint: 'mirrorNotMatched', statusCode: '403' } },
		]);
		expect(log).toContainEqual(expect.objectContaining({ level: 'warn', message: 'Gestal Cloud: Closed' }));
		expect(await running.poll()).toBeNull();
	});

	test('of the sign-in is told', async () => {
		const running = session(chosen);
		await running.activate();
		running.credentials.change('gestalIntegratorApi', { sessionToken: '', password: 'changed since' });
		const told = jsonOf(await running.poll());
		expect(told).toMatchObject([{ code: '401' }, { code: '401' }]);
		expect(JSON.stringify(told)).not.toContain('changed since');
	});
});

describe('after a 429', () => {
	const newIntegration = { events: ['newIntegration'] };
	const inTwoHours = () => new Date(startMs + 2 * HOUR_MS).toISOString();
	const refuse = () =>
		bench.simulator.faults.add({
			path: '/integrations',
			times: 1,
			answer: { status: 429, body: { type: 'flood' } },
		});

	test('nothing is sent for two hours, which is said once', async () => {
		const running = session(newIntegration);
		await running.activate();
		bench.simulator.state.addIntegration({ name: 'Newest' });
		refuse();
		await expect(running.poll()).rejects.toThrow('flood');
		const { length } = bench.lines();
		pass(2 * HOUR_MS - 1000);
		expect(await running.poll()).toBeNull();
		expect(bench.lines()).toHaveLength(length);
		pass(1000);
		expect(jsonOf(await running.poll())).toMatchObject([{ integrationName: 'Newest' }]);
	});

	test('the poll stops at it: no other request, one event, and one when it is over', async () => {
		const running = session({
			events: ['problemReachingIntegration', 'newInstallation', 'integrationChanged'],
		});
		await running.activate();
		const { length } = bench.lines();
		refuse();
		const told = jsonOf(await running.poll());
		expect(told).toMatchObject([
			{
				code: '429',
				detail: { endpoint: 'silence', hint: `Nothing is sent until ${inTwoHours()}` },
			},
		]);
		expect(bench.lines()).toHaveLength(length + 1);
		expect(await running.restart()).toBeNull();
		expect(bench.lines()).toHaveLength(length + 1);
		pass(2 * HOUR_MS);
		expect(jsonOf(await running.poll())).toMatchObject([
			{ kind: 'probeRecovered', detail: { endpoint: 'silence' } },
		]);
	});

	test('activation and tests in the editor say until when', async () => {
		const running = session(newIntegration);
		refuse();
		await expect(running.activate()).rejects.toThrow('flood');
		await expect(running.activate()).rejects.toThrow(`wants no requests until ${inTwoHours()}`);
		await expect(running.manual()).rejects.toThrow('wants no requests until');
		expect(bench.lines()).toHaveLength(1);
		pass(2 * HOUR_MS);
		expect(await running.activate()).toBeNull();
	});
});

test('batch ids are needed before anything is sent', async () => {
	await expect(session({ events: ['batchWithFailures'] }).activate()).rejects.toThrow(
		'Batch IDs: must not be empty',
	);
	expect(bench.lines()).toEqual([]);
});

test('the same record has the same id in every poll', async () => {
	const change = () => void bench.simulator.state.addIntegration({ name: 'Newest' });
	const [one, other] = [session({ events: ['newIntegration'] }), session({ events: ['newIntegration'] })];
	await one.activate();
	await other.activate();
	change();
	const ids = [jsonOf(await one.poll()), jsonOf(await other.poll())].map((told) => told?.[0]?.['errorId']);
	expect(ids[0]).toMatch(/^newIntegration:int_/);
	expect(ids[1]).toBe(ids[0]);
});
