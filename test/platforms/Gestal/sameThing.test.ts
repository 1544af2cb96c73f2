import { expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { GestalBench, locator } from './bench';

/**
 * Items of one run that change the same thing. One request at a time is sent here; while one waits for its second try, that of
 * another item could go before it.
 */
let bench: GestalBench;
forEachTest(async () => (bench = await GestalBench.start()));

const five = Array.from({ length: 5 }, (_, number) => ({ number }));

test('an integration is in the end as the last item says, also where an earlier one had to be tried again', async () => {
	const { integration } = bench.simulator.seeded;
	const given = {
		integrationId: locator(integration.cloud_id),
		changes: { name: '={{ "Herd " + $json.number }}' },
		options: { concurrency: 5 },
	};
	bench.faults.add({ method: 'PATCH', times: 1, answer: { status: 503 } });
	const updated = await bench.json('integration', 'update', given, { items: five });
	expect(updated.map(({ name }) => name)).toEqual(five.map(({ number }) => `Herd ${number}`));
	expect(integration.name).toBe('Herd 4');
});

test('so is a sow mirror', async () => {
	const { farm } = bench.simulator.seeded;
	const given = {
		mirrorId: locator('vendor-1'),
		details: { last_location: '={{ "Barn " + $json.number }}' },
		options: { concurrency: 2 },
	};
	bench.faults.add({ method: 'PATCH', times: 1, answer: { status: 503 } });
	await bench.json('sowMirror', 'update', given, { items: five.slice(0, 2) });
	expect(farm.mirrorOf('vendor-1')).toMatchObject({ last_location: 'Barn 1' });
});

test('so is one that the items name by its cloud ID and by its vendor ID', async () => {
	const { farm } = bench.simulator.seeded;
	const cloudId = farm.mirrorOf('vendor-1')?.cloud_id ?? '';
	const given = {
		mirrorId: locator(`={{ $json.number % 2 ? 'vendor-1' : '${cloudId}' }}`),
		details: { last_location: '={{ "Barn " + $json.number }}' },
		options: { concurrency: 2 },
	};
	bench.faults.add({ method: 'PATCH', times: 1, answer: { status: 503 } });
	await bench.json('sowMirror', 'update', given, { items: five.slice(0, 2) });
	expect(farm.mirrorOf('vendor-1')).toMatchObject({ last_location: 'Barn 1' });
});
