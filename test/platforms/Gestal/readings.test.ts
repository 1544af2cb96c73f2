import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { GestalBench, locator } from './bench';

/** What the documents leave open, in both readings, beyond what the operations' own tests show. */
let bench: GestalBench;
beforeEach(async () => {
	bench = await GestalBench.start();
});
afterEach(async () => await bench.stop());

const all = { returnAll: true };
const current = { generation: 'current' as const };
const switches = () => bench.simulator.switches;
const integrationId = () => bench.simulator.seeded.integration.cloud_id;
const installationId = () => bench.simulator.seeded.installation.cloud_id;
const addIntegrations = (count: number) => {
	for (let made = 0; made < count; made += 1) bench.simulator.state.addIntegration({ name: `More ${made}` });
};

describe('a list', () => {
	test.each([
		['a page of a proxy', { bodyText: '<html>Sign in</html>' }],
		['something else', { body: { items: [] } }],
		['nothing', { bodyText: '' }],
	])('that is %s is no empty list', async (_what, answer) => {
		bench.simulator.faults.add({ path: /^\/integrations/, answer });
		for (const [resource, operation, parameters] of [
			['integration', 'getMany', {}],
			['installation', 'getMany', { integrationId: locator(integrationId()) }],
			['accessKey', 'getMany', { installationId: locator(installationId()) }],
			['integration', 'getHealth', { integrationId: locator(integrationId()) }],
		] as const) {
			const run = await bench.run(resource, operation, parameters);
			expect(run.error?.message).toMatch(/answered something other than a (list|record)/);
			expect(run.error?.description).toContain('base URL');
		}
	});

	test.each(['object', 'dataObject'] as const)('of one record may come as %s', async (currentList) => {
		switches().currentList = currentList;
		const parameters = { integrationId: locator(integrationId()) };
		const json = await bench.json('installation', 'getMany', parameters, current);
		expect(json).toMatchObject([{ cloud_id: installationId(), site_name: 'Barn 4' }]);
		expect(await bench.json('integration', 'getMany', {}, current)).toHaveLength(2);
	});

	test.each(['array', 'dataArray'] as const)(
		'without meta (%s) is whole although the largest page is smaller than what was asked for',
		async (currentList) => {
			addIntegrations(248);
			Object.assign(switches(), { currentList, largestPage: 100 });
			const json = await bench.json('integration', 'getMany', all, current);
			expect(new Set(json.map((row) => row['cloud_id'])).size).toBe(250);
		},
	);

	test('without meta that comes whole whatever is asked is read once more, and ends', async () => {
		addIntegrations(248);
		Object.assign(switches(), { currentList: 'array', bareListPaging: 'ignored' });
		const parameters = { ...all, options: { rowsPerPage: 100 } };
		expect(await bench.json('integration', 'getMany', parameters, current)).toHaveLength(250);
		expect(bench.lines()).toHaveLength(2);
	});

	test.each([
		['capped', 'always'],
		['refused', 'never'],
	] as const)('with large pages %s and page_total %s is read to its end', async (largePages, pageTotal) => {
		addIntegrations(1248);
		Object.assign(switches(), { largePages, pageTotal });
		expect(await bench.json('integration', 'getMany', all)).toHaveLength(1250);
		expect(await bench.json('integration', 'getMany', all, current)).toHaveLength(1250);
	});

	test.each([404, 405] as const)('that is shown with an id only (%i) says what to do', async (status) => {
		Object.assign(switches(), { liveLists: 'missing', missingRouteStatus: status });
		for (const resource of ['feedIntake', 'gestationLive', 'gestationVisit', 'lactationLive']) {
			const { error } = await bench.run(resource, 'getMany', {}, current);
			expect(error).toMatchObject({ httpCode: String(status) });
			expect(error?.description).toContain('may not have this list');
		}
		const [id = ''] = bench.simulator.seeded.farm.records('ges-live').keys();
		expect(await bench.json('gestationLive', 'get', { recordId: locator(id) }, current)).toHaveLength(1);
	});

	test('that changes while it is read may miss something, which is said', async () => {
		addIntegrations(1500);
		const list = { method: 'GET', path: '/integrations' };
		switches().latencyMs = 20;
		const running = bench.run('integration', 'getMany', all);
		await bench.simulator.requests.waitFor(list, 2);
		// The second page is on its way: what is removed from the first now moves the others up.
		for (const id of [...bench.simulator.state.integrations.keys()].sort().slice(0, 3))
			bench.simulator.state.removeIntegration(id);
		const run = await running;
		expect(run.json).toHaveLength(1499);
		expect(run.hints).toMatchObject([{ message: expect.stringContaining('1499 of 1502') }]);
		expect((await bench.run('integration', 'getMany', all)).hints).toEqual([]);
	});
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
			expect(error?.description).toContain('try API Paths: Current Site');
		}
		expect(await bench.json('integration', 'get', one, current)).toMatchObject([{ name: 'Herd Mirror' }]);
	});

	test('those of the current site', async () => {
		switches().generations = 'seedOnly';
		const { error } = await bench.run('integration', 'getMany', {}, current);
		expect(error).toMatchObject({ httpCode: '404' });
		expect(await bench.json('integration', 'get', one)).toMatchObject([{ name: 'Herd Mirror' }]);
	});

	test('deleting a key of the current site', async () => {
		switches().currentKeyDelete = 'missing';
		const { id } = bench.simulator.seeded.key;
		const { error } = await bench.run('accessKey', 'delete', { accessKeyId: locator(id) }, current);
		expect(error).toMatchObject({ httpCode: '404' });
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

	test.each([400, 422] as const)('a value that is missing is told as %i', async (missingValueStatus) => {
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
			expect(json !== undefined && 'updated_at' in json).toBe(integrationUpdatedAt === 'always');
		}
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

	test('that failed as a whole are told by their state too', async () => {
		Object.assign(switches(), { bulkMatch: 'none', failedBatchState: 'failed' });
		expect((await upsert({ failOnFailures: false })).json).toMatchObject([{ state: 'failed', failures: 1 }]);
		const empty = { cloud_id: 'bu_1', state: 'failed', failures: 0, total: 2 };
		bench.simulator.faults.add({ method: 'GET', path: /bulk/, answer: { body: empty } });
		expect((await upsert()).error?.message).toContain('it was failed');
	});

	test('whose state is none that ends one are waited for', async () => {
		const queued = { cloud_id: 'bu_1', state: 'queued', failures: 0, total: 2 };
		bench.simulator.faults.add({ method: 'GET', path: /bulk/, times: 1, answer: { body: queued } });
		expect((await upsert()).json).toMatchObject([{ state: 'completed', total: 2 }]);
	});

	test('without an id cannot be waited for, which is an error', async () => {
		const answer = { status: 202, body: { update_type: 'sow_mirrors', state: 'active', total: 2 } };
		bench.simulator.faults.add({ method: 'POST', path: /bulk/, answer });
		const run = await upsert();
		expect(run.error?.message).toContain('told no ID');
		expect((await upsert({ wait: false })).json).toMatchObject([{ state: 'active' }]);
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

test('an error page of a gateway is no message', async () => {
	const bodyText = '<!DOCTYPE html><html><body>Bad gateway</body></html>';
	bench.simulator.faults.add({ path: '/integrations', answer: { status: 502, bodyText } });
	const { error } = await bench.run('integration', 'create', { name: 'Acme', url: 'https://example.com/' });
	expect(error?.message).toBe('Gestal Cloud: answered with status 502');
});
