import { camelCase } from 'lodash';

import { feeds } from '../../../nodes/Gestal/events';
import type { BatchUpdate } from '../../../simulators/gestal/records';
import { Clock } from '../../../simulators/switchboard';
import { forEachTest } from '../../lifecycle';
import { GestalBench, type Generation } from './bench';
import { installation, integration } from './cases/eventCases';
import { DAY_MS, ownDate, pass } from '../ownDate';
import { countRequests, type CountedEvent } from '../requestTable';

let bench: GestalBench;
forEachTest(ownDate);
forEachTest(async () => (bench = await GestalBench.start({ clock: new Clock() })));

const changes: Record<string, () => void> = {
	'New Integration': () => void bench.state.addIntegration({ name: 'Newest' }),
	'Integration Changed': () => (integration(bench).url = 'https://example.com/other'),
	'New Installation': () => void bench.state.addInstallation({ integrationId: integration(bench).cloud_id }),
	'Installation Removed': () => (installation(bench).activated = false),
	'Health Changed': () => (installation(bench).activated = false),
	'Access Key Unused': () => pass(8 * DAY_MS),
	'Problem Reaching Integration': () =>
		void bench.faults.add({ path: /installations$/, answer: { status: 403, body: {} } }),
};

const generations: ReadonlyArray<[Generation, string]> = [
	['seed', 'API Version 2018'],
	['current', 'API Version Current'],
];

/** With the integrator's account, on both generations of paths. */
const ofIntegrator = Object.entries(changes).flatMap(([name, change]) =>
	generations.map(([generation, paths]) => ({
		event: `${name} (${paths})`,
		change,
		countsTwice: name === 'Installation Removed',
		watch(count: number) {
			fillUpTo(count);
			return bench.watch({ events: [camelCase(name)] }, { generation });
		},
	})),
);

let batches: BatchUpdate[] = [];

/** With an access key of a farm. */
const ofFarm: CountedEvent[] = [
	{
		event: 'Batch With Failures (batches)',
		watch(count) {
			bench.switches.batchProgress = 'manual';
			const { cloud_id: id } = installation(bench);
			batches = Array.from({ length: count }, () => bench.state.addBatch(id, { total: 1, pending: 1 }));
			const batchIds = batches.map((batch) => batch.cloud_id).join(',');
			return bench.watch({ events: ['batchWithFailures'], batchIds });
		},
		change() {
			for (const batch of batches) batch.failures = 1;
		},
	},
	{
		event: 'Mirror Not Matched (mirrors)',
		watch(count) {
			const { farm } = bench.simulator.seeded;
			for (let number = 3; number <= count; number += 1) farm.addMirror({ vendor_id: `vendor-${number}` });
			return bench.watch({ events: ['mirrorNotMatched'] });
		},
		change: () => pass(3 * DAY_MS),
	},
];

countRequests({
	platform: 'Gestal',
	feeds,
	events: [...ofIntegrator, ...ofFarm],
	asked: () => bench.lines().length,
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
