import { describe, expect, test } from '@jest/globals';

import { resources } from '../../../nodes/Gestal/resources';
import { forEachTest } from '../../lifecycle';
import { GestalBench } from './bench';
import { integratorCases } from './cases/integratorCases';
import { siteCases } from './cases/siteCases';

let bench: GestalBench;
forEachTest(async () => (bench = await GestalBench.start()));

const cases = [...integratorCases, ...siteCases];

test.each(cases)('$operation ($generation)', async ({ operation, generation, given, expected }) => {
	const [resource = '', name = ''] = operation.split('.');
	const parameters = given(bench);
	const wanted = expected(bench);
	const run = await bench.run(resource, name, parameters, { generation });
	expect(run.error).toBeUndefined();
	expect(run.json).toMatchObject(Array.isArray(wanted.json) ? wanted.json : [wanted.json]);
	expect(run.json).toHaveLength(Array.isArray(wanted.json) ? wanted.json.length : 1);
	expect(run.items.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
	expect(bench.lines()).toEqual(wanted.requests);
	if (wanted.body !== undefined) expect(bench.requests().at(-1)?.body).toEqual(wanted.body);
});

describe('the dropdowns', () => {
	const offered = resources.flatMap(({ value, operations }) =>
		operations.map((operation) => `${value}.${operation.value}`),
	);

	test('offer nothing that is not run above', () => {
		expect([...new Set(cases.map(({ operation }) => operation))].sort()).toEqual([...offered].sort());
	});

	test.each(
		offered.filter((name) => !cases.some((one) => one.operation === name && one.generation === 'current')),
	)('%s fails before any request where the current site lacks it', async (name) => {
		const [resource = '', operation = ''] = name.split('.');
		const parameters = cases.find((one) => one.operation === name)?.given(bench) ?? {};
		const { error } = await bench.run(resource, operation, parameters, { generation: 'current' });
		expect(error?.message).toMatch(/'API Version'/);
		expect(bench.lines()).toEqual([]);
	});

	test.each(
		offered.filter((name) => !cases.some((one) => one.operation === name && one.generation === 'seed')),
	)('%s fails before any request where the paths of 2018 lack it', async (name) => {
		const [resource = '', operation = ''] = name.split('.');
		const parameters = cases.find((one) => one.operation === name)?.given(bench) ?? {};
		const { error } = await bench.run(resource, operation, parameters);
		expect(error?.message).toMatch(/'API Version'/);
		expect(bench.lines()).toEqual([]);
	});
});
