import { beforeEach, describe, expect, test } from '@jest/globals';
import { startCase as title } from 'lodash';
import type { INodeParameters } from 'n8n-workflow';

import { isSame } from '../../../nodes/Ductape/storedAsSent';
import type { PartList } from '../../../simulators/ductape/records';
import { forEachTest } from '../../lifecycle';
import { byId, DuctapeBench } from './bench';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

const create = (more: INodeParameters = {}): [string, string, INodeParameters] => [
	'cache',
	'create',
	{ ...bench.ordersField, tag: 'prices', ...more },
];
const update = (more: INodeParameters = {}): [string, string, INodeParameters] => [
	'cache',
	'update',
	{ ...bench.ordersField, part: byId('orders'), details: { expiry: 9 }, ...more },
];

describe('parts', () => {
	test('that are unknown: the error names the known ones', async () => {
		const given = { ...bench.ordersField, part: byId('nope') };
		expect(await bench.failure('cache', 'get', given)).toMatch(
			/Orders Hub has no cache with the tag "nope" \| Known: orders\./,
		);
		expect(await bench.failure('cache', 'update', { ...given, details: { expiry: 1 } })).toMatch(
			/Known: orders\./,
		);
		bench.orders.caches = Array.from({ length: 31 }, (_, index) => ({
			_id: `${index}`,
			tag: `cache${index}`,
		}));
		expect(await bench.failure('cache', 'get', given)).toMatch(/cache29, \.\.\.\./);
		delete bench.orders.caches;
		expect(await bench.failure('cache', 'get', given)).toMatch(/Known: none\./);
	});

	test.each(['my cache', "shop's", '[old] {1}', 'a/b%2F'])(
		'with the tag %s, which somebody gave it, are read, changed and deleted',
		async (tag) => {
			bench.orders.caches = [{ _id: 'c'.repeat(24), tag, expiry: 1 }];
			const [choice] = await bench.choices('searchCaches', bench.ordersField);
			const given = { ...bench.ordersField, part: byId(String(choice?.value)) };
			expect(await bench.json('cache', 'get', given)).toMatchObject([{ tag, expiry: 1 }]);
			const changed = { ...given, details: { expiry: 2 } };
			expect(await bench.json('cache', 'update', changed)).toMatchObject([{ tag, expiry: 2 }]);
			expect(await bench.json('cache', 'delete', given)).toEqual([{ deleted: true, tag }]);
			expect(bench.orders.caches).toEqual([]);
		},
	);

	test('On Duplicate: error, skip, update', async () => {
		const given = { tag: 'orders', details: { expiry: 3 } };
		expect(await bench.failure(...create(given))).toMatch(/Orders Hub already has the cache "orders"/);
		expect(await bench.json(...create({ ...given, onDuplicate: 'skip' }))).toMatchObject([{ expiry: 7 }]);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
		expect(await bench.json(...create({ ...given, onDuplicate: 'update' }))).toMatchObject([
			{ expiry: 3, period: 'days' },
		]);
		expect(bench.sent('PUT')).toEqual({
			component: 'cache',
			_id: bench.orders.caches?.[0]?._id,
			tag: 'orders',
			expiry: 3,
		});
		const environment = { ...bench.ordersField, slug: 'dev', env_name: 'Renamed', onDuplicate: 'update' };
		expect(await bench.json('environment', 'create', environment)).toMatchObject([
			{ env_name: 'Renamed', description: 'Development Environment' },
		]);
	});

	test('one that is listed without its ID is not updated: the server would take that for a new one', async () => {
		for (const cache of bench.orders.caches ?? []) Object.assign(cache, { _id: undefined });
		expect(await bench.failure(...update())).toMatch(/the cache "orders" without an ID.*Nothing was changed/);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
	});

	test('a server that wants the action field gets it when asked to', async () => {
		bench.switches.action = 'required';
		expect(await bench.failure(...create())).toMatch(/action is required.*Send Action Field/);
		const writeOptions = { sendAction: true };
		expect(await bench.json(...create({ writeOptions }))).toMatchObject([{ tag: 'prices' }]);
		expect(bench.sent('PUT')).toMatchObject({ action: 'create' });
		expect(await bench.json(...update({ writeOptions }))).toMatchObject([{ expiry: 9 }]);
		expect(bench.sent('PUT')).toMatchObject({ action: 'update' });
	});

	test('a server that accepts and does nothing is found out', async () => {
		bench.switches.componentPut = 'ignored';
		expect(await bench.failure(...create())).toMatch(/accepted the cache "prices" but did not store it/);
		expect(await bench.failure(...update())).toMatch(
			/accepted the update of the cache "orders" but did not change it/,
		);
		expect(await bench.failure(...update({ details: { newKey: 'other' } }))).toMatch(/did not change it/);
		expect(await bench.json(...update({ details: { expiry: 7 } }))).toMatchObject([{ expiry: 7 }]);
	});

	test.each(['asSent', 'text'] as const)(
		'an update to what is stored changes nothing and succeeds (numbers are stored %s)',
		async (partNumbers) => {
			bench.switches.partNumbers = partNumbers;
			for (const expiry of [7, 9, 9]) {
				expect(await bench.run(...update({ details: { expiry } }))).toMatchObject({
					error: undefined,
					hints: [],
				});
				const stored = partNumbers === 'text' ? String(expiry) : expiry;
				expect(bench.orders.caches?.[0]).toMatchObject({ expiry: stored, period: 'days' });
			}
			bench.switches.componentPut = 'ignored';
			expect(await bench.failure(...update({ details: { expiry: 8 } }))).toMatch(/did not change it/);
			expect(await bench.failure(...update({ details: { expiry: 9 } }))).toBe('no error | ');
		},
	);

	test('an update to what is stored but for the blanks around it succeeds, where those are not stored', async () => {
		bench.switches.texts = 'trimmed';
		const given = { ...bench.ordersField, part: byId('dev') };
		for (const description of ['Order sync', 'Order sync\n']) {
			const details = { description };
			expect(await bench.run('environment', 'update', { ...given, details })).toMatchObject({
				json: [{ description: 'Order sync' }],
				error: undefined,
				hints: [],
			});
		}
	});

	test.each(['asSent', 'dropped'] as const)(
		'an update that empties what is empty already, or not there, succeeds (empty objects are %s)',
		async (partEmpties) => {
			bench.switches.partEmpties = partEmpties;
			const [feature] = bench.orders.features ?? [];
			if (partEmpties === 'dropped') for (const name of ['input', 'output']) delete feature?.[name];
			const given = { ...bench.ordersField, part: byId('sync_orders') };
			const emptyFields = ['input', 'output', 'sequence'];
			for (const details of [{ emptyFields: ['output'] }, { emptyFields }, { emptyFields }]) {
				expect(await bench.run('feature', 'update', { ...given, details })).toMatchObject({
					error: undefined,
					hints: [],
				});
			}
			await bench.json('feature', 'update', { ...given, output: '{"a": {}}' });
			await bench.json('feature', 'update', { ...given, details: { emptyFields: ['output'] } });
			const stored = bench.orders.features?.[0]?.['output'];
			expect(stored).toEqual(partEmpties === 'dropped' ? undefined : {});
			const made = { ...bench.ordersField, tag: 'bare' };
			expect((await bench.run('feature', 'create', made)).hints).toEqual([]);
		},
	);

	test('nothing is nothing in every form, and something is not', () => {
		const forms = [undefined, null, '', {}, []];
		for (const one of forms) {
			for (const other of forms) expect([one, other, isSame(one, other)]).toEqual([one, other, true]);
			for (const some of [0, false, 'a', { a: 1 }, [1]]) {
				expect([one, some, isSame(one, some), isSame(some, one)]).toEqual([one, some, false, false]);
			}
		}
		expect(isSame({ a: {} }, undefined)).toBe(true);
		expect([isSame({ a: {} }, 5), isSame([{}], [])]).toEqual([false, false]);
	});

	test('what is stored with keys that were to go is not the same, with IDs of its own it is', () => {
		expect(isSame({ a: 1 }, { a: '1' })).toBe(true);
		expect(isSame([{ a: 1 }], [{ _id: 'x', a: 1 }])).toBe(true);
		expect(isSame({ a: 1 }, { a: 1, b: 2 })).toBe(false);
	});

	test('a server that stores a part of what it accepts: what is missing is named, without its value', async () => {
		bench.switches.componentPut = 'inPart';
		const details = { event_tag: 'private-list', expiry: 9, period: 'hours' };
		const made = await bench.run(...create({ details }));
		expect(made.json).toMatchObject([{ tag: 'prices', event_tag: 'private-list', expiry: null }]);
		expect(made.hints).toMatchObject([
			{
				message:
					'Ductape accepted the creation of the cache "prices", but does not return these fields as they were sent: expiry, period. Check them in the workbench.',
			},
		]);
		const updated = await bench.run(...update({ details }));
		expect(updated.json).toMatchObject([{ event_tag: 'private-list', expiry: 7, period: 'days' }]);
		expect(updated.hints).toMatchObject([
			{ message: expect.stringMatching(/accepted the change of the cache "orders".*sent: expiry, period\./) },
		]);
		const emptied = { function: '(s) => s', emptyFields: ['input'] };
		const given = { ...bench.ordersField, part: byId('to_upper'), details: emptied };
		expect((await bench.run('function', 'update', given)).hints).toMatchObject([
			{ message: expect.stringMatching(/the function "to_upper".*sent: input\./) },
		]);
	});

	const IN_PLACE_OF_IT = 'a server that stores what was sent in place of the part: what is lost is named';
	test.each([false, true])(`${IN_PLACE_OF_IT}, without its value (response lost: %s)`, async (isLost) => {
		bench.switches.componentPut = 'replaced';
		const loseNext = () => {
			if (isLost)
				bench.simulator.faults.add({ method: 'PUT', times: 1, answer: { afterExecuting: 'reset' } });
		};
		loseNext();
		const given = { ...bench.ordersField, part: byId('ops'), details: { description: 'For the team' } };
		const [ops] = bench.orders.notifications ?? [];
		Object.assign(ops ?? {}, { updatedAt: '2026-01-05T10:00:00.000Z', webhook: {} });
		const shown = await bench.failure('notification', 'update', given);
		expect(shown).toMatch(
			/accepted the update of the notification "ops", but no longer returns tag, emails, push \| Restore what is missing in the workbench/,
		);
		expect(shown).not.toMatch(/smtp|secret|FIREBASE/);
		loseNext();
		expect(await bench.failure(...update())).toMatch(
			/the cache "orders", but no longer returns tag, sequence_tag, event_tag, period \|/,
		);
	});

	test('a server that keeps all that it was sent, and has no more of it, is not blamed', async () => {
		bench.switches.componentPut = 'replaced';
		const details = { newKey: 'prices', sequence_tag: 'a', event_tag: 'b', expiry: 9, period: 'hours' };
		expect(await bench.run(...update({ details }))).toMatchObject({
			json: [{ tag: 'prices', period: 'hours' }],
			error: undefined,
			hints: [],
		});
	});

	test('an update after which the part is gone says so', async () => {
		bench.simulator.faults.add({ method: 'PUT', answer: { status: 200, body: { status: true, data: {} } } });
		const body = { status: true, data: { ...bench.orders, caches: [] } };
		bench.simulator.faults.add({
			method: 'GET',
			path: /v1\/[0-9a-f]{24}$/,
			after: 1,
			answer: { status: 200, body },
		});
		expect(await bench.failure(...update())).toMatch(
			/accepted the update of the cache "orders", but no longer returns it \| Look for it in the workbench/,
		);
	});

	test.each(['integration_env_slug', 'product_env_slug'] as const)(
		'a server that gives records in lists an ID, and stores of a slug only %s: nothing is remarked',
		async (appEnvironmentSlug) => {
			Object.assign(bench.switches, { partLists: 'reshaped', appEnvironmentSlug });
			const row = { app_env_slug: 'dev', integration_env_slug: 'dev', auth: { auth_tag: 'bearer' } };
			const environments = { rows: [row] };
			const given = { ...bench.ordersField, appTag: byId('shop'), access_tag: 'shop:new', environments };
			expect(await bench.run('app', 'add', given)).toMatchObject({ error: undefined, hints: [] });
			expect(bench.orders.apps?.[1]?.['envs']).toMatchObject([{ [appEnvironmentSlug]: 'dev' }]);
			const input = { rows: [{ key: 's', type: 'string', details: { minLength: 2 } }] };
			const made = { ...bench.ordersField, tag: 'join', input };
			expect(await bench.run('function', 'create', made)).toMatchObject({ error: undefined, hints: [] });
			expect(bench.orders.functions?.[1]?.['input']).toMatchObject([{ _id: expect.any(String), key: 's' }]);
		},
	);

	test('a create that was carried out although the server failed is not carried out again', async () => {
		const path = /^\/integrations\/v1\/[0-9a-f]{24}$/;
		bench.simulator.faults.add({
			method: 'PUT',
			path,
			times: 1,
			answer: { afterExecuting: { status: 502 } },
		});
		expect(await bench.json(...create())).toMatchObject([{ tag: 'prices' }]);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(1);
		bench.simulator.faults.add({ method: 'PUT', path, times: 1, answer: { status: 502 } });
		expect(await bench.json(...create({ tag: 'costs' }))).toMatchObject([{ tag: 'costs' }]);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(3);
		expect(bench.orders.caches?.map(({ tag }) => tag)).toEqual(['orders', 'prices', 'costs']);
	});

	describe('a new part whose key is stored in small letters', () => {
		const dev = () => create({ tag: 'Prices' });
		beforeEach(() => {
			bench.switches.partKeys = 'lowerCase';
		});

		test('is the one that was created, and the editor says what its key is not', async () => {
			expect(await bench.run(...dev())).toMatchObject({
				json: [{ tag: 'prices' }],
				error: undefined,
				hints: [{ message: expect.stringMatching(/the creation of the cache "Prices".*sent: tag\. Check/) }],
			});
		});

		test('is found where the response is lost, and not created again', async () => {
			bench.simulator.faults.add({ method: 'PUT', path: /./, times: 1, answer: { afterExecuting: 'reset' } });
			bench.switches.duplicatePart = 'stored';
			expect(await bench.json(...dev())).toMatchObject([{ tag: 'prices' }]);
			expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(1);
		});

		test.each(['refused', 'stored'] as const)(
			'is not created once more where it was there before, nor is another changed (%s)',
			async (duplicatePart) => {
				bench.switches.duplicatePart = duplicatePart;
				await bench.json(...dev());
				for (const onDuplicate of ['error', 'skip', 'update']) {
					const given = create({ tag: 'Prices', onDuplicate, details: { expiry: 3 } });
					expect(await bench.failure(...given)).toMatch(
						/Orders Hub already has the cache "prices" \| Enter its exact tag to use it, or choose another\./,
					);
				}
				expect(await bench.failure(...update({ details: { newKey: 'Prices' } }))).toMatch(
					/already has the cache "Prices" \| Choose another tag\./,
				);
				expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(1);
				expect(bench.orders.caches?.map(({ tag }) => tag)).toEqual(['orders', 'prices']);
			},
		);
	});

	test('a create whose response is lost is looked for', async () => {
		const lost = { method: 'PUT', path: /./, times: 1 } as const;
		bench.simulator.faults.add({ ...lost, answer: { afterExecuting: 'reset' } });
		expect(await bench.json(...create())).toMatchObject([{ tag: 'prices' }]);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(1);
		bench.simulator.faults.add({ ...lost, answer: 'reset' });
		expect(await bench.json(...create({ tag: 'costs' }))).toMatchObject([{ tag: 'costs' }]);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(3);
		expect(bench.orders.caches?.map(({ tag }) => tag)).toEqual(['orders', 'prices', 'costs']);
	});

	test('a create of which nobody knows whether it was carried out says so', async () => {
		const path = /^\/integrations\/v1\/[0-9a-f]{24}$/;
		bench.simulator.faults.add({
			method: 'PUT',
			path,
			times: 1,
			answer: { afterExecuting: { status: 502 } },
		});
		bench.simulator.faults.add({ method: 'GET', path, after: 1, answer: { status: 503 } });
		expect(await bench.failure(...create())).toMatch(/whether the change was applied.*PUT.*HTTP 502/);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(1);
	});

	test('an update is repeated once at most', async () => {
		bench.simulator.faults.add({ method: 'PUT', path: /./, times: 1, answer: { afterExecuting: 'reset' } });
		expect(await bench.json(...update())).toMatchObject([{ expiry: 9 }]);
		bench.simulator.faults.add({ method: 'PUT', path: /./, answer: { status: 503 } });
		expect(await bench.failure(...update({ details: { expiry: 10 } }))).toMatch(/HTTP 503 after 2 tries/);
	});

	test('an app: its environments are checked before anything is sent, both slug names are understood', async () => {
		const add = async (row: object, more: object = {}) =>
			await bench.failure('app', 'add', {
				...bench.ordersField,
				appTag: byId('shop'),
				access_tag: 'shop:new',
				environments: { rows: [{ app_env_slug: 'dev', integration_env_slug: 'dev', ...row }] },
				...more,
			});
		expect(await add({ integration_env_slug: 'prd' })).toMatch(
			/Orders Hub has no environment "prd" \| Known: dev/,
		);
		expect(await add({ app_env_slug: 'prd' })).toMatch(/The app has no environment "prd"/);
		for (const missingRecord of ['refused', 'null'] as const) {
			bench.switches.missingRecord = missingRecord;
			expect(await add({}, { appTag: byId('nothing') })).toMatch(
				/no app with the tag "nothing" \| Known: shop\. Nothing was changed/,
			);
		}
		expect(bench.simulator.requests.count({ method: 'POST', path: /apps/ })).toBe(0);
		bench.switches.appEnvironmentSlug = 'product_env_slug';
		bench.switches.accessId = 'product_id';
		expect(await add({ auth: { auth_tag: 'bearer', data: 'plain text' } })).toBe('no error | ');
		expect(bench.orders.apps?.[1]?.['envs']).toMatchObject([{ auth: { data: 'plain text' } }]);
		const stored = {
			_id: 'c'.repeat(24),
			access_tag: 'newer',
			envs: [{ app_env_slug: 'dev', product_env_slug: 'dev' }],
		};
		bench.orders.apps = [stored];
		const given = { ...bench.ordersField, part: byId('newer'), simplify: false };
		expect(await bench.json('app', 'get', given)).toMatchObject([
			{ envs: [{ integration_env_slug: 'dev' }] },
		]);
	});

	test.each(['refused', 'null'] as const)(
		'an app: access that Ductape does not know (%s) is granted first',
		async (noAccess) => {
			bench.switches.noAccess = noAccess;
			const environments = { rows: [{ app_env_slug: 'dev', integration_env_slug: 'dev' }] };
			const given = { appTag: byId('shop'), access_tag: 'shop:new', environments };
			await bench.json('app', 'add', { ...bench.ordersField, ...given });
			expect(bench.state.accesses.map(({ access_tag }) => access_tag)).toContain('shop:new');
		},
	);

	test.each(['error', 'skip', 'update'])(
		'an app: an access tag of another app connects nothing (On Duplicate: %s)',
		async (onDuplicate) => {
			const { workspace, shop } = bench.simulator.seeded;
			bench.state.addApp({ app_name: 'Crm', workspace_id: workspace._id });
			const [accesses, apps] = structuredClone([bench.state.accesses, bench.orders.apps]);
			const environments = { rows: [{ app_env_slug: 'dev', integration_env_slug: 'dev' }] };
			const given = { appTag: byId('crm'), access_tag: 'shop:acme', environments, onDuplicate };
			for (const integration of [bench.empty, bench.orders]) {
				const ofIntegration = { integrationId: byId(integration._id) };
				integration.envs = structuredClone(bench.orders.envs ?? []);
				expect(await bench.failure('app', 'add', { ...ofIntegration, ...given })).toMatch(
					/The access tag "shop:acme" belongs to another app \| .*'Access Tag'.*Nothing was changed/,
				);
			}
			expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
			expect(bench.simulator.requests.count({ method: 'POST', path: /access$/ })).toBe(0);
			expect(bench.empty.apps).toBeUndefined();
			expect([bench.state.accesses, bench.orders.apps]).toEqual([accesses, apps]);
			await bench.json('app', 'add', {
				...given,
				integrationId: byId(bench.empty._id),
				appTag: byId(shop.tag),
			});
			expect(bench.empty.apps).toMatchObject([{ access_tag: 'shop:acme' }]);
		},
	);

	describe('an app that another integration has access to', () => {
		const add = () => ({
			integrationId: byId(bench.empty._id),
			appTag: byId('shop'),
			environments: { rows: [{ app_env_slug: 'dev', integration_env_slug: 'dev' }] },
		});
		const post = { method: 'POST', path: /v1\/access$/ } as const;
		const ofEmpty = () => bench.state.accesses.filter(({ integration_id: id }) => id === bench.empty._id);

		test.each([
			['workspace', 0],
			['integration', 1],
		] as const)('access of the %s', async (accessScope, added) => {
			bench.switches.accessScope = accessScope;
			bench.empty.envs = structuredClone(bench.orders.envs ?? []);
			expect(await bench.run('app', 'add', add())).toMatchObject({ error: undefined, hints: [] });
			expect(bench.empty.apps).toMatchObject([{ access_tag: 'shop:acme' }]);
			expect(ofEmpty()).toHaveLength(added);
		});

		test('is not connected where it stays open whether this one got access', async () => {
			bench.switches.accessScope = 'integration';
			bench.empty.envs = structuredClone(bench.orders.envs ?? []);
			bench.simulator.faults.add({ ...post, times: 1, answer: { status: 502 } });
			expect(await bench.failure('app', 'add', add())).toMatch(/whether the change was applied.*HTTP 502/);
			expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
		});

		test('an access that names no integration is that of all', async () => {
			bench.empty.envs = structuredClone(bench.orders.envs ?? []);
			for (const access of bench.state.accesses) Reflect.deleteProperty(access, 'integration_id');
			expect(await bench.failure('app', 'add', add())).toBe('no error | ');
			expect(bench.simulator.requests.count(post)).toBe(0);
		});
	});

	test('an app: one of another tag is not connected; the list is searched', async () => {
		const { workspace, shop } = bench.simulator.seeded;
		bench.state.addApp({ app_name: 'Crm', workspace_id: workspace._id });
		const answer = { status: 200, body: { status: true, data: shop } };
		bench.simulator.faults.add({ path: '/apps/v1/fetch/tag', answer });
		const environments = { rows: [{ app_env_slug: 'dev', integration_env_slug: 'dev' }] };
		const add = (tag: string) => ({ ...bench.ordersField, appTag: byId(tag), environments });
		expect(await bench.json('app', 'add', add('crm'))).toMatchObject([{ access_tag: 'crm:acme' }]);
		const granted = bench.state.accesses.find(({ access_tag }) => access_tag === 'crm:acme');
		expect(bench.state.apps.get(granted?.app_id ?? '')).toMatchObject({ tag: 'crm' });
		expect(await bench.failure('app', 'add', add('bank'))).toMatch(
			/no app with the tag "bank" \| Known: shop, crm\. Nothing was changed/,
		);
	});

	test('a feature as in the older SDK document', async () => {
		bench.switches.featureShape = 'seed';
		bench.switches.functionLanguages = 'any';
		const given = {
			...bench.ordersField,
			tag: 'old',
			definitionFormat: 'seed',
			source: '(s) => s',
			details: { language: 'TypeScript' },
			inputSamples: '[{"key": "s", "type": "string"}]',
			output: '{"type": "string", "output_keys": []}',
		};
		expect(await bench.json('feature', 'create', given)).toMatchObject([
			{ tag: 'old', language: 'TypeScript' },
		]);
		expect(bench.sent('PUT')).toEqual({
			component: 'feature',
			tag: 'old',
			function: '(s) => s',
			language: 'TypeScript',
			input: [{ key: 's', type: 'string' }],
			output: { type: 'string', output_keys: [] },
		});
	});

	test('a feature in the older format keeps its language when its source is updated', async () => {
		const [stored] = bench.orders.features ?? [];
		Object.assign(stored ?? {}, { language: 'TypeScript', function: '(s) => s' });
		const given = { ...bench.ordersField, part: byId('sync_orders'), definitionFormat: 'seed', source: 'x' };
		expect(await bench.json('feature', 'update', given)).toMatchObject([{ language: 'TypeScript' }]);
		expect(stored).toMatchObject({ language: 'TypeScript', function: 'x' });
	});

	test('an empty list or object that was given is sent', async () => {
		const [feature] = bench.orders.features ?? [];
		Object.assign(feature ?? {}, {
			sequence: [{ sequence_tag: 'a', events: [] }],
			output: { a: 1 },
			input: { b: {} },
		});
		const ofFeature = { ...bench.ordersField, part: byId('sync_orders') };
		await bench.json('feature', 'update', { ...ofFeature, output: '={{ ({}) }}' });
		expect(feature).toMatchObject({ output: {}, input: { b: {} } });
		await bench.json('feature', 'update', { ...ofFeature, sequence: '={{ [] }}', inputDefinition: '{}' });
		expect(feature).toMatchObject({ output: {}, input: {}, sequence: [] });
		const ofFunction = { ...bench.ordersField, part: byId('to_upper') };
		await bench.json('function', 'update', { ...ofFunction, details: { more: '{"input": []}' } });
		expect(bench.orders.functions?.[0]).toMatchObject({ input: [], function: '(s)=>s.toUpperCase()' });
	});

	test('a feature without output is created with an empty one, however that is written', async () => {
		for (const [tag, output] of Object.entries({ opened: '{}', typed: ' {} ', expression: '={{ ({}) }}' })) {
			await bench.json('feature', 'create', { ...bench.ordersField, tag, sequence: '[]', output });
			const made = bench.orders.features?.find((feature) => feature['tag'] === tag);
			expect(made).toMatchObject({ tag, output: {}, sequence: [], input: {} });
		}
	});

	test('what is selected is emptied, what is left empty is kept', async () => {
		const [feature] = bench.orders.features ?? [];
		const sequence = [{ sequence_tag: 'a', events: [] }];
		Object.assign(feature ?? {}, { sequence, output: { a: 1 }, input: { b: {} } });
		const ofFeature = { ...bench.ordersField, part: byId('sync_orders'), sequence: '[]', output: '{}' };
		const details = { emptyFields: ['output'] };
		await bench.json('feature', 'update', { ...ofFeature, details });
		expect(feature).toMatchObject({ output: {}, input: { b: {} }, sequence });
		await bench.json('feature', 'update', { ...ofFeature, details: { emptyFields: ['input', 'sequence'] } });
		expect(feature).toMatchObject({ output: {}, input: {}, sequence: [] });
		expect(await bench.failure('feature', 'update', { ...ofFeature, output: '{"a": 1}', details })).toMatch(
			/'Fields to Empty' contains Output, which is also given/,
		);
		const [stored] = bench.orders.functions ?? [];
		Object.assign(stored ?? {}, { output: { type: 'object', output_keys: [{ key: 'a', type: 'string' }] } });
		const ofFunction = { ...bench.ordersField, part: byId('to_upper') };
		await bench.json('function', 'update', {
			...ofFunction,
			details: { emptyFields: ['input', 'outputKeys'] },
		});
		expect(bench.orders.functions?.[0]).toMatchObject({
			input: [],
			output: { type: 'object', output_keys: [] },
			function: '(s)=>s.toUpperCase()',
		});
		const both = { outputKeys: { rows: [{ key: 'a' }] }, details: { emptyFields: ['outputKeys'] } };
		expect(await bench.failure('function', 'update', { ...ofFunction, ...both })).toMatch(
			/^'Fields to Empty' contains Output Keys, which is also given \|/,
		);
	});

	test('an input that is text is emptied to none, not to an object', async () => {
		const [feature] = bench.orders.features ?? [];
		const given = { ...bench.ordersField, part: byId('sync_orders') };
		for (const [before, details] of [
			[{ input_type: 'plain', input: 'a' }, {}],
			[{ input_type: 'json', input: { a: { type: 'string' } } }, { input_type: 'xml' }],
		] as const) {
			Object.assign(feature ?? {}, before);
			await bench.json('feature', 'update', { ...given, details: { ...details, emptyFields: ['input'] } });
			expect(feature).toMatchObject({ input: '' });
		}
		await bench.json('feature', 'create', {
			...bench.ordersField,
			tag: 'x',
			details: { input_type: 'html' },
		});
		expect(bench.sent('PUT')).toMatchObject({ input_type: 'html', input: '' });
	});

	test('samples keep numbers, booleans and lists', async () => {
		const rows = [
			{ key: 'a', type: 'number', sampleValue: '5', details: { defaultValue: '={{ 7 }}' } },
			{ key: 'b', type: 'boolean', sampleValue: '={{ false }}', details: { defaultValue: 'true' } },
			{ key: 'c', type: 'array', sampleValue: '[1, "x"]', details: { defaultValue: '={{ [2] }}' } },
			{ key: 'd', type: 'object', sampleValue: '={{ ({ e: 1 }) }}' },
			{ key: 'f', type: 'string', sampleValue: '5', details: { defaultValue: '[1]' } },
			{ key: 'g', type: 'number', sampleValue: '7615917337495251231' },
		];
		await bench.json('function', 'update', { ...bench.ordersField, part: byId('to_upper'), input: { rows } });
		expect(bench.orders.functions?.[0]?.['input']).toMatchObject([
			{ key: 'a', sampleValue: 5, defaultValue: 7 },
			{ key: 'b', sampleValue: false, defaultValue: true },
			{ key: 'c', sampleValue: [1, 'x'], defaultValue: [2] },
			{ key: 'd', sampleValue: { e: 1 } },
			{ key: 'f', sampleValue: '5', defaultValue: '[1]' },
			{ key: 'g', sampleValue: 7615917337495251231n },
		]);
	});

	test('of servers that refuse the older extras: the error shows it', async () => {
		bench.switches.environmentExtras = 'refused';
		bench.switches.environmentUpdate = 'slugOnly';
		const given = { ...bench.ordersField, slug: 'prd', env_name: 'Production', details: { envs: '[1]' } };
		expect(await bench.failure('environment', 'create', given)).toMatch(/envs is not allowed/);
		const changed = { ...bench.ordersField, part: byId('dev'), details: { env_name: 'Other' } };
		expect(await bench.failure('environment', 'update', changed)).toMatch(/only slug can be changed/);
	});
});

describe('a part copied into Additional Fields', () => {
	const row = { app_env_slug: 'dev', integration_env_slug: 'dev' };
	const copies: Array<[resource: string, list: PartList, known: string, given: INodeParameters]> = [
		[
			'app',
			'apps',
			'shop:acme',
			{ appTag: byId('shop'), access_tag: 'shop:new', environments: { rows: [row] } },
		],
		['cache', 'caches', 'orders', { tag: 'copy' }],
		['database', 'databases', 'main_db', { tag: 'copy' }],
		['environment', 'envs', 'dev', { slug: 'cpy', env_name: 'Copy' }],
		['feature', 'features', 'sync_orders', { tag: 'copy' }],
		['function', 'functions', 'to_upper', { tag: 'copy' }],
		['job', 'jobs', 'nightly', { tag: 'copy' }],
		['notification', 'notifications', 'ops', { tag: 'copy' }],
	];
	const create = (resource: string) => (resource === 'app' ? 'add' : 'create');

	test.each(copies)(
		'%s: is created, and the original stays as it is',
		async (resource, list, known, given) => {
			const source = "() => login({ password: 'very-secret-1' })";
			Object.assign(bench.orders.functions?.[0] ?? {}, { function: source });
			Object.assign(bench.orders.features?.[0] ?? {}, { output: { password: 'very-secret-1' } });
			const before = structuredClone(bench.orders[list]?.[0]);
			const found = { ...bench.ordersField, part: byId(known), simplify: false, includeSecrets: true };
			const items = await bench.json(resource, 'get', found);
			const copied = { ...bench.ordersField, ...given, details: { more: '={{ $json }}' } };
			const [made] = await bench.json(resource, create(resource), copied, { items });
			expect(made?.['_id']).not.toBe(before?._id);
			expect(bench.orders[list]).toHaveLength(2);
			expect(bench.orders[list]?.[0]).toEqual(before);
			for (const name of ['_id', 'integrationId']) expect(bench.sent('PUT')).not.toHaveProperty(name);
		},
	);

	test.each(copies)(
		'%s: what decides what the PUT does is refused',
		async (resource, _list, known, given) => {
			for (const name of ['action', 'component']) {
				const details = { more: JSON.stringify({ [name]: 'delete' }) };
				const asked = { ...bench.ordersField, ...given, part: byId(known), details };
				for (const operation of [create(resource), 'update']) {
					expect(await bench.failure(resource, operation, asked)).toBe(
						`'Additional Fields (JSON)' must not contain "${name}" | Remove it. The node sets it. Nothing was sent. [${title(resource)}: ${title(operation)}]`,
					);
				}
			}
			expect(bench.asked()).toEqual([]);
		},
	);
});

describe('an update keeps what it does not name, inside groups of fields too', () => {
	const update = async (resource: string, part: string, given: INodeParameters) =>
		await bench.json(resource, 'update', { ...bench.ordersField, part: byId(part), ...given });

	test('of the mail server of a notification, its password included', async () => {
		await update('notification', 'ops', { emails: { port: 25, user: 'sales' } });
		expect(bench.orders.notifications?.[0]?.['emails']).toEqual({
			host: 'smtp.example.com',
			port: 25,
			sender_email: 'ops@example.com',
			auth: { user: 'sales', pass: 'smtp-secret-1' },
		});
	});

	test('of the mail server, whose host is given in Additional Fields, alone or beside the fields', async () => {
		const stored = {
			port: 587,
			sender_email: 'ops@example.com',
			auth: { user: 'ops', pass: 'smtp-secret-1' },
		};
		const emails = () => bench.orders.notifications?.[0]?.['emails'];
		const more = '{"emails": {"host": "smtp2.example.com", "auth": {"user": "sales"}}}';
		await update('notification', 'ops', { details: { more } });
		const changed = { ...stored, host: 'smtp2.example.com', auth: { user: 'sales', pass: 'smtp-secret-1' } };
		expect(emails()).toEqual(changed);
		await update('notification', 'ops', {
			emails: { port: 25 },
			details: { more: '{"emails": {"host": "smtp3.example.com", "port": 26}}' },
		});
		expect(emails()).toEqual({ ...changed, host: 'smtp3.example.com', port: 25 });
		const duplicate = { tag: 'ops', onDuplicate: 'update', details: { more } };
		await bench.json('notification', 'create', { ...bench.ordersField, ...duplicate });
		expect(emails()).toEqual({ ...changed, port: 25 });
		await update('notification', 'ops', { details: { more: '{"emails": {}}' } });
		expect(emails()).toEqual({});
	});

	test('of the output of a function that Additional Fields give in part', async () => {
		const [stored] = bench.orders.functions ?? [];
		const output_keys = [{ key: 'text', type: 'string' }];
		if (stored) stored['output'] = { type: 'object', output_keys };
		await update('function', 'to_upper', { details: { more: '{"output": {"type": "array"}}' } });
		expect(stored?.['output']).toEqual({ type: 'array', output_keys });
	});

	test('of the push service, where given credentials take the place of the stored ones', async () => {
		await update('notification', 'ops', { push: { title: 'Hello', credentials: '{"other": 1}' } });
		expect(bench.orders.notifications?.[0]?.['push']).toEqual({
			type: 'FIREBASE',
			credentials: { other: 1 },
			template: { title: 'Hello' },
		});
		await update('notification', 'ops', { push: { body: 'World' } });
		expect(bench.orders.notifications?.[0]?.['push']).toMatchObject({
			template: { title: 'Hello', body: 'World' },
		});
	});

	test('of the output of a function', async () => {
		const [stored] = bench.orders.functions ?? [];
		if (stored) stored['output'] = { type: 'string', output_keys: [{ key: 'text', type: 'string' }] };
		await update('function', 'to_upper', { details: { outputType: 'object' } });
		expect(stored?.['output']).toEqual({ type: 'object', output_keys: [{ key: 'text', type: 'string' }] });
		await update('function', 'to_upper', { outputKeys: { rows: [{ key: 'other' }] } });
		expect(stored?.['output']).toMatchObject({ type: 'object', output_keys: [{ key: 'other' }] });
	});

	test('of the output of a function, but for the keys of an object that it returns no more', async () => {
		const [stored] = bench.orders.functions ?? [];
		const output_keys = [{ key: 'text', type: 'string' }];
		if (stored) stored['output'] = { type: 'object', output_keys };
		await update('function', 'to_upper', { details: { outputType: 'array' } });
		expect(stored?.['output']).toEqual({ type: 'array', output_keys });
		await update('function', 'to_upper', { details: { outputType: 'string' } });
		expect(stored?.['output']).toEqual({ type: 'string', output_keys: [] });
	});

	describe('of the environments of an app', () => {
		const secret = { body: {}, headers: { Authorization: 'Bearer shop-secret-1' }, params: {}, query: {} };
		const environments = (...rows: INodeParameters[]) => ({ environments: { rows } });
		const dev = { app_env_slug: 'dev', integration_env_slug: 'dev' };

		test('rows change theirs, with auth and variables that they do not give, and add new ones', async () => {
			bench.orders.envs?.push({ _id: 'e'.repeat(24), slug: 'prd', env_name: 'Production' });
			const app = bench.orders.apps?.[0];
			await update('app', 'shop:acme', environments({ ...dev, integration_env_slug: 'prd' }));
			expect(app?.['envs']).toMatchObject([
				{ ...dev, auth: { auth_tag: 'bearer', data: secret }, variables: [{ key: 'region', value: 'eu' }] },
				{ ...dev, integration_env_slug: 'prd' },
			]);
			const variables = { pairs: [{ name: 'tier', value: 'gold' }] };
			await update('app', 'shop:acme', environments({ ...dev, variables, auth: { auth_tag: 'bearer' } }));
			expect(app?.['envs']).toMatchObject([
				{
					...dev,
					auth: { auth_tag: 'bearer', data: secret },
					variables: [
						{ key: 'tier', value: 'gold' },
						{ key: 'region', value: 'eu' },
					],
				},
				{ integration_env_slug: 'prd' },
			]);
			expect(bench.sent('PUT')).not.toHaveProperty('access_tag');
		});

		test.each(['update', 'add'])(
			'%s: a row switches its environment to another one of the app, which gets no secrets and variables of the old one',
			async (how) => {
				bench.simulator.seeded.shop.envs.push({ slug: 'prd', env_name: 'Production' });
				const row = environments({ ...dev, app_env_slug: 'prd' });
				const added = { ...bench.ordersField, appTag: byId('shop'), onDuplicate: 'update', ...row };
				await (how === 'add' ? bench.json('app', 'add', added) : update('app', 'shop:acme', row));
				const [kept] = bench.orders.apps ?? [];
				const switched = { app_env_slug: 'prd', integration_env_slug: 'dev', product_env_slug: 'dev' };
				expect(kept?.['envs']).toEqual([switched]);
				const auth = { auth_tag: 'bearer', data: '{"headers": {"Authorization": "Bearer of prd"}}' };
				await update('app', 'shop:acme', environments({ ...dev, auth }));
				await update(
					'app',
					'shop:acme',
					environments({ ...dev, app_env_slug: 'prd', auth: { auth_tag: 'bearer' } }),
				);
				const none = { body: {}, headers: {}, params: {}, query: {} };
				expect(kept?.['envs']).toEqual([{ ...switched, auth: { auth_tag: 'bearer', data: none } }]);
			},
		);

		test('where an environment is stored twice, a row changes the one that it names', async () => {
			const [app] = bench.orders.apps ?? [];
			bench.simulator.seeded.shop.envs.push({ slug: 'prd', env_name: 'Production' });
			const prd = { ...dev, app_env_slug: 'prd' };
			Object.assign(app ?? {}, { envs: [dev, prd] });
			const variables = { pairs: [{ name: 'tier', value: 'gold' }] };
			await update('app', 'shop:acme', environments({ ...prd, variables }));
			expect(app?.['envs']).toMatchObject([dev, { ...prd, variables: [{ key: 'tier', value: 'gold' }] }]);
			expect(app).not.toHaveProperty('envs.0.variables');
		});

		test('an environment in two rows is refused', async () => {
			const given = { ...bench.ordersField, part: byId('shop:acme') };
			const rows = environments({ ...dev, app_env_slug: 'prd' }, dev);
			expect(await bench.failure('app', 'update', { ...given, ...rows })).toMatch(
				/'Environments' lists the environment "dev" of the integration more than once/,
			);
			expect(bench.asked()).toEqual([]);
		});

		describe.each(['checked', 'any'] as const)('on a server where their slugs are %s', (appEnvironments) => {
			const given = () => ({ ...bench.ordersField, part: byId('shop:acme') });
			const mistyped = { ...dev, integration_env_slug: 'dve' };

			test.each([
				environments(dev, mistyped),
				{ details: { envs: JSON.stringify([dev, mistyped]) } },
				{ details: { more: JSON.stringify({ envs: [mistyped] }) } },
			])('one that the integration does not have is refused, and nothing is changed: %j', async (more) => {
				bench.switches.appEnvironments = appEnvironments;
				const before = structuredClone(bench.orders.apps);
				expect(await bench.failure('app', 'update', { ...given(), ...more })).toMatch(
					/Orders Hub has no environment "dve" \| Known: dev\. Nothing was changed/,
				);
				expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
				expect(bench.orders.apps).toEqual(before);
			});
		});

		describe.each([
			['environment', 'Dev', 'dev', { ...dev, app_env_slug: 'Dev' }],
			['auth', 'Bearer', 'bearer', { ...dev, auth: { auth_tag: 'Bearer' } }],
		] as const)('one of which the app does not have the %s', (what, name, known, row) => {
			const lists: INodeParameters[] = [
				environments(row),
				{ details: { envs: JSON.stringify([row]) } },
				{ details: { more: JSON.stringify({ envs: [row] }) } },
			];

			test.each(lists)('is refused, and nothing stored is lost: %j', async (more) => {
				bench.switches.appEnvironments = 'any';
				const before = structuredClone(bench.orders.apps);
				const given = { ...bench.ordersField, part: byId('shop:acme'), ...more };
				expect(await bench.failure('app', 'update', given)).toBe(
					`The app has no ${what} "${name}" | Known: ${known}. Nothing was changed. [App: Update]`,
				);
				expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
				expect(bench.orders.apps).toEqual(before);
			});

			test('is refused where Ductape does not report the app', async () => {
				bench.state.accesses.length = 0;
				const given = { ...bench.ordersField, part: byId('shop:acme'), ...environments(row) };
				expect(await bench.failure('app', 'update', given)).toMatch(
					/not report which app has the access tag "shop:acme", .*Nothing was changed/,
				);
				expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
			});
		});

		test('what is stored is not looked for in the app, which may have it no more', async () => {
			const { shop } = bench.simulator.seeded;
			Object.assign(shop, { envs: [], auths: [] });
			bench.switches.appEnvironments = 'any';
			await update('app', 'shop:acme', environments({ ...dev, auth: { auth_tag: 'bearer' } }));
			expect(bench.asked()).toEqual([bench.documentRead, bench.documentWrite, bench.documentRead]);
			expect(bench.orders.apps).toMatchObject([{ envs: [{ auth: { data: secret } }] }]);
		});

		test.each(['update', 'add'])(
			'%s: one that the integration has no more, but the app is set up for, can still be changed',
			async (how) => {
				bench.switches.appEnvironments = 'any';
				const old = {
					...dev,
					integration_env_slug: 'old',
					app_env_slug: 'former',
					auth: { auth_tag: 'key' },
				};
				Object.assign(bench.orders.apps?.[0] ?? {}, { envs: [dev, old] });
				const row = environments({ ...old, variables: { pairs: [{ name: 'tier', value: 'gold' }] } });
				const added = { ...bench.ordersField, appTag: byId('shop'), onDuplicate: 'update', ...row };
				await (how === 'add' ? bench.json('app', 'add', added) : update('app', 'shop:acme', row));
				expect(bench.orders.apps?.[0]?.['envs']).toMatchObject([dev, { variables: [{ key: 'tier' }] }]);
			},
		);

		test('of several ways to sign in, the one that a row names', async () => {
			const other = { auth_tag: 'oauth', data: { token: 'kept' } };
			bench.orders.apps = [
				{
					_id: 'a'.repeat(24),
					access_tag: 'shop:acme',
					envs: [{ ...dev, auth: [other, { auth_tag: 'bearer' }] }],
				},
			];
			const auth = { auth_tag: 'bearer', data: '{"query": {"key": "new"}}' };
			await update('app', 'shop:acme', environments({ ...dev, auth }));
			expect(bench.orders.apps[0]?.['envs']).toMatchObject([
				{ auth: [other, { auth_tag: 'bearer', data: { query: { key: 'new' } } }] },
			]);
		});

		test('Environments (JSON) replaces all, and so does a list in Additional Fields', async () => {
			const [app] = bench.orders.apps ?? [];
			for (const details of [{ envs: '[]' }, { more: '{"envs": []}' }]) {
				Object.assign(app ?? {}, { envs: [dev] });
				await update('app', 'shop:acme', { details });
				expect(app?.['envs']).toEqual([]);
			}
		});

		test('when On Duplicate updates the app, which keeps its access tag', async () => {
			const row = { ...dev, variables: { pairs: [{ name: 'region', value: 'us' }] } };
			const given = { appTag: byId('shop'), ...environments(row), onDuplicate: 'update' };
			await bench.json('app', 'add', { ...bench.ordersField, ...given });
			expect(bench.orders.apps?.[0]?.['envs']).toMatchObject([
				{ auth: { data: secret }, variables: [{ key: 'region', value: 'us' }] },
			]);
			expect(bench.sent('PUT')).not.toHaveProperty('access_tag');
		});
	});

	test('when On Duplicate updates what exists', async () => {
		const given = { tag: 'ops', emails: { port: 25 }, onDuplicate: 'update' };
		await bench.json('notification', 'create', { ...bench.ordersField, ...given });
		expect(bench.orders.notifications?.[0]?.['emails']).toMatchObject({ host: 'smtp.example.com', port: 25 });
	});
});

describe('what an expression leaves undefined', () => {
	test('keeps what is stored there, also when On Duplicate updates', async () => {
		const [stored] = bench.orders.notifications ?? [];
		Object.assign(stored ?? {}, { webhook: { url: 'https://example.com/hook', body: { a: 1, b: 2 } } });
		const after = () => bench.orders.notifications?.[0];
		const tag = String(stored?.['tag']);
		const webhook = (b: number) => ({ body: `={{ ({ a: $json.none, b: ${b} }) }}` });
		await bench.json('notification', 'update', {
			...bench.ordersField,
			part: byId(tag),
			webhook: webhook(3),
		});
		expect(after()).toMatchObject({ webhook: { url: 'https://example.com/hook', body: { a: 1, b: 3 } } });
		const again = { ...bench.ordersField, tag, onDuplicate: 'update', webhook: webhook(4) };
		await bench.json('notification', 'create', again);
		expect(after()).toMatchObject({ webhook: { body: { a: 1, b: 4 } } });
	});

	test('is refused within a list, which is replaced', async () => {
		const sequence = '={{ [{ sequence_tag: "main", events: $json.none }] }}';
		const given = { ...bench.ordersField, part: byId('sync_orders'), sequence };
		const before = structuredClone(bench.orders.features);
		expect(await bench.failure('feature', 'update', given)).toMatch(
			/An expression has no value for "sequence\[0\]\.events"/,
		);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
		expect(bench.orders.features).toEqual(before);
	});

	const undefinedKey = '={{ ({ a: $json.none, b: 1 }) }}';
	test.each([
		['notification', { tag: 'ops-2', webhook: { body: undefinedKey } }, "'Body (JSON)'"],
		['environment', { slug: 'qas', env_name: 'QA', details: { auth: undefinedKey } }, "'Auth (JSON)'"],
		[
			'environment',
			{ slug: 'qas', env_name: 'QA', details: { more: undefinedKey } },
			"'Additional Fields (JSON)'",
		],
	])('is refused in what would be created: %s: Create %j', async (part, given, field) => {
		expect(await bench.failure(part, 'create', { ...bench.ordersField, ...given })).toContain(
			`${field} has no value for "a"`,
		);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
	});
});

describe('numbers that JavaScript would round', () => {
	const accountId = 7615917337495251231n;

	test('go back as they are where something else of their group is changed', async () => {
		const [stored] = bench.orders.notifications ?? [];
		Object.assign(stored ?? {}, { webhook: { url: 'https://example.com/hook', body: { accountId } } });
		const change = (webhook: INodeParameters) =>
			bench.json('notification', 'update', {
				...bench.ordersField,
				part: byId(String(stored?.['tag'])),
				webhook,
			});
		await change({ method: 'PUT' });
		const after = () => bench.orders.notifications?.[0];
		expect(after()).toMatchObject({ webhook: { method: 'PUT', body: { accountId } } });
		await change({ body: `{"accountId": "${accountId}", "more": 1}` });
		expect(after()).toMatchObject({ webhook: { body: { accountId, more: 1 } } });
	});

	test('keep the digits that were typed, also through the encrypted proxy', async () => {
		const given = { ...bench.ordersField, part: byId('sync_orders'), environment: byId('dev') };
		await bench.json('feature', 'run', { ...given, input: `{"accountId": ${accountId}}` });
		expect(bench.state.rpcCalls.at(-1)).toMatchObject({ params: [{ input: { accountId } }] });
	});
});
