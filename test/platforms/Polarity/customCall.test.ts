import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { PolarityBench } from './bench';

let bench: PolarityBench;
forEachTest(async () => (bench = await PolarityBench.start()));

const call = async () => await bench.run('api', 'customCall', { path: '/api/integrations', returnAll: true });

describe('Return All', () => {
	test.each([
		['present', 'ofTheList', 250, 3],
		['present', 'ofThePage', 250, 3],
		['withoutTotal', 'ofTheList', 250, 3],
		['withoutTotal', 'ofTheList', 200, 3],
		['absent', 'ofTheList', 250, 1],
	] as const)('reads every page (total %s, %s, %d rows)', async (pageMeta, pageTotal, rows, requests) => {
		Object.assign(bench.switches, { pageMeta, pageTotal });
		bench.fillUpTo(rows);
		const { json, error } = await call();
		expect(error).toBeUndefined();
		expect(new Set(json.map(({ id }) => id)).size).toBe(rows);
		expect(json).toHaveLength(rows);
		expect(bench.lines()).toHaveLength(requests);
	});

	test.each([
		['fromZero', 'present'],
		['fromZero', 'withoutTotal'],
		['absent', 'present'],
		['absent', 'withoutTotal'],
	] as const)(
		'reads every page whatever its number is said to be (%s, total %s)',
		async (pageNumber, pageMeta) => {
			Object.assign(bench.switches, { pageNumber, pageMeta });
			bench.fillUpTo(250);
			const { json, error } = await call();
			expect(error).toBeUndefined();
			expect(new Set(json.map(({ id }) => id)).size).toBe(250);
			expect(bench.lines()).toHaveLength(3);
		},
	);

	test('ends where a server without page numbers shows its only page again', async () => {
		Object.assign(bench.switches, { pageNumber: 'absent', pageMeta: 'withoutTotal', pagingLoop: 'samePage' });
		bench.fillUpTo(100);
		const { json, error } = await call();
		expect(error).toBeUndefined();
		expect(json).toHaveLength(100);
	});

	test('reads every page of a server that cuts them, and shows the size that was asked for', async () => {
		Object.assign(bench.switches, { maxPageSize: 100, largePages: 'cutInSilence' });
		bench.fillUpTo(250);
		const query = { pairs: [{ name: 'page[size]', value: '300' }] };
		const given = { path: '/api/integrations', query, returnAll: true };
		const { json, error } = await bench.run('api', 'customCall', given);
		expect(error).toBeUndefined();
		expect(new Set(json.map(({ id }) => id)).size).toBe(250);
	});

	test('reads every page of a server that cuts them, and always shows its own size', async () => {
		Object.assign(bench.switches, { maxPageSize: 50, largePages: 'cutInSilence' });
		bench.fillUpTo(175);
		const { json, error } = await call();
		expect(error).toBeUndefined();
		expect(new Set(json.map(({ id }) => id)).size).toBe(175);
		expect(bench.lines()).toHaveLength(4);
	});

	test.each([
		[[100, 200], 150],
		[[10, 220], 40],
	] as const)('reads on behind a page of which a caller sees nothing (%j)', async (hiddenRows, visible) => {
		bench.fillUpTo(250);
		bench.switches.hiddenRows = hiddenRows;
		const { json, error } = await call();
		expect(error).toBeUndefined();
		expect(new Set(json.map(({ id }) => id)).size).toBe(visible);
	});

	test('reads on where a caller sees few rows of the first page', async () => {
		bench.fillUpTo(250);
		bench.switches.hiddenRows = [10, 120];
		const { json, error } = await call();
		expect(error).toBeUndefined();
		expect(json).toHaveLength(140);
		expect(bench.lines()).toHaveLength(4);
	});

	test.each([
		[5, 5, 1],
		// So many may be a full page, and the total its rows.
		[100, 100, 2],
	])(
		'ends where a server shows no size, and %d of %d rows whatever is asked for',
		async (rows, total, requests) => {
			const data = Array.from({ length: rows }, (_, index) => ({ id: `i${index}`, type: 'integrations' }));
			const answer = { body: { data, meta: { page: { number: 1, total } } } };
			bench.simulator.faults.add({ path: '/api/integrations', answer });
			const { json, error } = await call();
			expect(error).toBeUndefined();
			expect(json).toHaveLength(rows);
			expect(bench.lines()).toHaveLength(requests);
		},
	);

	test('ends where a server shows its only page again and again', async () => {
		Object.assign(bench.switches, { pageMeta: 'withoutTotal', pagingLoop: 'samePage' });
		bench.fillUpTo(100);
		const { json } = await call();
		expect(json.length).toBeLessThanOrEqual(100);
		expect(bench.lines().length).toBeLessThanOrEqual(3);
	});
});
