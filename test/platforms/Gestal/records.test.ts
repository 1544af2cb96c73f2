import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { Clock } from '../../../simulators/switchboard';
import { Gestal } from '../../../nodes/Gestal/Gestal.node';
import { listSearch } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { credentialTypes, GestalBench, jsonOf, locator, visible } from './bench';
import { DAY_MS, ownDate, pass } from '../ownDate';

/** What a response must be to count as the record that was asked for, and how its IDs and keys are shown. */
let bench: GestalBench;
forEachTest(ownDate);
forEachTest(async () => (bench = await GestalBench.start({ clock: new Clock() })));

const current = { generation: 'current' as const };
const integrationId = () => bench.simulator.seeded.integration.cloud_id;
const installationId = () => bench.simulator.seeded.installation.cloud_id;

describe('a record', () => {
	const page = (rows: object[]) => ({
		data: rows,
		meta: { total: rows.length, current_page: 1, next_page: false },
	});

	test.each([
		['integration', 'create', { name: 'Acme', url: 'https://example.com/acme' }],
		['accessKey', 'create', { installationId: locator('inst_7Qm2c9') }],
		['sowMirror', 'create', { vendorId: 'new' }],
	] as const)('is not the first of a list: %s %s', async (resource, operation, parameters) => {
		const rows = [{ cloud_id: 'x', id: 'x', name: 'Acme', vendor_id: 'new' }];
		bench.simulator.faults.add({ method: 'POST', path: /./, answer: { body: page(rows) }, after: 1 });
		await bench.run('integration', 'getMany');
		const run = await bench.run(resource, operation, { ...parameters });
		expect(run.json).toEqual([]);
		expect(run.error?.message).toMatch(/unexpected response|another record|sign-in|sign in/);
	});

	test.each([
		['integration', 'get', { integrationId: locator('int_1') }],
		['integration', 'update', { integrationId: locator('int_1'), changes: { url: 'https://example.com' } }],
		['sow', 'get', { sowId: locator('17') }],
		['sowMirror', 'get', { mirrorId: locator('vendor-9') }],
		['batch', 'get', { batchId: 'bu_1' }],
	] as const)('with another ID is an error: %s %s', async (resource, operation, parameters) => {
		bench.simulator.faults.add({
			path: /int_1$|17$|vendor-9$|bu_1$/,
			answer: { body: { cloud_id: 'other', gestal_id: 18, vendor_id: 'vendor-1' } },
		});
		const run = await bench.run(resource, operation, { ...parameters } as INodeParameters);
		expect(run.error?.message).toContain('Gestal Cloud returned a different record than');
	});

	test.each([
		['integration', 'get', { integrationId: locator('int_1') }],
		['integration', 'getHealth', { integrationId: locator('int_1') }],
		['integration', 'update', { integrationId: locator('int_1'), changes: { url: 'https://example.com' } }],
		['accessKey', 'get', { accessKeyId: locator('key_1') }],
		['sow', 'get', { sowId: locator('17') }],
		['sowMirror', 'update', { mirrorId: locator('vendor-9'), details: { pin_tag: '9' } }],
		['installation', 'getCurrent', {}],
		['batch', 'get', { batchId: 'bu_1' }],
	] as const)('without any ID is an error: %s %s', async (resource, operation, parameters) => {
		bench.simulator.faults.add({
			path: /int_1$|key_1$|17$|vendor-9$|integration$|bu_1$/,
			answer: { body: { status: 'maintenance' } },
		});
		const run = await bench.run(resource, operation, { ...parameters } as INodeParameters);
		expect(run.json).toEqual([]);
		expect(run.error?.message).toContain('unexpected response (expected a record)');
	});

	test.each([
		['integration', 'seed', { url: 'https://example.com/new' }],
		['sowMirror', 'seed', { pin_tag: '9' }],
		['sowMirror', 'current', { pin_tag: '9' }],
	] as const)(
		'is read where the response to a change is empty: %s, %s',
		async (resource, generation, sent) => {
			const [mirrorId = ''] = bench.simulator.seeded.farm.mirrors.keys();
			const given = { integrationId: locator(integrationId()), mirrorId: locator(mirrorId) };
			for (const answer of [
				{ status: 204 },
				{ status: 200, bodyText: '' },
				{ status: 200, bodyText: 'null' },
			]) {
				bench.simulator.faults.add({ method: 'PATCH', times: 1, answer: { afterExecuting: answer } });
				const parameters = { ...given, changes: sent, details: sent };
				expect(await bench.json(resource, 'update', parameters, { generation })).toMatchObject([sent]);
			}
			expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(3);
		},
	);

	test('of an access key may have no ID where it was asked for by one', async () => {
		bench.switches.accessKeyId = 'none';
		const accessKeyId = locator(bench.simulator.seeded.key.id);
		expect(await bench.json('accessKey', 'get', { accessKeyId }, current)).toMatchObject([
			{ access_key: expect.stringMatching(/^ak_x+/) },
		]);
	});

	test('of an ID that is the name of a list is an error', async () => {
		const parameters = { integrationId: locator('installations') };
		const run = await bench.run('integration', 'get', parameters, current);
		expect(run.json).toEqual([]);
		expect(run.error?.message).toContain('unexpected response (expected a record)');
	});

	test('of another integration than the chosen one is not found', async () => {
		const other = [...bench.state.integrations.keys()].find((id) => id !== integrationId()) ?? '';
		const get = async (id: string) =>
			await bench.run(
				'installation',
				'get',
				{ installationsOf: 'one', integrationId: locator(id), installationId: locator(installationId()) },
				current,
			);
		expect((await get(integrationId())).json).toMatchObject([
			{ cloud_id: installationId(), integrationId: integrationId() },
		]);
		expect((await get(other)).error?.message).toContain('Gestal lists no activated installation');
	});
});

test('64-bit IDs are text, however long they are', async () => {
	const { farm } = bench.simulator.seeded;
	farm.sows.clear();
	farm.addSow({ gestal_id: '17', rfid1: '982000123456789', rfid2: '982000123456789013' });
	for (const simplify of [true, false]) {
		expect(await bench.json('sow', 'getMany', { simplify })).toMatchObject([
			{ gestal_id: '17', rfid1: '982000123456789', ...(!simplify && { rfid2: '982000123456789013' }) },
		]);
		expect(await bench.json('sow', 'get', { sowId: locator('17'), simplify })).toMatchObject([
			{ gestal_id: '17', rfid1: '982000123456789' },
		]);
	}
});

describe('access keys', () => {
	test('are shown as the platform masks them, so that they can be told apart', async () => {
		const parameters = { installationId: locator(installationId()) };
		const [key] = await bench.json('accessKey', 'getMany', parameters);
		expect(key?.['access_key']).toBe(`ak_${'x'.repeat(28)}${bench.simulator.seeded.key.secret.slice(-4)}`);
	});

	test.each(['seed', 'current'] as const)(
		'of an integration are those of each of its installations, and of no other integration (%s)',
		async (generation) => {
			const { state, seeded } = bench.simulator;
			const other = state.addIntegration({ name: 'Feed Watch' });
			state.addAccessKey(state.addInstallation({ integrationId: other.cloud_id }).cloud_id);
			const second = state.addInstallation({ integrationId: integrationId() });
			const added = state.addAccessKey(second.cloud_id);
			const given = { integrationId: locator(integrationId()), returnAll: true };
			const keys = await bench.json('accessKey', 'getMany', given, { generation });
			expect(
				keys.map(({ id, installationId, integrationId }) => [id, installationId, integrationId]).sort(),
			).toEqual(
				[
					[seeded.key.id, installationId(), integrationId()],
					[added.id, second.cloud_id, integrationId()],
				].sort(),
			);
		},
	);

	test.each([
		['no key', {}],
		['a masked one', { access_key: `ak_${'x'.repeat(28)}7890` }],
		['something else in its place', { access_key: { last_active_at: null } }],
	])('are not created where the response has %s: nobody could use it', async (_what, shown) => {
		const body = { id: 'key_1', created_at: '2024-05-01T12:00:00.000Z', ...shown };
		bench.faults.add({ method: 'POST', path: /accesskeys$/, answer: { status: 201, body } });
		const { error, json } = await bench.run('accessKey', 'create', {
			installationId: locator(installationId()),
		});
		expect(json).toEqual([]);
		expect(error?.message).toBe('Gestal returned no new access key');
		expect(error?.description).toContain('delete it: it cannot be shown again');
	});

	test.each([
		['nothing', { status: 204 }],
		['an empty 202', { status: 202, bodyText: '' }],
		['text', { status: 201, bodyText: 'created' }],
		['a list', { status: 201, body: [{ id: '1' }, { id: '2' }] }],
	])('may have been created where the response is %s, which the failure says', async (_what, answer) => {
		bench.faults.add({ method: 'POST', path: /accesskeys$/, answer: { afterExecuting: answer } });
		const given = { installationId: locator(installationId()) };
		const before = bench.simulator.state.accessKeys.size;
		expect(await bench.failure('accessKey', 'create', given)).toMatch(
			/^Gestal returned no new access key \| .*delete it: it cannot be shown again/,
		);
		expect(bench.simulator.state.accessKeys.size).toBe(before + 1);
	});

	test.each(['seed', 'current'] as const)(
		'that a later item keeps from being returned are named in its failure: nobody could find them (%s)',
		async (generation) => {
			const before = new Set(bench.simulator.state.accessKeys.keys());
			const given = { installationId: locator('={{ $json.id }}') };
			const items = [{ id: installationId() }, { id: 'inst_none' }];
			const run = await bench.run('accessKey', 'create', given, { items, generation });
			const [made] = [...bench.simulator.state.accessKeys.values()].filter(({ id }) => !before.has(id));
			expect(run.error).toMatchObject({ httpCode: '404' });
			expect(run.error?.description).toContain(
				`Created before it in this run: ${made?.id} (installation ${installationId()}). If the run stops here`,
			);
			expect(visible(run)).not.toContain(made?.secret);
		},
	);

	test('of which none was created before are not spoken of in a failure', async () => {
		const given = { installationId: locator('inst_none') };
		const { error } = await bench.run('accessKey', 'create', given);
		expect(error?.description).not.toContain('Created before');
	});

	test('without ID that were created before are named by their last characters', async () => {
		bench.switches.accessKeyId = 'none';
		const given = { installationId: locator('={{ $json.id }}') };
		const items = [{ id: installationId() }, { id: 'inst_none' }];
		const { error } = await bench.run('accessKey', 'create', given, { items, generation: 'current' });
		expect(error?.description).toMatch(/in this run: the one ending in \w{4} \(installation inst_/);
	});

	test.each(['get', 'delete'])(
		'are returned with whose they are, as far as that was chosen: %s',
		async (operation) => {
			const accessKeyId = locator(bench.simulator.seeded.key.id);
			const whose = { integrationId: locator(integrationId()), installationId: locator(installationId()) };
			expect(await bench.json('accessKey', operation, { accessKeyId, ...whose })).toMatchObject([
				{ integrationId: integrationId(), installationId: installationId() },
			]);
		},
	);

	test.each(['get', 'delete'])('are never named by the key itself: %s', async (operation) => {
		const { secret } = bench.simulator.seeded.key;
		const given = { accessKeyId: locator('={{ $json.key }}') };
		const run = await bench.run('accessKey', operation, given, { items: [{ key: ` ${secret}` }] });
		expect(run.error?.message).toBe("'Access Key' must be the ID of the key, not the key itself");
		expect(visible(run)).not.toContain(secret);
		expect(bench.lines()).toEqual([]);
	});

	test('without ID are in the list and in the trigger; they can be read, and not deleted', async () => {
		bench.switches.accessKeyId = 'none';
		const setup = { node: new Gestal(), credentials: bench.credentials('current'), credentialTypes };
		const shown = { resource: 'accessKey', operation: 'get' };
		const { results } = await listSearch({ ...setup, method: 'searchAccessKeys', parameters: shown });
		const ending = bench.simulator.seeded.key.secret.slice(-4);
		expect(results).toMatchObject([{ name: expect.stringContaining(`Key ending in ${ending}`) }]);
		const accessKeyId = locator(String(results[0]?.value));
		expect(await bench.json('accessKey', 'get', { accessKeyId }, current)).toMatchObject([
			{ access_key: expect.stringContaining(ending) },
		]);
		const { error } = await bench.run('accessKey', 'delete', { accessKeyId }, current);
		expect(error?.message).toContain('Gestal returns no ID for this access key');
		expect(bench.state.accessKeys.size).toBe(1);
		const running = bench.watch({ events: ['accessKeyUnused'], unusedDays: 1 }, current);
		await running.activate();
		pass(2 * DAY_MS);
		expect(jsonOf(await running.poll())).toMatchObject([{ detail: { accessKeyId: accessKeyId.value } }]);
		expect(await running.poll()).toBeNull();
	});
});

test('nothing more is deleted once a deletion has failed', async () => {
	const ids = Array.from(
		{ length: 10 },
		(_, index) => bench.state.addIntegration({ name: `More ${index}` }).cloud_id,
	);
	bench.switches.latencyMs = 5;
	bench.simulator.faults.add({ method: 'DELETE', after: 1, answer: { status: 403, body: {} } });
	const items = ids.map((id) => ({ id }));
	const run = await bench.run(
		'integration',
		'delete',
		{ integrationId: locator('={{ $json.id }}') },
		{ items },
	);
	expect(run.error).toMatchObject({ httpCode: '403' });
	expect(bench.lines().filter((line) => line.startsWith('DELETE'))).toHaveLength(2);
	expect(ids.filter((id) => !bench.state.integrations.has(id))).toHaveLength(1);
});
