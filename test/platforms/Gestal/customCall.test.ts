import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { GestalBench } from './bench';

let bench: GestalBench;
forEachTest(async () => (bench = await GestalBench.start()));

const integrations = () => [...bench.simulator.state.integrations.values()];

/** So many integrations in all. */
const fill = (count: number) => {
	while (integrations().length < count) bench.simulator.state.addIntegration({ name: 'One more' });
};

const call = async (more = {}) => {
	const parameters = { path: '/integrator', returnAll: true, ...more };
	return await bench.run('api', 'customCall', parameters, { generation: 'current' });
};
const perPage = (value: string) => ({ query: { pairs: [{ name: 'per_page', value }] } });
const known = () =>
	integrations()
		.map(({ cloud_id }) => cloud_id)
		.sort();

describe('a list without meta', () => {
	test.each([
		['array', {}, 250, 3],
		['dataArray', {}, 250, 3],
		['array', {}, 200, 3],
		['array', perPage('30'), 70, 3],
		['array', perPage('1000'), 250, 3],
	] as const)('is read page by page (%s, %j, %d rows)', async (list, asked, rows, requests) => {
		bench.simulator.switches.currentList = list;
		bench.simulator.switches.largestPage = 100;
		fill(rows);
		const { json, error } = await call(asked);
		expect(error).toBeUndefined();
		expect(json.map((row) => row['cloud_id']).sort()).toEqual(known());
		expect(bench.lines()).toHaveLength(requests);
	});

	test.each([
		[3, {}, 8, 3],
		[50, {}, 100, 3],
		[50, perPage('1000'), 120, 3],
		// Nothing says that it is the end.
		[1000, {}, 8, 2],
		[1000, perPage('30'), 8, 2],
	] as const)(
		'is whole where the largest page is shorter (%d, %j, %d rows)',
		async (largest, asked, rows, requests) => {
			Object.assign(bench.simulator.switches, { currentList: 'array', largestPage: largest });
			fill(rows);
			const { json, error } = await call(asked);
			expect(error).toBeUndefined();
			expect(json.map((row) => row['cloud_id']).sort()).toEqual(known());
			expect(bench.lines()).toHaveLength(requests);
		},
	);

	test('whose rows have no IDs is one page where it is short', async () => {
		Object.assign(bench.simulator.switches, {
			currentList: 'array',
			accessKeyId: 'none',
			bareListPaging: 'ignored',
		});
		const { json, error } = await call({ path: '/integrator/access-keys' });
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
		expect(bench.lines()).toHaveLength(1);
	});

	test('is whole at once where the server ignores paging', async () => {
		bench.simulator.switches.currentList = 'array';
		bench.simulator.switches.bareListPaging = 'ignored';
		fill(250);
		const { json } = await call();
		expect(json.map((row) => row['cloud_id']).sort()).toEqual(known());
		expect(bench.lines()).toHaveLength(1);
	});

	test('is whole at once where such a list has just as many rows as a page', async () => {
		bench.simulator.switches.currentList = 'array';
		bench.simulator.switches.bareListPaging = 'ignored';
		fill(100);
		const { json, error } = await call();
		expect(error).toBeUndefined();
		expect(json.map((row) => row['cloud_id']).sort()).toEqual(known());
		expect(bench.lines()).toHaveLength(2);
		expect((await call({ returnAll: false, limit: 100 })).json).toHaveLength(100);
	});
});
