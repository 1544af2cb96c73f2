import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { get } from 'lodash';

import { Gestal } from '../../../nodes/Gestal/Gestal.node';
import { listSearch, type ListSearchSetup } from '../../engine';
import { credentialTypes, GestalBench, locator, visible, type Generation } from './bench';

let bench: GestalBench;
beforeEach(async () => {
	bench = await GestalBench.start();
});
afterEach(async () => await bench.stop());

const all = { returnAll: true };
const current = { generation: 'current' as const };
const installationId = () => bench.simulator.seeded.installation.cloud_id;
const integrationId = () => bench.simulator.seeded.integration.cloud_id;

describe('paging', () => {
	test('everything, a thousand a page, one page after the other', async () => {
		for (let count = 0; count < 2100; count += 1)
			bench.simulator.state.addIntegration({ name: `More ${count}` });
		const json = await bench.json('integration', 'getMany', all);
		expect(new Set(json.map((row) => row['cloud_id'])).size).toBe(2102);
		expect(bench.lines()).toEqual([1, 2, 3].map((page) => `GET /integrations?per_page=1000&page=${page}`));
		expect(bench.simulator.requests.maxInFlight).toBe(1);
	});

	test('no page beyond the limit; rows per page as chosen', async () => {
		for (let count = 0; count < 300; count += 1)
			bench.simulator.state.addIntegration({ name: `More ${count}` });
		expect(
			await bench.json('integration', 'getMany', { limit: 120, options: { rowsPerPage: 100 } }),
		).toHaveLength(120);
		expect(bench.lines()).toHaveLength(2);
	});

	test('one page of a chosen size, with the total as Gestal tells it', async () => {
		for (let count = 0; count < 300; count += 1)
			bench.simulator.state.addIntegration({ name: `More ${count}` });
		const paging = { page: 3, perPage: 20, withTotal: true };
		const json = await bench.json('integration', 'getMany', { paging });
		expect(json).toHaveLength(20);
		expect(json[0]?.['meta']).toEqual({ total: 302, pages: 16, per_page: 20, current_page: 3 });
		expect(bench.lines()).toEqual(['GET /integrations?per_page=20&page=3']);
		const small = { ...all, paging: { perPage: 200, withTotal: true } };
		expect(await bench.json('integration', 'getMany', small)).toHaveLength(302);
		expect(bench.lines()).toHaveLength(3);
	});

	test('a page out of range is empty, no error', async () => {
		expect(await bench.json('integration', 'getMany', { paging: { page: 9 } })).toEqual([]);
	});

	test.each(['array', 'dataArray'] as const)(
		'a list without meta (%s) is read to its end',
		async (currentList) => {
			for (let count = 0; count < 198; count += 1)
				bench.simulator.state.addIntegration({ name: `More ${count}` });
			bench.simulator.switches.currentList = currentList;
			const parameters = { ...all, options: { rowsPerPage: 100 } };
			expect(await bench.json('integration', 'getMany', parameters, current)).toHaveLength(200);
			expect(bench.lines()).toHaveLength(3);
		},
	);

	test('a row that slips to the next page comes once', async () => {
		const rows = [{ cloud_id: 'a' }, { cloud_id: 'b' }];
		const meta = { next_page: 2, last_page: false };
		const path = '/integrations';
		bench.simulator.faults.add({ path, times: 1, answer: { body: { data: rows, meta } } });
		const second = { data: [{ cloud_id: 'b' }, { cloud_id: 'c' }], meta: { next_page: false } };
		bench.simulator.faults.add({ path, times: 1, answer: { body: second } });
		const json = await bench.json('integration', 'getMany', all);
		expect(json.map((row) => row['cloud_id'])).toEqual(['a', 'b', 'c']);
	});

	test.each([
		['a page number that is not above the current one', { next_page: 1, last_page: false }],
		['the last page', { next_page: 2, last_page: true }],
		['a page out of range', { next_page: 2, out_of_range: true }],
	])('%s ends the list', async (_what, meta) => {
		bench.simulator.faults.add({
			path: '/integrations',
			answer: { body: { data: [{ cloud_id: 'a' }], meta } },
		});
		expect(await bench.json('integration', 'getMany', all)).toHaveLength(1);
		expect(bench.lines()).toHaveLength(1);
	});

	test('a server that repeats a page is an error, no endless loop', async () => {
		const body = { data: [{ cloud_id: 'a' }], meta: { next_page: 99 } };
		bench.simulator.faults.add({ path: '/integrations', answer: { body } });
		const { error } = await bench.run('integration', 'getMany', all);
		expect(error?.message).toContain('sent page 2 of the list a second time');
	});
});

describe('both readings of what is uncertain', () => {
	test('the integrations of the current site at the other place, found once for all items', async () => {
		bench.simulator.switches.integratorList = '/integrator/integrations';
		const items = [{}, {}, {}];
		const json = await bench.json('integration', 'getMany', { limit: 1 }, { ...current, items });
		expect(json).toHaveLength(3);
		const [first, ...rest] = bench.lines();
		expect(first).toBe('GET /integrator?per_page=1&page=1');
		expect(rest).toEqual(Array(3).fill('GET /integrator/integrations?per_page=1&page=1'));
	});

	test('at neither place: the other place says why', async () => {
		bench.simulator.faults.add({
			path: /^\/integrator/,
			answer: { status: 404, body: { message: 'Nothing here' } },
		});
		const { error } = await bench.run('integration', 'getMany', {}, current);
		expect(error?.message).toBe('Gestal Cloud: Nothing here');
	});

	test.each(['object', 'array', 'dataObject', 'dataArray'] as const)(
		'one record as %s',
		async (currentOne) => {
			bench.simulator.switches.currentOne = currentOne;
			const one = { integrationId: locator(integrationId()) };
			expect(await bench.json('integration', 'get', one, current)).toMatchObject([{ name: 'Herd Mirror' }]);
			const key = { accessKeyId: locator(bench.simulator.seeded.key.id) };
			expect(await bench.json('accessKey', 'get', key, current)).toMatchObject([{ last_active_at: null }]);
		},
	);

	test('something else than a record', async () => {
		bench.simulator.faults.add({
			path: /./,
			after: 1,
			answer: { bodyText: '<html>', contentType: 'text/html' },
		});
		const { error } = await bench.run('integration', 'get', { integrationId: locator(integrationId()) });
		expect(error?.message).toBe('Gestal Cloud answered something other than a record');
	});

	test('an access key whose id is called cloud_id', async () => {
		bench.simulator.switches.accessKeyId = 'cloud_id';
		const { id } = bench.simulator.seeded.key;
		const json = await bench.json('accessKey', 'getMany', {}, current);
		expect(json).toMatchObject([{ id }]);
		expect(bench.lines()).toEqual(['GET /integrator/access-keys?per_page=50&page=1']);
	});

	test.each(['stored', 'null', 'ignored'] as const)(
		'an emptied description is %s',
		async (emptyDescription) => {
			bench.simulator.switches.emptyDescription = emptyDescription;
			const parameters = { integrationId: locator(integrationId()), changes: { description: '' } };
			const [json] = await bench.json('integration', 'update', parameters);
			expect(bench.requests().at(-1)?.body).toEqual({ description: '' });
			const kept = 'Keeps sows in step with the herd book.';
			expect(json?.['description']).toBe({ stored: '', null: null, ignored: kept }[emptyDescription]);
		},
	);

	test.each(['number', 'text'] as const)('64-bit ids as %s keep every digit', async (longIds) => {
		bench.simulator.switches.longIds = longIds;
		const known = [...bench.simulator.seeded.farm.sows.values()].map((sow) => sow.gestal_id).sort();
		const json = await bench.json('sow', 'getMany', { simplify: false });
		expect(json.map((row) => row['gestal_id']).sort()).toEqual(known);
	});

	test('a cancelled batch under either spelling, or without a body', async () => {
		const { switches, state } = bench.simulator;
		switches.cancelledKey = 'canceled_at';
		const cancel = async () =>
			await bench.json('batch', 'cancel', { batchId: state.addBatch(installationId()).cloud_id });
		expect(await cancel()).toMatchObject([{ cancelled_at: '2024-05-01T12:00:00.000Z' }]);
		switches.cancelAnswer = 'noContent';
		expect(await cancel()).toEqual([{ success: true, cloud_id: expect.stringMatching(/^bu_/) }]);
	});

	test('batches that the current site does not serve are reported', async () => {
		bench.simulator.switches.currentBatches = 'missing';
		const { error } = await bench.run('batch', 'get', { batchId: 'bu_1' }, current);
		expect(error).toMatchObject({ httpCode: '404' });
		expect(bench.lines()).toHaveLength(1);
	});
});

describe('installations and keys', () => {
	test.each([
		['seed', 3],
		['current', 1],
	] as const)('of all integrations (%s): %i requests', async (generation, requests) => {
		const parameters = { installationsOf: 'all' };
		const json = await bench.json('installation', 'getMany', parameters, { generation });
		expect(json).toMatchObject([{ cloud_id: installationId(), site_name: 'Barn 4' }]);
		expect(bench.lines()).toHaveLength(requests);
	});

	test('raw records keep what the platform says', async () => {
		const versions = { mirrorId: locator('vendor-1'), simplify: false };
		expect(await bench.json('sowMirror', 'getVersions', versions)).toMatchObject([
			{ event: 'create', changes: { vendor_id: [null, 'vendor-1'] } },
		]);
		const [json] = await bench.json('installation', 'getCurrent', { simplify: false });
		expect(json).toMatchObject({
			site: { name: 'Barn 4' },
			access_key: { last_active_at: expect.any(String) },
		});
	});

	test('a key is shown once: nothing but its creation ever shows it', async () => {
		const { secret, id } = bench.simulator.seeded.key;
		const leaking = { id, access_key: secret };
		bench.simulator.faults.add({ path: /accesskeys/, answer: { body: leaking } });
		const run = await bench.run('accessKey', 'get', { accessKeyId: locator(id), simplify: false });
		expect(run.json).toMatchObject([{ access_key: '[redacted]' }]);
		expect(visible(run)).not.toContain(secret);
	});

	test('health: inactive without installations, last activity from the keys', async () => {
		const { installation, key } = bench.simulator.seeded;
		key.last_active_at = '2024-04-30T08:00:00.000Z';
		const health = async (more = {}) =>
			(await bench.json('integration', 'getHealth', { integrationId: locator(integrationId()), ...more }))[0];
		expect(await health({ lookUpActivity: true })).toMatchObject({ lastRunAt: '2024-04-30T08:00:00.000Z' });
		expect(await health()).toMatchObject({ status: 'ACTIVE', lastRunAt: null });
		installation.activated = false;
		expect(await health({ simplify: false })).toMatchObject({
			status: 'INACTIVE',
			raw: { installations: [] },
		});
	});
});

describe('upsert many', () => {
	const rows = (count: number) =>
		Array.from({ length: count }, (_, index) => ({
			vendor_id: `v-${index}`,
			pin_tag: String(index),
			cloud_id: 'x',
		}));

	test('2,500 items go in three batches, each answered at the first of its items', async () => {
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
		const told = await bench.json(
			'sowMirror',
			'upsertMany',
			{ wait: true, failOnFailures: false },
			{ items: rows(3) },
		);
		expect(told).toMatchObject([{ state: 'completed', failures: 1 }]);
	});

	test('a batch that was cancelled, or takes too long, says so', async () => {
		bench.simulator.switches.batchProgress = 'manual';
		const late = await bench.run(
			'sowMirror',
			'upsertMany',
			{ wait: true, waitSeconds: 1 },
			{ items: rows(1) },
		);
		expect(late.error?.message).toContain('took longer than 1 seconds');
		const running = bench.run('sowMirror', 'upsertMany', { wait: true }, { items: rows(1) });
		await bench.simulator.requests.waitFor({ method: 'POST', path: /bulk/ }, 2);
		await bench.simulator.requests.waitFor({ method: 'GET', path: /bulk/ }, 2);
		for (const { batch } of bench.simulator.state.batches.values()) bench.simulator.batches.cancel(batch);
		expect((await running).error?.message).toContain('it was cancelled');
	});

	test('one mirror twice in a batch is refused before it is sent', async () => {
		const items = [...rows(2), ...rows(1)];
		const { error } = await bench.run('sowMirror', 'upsertMany', {}, { items });
		expect(error?.message).toBe('The vendor_id v-0 is there 2 times');
		expect(bench.lines()).toEqual([]);
	});

	test('what only the current site takes is left out under the paths of 2018', async () => {
		const items = [{ vendor_id: 'a', pin_tag: '1', tattoo: 'B17', gestal_id: null }];
		await bench.json('sowMirror', 'upsertMany', {}, { items });
		expect(bench.requests()[0]?.body).toEqual([{ vendor_id: 'a', pin_tag: '1' }]);
		await bench.json('sowMirror', 'upsertMany', {}, { items, ...current });
		expect(bench.requests()[1]?.body).toEqual(items);
	});
});

describe('pickers', () => {
	/** Where each list is offered; n8n hands out a credential only where it is shown. */
	const offeredIn: Record<string, string> = {
		searchAccessKeys: 'accessKey',
		searchBoar: 'boar',
		searchBreeding: 'breeding',
		searchFeedIntakes: 'feedIntake',
		searchGestationLive: 'gestationLive',
		searchGestationVisit: 'gestationVisit',
		searchInstallations: 'accessKey',
		searchIntegrations: 'integration',
		searchLactationLive: 'lactationLive',
		searchLocation: 'location',
		searchPigletMovement: 'pigletMovement',
		searchPreWeaning: 'preWeaning',
		searchSowMirrors: 'sowMirror',
		searchSows: 'sow',
	};

	const search = async (
		method: string,
		generation: Generation = 'seed',
		{ parameters, ...more }: Partial<ListSearchSetup> = {},
	) => {
		const node = new Gestal();
		const place = { resource: offeredIn[method] ?? '', operation: 'get', ...parameters };
		const credentials = bench.credentials(generation);
		return (await listSearch({ node, method, parameters: place, credentials, credentialTypes, ...more }))
			.results;
	};

	test('every list search of the node answers here', async () => {
		const tested = Object.keys(offeredIn);
		expect(Object.keys(new Gestal().methods.listSearch).sort()).toEqual(tested);
		for (const method of tested) expect((await search(method, 'current')).length).toBeGreaterThan(0);
	});

	test('names that tell records apart', async () => {
		expect(await search('searchIntegrations', 'seed', { filter: 'herd' })).toEqual([
			{ name: 'Herd Mirror', value: integrationId() },
		]);
		expect(await search('searchInstallations')).toEqual([
			{ name: 'Barn 4, Northern Farms', value: installationId() },
		]);
		expect((await search('searchSowMirrors')).map(({ name }) => name)).toEqual(['vendor-1', 'vendor-2']);
		const [sow] = bench.simulator.seeded.farm.sows.values();
		const named = { name: `${sow?.pin_tag} (${sow?.gestal_id})`, value: sow?.cloud_id };
		expect(await search('searchSows')).toContainEqual(named);
		const [location] = await search('searchLocation', 'current');
		expect(location?.name).toBe('Barn A');
	});

	test('lists below another record are empty until that is chosen', async () => {
		expect(await search('searchAccessKeys')).toEqual([]);
		expect(await search('searchFeedIntakes')).toEqual([]);
		const [sow] = bench.simulator.seeded.farm.sows.values();
		const keyParameters = {
			resource: 'accessKey',
			operation: 'get',
			installationId: locator(installationId()),
		};
		expect(await search('searchAccessKeys', 'seed', { parameters: keyParameters })).toEqual([
			{
				name: expect.stringMatching(/^Key ending in \w{4}, made 2024/),
				value: bench.simulator.seeded.key.id,
			},
		]);
		const sowParameters = { sowId: locator(sow?.cloud_id ?? '') };
		const intakes = await search('searchFeedIntakes', 'seed', { parameters: sowParameters });
		expect(intakes).toHaveLength(2);
		expect(intakes[0]?.name).toMatch(/^2024-05-01: \d+ g$/);
	});
});
