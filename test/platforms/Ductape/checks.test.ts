import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { forEachTest } from '../../lifecycle';
import { byId, DuctapeBench } from './bench';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

const VALUE = '={{ $json.value }}';
const appRows = (auth: INodeParameters) => ({
	rows: [{ app_env_slug: 'dev', integration_env_slug: 'dev', auth }],
});

/** An operation whose items differ in what stands for VALUE: the first is right, the second is not. */
interface Case {
	readonly resource: string;
	readonly operation: string;
	readonly given: INodeParameters;
	readonly right: string;
	/** Nothing where it is left out. */
	readonly wrong?: string;
	readonly refusal: RegExp;
}

const definition = {
	given: { inputDefinition: VALUE },
	right: '{"orderId": {"type": "string"}}',
	wrong: '{"orderId": ',
	refusal: /'Input' must be a JSON object.*another 'Input Type'/,
};

const cases: Case[] = [
	{
		resource: 'integration',
		operation: 'update',
		given: { details: { description: VALUE } },
		right: 'Changed',
		refusal: /'Update Fields' is empty.*Add at least one field. Nothing was sent/,
	},
	{
		resource: 'cache',
		operation: 'update',
		given: { part: byId('orders'), details: { event_tag: VALUE } },
		right: 'changed',
		refusal: /'Update Fields' is empty.*Add at least one field. Nothing was sent/,
	},
	{
		resource: 'app',
		operation: 'add',
		given: {
			appTag: byId('shop'),
			access_tag: 'shop:new',
			environments: appRows({ auth_tag: VALUE, data: '{}' }),
		},
		right: 'bearer',
		refusal: /'Data' needs an 'Auth Tag'/,
	},
	{
		resource: 'app',
		operation: 'update',
		given: {
			part: byId('shop:acme'),
			environments: appRows({ auth_tag: VALUE, data: '{"query": {"key": "new"}}' }),
		},
		right: 'bearer',
		refusal: /'Data' needs an 'Auth Tag'/,
	},
	{
		resource: 'function',
		operation: 'create',
		given: { tag: 'join', outputKeys: { rows: [{ key: 'text' }] }, details: { outputType: VALUE } },
		right: 'object',
		refusal: /'Output Keys' needs an 'Output Type'.*Add 'Output Type'/,
	},
	{
		resource: 'feature',
		operation: 'create',
		given: { tag: 'ship', definitionFormat: VALUE },
		right: 'live',
		wrong: 'seed',
		refusal: /'Source' must not be empty/,
	},
	{ resource: 'feature', operation: 'create', ...definition, given: { tag: 'ship', ...definition.given } },
	{
		resource: 'feature',
		operation: 'update',
		...definition,
		given: { part: byId('sync_orders'), ...definition.given },
	},
];

describe.each(cases)('$resource: $operation, what is wrong between fields ($#)', (each) => {
	const { resource, operation, given, right, wrong, refusal } = each;
	const items = [{ value: right }, { ...(wrong !== undefined && { value: wrong }) }];

	test('is refused before the first request of any item', async () => {
		const { error } = await bench.run(resource, operation, { ...bench.ordersField, ...given }, { items });
		expect(`${error?.message} | ${error?.description}`).toMatch(refusal);
		expect(error).toMatchObject({ context: { itemIndex: 1 } });
		expect(bench.simulator.requests.length).toBe(0);
	});

	test('marks its item, and the other is done, where the run continues on failures', async () => {
		const more = { items, onError: 'continueRegularOutput' as const };
		const run = await bench.run(resource, operation, { ...bench.ordersField, ...given }, more);
		expect(run.json).toMatchObject([{ _id: expect.any(String) }, { details: { itemIndex: 1 } }]);
		expect(JSON.stringify(run.json[1])).toMatch(refusal);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(1);
	});
});

describe.each(['add', 'update'])('App: %s: environments that are no objects', (operation) => {
	const row = { app_env_slug: 'dev', integration_env_slug: 'dev' };
	const lists = {
		slugs: ['dev', 'prd'],
		'JSON texts': [JSON.stringify(row)],
		'one among others': [row, null],
	};

	test.each(Object.entries(lists))(
		'%s are refused before any request: the list replaces all',
		async (_, list) => {
			const given = { ...bench.ordersField, appTag: byId('shop'), part: byId('shop:acme') };
			const stored = structuredClone(bench.orders.apps);
			const refused = async (details: INodeParameters, item = {}) =>
				await bench.failure(
					'app',
					operation,
					{ ...given, onDuplicate: 'update', details },
					{ items: [item] },
				);
			const refusal = 'must be a list of JSON objects, one for each environment | For example: [{';
			expect(await refused({ envs: JSON.stringify(list) })).toContain(`'Environments (JSON)' ${refusal}`);
			expect(await refused({ envs: '={{ $json.envs }}' }, { envs: list })).toContain(refusal);
			expect(await refused({ more: JSON.stringify({ envs: list }) })).toContain(
				`'Additional Fields (JSON)': "envs" ${refusal}`,
			);
			expect(await refused({ more: JSON.stringify({ envs: row }) })).toContain(refusal);
			expect(bench.simulator.requests.length).toBe(0);
			expect(bench.orders.apps).toEqual(stored);
		},
	);
});

describe.each(['add', 'update'])('App: %s: an environment that does not name both sides', (operation) => {
	const row = { app_env_slug: 'dev', integration_env_slug: 'dev' };

	test.each([
		['integration_env_slug', { app_env_slug: 'dev' }],
		['integration_env_slug', { ...row, integration_env_slug: null }],
		['integration_env_slug', { ...row, integration_env_slug: '' }],
		['app_env_slug', { integration_env_slug: 'dev' }],
		['app_env_slug', { product_env_slug: 'dev', app_env_slug: '' }],
	])('without "%s" is refused before any request: %j', async (name, environment) => {
		const given = { ...bench.ordersField, appTag: byId('shop'), part: byId('shop:acme') };
		const refused = async (more: INodeParameters) =>
			await bench.failure('app', operation, { ...given, onDuplicate: 'update', ...more });
		const envs = [row, environment];
		const refusal = `lacks "${name}" in one of the environments | Each needs`;
		expect(await refused({ details: { envs: JSON.stringify(envs) } })).toContain(
			`'Environments (JSON)' ${refusal}`,
		);
		expect(await refused({ details: { more: JSON.stringify({ envs }) } })).toContain(
			`'Additional Fields (JSON)': "envs" ${refusal}`,
		);
		expect(bench.simulator.requests.length).toBe(0);
	});
});

test('App: update: another access tag in Additional Fields is refused, its own is no change', async () => {
	const change = async (access_tag: unknown) =>
		await bench.failure('app', 'update', {
			...bench.ordersField,
			part: byId('shop:acme'),
			details: { more: JSON.stringify({ access_tag, envs: [] }) },
		});
	for (const other of ['shop:new', null]) {
		expect(await change(other)).toMatch(
			/'Additional Fields \(JSON\)' must not change the access tag \| Remove "access_tag"\. .*Nothing was sent/,
		);
	}
	expect(bench.simulator.requests.length).toBe(0);
	expect(await change('shop:acme')).toBe('no error | ');
	expect(bench.orders.apps).toMatchObject([{ access_tag: 'shop:acme', envs: [] }]);
});

describe('what only the integration shows to be wrong is refused before anything is changed', () => {
	const app = { appTag: byId('shop'), access_tag: 'shop:new' };
	const refused: Array<[string, string, INodeParameters, RegExp]> = [
		[
			'app',
			'add',
			{ ...app, environments: appRows({ auth_tag: 'oauth' }) },
			/The app has no auth "oauth".*Known: bearer/,
		],
		[
			'cache',
			'update',
			{ part: byId('orders'), details: { newKey: 'prices' } },
			/already has the cache "prices"/,
		],
	];

	test.each(refused)('%s: %s', async (resource, operation, given, refusal) => {
		bench.orders.caches?.push({ _id: 'd'.repeat(24), tag: 'prices' });
		expect(await bench.failure(resource, operation, { ...bench.ordersField, ...given })).toMatch(refusal);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
		expect(bench.simulator.requests.count({ method: 'POST', path: '/apps/v1/access' })).toBe(0);
	});
});

test.each(['jobExecution', 'log', 'notificationMessage', 'process'])(
	'%s: days of which the last is before the first are refused; one day is a period',
	async (resource) => {
		const given = (start_date: string, end_date: string) => ({
			...bench.ordersField,
			filters: { start_date, end_date },
		});
		expect(await bench.failure(resource, 'getMany', given('2026-01-06', '2026-01-05'))).toMatch(
			/'Filters': 'From' is later than 'To' \| Correct the times/,
		);
		expect(bench.asked()).toEqual([]);
		const oneDay = given('2026-01-05T20:00:00Z', '2026-01-05T08:00:00Z');
		expect((await bench.run(resource, 'getMany', oneDay)).error).toBeUndefined();
	},
);

describe('the input of a feature is what its type says', () => {
	const texts = ['{name}', '{"name": "x"}', 'free text'];
	const create = (inputDefinition: string, input_type?: string) => ({
		...bench.ordersField,
		tag: 'x',
		inputDefinition,
		details: input_type === undefined ? {} : { input_type },
	});
	const update = (inputDefinition: string, input_type?: string) => ({
		...create(inputDefinition, input_type),
		part: byId('sync_orders'),
	});
	const refused = /^'Input' must be a JSON object \| .*another 'Input Type'/;

	test.each(texts)('%s is text where it is not JSON', async (text) => {
		await bench.json('feature', 'create', create(text, 'plain'));
		expect(bench.sent('PUT')).toMatchObject({ input: text, input_type: 'plain' });
		await bench.json('feature', 'update', update(text, 'html'));
		expect(bench.sent('PUT')).toMatchObject({ input: text, input_type: 'html' });
	});

	test.each(['{name}', 'free text', '[1]', '"text"', '7'])('%s is refused where it is JSON', async (text) => {
		for (const type of ['json', undefined]) {
			expect(await bench.failure('feature', 'create', create(text, type))).toMatch(refused);
		}
		expect(await bench.failure('feature', 'update', update(text, 'json'))).toMatch(refused);
		expect(bench.asked()).toEqual([]);
		expect(await bench.failure('feature', 'update', update(text))).toMatch(refused);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
	});

	test('an update that names no type has that of the stored feature', async () => {
		await bench.json('feature', 'update', update('{"name": {"type": "string"}}'));
		expect(bench.sent('PUT')).toMatchObject({ input: { name: { type: 'string' } } });
		Object.assign(bench.orders.features?.[0] ?? {}, { input_type: 'xml', input: 'old' });
		for (const text of ['{"name": "x"}', 'free text']) {
			await bench.json('feature', 'update', update(text));
			expect(bench.sent('PUT')).toMatchObject({ input: text });
		}
	});
});
