import { describe, expect, test } from '@jest/globals';

import { Gestal } from '../../../nodes/Gestal/Gestal.node';
import { listSearch, type ListSearchSetup } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { credentialTypes, GestalBench, locator, type Generation } from './bench';

let bench: GestalBench;
forEachTest(async () => (bench = await GestalBench.start()));

const all = { returnAll: true };
const current = { generation: 'current' as const };
const switches = () => bench.simulator.switches;
const integrationId = () => bench.simulator.seeded.integration.cloud_id;
const installationId = () => bench.simulator.seeded.installation.cloud_id;
const addIntegrations = (count: number) => {
	for (let made = 0; made < count; made += 1) bench.simulator.state.addIntegration({ name: `More ${made}` });
};

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

	test('lists that are only searched are read in the largest pages, whatever rows per page are chosen', async () => {
		addIntegrations(3);
		const one = { installationsOf: 'one', integrationId: locator(integrationId()) };
		const named = { __rl: true, mode: 'name', value: 'Herd Mirror' };
		const options = { rowsPerPage: 1 };
		const given = { installationId: locator(installationId()), options };
		await bench.json('installation', 'get', { ...one, ...given });
		await bench.json('installation', 'get', { installationsOf: 'all', ...given });
		await bench.json('integration', 'get', { integrationId: named, options });
		switches().accessKeyId = 'none';
		const { secret, created_at: createdAt } = bench.simulator.seeded.key;
		const accessKeyId = locator(`${secret.slice(-4)}@${createdAt}`);
		expect(await bench.json('accessKey', 'get', { accessKeyId, options }, current)).toHaveLength(1);
		const lists = bench.lines().filter((line) => line.includes('page='));
		expect(lists).toHaveLength(8);
		expect(lists.filter((line) => !line.includes('per_page=1000'))).toEqual([]);
	});

	test('one page of a chosen size, with the total as Gestal gives it', async () => {
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

	test.each([
		[3, []],
		[4, [{ message: expect.stringContaining('while it was read: 3 of 4 records were received') }]],
	])('a row that slips to the next page comes, and counts, once: a list of %i', async (total, hints) => {
		const rows = [{ cloud_id: 'a' }, { cloud_id: 'b' }];
		const meta = { total, next_page: 2, last_page: false };
		const path = '/integrations';
		bench.simulator.faults.add({ path, times: 1, answer: { body: { data: rows, meta } } });
		const second = { data: [{ cloud_id: 'b' }, { cloud_id: 'c' }], meta: { total, next_page: false } };
		bench.simulator.faults.add({ path, times: 1, answer: { body: second } });
		const run = await bench.run('integration', 'getMany', all);
		expect(run.json.map((row) => row['cloud_id'])).toEqual(['a', 'b', 'c']);
		expect(run.hints).toMatchObject(hints);
		expect(run.hints).toHaveLength(hints.length);
	});

	test.each([
		[
			'versions',
			'sow.getVersions',
			(name: string) => ({ event: 'update', changes: { state: ['open', name] }, created_at: name }),
		],
		[
			'access keys that were used meanwhile',
			'accessKey.getMany',
			(name: string, use: number) => ({ access_key: `ak_x${name}`, last_active_at: use, created_at: name }),
		],
	])('%s have no ID, and come once all the same', async (_what, task, row) => {
		const pages = [
			{ data: [row('a', 1), row('b', 1)], meta: { total: 3, next_page: 2 } },
			{ data: [row('b', 2), row('c', 1)], meta: { total: 3, next_page: false } },
		];
		const path = /(versions|accesskeys)$/;
		for (const body of pages) bench.simulator.faults.add({ path, times: 1, answer: { body } });
		const [resource = '', operation = ''] = task.split('.');
		const given = { ...all, sowId: locator('sow_1'), installationId: locator(installationId()) };
		const run = await bench.run(resource, operation, given);
		expect(run.json.map((json) => json['created_at'])).toEqual(['a', 'b', 'c']);
		expect(run.hints).toEqual([]);
	});

	test('rows of which nothing shows that they are the same all come', async () => {
		const body = { data: [{ event: 'update' }, { event: 'update' }], meta: { next_page: false } };
		bench.simulator.faults.add({ path: /versions$/, answer: { body } });
		const given = { ...all, sowId: locator('sow_1') };
		expect(await bench.json('sow', 'getVersions', given)).toHaveLength(2);
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
			expect(run.error?.message).toMatch(/returned an? .+ \((expected a (list|record)|200 OK)\)/);
			expect(run.error?.description).toContain("check '");
		}
	});

	test.each(['object', 'dataObject'] as const)('of one record may come as %s', async (currentList) => {
		switches().currentList = currentList;
		const parameters = { integrationId: locator(integrationId()) };
		const json = await bench.json('installation', 'getMany', parameters, current);
		expect(json).toMatchObject([{ cloud_id: installationId(), site_name: 'Barn 4' }]);
		expect(await bench.json('integration', 'getMany', {}, current)).toHaveLength(2);
	});

	test('whose meta does not say which page is next is read by the number of its pages', async () => {
		addIntegrations(3);
		Object.assign(switches(), { nextPage: 'missing', largestPage: 2 });
		const call = { ...all, path: '/integrations' };
		for (const [resource, operation, given] of [
			['integration', 'getMany', all],
			['api', 'customCall', call],
		] as const) {
			const run = await bench.run(resource, operation, given);
			expect(new Set(run.json.map((row) => row['cloud_id'])).size).toBe(5);
			expect(run.hints).toEqual([]);
		}
		expect(bench.lines()).toHaveLength(6);
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

	describe.each(['array', 'dataArray'] as const)(
		'without meta (%s), where a page is shorter than usual',
		(currentList) => {
			test.each([3, 50])(
				'(%i) is whole, with one more request where no longer page was seen',
				async (largestPage) => {
					addIntegrations(2 * largestPage);
					Object.assign(switches(), { currentList, largestPage });
					const read = async () => {
						const json = await bench.json('integration', 'getMany', all, current);
						return new Set(json.map((row) => row['cloud_id'])).size;
					};
					expect(await read()).toBe(2 * largestPage + 2);
					// The last page is shorter than the others.
					expect(bench.lines()).toHaveLength(3);
					const parameters = { ...all, integrationId: locator(integrationId()) };
					const installations = await bench.json('installation', 'getMany', parameters, current);
					expect(installations).toHaveLength(bench.simulator.state.installations.size);
				},
			);
		},
	);

	test('without meta is whole where there are no IDs, and the server ignores paging', async () => {
		Object.assign(switches(), { currentList: 'array', accessKeyId: 'none', bareListPaging: 'ignored' });
		bench.simulator.state.addAccessKey(installationId());
		const given = { ...all, installationId: locator(installationId()) };
		expect(await bench.json('accessKey', 'getMany', given, current)).toHaveLength(2);
		expect(bench.lines()).toHaveLength(2);
	});

	test('without meta, and of one record, takes one request: no server has pages of one row', async () => {
		switches().currentList = 'array';
		const given = { ...all, integrationId: locator(integrationId()) };
		for (const requests of [1, 2]) {
			expect(await bench.json('installation', 'getMany', given, current)).toHaveLength(1);
			expect(bench.lines()).toHaveLength(requests);
		}
		// A page of as many as were asked for may have another after it, though it is of one row.
		addIntegrations(3);
		const options = { rowsPerPage: 1 };
		expect(await bench.json('integration', 'getMany', { ...all, options }, current)).toHaveLength(5);
	});

	test('without meta takes one more request only where it is as long as the longest that was read', async () => {
		switches().currentList = 'array';
		addIntegrations(7);
		const read = async () => await bench.json('integration', 'getMany', all, current);
		expect(await read()).toHaveLength(9);
		expect(bench.lines()).toHaveLength(2);
		const [last] = [...bench.simulator.state.integrations.keys()].slice(-1);
		bench.simulator.state.integrations.delete(last ?? '');
		expect(await read()).toHaveLength(8);
		expect(bench.lines()).toHaveLength(3);
	});

	test('whose largest page is refused is read by the usual one, and so are later lists', async () => {
		addIntegrations(248);
		Object.assign(switches(), { largePages: 'refused', largestPage: 100 });
		const read = async () => await bench.json('integration', 'getMany', all);
		expect(await read()).toHaveLength(250);
		expect(bench.lines()[0]).toBe('GET /integrations?per_page=1000&page=1');
		expect(bench.lines().slice(1)).toEqual(
			[1, 2, 3].map((page) => `GET /integrations?per_page=100&page=${page}`),
		);
		expect(await read()).toHaveLength(250);
		expect(bench.lines()).toHaveLength(7);
	});

	test('that is refused for another reason fails in the words of that', async () => {
		bench.simulator.faults.add({
			answer: { status: 422, body: { message: 'Closed' } },
			path: '/integrations',
		});
		expect((await bench.run('integration', 'getMany', all)).error?.message).toBe('Gestal Cloud: Closed');
	});

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
			expect(error?.description).toContain('may not have the list');
		}
		const [id = ''] = bench.simulator.seeded.farm.records('ges-live').keys();
		expect(await bench.json('gestationLive', 'get', { recordId: locator(id) }, current)).toHaveLength(1);
	});

	test('whose total is no number is not said to have changed', async () => {
		const meta = { total: '1,234', next_page: false };
		bench.simulator.faults.add({
			path: '/integrations',
			answer: { body: { data: [{ cloud_id: 'a' }], meta } },
		});
		const run = await bench.run('integration', 'getMany', all);
		expect(run.json).toMatchObject([{ cloud_id: 'a' }]);
		expect(run.hints).toEqual([]);
	});

	test('that changes while it is read may miss something, which is remarked', async () => {
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
		expect(run.hints).toMatchObject([
			{ message: expect.stringContaining('while it was read: 1499 of 1502 records were received') },
		]);
		expect((await bench.run('integration', 'getMany', all)).hints).toEqual([]);
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
		const shown = { resource: offeredIn[method] ?? '', operation: 'get', ...parameters };
		const credentials = bench.credentials(generation);
		return (await listSearch({ node, method, parameters: shown, credentials, credentialTypes, ...more }))
			.results;
	};

	test('every list search of the node is tested here', async () => {
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
		const intakes = (await search('searchFeedIntakes', 'current')).map(({ name }) => name);
		expect(intakes).toContainEqual(expect.stringMatching(new RegExp(`, sow ${sow?.gestal_id}$`)));
	});

	test.each([
		['searchBreeding', 'events/breedings', '9007199254740993, 2024-05-01T06:00:00.000Z', 'event_at'],
		[
			'searchPigletMovement',
			'events/piglet-movements',
			'9007199254740993, 2024-05-01T06:00:00.000Z',
			'event_at',
		],
		['searchPreWeaning', 'events/pre-weanings', '9007199254740993, 2024-05-01T06:00:00.000Z', 'event_at'],
		['searchGestationLive', 'ges-live', '2024-05-01, 32', 'time_index'],
		['searchGestationVisit', 'ges-visits', '2024-05-01, 32', 'time_index'],
		['searchLactationLive', 'lact-live', '2024-05-01, 2', 'period'],
	] as const)(
		'names of one sow or day that tell its records apart (%s)',
		async (method, resource, name, apart) => {
			const { farm } = bench.simulator.seeded;
			const [record] = farm.records(resource).values();
			farm.addRecord(resource, { ...record, cloud_id: 'another', [apart]: '7' });
			const names = (await search(method, 'current')).map((choice) => choice.name);
			expect(names.sort()).toEqual([name, name.replace(/[^ ]+$/, '7')].sort());
		},
	);

	test('records that grow more every day are looked through to the ten thousandth', async () => {
		const { farm } = bench.simulator.seeded;
		const [sow] = farm.sows.values();
		for (let count = 0; count < 11_000; count += 1) {
			farm.addRecord('ges-visits');
			farm.addFeedIntake(sow?.cloud_id ?? '');
		}
		for (const method of ['searchGestationVisit', 'searchFeedIntakes']) {
			const before = bench.lines().length;
			expect(await search(method, 'current', { filter: 'nobody' })).toEqual([]);
			expect(bench.lines().slice(before)).toHaveLength(10);
		}
	});

	test('lists below another record ask for that until it is chosen', async () => {
		await expect(search('searchAccessKeys')).rejects.toThrow('Choose an installation first');
		await expect(search('searchFeedIntakes')).rejects.toThrow('Choose a sow first');
		const [sow] = bench.simulator.seeded.farm.sows.values();
		const keyParameters = {
			resource: 'accessKey',
			operation: 'get',
			installationId: locator(installationId()),
		};
		expect(await search('searchAccessKeys', 'seed', { parameters: keyParameters })).toEqual([
			{
				name: expect.stringMatching(/^Key ending in \w{4}, created 2024/),
				value: bench.simulator.seeded.key.id,
			},
		]);
		const sowParameters = { sowId: locator(sow?.cloud_id ?? '') };
		const intakes = await search('searchFeedIntakes', 'seed', { parameters: sowParameters });
		expect(intakes).toHaveLength(2);
		expect(intakes[0]?.name).toMatch(/^2024-05-01: \d+ g$/);
	});
});
