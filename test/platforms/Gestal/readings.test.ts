import { beforeEach, describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { GestalBench, locator } from './bench';

/** What the documents leave open, in both readings, beyond what the operations' own tests show. */
let bench: GestalBench;
forEachTest(async () => (bench = await GestalBench.start()));

const current = { generation: 'current' as const };
const switches = () => bench.simulator.switches;
const integrationId = () => bench.simulator.seeded.integration.cloud_id;
const installationId = () => bench.simulator.seeded.installation.cloud_id;

describe('both readings of what is uncertain', () => {
	test.each([404, 405] as const)(
		'the integrations of the current site under the other path after %i, found once for all items',
		async (missingRouteStatus) => {
			Object.assign(switches(), { integratorList: '/integrator/integrations', missingRouteStatus });
			const items = [{}, {}, {}];
			const json = await bench.json('integration', 'getMany', { limit: 1 }, { ...current, items });
			expect(json).toHaveLength(3);
			const [first, ...rest] = bench.lines();
			expect(first).toBe('GET /integrator?per_page=1&page=1');
			expect(rest).toEqual(Array(3).fill('GET /integrator/integrations?per_page=1&page=1'));
		},
	);

	test('under neither path: the other path says why', async () => {
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

	test.each([
		['array', 'array'],
		['dataObject', 'dataArray'],
		['dataArray', 'object'],
		['object', 'dataObject'],
	] as const)('records of a farm site as %s, its lists as %s', async (currentOne, currentList) => {
		Object.assign(switches(), { currentOne, currentList });
		const { farm } = bench.simulator.seeded;
		const [id = ''] = farm.records('locations').keys();
		expect(await bench.json('location', 'getMany', {}, current)).toMatchObject([{ cloud_id: id }]);
		const location = { recordId: locator(id) };
		expect(await bench.json('location', 'get', location, current)).toMatchObject([{ cloud_id: id }]);

		const created = { vendorId: 'new-1', details: { pin_tag: '9' } };
		expect(await bench.json('sowMirror', 'create', created, current)).toMatchObject([{ vendor_id: 'new-1' }]);
		expect(await bench.json('sowMirror', 'getMany', {}, current)).toHaveLength(3);
		const changed = { mirrorId: locator('vendor-1'), details: { pin_tag: '77' } };
		expect(await bench.json('sowMirror', 'update', changed, current)).toMatchObject([{ pin_tag: '77' }]);

		const mirrors = '[{"vendor_id": "new-2", "pin_tag": "3"}]';
		const batch = await bench.json('sowMirror', 'upsertMany', { mirrors, wait: true }, current);
		expect(batch).toMatchObject([{ state: 'completed', total: 1 }]);
		const { cloud_id: batchId } = bench.simulator.state.addBatch(installationId());
		expect(await bench.json('batch', 'cancel', { batchId }, current)).toMatchObject([
			{ cloud_id: batchId, cancelled_at: '2024-05-01T12:00:00.000Z' },
		]);
	});

	test('something else than a record', async () => {
		bench.simulator.faults.add({
			path: /./,
			after: 1,
			answer: { bodyText: '<html>', contentType: 'text/html' },
		});
		const { error } = await bench.run('integration', 'get', { integrationId: locator(integrationId()) });
		expect(error?.message).toBe('Gestal Cloud: returned a web page (200 OK)');
	});

	test('an access key whose id is called cloud_id', async () => {
		bench.simulator.switches.accessKeyId = 'cloud_id';
		const { id } = bench.simulator.seeded.key;
		const json = await bench.json('accessKey', 'getMany', {}, current);
		expect(json).toMatchObject([{ id }]);
		expect(bench.lines()).toEqual(['GET /integrator/access-keys?per_page=50&page=1']);
	});

	test.each(['object', 'dataObject'] as const)(
		'a single access key without an ID, as %s',
		async (currentList) => {
			Object.assign(switches(), { currentList, accessKeyId: 'none' });
			const given = { installationId: locator(installationId()) };
			for (const parameters of [given, {}]) {
				expect(await bench.json('accessKey', 'getMany', parameters, current)).toMatchObject([
					{ id: null, access_key: expect.stringMatching(/^ak_x+/) },
				]);
			}
			bench.faults.add({ path: /access-keys/, answer: { body: { message: 'Hello' } } });
			expect((await bench.run('accessKey', 'getMany', given, current)).error?.message).toMatch(
				/expected a list/,
			);
		},
	);

	test.each(['stored', 'null', 'ignored'] as const)(
		'an emptied description is %s',
		async (emptyDescription) => {
			bench.simulator.switches.emptyDescription = emptyDescription;
			const parameters = { integrationId: locator(integrationId()), changes: { description: '' } };
			const run = await bench.run('integration', 'update', parameters);
			expect(bench.requests().at(-1)?.body).toEqual({ description: '' });
			const kept = 'Keeps sows in step with the herd book.';
			expect(run.json[0]?.['description']).toBe({ stored: '', null: null, ignored: kept }[emptyDescription]);
			const message =
				'Gestal Cloud accepted the change of the integration, but does not return these fields as they were sent: description. Check them with Get.';
			expect(run.hints).toMatchObject(emptyDescription === 'ignored' ? [{ message }] : []);
		},
	);

	test.each(['""', '" "', 'null'])(
		'a description for which an expression gives %s is left as it is stored',
		async (nothing) => {
			const changes = { name: 'Herd', description: `={{ ${nothing} }}` };
			await bench.json('integration', 'update', { integrationId: locator(integrationId()), changes });
			expect(bench.requests().at(-1)?.body).toEqual({ name: 'Herd' });
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
		expect(await cancel()).toMatchObject([{ state: 'cancelled', cancelled_at: '2024-05-01T12:00:00.000Z' }]);
	});

	test('a batch that is not there is not cancelled, also where the first response is lost', async () => {
		bench.faults.add({ method: 'DELETE', times: 1, answer: 'reset' });
		const { error, json } = await bench.run('batch', 'cancel', { batchId: 'bu_1' });
		expect(json).toEqual([]);
		expect(error).toMatchObject({ httpCode: '404' });
	});

	test('batches that the current site does not serve are reported', async () => {
		bench.simulator.switches.currentBatches = 'missing';
		const { error } = await bench.run('batch', 'get', { batchId: 'bu_1' }, current);
		expect(error).toMatchObject({ httpCode: '404' });
		expect(bench.lines()).toHaveLength(1);
	});
});

describe.each(['cloudIdOnly', 'anyId'] as const)('the IDs that the current site takes: %s', (currentIds) => {
	beforeEach(() => {
		Object.assign(switches(), { currentIds, generations: 'currentOnly' });
	});
	const mirrorId = locator('vendor-1');
	const mirrors = () => bench.simulator.seeded.farm.mirrors;

	test('a mirror is found, changed and deleted by its vendor ID', async () => {
		expect(await bench.json('sowMirror', 'get', { mirrorId }, current)).toMatchObject([
			{ vendor_id: 'vendor-1' },
		]);
		const changes = { mirrorId, details: { pin_tag: '77' } };
		expect(await bench.json('sowMirror', 'update', changes, current)).toMatchObject([{ pin_tag: '77' }]);
		const before = mirrors().size;
		expect(await bench.json('sowMirror', 'delete', { mirrorId }, current)).toEqual([
			{ deleted: true, vendor_id: 'vendor-1' },
		]);
		expect(mirrors().size).toBe(before - 1);
	});

	test.each([{ status: 503, body: {} }, 'reset', { afterExecuting: 'reset' }] as const)(
		'a mirror is deleted by its vendor ID also where the first response is lost (%j)',
		async (answer) => {
			bench.faults.add({ method: 'DELETE', times: 1, answer });
			expect(await bench.json('sowMirror', 'delete', { mirrorId }, current)).toEqual([
				{ deleted: true, vendor_id: 'vendor-1' },
			]);
			expect([...mirrors().values()].map((mirror) => mirror.vendor_id)).toEqual(['vendor-2']);
		},
	);

	test('a vendor ID that is not in the list is no deletion where the first response is lost', async () => {
		bench.faults.add({ method: 'DELETE', times: 1, answer: 'reset' });
		const { error, json } = await bench.run('sowMirror', 'delete', { mirrorId: locator('nope') }, current);
		expect(json).toEqual([]);
		expect(error?.description).toContain('Check whether the change was applied');
	});

	test('many are found by one reading of the list; an ID that is not there stays a 404', async () => {
		const items = ['vendor-1', 'vendor-1', 'nope'].map((id) => ({ id }));
		const asked = { mirrorId: locator('={{ $json.id }}') };
		const run = await bench.run('sowMirror', 'get', asked, {
			...current,
			items,
			onError: 'continueErrorOutput',
		});
		expect(run.json).toHaveLength(2);
		expect(run.errorItems).toHaveLength(1);
		const lists = bench.requests().filter(({ path }) => path === '/integration/sow-mirrors');
		expect(lists).toHaveLength(1);
	});

	test('each further mirror of a run takes one request', async () => {
		const farm = bench.simulator.seeded.farm;
		const items = ['vendor-1', 'vendor-2', 'vendor-3', 'vendor-1'].map((id) => ({ id }));
		farm.addMirror({ vendor_id: 'vendor-3', pin_tag: '3' });
		const given = { mirrorId: locator('={{ $json.id }}'), details: { pin_tag: '77' } };
		const run = await bench.run('sowMirror', 'update', given, { ...current, items });
		expect(run.json.map((json) => json['vendor_id'])).toEqual(items.map(({ id }) => id));
		// What does not find the first: its path, and the list.
		expect(bench.lines()).toHaveLength(items.length + (currentIds === 'anyId' ? 0 : 2));
	});

	test('a cloud ID that is not there is not looked for', async () => {
		const { error } = await bench.run('sowMirror', 'get', { mirrorId: locator('wos_x') }, current);
		expect(error).toMatchObject({ httpCode: '404' });
		expect(bench.lines()).toHaveLength(1);
	});

	test('a sow is found by its Gestal ID', async () => {
		const [sow] = bench.simulator.seeded.farm.sows.values();
		const sowId = locator(sow?.gestal_id ?? '');
		expect(await bench.json('sow', 'get', { sowId }, current)).toMatchObject([{ cloud_id: sow?.cloud_id }]);
	});

	test('a mirror whose creation lost its response is found', async () => {
		bench.faults.add({ method: 'POST', path: /mirrors/, answer: { afterExecuting: 'reset' } });
		const created = { vendorId: 'new-1', details: { pin_tag: '9' } };
		expect(await bench.json('sowMirror', 'create', created, current)).toMatchObject([{ vendor_id: 'new-1' }]);
		expect(bench.lines().filter((line) => line.startsWith('POST'))).toHaveLength(1);
	});
});

test('a new integration that is stored otherwise, or shown in part, is one all the same', async () => {
	const parameters = { name: 'New', url: 'https://example.com', additionalFields: { description: 'About' } };
	const shown = { cloud_id: 'int_1', name: 'New' };
	for (const [body, hints] of [
		[shown, []],
		[
			{ ...shown, description: null },
			[{ message: expect.stringContaining('as they were sent: description.') }],
		],
	] as const) {
		bench.faults.add({ method: 'POST', path: '/integrations', times: 1, answer: { body } });
		const run = await bench.run('integration', 'create', parameters);
		expect(run.json).toMatchObject([{ cloud_id: 'int_1' }]);
		expect(run.hints).toMatchObject(hints);
		expect(run.hints).toHaveLength(hints.length);
	}
});

describe('routes that may be gone', () => {
	const one = { integrationId: locator('int_41soix4ZP9os2M1lsPzwlpbvqnqHJgYH') };
	const changes = { changes: { name: 'New' } };
	const create = { name: 'Acme', url: 'https://example.com/acme' };

	test.each([404, 405] as const)('those of 2018 (%i): every operation says which to try', async (status) => {
		Object.assign(switches(), { generations: 'currentOnly', missingRouteStatus: status });
		for (const [operation, parameters] of [
			['create', create],
			['delete', one],
			['get', one],
			['getHealth', one],
			['getMany', {}],
			['update', { ...one, ...changes }],
		] as const) {
			const { error } = await bench.run('integration', operation, parameters);
			expect(error).toMatchObject({ httpCode: String(status) });
			expect(error?.description).toContain("set 'API Version' in the credential to Current");
		}
		expect(await bench.json('integration', 'get', one, current)).toMatchObject([{ name: 'Herd Mirror' }]);
	});

	test.each([404, 405] as const)(
		'those of the current site (%i): every operation says which to try',
		async (status) => {
			Object.assign(switches(), { generations: 'seedOnly', missingRouteStatus: status });
			const mirrorId = locator('vendor-1');
			for (const [resource, operation, parameters] of [
				['integration', 'get', one],
				['integration', 'getHealth', one],
				['integration', 'getMany', {}],
				['installation', 'getMany', one],
				['accessKey', 'getMany', {}],
				['sowMirror', 'getMany', {}],
				['sowMirror', 'get', { mirrorId }],
				['sowMirror', 'update', { mirrorId, details: { pin_tag: '1' } }],
			] as const) {
				const { error } = await bench.run(resource, operation, { ...parameters }, current);
				expect(error).toMatchObject({ httpCode: String(status) });
				expect(error?.description).toContain("set 'API Version' in the credential to 2018");
			}
			expect(await bench.json('integration', 'get', one)).toMatchObject([{ name: 'Herd Mirror' }]);
		},
	);

	test('deleting a key of the current site, also where the first response is lost', async () => {
		switches().currentKeyDelete = 'missing';
		const { id } = bench.simulator.seeded.key;
		const remove = async () => await bench.run('accessKey', 'delete', { accessKeyId: locator(id) }, current);
		expect((await remove()).error).toMatchObject({ httpCode: '404' });
		bench.faults.add({ method: 'DELETE', times: 1, answer: 'reset' });
		const { error, json } = await remove();
		expect(json).toEqual([]);
		expect(error?.description).toContain('Check whether the change was applied');
		expect(bench.simulator.state.accessKeys.has(id)).toBe(true);
	});

	test('the own installation of the current site', async () => {
		Object.assign(switches(), { generations: 'currentOnly', currentInstallation: 'missing' });
		expect((await bench.run('installation', 'getCurrent', {}, current)).error).toMatchObject({
			httpCode: '404',
		});
	});
});

describe('changes', () => {
	const update = async () =>
		await bench.run('integration', 'update', {
			integrationId: locator(integrationId()),
			changes: { name: 'New' },
		});

	test.each([400, 422] as const)('a value that is missing is refused with %i', async (missingValueStatus) => {
		Object.assign(switches(), { patchRequires: 'nameAndUrl', missingValueStatus });
		expect((await update()).error).toMatchObject({
			message: expect.stringContaining('name and url are required'),
			httpCode: String(missingValueStatus),
		});
		switches().patchRequires = 'nothing';
		expect((await update()).json).toMatchObject([{ name: 'New' }]);
	});

	test.each(['always', 'never'] as const)('updated_at is there %s', async (integrationUpdatedAt) => {
		switches().integrationUpdatedAt = integrationUpdatedAt;
		for (const generation of ['seed', 'current'] as const) {
			const parameters = { integrationId: locator(integrationId()) };
			const [json] = await bench.json('integration', 'get', parameters, { generation });
			expect(json?.['updated_at']).toEqual(integrationUpdatedAt === 'always' ? expect.any(String) : null);
		}
	});
});
