import { expect, test } from '@jest/globals';
import { jsonParse, type IDataObject } from 'n8n-workflow';

import { Clock } from '../../../simulators/switchboard';
import { forEachTest } from '../../lifecycle';
import { DAY_MS, ownDate, pass } from '../ownDate';
import { GestalBench, jsonOf } from './bench';
import { batchOf } from './cases/eventCases';

/** What happens again is another event, of which Gestal gives no time. */
let bench: GestalBench;
forEachTest(ownDate);
forEachTest(async () => (bench = await GestalBench.start({ clock: new Clock() })));

interface Again {
	readonly parameters: () => { events: string[]; batchIds?: string };
	readonly begin: () => void;
	readonly end: () => void;
	/** What a version before kept, from what is kept now. */
	readonly formerly: (state: string) => string;
}

const mirrors = () => [...bench.simulator.seeded.farm.mirrors.values()];
const matched = (gestalId: string | null) => () =>
	mirrors().forEach((mirror) => Object.assign(mirror, { gestal_id: gestalId }));
const theFirstBatch = () => [...bench.simulator.state.batches.keys()][0] ?? '';

const cases: Record<string, Again> = {
	'a mirror that is matched and unmatched again': {
		parameters: () => {
			const [, ...others] = bench.simulator.seeded.farm.mirrors.keys();
			for (const id of others) bench.simulator.seeded.farm.mirrors.delete(id);
			matched('9007199254740993')();
			pass(10 * DAY_MS);
			return { events: ['mirrorNotMatched'] };
		},
		begin: matched(null),
		end: matched('9007199254740993'),
		formerly: (state) => state,
	},
	'a batch that Gestal does not know, knows and does not know again': {
		parameters: () => ({ events: ['batchWithFailures'], batchIds: `${batchOf(bench)}, ${batchOf(bench)}` }),
		begin: () => void bench.faults.add({ path: new RegExp(`${theFirstBatch()}$`), answer: { status: 404 } }),
		end: () => bench.faults.clear(),
		formerly: (state) => state.replace(/@[\da-z]{6}/g, ''),
	},
};

test.each(Object.entries(cases))('%s is a new event, once, whoever reads it', async (_what, again) => {
	const parameters = again.parameters();
	const running = bench.watch(parameters);
	expect(await running.activate()).toBeNull();
	const seen: unknown[] = [];
	for (let time = 0; time < 3; time += 1) {
		pass(60_000);
		const before = running.state;
		again.begin();
		const emitted = jsonOf(await running.poll()) ?? [];
		expect(emitted).toHaveLength(1);
		seen.push(emitted[0]?.['eventId']);
		expect(await running.poll()).toBeNull();
		// n8n may have lost what it stored last, and begin with what it had stored before: nothing comes under another ID then.
		pass(60_000);
		for (const json of jsonOf(await bench.watch(parameters, { state: before }).restart()) ?? [])
			expect(json['eventId']).toBe(seen.at(-1));
		again.end();
		expect(await running.poll()).toBeNull();
	}
	expect(new Set(seen).size).toBe(3);
});

test.each(Object.entries(cases))('%s goes on from what a version before kept', async (_what, again) => {
	const parameters = again.parameters();
	const running = bench.watch(parameters);
	await running.activate();
	again.begin();
	expect(await running.poll()).toHaveLength(1);
	const former = again.formerly(JSON.stringify(running.state));
	const upgraded = bench.watch(parameters, { state: jsonParse<IDataObject>(former) });
	expect(await upgraded.restart()).toBeNull();
	again.end();
	pass(60_000);
	expect(await upgraded.poll()).toBeNull();
	again.begin();
	expect(await upgraded.poll()).toHaveLength(1);
});
