import { describe, expect, test } from '@jest/globals';

import { Clock } from '../../../simulators/switchboard';
import { forEachTest } from '../../lifecycle';
import { GestalBench, type Generation } from './bench';
import { installation, integration } from './cases/eventCases';
import { DAY_MS, ownDate, pass } from '../ownDate';

/** The table of docs/gestal.md: requests of an activation, of a quiet poll, and of a poll with something to emit. */
let bench: GestalBench;
forEachTest(ownDate);
forEachTest(async () => (bench = await GestalBench.start({ clock: new Clock() })));

type Counts = [activation: number, quiet: number, withNews: number];

interface Row {
	event: string;
	parameters?: object;
	change: () => void;
	/** By how many integrations, each with one installation and its key, there are. */
	counts: (integrations: number) => Record<Generation, Counts>;
}

/** Pages of 1,000 rows. */
const pages = (rows: number) => Math.ceil(rows / 1000);
const same = (requests: number): Counts => [requests, requests, requests];

const rows: Row[] = [
	{
		event: 'newIntegration',
		change: () => void bench.state.addIntegration({ name: 'Newest' }),
		counts: (n) => ({
			seed: [pages(n), pages(n), pages(n + 1)],
			current: [pages(n), pages(n), pages(n + 1)],
		}),
	},
	{
		event: 'integrationChanged',
		change: () => (integration(bench).url = 'https://example.com/other'),
		counts: (n) => ({ seed: same(pages(n)), current: same(pages(n)) }),
	},
	{
		event: 'newInstallation',
		change: () => void bench.state.addInstallation({ integrationId: integration(bench).cloud_id }),
		counts: (n) => ({
			seed: same(pages(n) + n),
			current: [pages(n), pages(n), pages(n + 1) + pages(n)],
		}),
	},
	{
		event: 'installationRemoved',
		change: () => (installation(bench).activated = false),
		counts: (n) => ({ seed: same(pages(n) + n), current: [pages(n), pages(n), 2 * pages(n)] }),
	},
	{
		event: 'accessKeyUnused',
		change: () => pass(8 * DAY_MS),
		counts: (n) => ({ seed: same(pages(n) + 2 * n), current: same(pages(n)) }),
	},
	{
		event: 'problemReachingIntegration',
		change: () => void bench.faults.add({ path: /installations$/, answer: { status: 403, body: {} } }),
		counts: (n) => ({ seed: same(pages(n) + n), current: same(2 * pages(n)) }),
	},
];

describe.each(['seed', 'current'] as const)('paths: %s', (generation) => {
	describe.each([1, 100, 1000])('%i integrations', (integrations) => {
		// A thousand requests a poll are a hundred, ten times over: not worth the time of a test.
		const counted = rows.filter(({ counts }) => counts(integrations)[generation][0] <= 300);

		test.each(counted)('$event', async ({ event, change, counts }) => {
			fillUpTo(integrations);
			const running = bench.watch({ events: [event] }, { generation });
			const count = async (poll: () => Promise<unknown>) => {
				const { length } = bench.lines();
				const emitted = await poll();
				return [bench.lines().length - length, emitted !== null];
			};
			const [activation, quiet, withNews] = counts(integrations)[generation];
			expect(await count(async () => await running.activate())).toEqual([activation, false]);
			expect(await count(async () => await running.poll())).toEqual([quiet, false]);
			pass(60_000);
			change();
			expect(await count(async () => await running.poll())).toEqual([withNews, true]);
		});
	});
});

test.each([1, 100])('one request for each of %i batches', async (count) => {
	bench.switches.batchProgress = 'manual';
	const { cloud_id: id } = installation(bench);
	const batches = Array.from({ length: count }, () => bench.state.addBatch(id, { total: 1, pending: 1 }));
	const batchIds = batches.map((batch) => batch.cloud_id).join(',');
	const running = bench.watch({ events: ['batchWithFailures'], batchIds });
	await running.activate();
	await running.poll();
	for (const batch of batches) batch.failures = 1;
	expect(await running.poll()).toHaveLength(count);
	expect(bench.lines()).toHaveLength(3 * count);
});

test.each([2, 100, 1000])('one request for each 1,000 of %i mirrors', async (count) => {
	const { farm } = bench.simulator.seeded;
	for (let number = 3; number <= count; number += 1) farm.addMirror({ vendor_id: `vendor-${number}` });
	const running = bench.watch({ events: ['mirrorNotMatched'] });
	await running.activate();
	await running.poll();
	pass(3 * DAY_MS);
	expect(await running.poll()).toHaveLength(count);
	expect(bench.lines()).toHaveLength(3);
});

/** So many integrations, each with one installation and its key. */
function fillUpTo(integrations: number): void {
	bench.switches.flood = 'off';
	// Signing in again is counted nowhere here.
	bench.switches.tokenLifetimeMs = 30 * DAY_MS;
	bench.state.integrations.clear();
	bench.state.integrations.set(integration(bench).cloud_id, integration(bench));
	for (let number = 2; number <= integrations; number += 1) {
		const { cloud_id: integrationId } = bench.state.addIntegration({ name: `Integration ${number}` });
		bench.state.addAccessKey(bench.state.addInstallation({ integrationId }).cloud_id);
	}
}
