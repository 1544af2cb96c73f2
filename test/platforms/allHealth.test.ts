import { describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { textOf } from '../../core';
import type { FaultPlan, RequestFilter } from '../../simulators/switchboard';
import type { NodeRun } from '../engine';
import { forEachTest, untilTestEnds } from '../lifecycle';
import { CeligoBench } from './Celigo/bench';
import { DuctapeBench } from './Ductape/bench';
import { GestalBench } from './Gestal/bench';
import { PolarityBench } from './Polarity/bench';
import { PortBench } from './Port/bench';

/** Integration: Get Health with All Integrations, and the requests that it takes: the table in each platform's page. */

interface Watching {
	/** In the order of the platform's list. */
	readonly ids: readonly string[];
	readonly faults: FaultPlan;
	readonly health: (parameters: INodeParameters) => Promise<NodeRun>;
	/** Requests that are no sign-ins, without their queries. */
	readonly sent: () => readonly string[];
	/** What is asked for one integration only; undefined where nothing is that could fail. */
	readonly ofOne?: (id: string) => RequestFilter;
	stop(): Promise<void>;
}

interface Subject {
	readonly name: string;
	/** Requests for so many integrations without errors. */
	readonly requests: (integrations: number) => number;
	readonly start: (integrations: number) => Promise<Watching>;
}

/** The first so many of a map; the others are gone. */
function only(records: Map<string, unknown>, count: number): string[] {
	for (const id of [...records.keys()].slice(count)) records.delete(id);
	return [...records.keys()];
}

const idsOf = (found: readonly IDataObject[]) =>
	found.map(({ integrationId }) => textOf(integrationId) ?? '');

const ALL = { integrations: 'all', returnAll: true };

const subjects: readonly Subject[] = [
	{
		name: 'Celigo',
		// Both lists may end at 100 rows because the server sends no more at once.
		requests: (integrations) => 2 + 2 * integrations + (integrations % 100 === 0 ? 2 * 2 : 0),
		start: async (integrations) => {
			const bench = await CeligoBench.start({ seed: { sample: false, integrations } });
			const { simulator, state } = bench;
			return {
				ids: only(state.integrations, integrations),
				faults: simulator.faults,
				health: async (parameters) => await bench.run('integration.getHealth', parameters),
				sent: () => [...simulator.requests].map(({ path }) => path),
				ofOne: (id) => ({ path: `/v1/integrations/${id}/jobs/latest` }),
				stop: async () => await bench.stop(),
			};
		},
	},
	{
		name: 'Port',
		requests: () => 1,
		start: async (integrations) => {
			const bench = await PortBench.start({ seed: { integrations } });
			const { simulator, state } = bench;
			return {
				ids: only(state.installations, integrations),
				faults: simulator.faults,
				health: async (parameters) => await bench.run('getHealth', parameters),
				sent: () => bench.asked(),
				stop: async () => await bench.stop(),
			};
		},
	},
	{
		name: 'Polarity',
		requests: () => 2,
		start: async (integrations) => {
			const bench = await PolarityBench.start({ seed: { integrations } });
			const { simulator, state } = bench;
			return {
				ids: only(state.integrations, integrations),
				faults: simulator.faults,
				health: async (parameters) => await bench.run('integration', 'getHealth', parameters),
				sent: () => bench.lines(),
				stop: async () => await bench.stop(),
			};
		},
	},
	{
		name: 'Gestal Cloud',
		requests: (integrations) => 1 + integrations,
		start: async (integrations) => {
			const bench = await GestalBench.start({ seed: { integrations } });
			const { simulator, state } = bench;
			only(state.integrations, integrations);
			const listed = [...(await bench.json('integration', 'getMany', { returnAll: true }))];
			simulator.requests.clear();
			return {
				ids: idsOf(listed),
				faults: simulator.faults,
				health: async (parameters) => await bench.run('integration', 'getHealth', parameters),
				sent: () => bench.lines(),
				ofOne: (id) => ({ path: `/integrations/${id}/installations` }),
				stop: async () => await bench.stop(),
			};
		},
	},
	{
		name: 'Ductape',
		requests: (integrations) => 1 + 2 * integrations,
		start: async (integrations) => {
			const bench = await DuctapeBench.start({ seed: { integrations } });
			const { simulator, state } = bench;
			return {
				ids: only(state.integrations, integrations),
				faults: simulator.faults,
				health: async (parameters) => await bench.run('integration', 'getHealth', parameters),
				sent: () => bench.asked(),
				stop: async () => await bench.stop(),
			};
		},
	},
];

describe.each(subjects)('$name: the health of all integrations', ({ start, requests }) => {
	const untilEnd = untilTestEnds();

	test.each([1, 100])('of %i takes as many requests as the page says', async (count) => {
		const platform = untilEnd(await start(count));
		const { json, error, items } = await platform.health(ALL);
		expect(error).toBeUndefined();
		expect(idsOf(json)).toEqual(platform.ids);
		expect(json).toHaveLength(count);
		expect(platform.sent()).toHaveLength(requests(count));
		expect(items.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
	});

	test('is what Get Health says of each', async () => {
		const platform = untilEnd(await start(3));
		const { json } = await platform.health({ ...ALL, simplify: true });
		for (const health of json) {
			const integrationId = { __rl: true, mode: 'id', value: textOf(health['integrationId']) ?? '' };
			// A workflow from before the choice has no such parameter.
			expect((await platform.health({ integrationId })).json).toEqual([health]);
		}
	});

	test('ends at a limit, and reads nothing of those beyond it', async () => {
		const platform = untilEnd(await start(30));
		const { json, hints } = await platform.health({ integrations: 'all', limit: 3 });
		expect(idsOf(json)).toEqual(platform.ids.slice(0, 3));
		expect(platform.sent()).toHaveLength(requests(3));
		expect(hints).toMatchObject([{ message: expect.stringContaining("'Limit' was reached") }]);
	});
});

describe.each(subjects.filter(({ name }) => ['Celigo', 'Gestal Cloud'].includes(name)))(
	'$name: an integration whose health cannot be read',
	({ start }) => {
		const untilEnd = untilTestEnds();

		test('is UNKNOWN with the reason, and loses no other', async () => {
			const platform = untilEnd(await start(5));
			const [, second = ''] = platform.ids;
			const struck = platform.ofOne?.(second) ?? {};
			platform.faults.add({ ...struck, answer: { status: 403, body: { message: 'Not yours' } } });
			const { json, error } = await platform.health(ALL);
			expect(error).toBeUndefined();
			expect(idsOf(json)).toEqual(platform.ids);
			expect(json[1]).toEqual({
				platform: expect.any(String),
				integrationId: second,
				integrationName: expect.any(String),
				status: 'UNKNOWN',
				error: expect.stringContaining('Not yours'),
				lastErrorMessage: null,
				lastErrorAt: null,
				lastRunAt: null,
				openErrors: null,
				url: null,
			});
			expect(json.filter((health) => 'error' in health)).toHaveLength(1);
		});
	},
);

describe('Celigo', () => {
	let bench: CeligoBench;
	forEachTest(async () => (bench = await CeligoBench.start({ seed: { sample: false, integrations: 4 } })));

	const withErrors = () => {
		const [flow] = [...bench.state.flows.values()];
		const [step = ''] = flow?.pageProcessors?.flatMap(({ _importId }) => _importId ?? []) ?? [];
		bench.state.addError(flow?._id ?? '', step, { message: 'It broke' });
	};

	test.each(['present', 'absent', 'stale'] as const)(
		'reads the errors of each, numbers in the list being %s',
		async (listCounters) => {
			bench.switches.listCounters = listCounters;
			withErrors();
			const json = await bench.json('integration.getHealth', ALL);
			expect(json.map(({ openErrors }) => openErrors)).toEqual([1, 0, 0, 0]);
			expect(json[0]).toMatchObject({ status: 'ERROR', lastErrorMessage: 'It broke' });
			expect(bench.asked()).toHaveLength(2 + 4 + 4 + 2);
		},
	);

	test('reads several at a time, as far as the pace allows', async () => {
		bench.faults.add({ path: /latest$/, answer: { delayMs: 100 } });
		await bench.json('integration.getHealth', ALL);
		expect(bench.simulator.requests.maxInFlight).toBeGreaterThan(1);
	});
});

test('Gestal Cloud is read one at a time, and a 429 ends the requests', async () => {
	const bench = await GestalBench.start({ seed: { integrations: 10 } });
	const struck = { path: /installations$/, answer: { status: 429 } };
	bench.faults.add(struck);
	const { json } = await bench.run('integration', 'getHealth', ALL);
	expect(json.map(({ status }) => status)).toEqual(Array(10).fill('UNKNOWN'));
	expect(json[9]?.['error']).toMatch(/not sent because the platform rejected an earlier request/);
	expect(bench.lines()).toHaveLength(2);
	expect(bench.simulator.requests.maxInFlight).toBe(1);
	await bench.stop();
});

test('Ductape: a log that cannot be read for one integration loses no other', async () => {
	const bench = await DuctapeBench.start({ seed: { integrations: 4 } });
	bench.faults.add({ path: /analytics/, after: 2, times: 1, answer: { status: 403 } });
	const { json } = await bench.run('integration', 'getHealth', ALL);
	expect(json).toHaveLength(4);
	expect(json.filter((health) => 'error' in health)).toMatchObject([{ status: 'UNKNOWN' }]);
	await bench.stop();
});

test('Port reads the log of an integration whose resync failed, and of no other', async () => {
	const bench = await PortBench.start();
	const found = await bench.json('getHealth', ALL);
	expect(found.map(({ status }) => status)).toContain('ERROR');
	expect(bench.asked().map((line) => line.replace(/\?.*/, ''))).toEqual([
		'GET /integration',
		'GET /integration/on-call/logs',
	]);
	await bench.stop();
});
