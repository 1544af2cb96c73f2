import { describe, expect, test } from '@jest/globals';
import { get } from 'lodash';

import { gestal } from '../../../nodes/Gestal/platform';
import { forEachTest } from '../../lifecycle';
import { GestalBench, nodeWith } from './bench';

let bench: GestalBench;
forEachTest(async () => (bench = await GestalBench.start()));

const current = { generation: 'current' as const };
const installationId = () => bench.simulator.seeded.installation.cloud_id;
const switches = () => bench.simulator.switches;

/** What the editor says of a result that n8n cannot follow back to one row. */
const shared = { message: expect.stringMatching(/^Several items share a result/) };

describe('upsert many', () => {
	const rows = (count: number) =>
		Array.from({ length: count }, (_, index) => ({
			vendor_id: `v-${index}`,
			pin_tag: String(index),
			cloud_id: 'x',
		}));

	test('2,500 items go in three batches, each returned at the first of its items', async () => {
		const run = await bench.run('sowMirror', 'upsertMany', { wait: true }, { items: rows(2500) });
		expect(run.error).toBeUndefined();
		expect(run.json.map((json) => [json['state'], json['total'], json['failures']])).toEqual([
			['completed', 1000, 0],
			['completed', 1000, 0],
			['completed', 500, 0],
		]);
		const paired = run.items.map(({ pairedItem }) => (Array.isArray(pairedItem) ? pairedItem.length : 1));
		expect(paired).toEqual([1000, 1000, 500]);
		expect(bench.simulator.requests.count({ method: 'POST', path: /bulk/ })).toBe(3);
		expect(bench.simulator.seeded.farm.mirrors.size).toBe(2502);
		expect(get(bench.requests()[0]?.body, [0])).toEqual({ vendor_id: 'v-0', pin_tag: '0' });
	});

	test('failures fail the items of that batch, or only show, as chosen', async () => {
		bench.simulator.state.failingVendorIds.add('v-1');
		const failed = await bench.run('sowMirror', 'upsertMany', { wait: true }, { items: rows(3) });
		expect(failed.error?.message).toMatch(/^Batch bu_\w+ did not succeed: 1 of 3 mirrors failed$/);
		const shown = await bench.json(
			'sowMirror',
			'upsertMany',
			{ wait: true, failOnFailures: false },
			{ items: rows(3) },
		);
		expect(shown).toMatchObject([{ state: 'completed', failures: 1 }]);
	});

	test('a batch that takes longer than is waited says so', async () => {
		switches().batchProgress = 'manual';
		// The second look would come after the time to wait.
		const late = { items: rows(1), node: nodeWith({ lookEveryMs: 2000 }) };
		const { error } = await bench.run('sowMirror', 'upsertMany', { wait: true, waitSeconds: 1 }, late);
		expect(error?.message).toContain('took longer than 1 second');
	});

	test.each([
		['Completed', undefined],
		['FAILED', 'it failed'],
		['Canceled', 'it was canceled'],
		['cancelled', 'it was canceled'],
	])('a state is one in capitals, too: %s', async (state, trouble) => {
		const body = { cloud_id: 'bu_1', state, total: 1, failures: 0 };
		bench.faults.add({ path: /bulk/, answer: { status: 200, body } });
		const run = await bench.run(
			'sowMirror',
			'upsertMany',
			{ wait: true, waitSeconds: 1 },
			{ items: rows(1) },
		);
		expect(run.error?.message).toEqual(trouble && `Batch bu_1 did not succeed: ${trouble}`);
		const running = bench.watch({ events: ['batchWithFailures'], batchIds: 'bu_1' });
		const [event] = (await running.activate()) ?? [];
		expect(event?.json['message']).toEqual(trouble && `Batch bu_1: ${trouble}`);
	});

	test('an outage while a batch is waited for is waited for, too, but no limit of requests', async () => {
		bench.faults.add({ method: 'GET', path: /bulk/, times: 20, answer: { status: 502 } });
		const wait = { wait: true, waitSeconds: 60 };
		const json = await bench.json('sowMirror', 'upsertMany', wait, { items: rows(1) });
		expect(json).toMatchObject([{ state: 'completed' }]);
		expect(bench.simulator.requests.count({ method: 'POST', path: /bulk/ })).toBe(1);
		bench.faults.add({ method: 'GET', path: /bulk/, answer: { status: 429 } });
		bench.simulator.requests.clear();
		const { error } = await bench.run('sowMirror', 'upsertMany', wait, { items: rows(1) });
		expect(error).toMatchObject({ httpCode: '429' });
		expect(bench.simulator.requests.count({ method: 'GET', path: /bulk/ })).toBe(1);
	});

	describe('a batch that was accepted', () => {
		const missing = { status: 404, body: { type: 'not_found', message: 'Not found' } };
		const wait = { wait: true, waitSeconds: 1 };
		/** The second look is at the end of the wait. */
		const late = () => ({ node: nodeWith({ lookEveryMs: 2000 }) });

		test.each(['seed', 'current'] as const)('and is not shown yet is waited for (%s)', async (generation) => {
			bench.faults.add({ method: 'GET', path: /bulk/, times: 3, answer: missing });
			const run = await bench.run('sowMirror', 'upsertMany', { wait: true }, { items: rows(1), generation });
			expect(run).toMatchObject({ error: undefined, json: [{ state: 'completed' }] });
		});

		test.each(['seed', 'current'] as const)(
			'and is never shown says what to do, and what was not sent (%s)',
			async (generation) => {
				bench.faults.add({ method: 'GET', path: /bulk/, answer: missing });
				const items = rows(2500);
				const { error } = await bench.run('sowMirror', 'upsertMany', wait, { items, generation, ...late() });
				expect(error?.message).toMatch(
					/^Gestal accepted batch bu_\w+, but did not show it within 'Max Wait \(Seconds\)'$/,
				);
				expect(error?.description).toContain("turn off 'Wait Until Done'");
				expect(error?.description).toContain('Sow Mirror: Get Many');
				expect(error?.description).toContain('Later batches of this run were not sent, unless');
				expect(error?.description).not.toContain('Check the ID');
				expect(bench.simulator.requests.count({ method: 'POST', path: /bulk/ })).toBe(1);
			},
		);

		test('and has no route to be looked at by is not waited for until the end', async () => {
			switches().currentBatches = 'missing';
			const long = { wait: true, waitSeconds: 5 };
			const { error } = await bench.run('sowMirror', 'upsertMany', long, { items: rows(1), ...current });
			expect(error?.message).toMatch(/^Gestal accepted batch bu_\w+, but did not show it in 7 requests$/);
			expect(error?.description).toContain('Its mirrors may be stored: check with Sow Mirror: Get Many');
			expect(error?.description).toContain("turn off 'Wait Until Done'");
			expect(bench.simulator.requests.count({ method: 'GET', path: /bulk/ })).toBe(7);
			const batches = [...bench.state.batches.values()].map(({ batch }) => batch.total);
			expect(batches).toEqual([1]);
		});

		test('and is not shown yet is waited for that often, outages apart', async () => {
			bench.faults.add({ method: 'GET', path: /bulk/, times: 9, answer: { status: 502 } });
			bench.faults.add({ method: 'GET', path: /bulk/, times: 6, answer: missing });
			const run = await bench.run('sowMirror', 'upsertMany', { wait: true }, { items: rows(1) });
			expect(run).toMatchObject({ error: undefined, json: [{ state: 'completed' }] });
		});

		test('and is never shown does not keep the others from being sent where the node goes on', async () => {
			bench.faults.add({ method: 'GET', path: /bulk/, times: 2, answer: missing });
			const more = { items: rows(1001), onError: 'continueRegularOutput' as const, ...late() };
			const { json } = await bench.run('sowMirror', 'upsertMany', wait, more);
			expect(json.filter(({ error }) => error !== undefined)).toHaveLength(1000);
			expect(json[0]).toMatchObject({
				error: expect.stringContaining('did not show it'),
				details: { description: expect.stringContaining("turn off 'Wait Until Done'") },
			});
			expect(json.at(-1)).toMatchObject({ state: 'completed', total: 1 });
		});

		test('and was shown before takes too long', async () => {
			switches().batchProgress = 'manual';
			bench.faults.add({ method: 'GET', path: /bulk/, after: 1, answer: missing });
			const { error } = await bench.run('sowMirror', 'upsertMany', wait, { items: rows(1), ...late() });
			expect(error?.message).toContain('took longer than 1 second');
		});

		test.each([
			[1, [expect.objectContaining({ message: expect.stringMatching(/1 of its mirrors as pending/) })]],
			[0, []],
		])('and has ended with %d mirrors pending says so', async (pending, hints) => {
			const body = { cloud_id: 'bu_1', state: 'completed', total: 1, failures: 0, pending };
			bench.faults.add({ path: /bulk/, answer: { body } });
			const run = await bench.run('sowMirror', 'upsertMany', wait, { items: rows(1) });
			expect(run).toMatchObject({ error: undefined, json: [{ state: 'completed', pending }], hints });
		});
	});

	test('a batch is looked at every ten seconds at most: a day of looks must not use up a quota that nobody knows', () => {
		expect(gestal.lookEveryMs).toBeGreaterThanOrEqual(10_000);
	});

	test('a batch that was cancelled says so', async () => {
		switches().batchProgress = 'manual';
		const running = bench.run('sowMirror', 'upsertMany', { wait: true }, { items: rows(1) });
		await bench.simulator.requests.waitFor({ method: 'GET', path: /bulk/ });
		for (const { batch } of bench.simulator.state.batches.values()) bench.simulator.batches.cancel(batch);
		expect((await running).error?.message).toContain('it was canceled');
	});

	test.each(['cancelled', 'completed', 'failed', 'active'] as const)(
		'a batch that was cancelled is known by its time where the current site calls it %s',
		async (cancelledState) => {
			Object.assign(switches(), { batchProgress: 'manual', cancelledKey: 'canceled_at', cancelledState });
			const wait = { wait: true, waitSeconds: 1 };
			// The second look would come after the time to wait.
			const node = nodeWith({ lookEveryMs: 2000 });
			const { state, batches } = bench.simulator;
			bench.simulator.faults.add({
				method: 'POST',
				path: /bulk$/,
				answer: { status: 202, body: { cloud_id: 'bu_1' } },
			});
			batches.cancel(state.addBatch(installationId(), { cloud_id: 'bu_1', total: 1 }));
			const failed = await bench.run('sowMirror', 'upsertMany', wait, { items: rows(1), node, ...current });
			expect(failed.error?.message).toBe('Batch bu_1 did not succeed: it was canceled');
			const shown = await bench.run(
				'sowMirror',
				'upsertMany',
				{ ...wait, failOnFailures: false },
				{ items: rows(1), node, ...current },
			);
			expect(shown.json).toMatchObject([{ state: cancelledState, cancelled_at: expect.any(String) }]);
		},
	);

	test('one mirror twice in a batch is refused before it is sent', async () => {
		const items = [...rows(2), ...rows(1)];
		const { error } = await bench.run('sowMirror', 'upsertMany', {}, { items });
		expect(error?.message).toBe('The vendor_id v-0 occurs 2 times');
		expect(bench.lines()).toEqual([]);
	});

	test('what only the current site takes is left out under the paths of 2018, which is said', async () => {
		const items = [
			{ vendor_id: 'a', pin_tag: '1', tattoo: 'B17', gestal_id: null },
			{ vendor_id: 'b', pin_tag: '2', notes: 'Lame', parity: 0 },
		];
		const { hints } = await bench.run('sowMirror', 'upsertMany', {}, { items });
		expect(bench.requests()[0]?.body).toEqual([
			{ vendor_id: 'a', pin_tag: '1' },
			{ vendor_id: 'b', pin_tag: '2' },
		]);
		expect(hints).toMatchObject([
			{
				message:
					"Fields left out because they require 'API Version' Current in the credential: notes, parity, tattoo",
			},
			shared,
		]);
		const ofCurrent = await bench.run('sowMirror', 'upsertMany', {}, { items, ...current });
		expect(bench.requests()[1]?.body).toEqual(items);
		expect(ofCurrent.hints).toMatchObject([shared]);
	});

	test('what is left out is said once, of all batches of a run, and by Compare Many too', async () => {
		const items = rows(1001).map((row) => ({ ...row, notes: 'Lame' }));
		for (const operation of ['upsertMany', 'compareMany']) {
			const { hints } = await bench.run('sowMirror', operation, {}, { items });
			expect(hints).toMatchObject([{ message: expect.stringMatching(/: notes$/) }, shared]);
		}
		expect(bench.requests().filter(({ method }) => method === 'POST')).toHaveLength(2);
		const without = await bench.run(
			'sowMirror',
			'upsertMany',
			{},
			{ items: [{ ...rows(1)[0], notes: null }] },
		);
		expect(without.hints).toEqual([]);
	});
});

describe('batches', () => {
	const items = [
		{ vendor_id: 'vendor-1', pin_tag: '9' },
		{ vendor_id: 'new-1', pin_tag: '8' },
	];
	const upsert = async (more = {}) =>
		await bench.run('sowMirror', 'upsertMany', { wait: true, ...more }, { items });

	test('that do not match known mirrors fail', async () => {
		switches().bulkMatch = 'none';
		expect((await upsert()).error?.message).toMatch(/1 of 2 mirrors failed/);
	});

	/** What the platform says of each batch from now on. */
	const accept = () => {
		const body = { cloud_id: 'bu_1', state: 'active', total: 2 };
		bench.simulator.faults.add({ method: 'POST', path: /bulk/, answer: { status: 202, body } });
		return body;
	};

	test('that failed as a whole are known by their state too', async () => {
		Object.assign(switches(), { bulkMatch: 'none', failedBatchState: 'failed' });
		expect((await upsert({ failOnFailures: false })).json).toMatchObject([{ state: 'failed', failures: 1 }]);
		const empty = { ...accept(), state: 'failed', failures: 0 };
		bench.simulator.faults.add({ method: 'GET', path: /bulk/, answer: { body: empty } });
		expect((await upsert()).error?.message).toContain('it failed');
	});

	test('of another site that Gestal does not show are no missing ones', async () => {
		switches().otherSite = 403;
		const { state, seeded } = bench.simulator;
		const { cloud_id: other } = state.addInstallation({ integrationId: seeded.integration.cloud_id });
		const { cloud_id: batchId } = state.addBatch(other);
		const { error } = await bench.run('batch', 'get', { batchId });
		expect(error).toMatchObject({ httpCode: '403', message: 'Gestal Cloud: Not authorised (forbidden)' });
		expect(error?.description).toContain('an access key of the site');
		const running = bench.watch({ events: ['batchWithFailures'], batchIds: batchId });
		await expect(running.activate()).rejects.toThrow('Not authorised');
	});

	test('whose state is none that ends one are waited for', async () => {
		const batch = accept();
		for (const state of ['queued', 'completed'])
			bench.simulator.faults.add({
				method: 'GET',
				path: /bulk/,
				times: 1,
				answer: { body: { ...batch, state, failures: 0 } },
			});
		expect((await upsert()).json).toMatchObject([{ state: 'completed', total: 2 }]);
	});

	test.each([
		['fewer mirrors than were sent', { total: 1, failures: 0 }, 'it has 1 of 2 mirrors'],
		['a list of failures', { failures: [{ vendor_id: 'new-1' }] }, '1 of 2 mirrors failed'],
	])('that show %s are no success', async (_what, shown, trouble) => {
		const body = { ...accept(), state: 'completed', ...shown };
		bench.simulator.faults.add({ method: 'GET', path: /bulk/, answer: { body } });
		expect((await upsert()).error?.message).toBe(`Batch bu_1 did not succeed: ${trouble}`);
		expect((await upsert({ failOnFailures: false })).json).toMatchObject([{ state: 'completed' }]);
	});

	test('without an id cannot be waited for, which is an error', async () => {
		const answer = { status: 202, body: { update_type: 'sow_mirrors', state: 'active', total: 2 } };
		bench.simulator.faults.add({ method: 'POST', path: /bulk/, answer });
		const run = await upsert();
		expect(run.error?.message).toContain('returned no batch ID');
		expect((await upsert({ wait: false })).json).toMatchObject([{ state: 'active' }]);
	});

	test.each([true, false])('of which the response says nothing are none (wait: %s)', async (wait) => {
		bench.simulator.faults.add({
			method: 'POST',
			path: /bulk$/,
			answer: { body: { message: 'maintenance' } },
		});
		const run = await upsert({ wait });
		expect(run.error?.message).toContain('unexpected response (expected a batch)');
		expect(run.json).toEqual([]);
	});

	test('that are canceled are read where the response is no batch', async () => {
		const { cloud_id: batchId } = bench.simulator.state.addBatch(installationId(), { rows: items, total: 2 });
		bench.simulator.faults.add({ method: 'DELETE', times: 1, answer: { body: { message: 'canceled' } } });
		const { state } = bench.simulator.state.batches.get(batchId)?.batch ?? {};
		expect(await bench.json('batch', 'cancel', { batchId })).toMatchObject([{ cloud_id: batchId, state }]);
	});

	test.each(['unchanged', 'refused'] as const)(
		'that have ended: cancelling is %s',
		async (cancelFinished) => {
			switches().cancelFinished = cancelFinished;
			const { state, batches } = bench.simulator;
			const { cloud_id: batchId } = state.addBatch(installationId(), { rows: items, total: 2 });
			batches.finish(batchId);
			const run = await bench.run('batch', 'cancel', { batchId });
			if (cancelFinished === 'unchanged') expect(run.json).toMatchObject([{ state: 'completed' }]);
			else expect(run.error).toMatchObject({ message: expect.stringContaining('has ended already') });
		},
	);
});

test('a stop ends the wait for a batch', async () => {
	switches().batchProgress = 'manual';
	const stop = new AbortController();
	const running = bench.run(
		'sowMirror',
		'upsertMany',
		{ mirrors: '[{"vendor_id": "a"}]', wait: true },
		{ cancel: stop.signal, node: nodeWith({ lookEveryMs: 60_000 }) },
	);
	await bench.simulator.requests.waitFor({ method: 'GET', path: /bulk/ });
	stop.abort();
	expect((await running).status).toBe('canceled');
	expect(bench.lines()).toHaveLength(2);
});
