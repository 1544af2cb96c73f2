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
