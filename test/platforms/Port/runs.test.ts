import { describe, expect, test } from '@jest/globals';

import { Port } from '../../../nodes/Port/Port.node';
import { listSearch } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { chosen, credentialTypes, PortBench } from './bench';

const integrationId = chosen('my-gitlab');

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

describe('syncs', () => {
	test('of a run that is named, with what failed', async () => {
		const sync = bench.simulator.resyncs.run('my-gitlab', {
			status: 'failed',
			kinds: [{ kind: 'project', success: 0, failed: 3, loaded: 7 }],
		});
		bench.simulator.resyncs.run('my-gitlab');
		const parameters = { integrationId, resyncId: chosen(sync.eventId) };
		expect(await bench.json('getSyncMetrics', parameters)).toMatchObject([
			{ kind: 'project', eventId: sync.eventId, success: false, failed: 3, loaded: 7 },
			{ kind: '__resync__', eventId: sync.eventId, syncState: 'failed' },
			{ kind: '__reconciliation__' },
			{ kind: '__runtime__' },
		]);
		bench.simulator.switches.specialKinds = 'absent';
		expect(await bench.json('getSyncMetrics', parameters)).toMatchObject([{ kind: 'project' }]);
		expect(await bench.json('getSyncHistory', { integrationId, returnAll: true })).toHaveLength(3);
	});

	test.each(['newestFirst', 'oldestFirst'] as const)(
		'are newest first, whatever the order, also in the list to choose from: %s',
		async (syncOrder) => {
			bench.simulator.switches.syncOrder = syncOrder;
			const runs = [1, 2].map(() => {
				bench.simulator.clock.advance(60_000);
				return bench.simulator.resyncs.run('my-gitlab').eventId;
			});
			const [newest] = await bench.json('getSyncHistory', { integrationId, returnAll: false, limit: 1 });
			expect(newest?.['eventId']).toBe(runs[1]);
			const { results } = await listSearch({
				node: new Port(),
				credentials: bench.credentials,
				credentialTypes,
				method: 'searchSyncs',
				parameters: { resource: 'integration', operation: 'getSyncMetrics', integrationId },
			});
			expect(results.map(({ value }) => value).slice(0, 2)).toEqual([...runs].reverse());
		},
	);

	test('of which none has a time keep the order of Port', async () => {
		const data = ['b', 'a', 'c'].map((eventId) => ({ eventId, syncState: 'completed' }));
		bench.simulator.faults.add({ path: /syncsMetadata$/, answer: { status: 200, body: { ok: true, data } } });
		const rows = await bench.json('getSyncHistory', { integrationId, returnAll: true });
		expect(rows.map(({ eventId }) => eventId)).toEqual(['b', 'a', 'c']);
	});

	test('short: one that runs has no duration; raw: as Port returns them', async () => {
		bench.simulator.resyncs.start('my-gitlab');
		const parameters = { integrationId, returnAll: true };
		const short = await bench.json('getSyncHistory', parameters);
		expect(short.find(({ syncState }) => syncState === 'syncing')).toMatchObject({ durationSeconds: null });
		const raw = await bench.json('getSyncHistory', { ...parameters, simplify: false });
		expect(raw.map(({ eventId }) => eventId)).toEqual(short.map(({ eventId }) => eventId));
		expect(raw[0]).not.toHaveProperty('durationSeconds');
	});

	test('are without the rows of another one, which Port may return', async () => {
		const row = (eventId: string | undefined, kind: string) => ({ eventId, kind, kindIdentifier: kind });
		const data = [row('other', 'issue'), row('wanted', 'project'), row(undefined, 'user')];
		bench.simulator.faults.add({ path: /syncMetrics$/, answer: { status: 200, body: { ok: true, data } } });
		const kinds = async (more: object) =>
			(await bench.json('getSyncMetrics', { integrationId, ...more })).map(({ kind }) => kind);
		expect(await kinds({ resyncId: chosen('wanted') })).toEqual(['project', 'user']);
		const additionalQuery = { pairs: [{ name: 'resyncId', value: 'other' }] };
		expect(await kinds({ additionalQuery })).toEqual(['issue', 'user']);
		expect(await kinds({})).toEqual(['issue', 'project', 'user']);
	});

	test('do not call a kind a failure of which nothing is known', async () => {
		const { record } = bench.simulator.state.installation('my-gitlab');
		const path = `/v1/integration/${String(record._id)}/syncMetrics`;
		const body = {
			ok: true,
			count: 1,
			data: [{ eventId: 'e', kind: 'project', kindIdentifier: 'project-0' }],
		};
		bench.simulator.faults.add({ path, answer: { status: 200, body } });
		expect(await bench.json('getSyncMetrics', { integrationId })).toMatchObject([
			{ kind: 'project', success: null, failed: null },
		]);
	});

	test('are none where Port calls the integration otherwise, and an error where it has no such route', async () => {
		const { switches } = bench.simulator;
		switches.internalId = 'installationId';
		expect(await bench.json('getSyncHistory', { integrationId })).toEqual([]);
		switches.syncEndpoints = 'missing';
		expect(await bench.failure('getSyncHistory', { integrationId })).toMatch(
			/has no endpoints for sync history/,
		);
		switches.optionalFields = 'minimal';
		expect(await bench.failure('getSyncMetrics', { integrationId })).toMatch(/returned no internal ID/);
	});
});

describe('short and raw', () => {
	test('kinds: the examples, with the wrapper only when raw', async () => {
		const parameters = { integrationId: chosen('on-call'), returnAll: true };
		expect(await bench.json('getKinds', { ...parameters, simplify: false })).toMatchObject([
			{ kind: 'project', examples: [{ _id: 'example_project', data: { id: 1 } }] },
		]);
	});

	test('kinds: bare too, and those without examples; something else is no list', async () => {
		const parameters = { integrationId: chosen('on-call'), returnAll: true };
		bench.simulator.switches.wrapping = 'bare';
		expect(await bench.json('getKinds', parameters)).toMatchObject([{ kind: 'project', exampleCount: 1 }]);
		const returns = (body: object) => {
			bench.simulator.faults.clear();
			bench.simulator.faults.add({ path: /kinds$/, answer: { status: 200, body } });
		};
		returns({ ok: true, data: { issue: null, project: { examples: [] } } });
		expect(await bench.json('getKinds', parameters)).toMatchObject([
			{ kind: 'issue', exampleCount: 0, examples: [] },
			{ kind: 'project', exampleCount: 0, examples: [] },
		]);
		returns({ hello: 'world' });
		expect(await bench.failure('getKinds', parameters)).toMatch(/\(expected a list\)/);
	});

	test('kinds: where Port does not find them, the ID or the route may be missing', async () => {
		bench.simulator.switches.kindsEndpoint = 'missing';
		const failure = await bench.failure('getKinds', { integrationId: chosen('on-call') });
		expect(failure).toMatch(
			/Check the ID. If other operations find it, this Port deployment has no endpoint/,
		);
	});

	test('metadata: plain values, whatever their keys', async () => {
		const [raw] = await bench.json('getMetadata', { returnAll: true, simplify: false });
		const [short] = await bench.json('getMetadata', { returnAll: true });
		const plain = Object.entries(raw ?? {}).filter(
			([, value]) => typeof value !== 'object' || value === null,
		);
		expect(plain.length).toBeGreaterThan(2);
		expect(short).toEqual({ integrationId: 'my-gitlab', ...Object.fromEntries(plain) });
	});
});
