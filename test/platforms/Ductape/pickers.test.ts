import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { DuctapeBench } from './bench';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

describe('pickers', () => {
	test('list integrations, parts, apps and executions', async () => {
		const execution = bench.state.addJobExecution(bench.orders);
		expect(await bench.choices('searchIntegrations')).toMatchObject([
			{ name: 'Orders Hub', value: bench.orders._id },
			{ name: 'Empty' },
		]);
		expect(await bench.choices('searchEnvironments', bench.ordersField)).toEqual([
			{ name: 'Development', value: 'dev' },
		]);
		expect(await bench.choices('searchCaches', bench.ordersField)).toEqual([
			{ name: 'orders', value: 'orders' },
		]);
		expect(await bench.choices('searchApps', bench.ordersField)).toEqual([
			{ name: 'shop:acme', value: 'shop:acme' },
		]);
		expect(await bench.choices('searchWorkspaceApps')).toEqual([{ name: 'Shop', value: 'shop' }]);
		expect(await bench.choices('searchJobExecutions', bench.ordersField)).toMatchObject([
			{ value: execution._id },
		]);
		bench.state.addJobExecution(bench.orders, { job_id: execution.job_id, phase: 'COMPLETED' });
		const other = bench.state.addJobExecution(bench.orders, {
			phase: 'RUNNING',
			started_at: '2026-01-05T10:00:00.000Z',
		});
		expect(await bench.choices('searchExecutedJobs', bench.ordersField)).toEqual([
			{
				name: expect.stringMatching(/^nightly, FAILED, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/),
				value: execution.job_id,
			},
			{ name: 'nightly, RUNNING, 2026-01-05 10:00:00 UTC', value: other.job_id },
		]);
		for (const list of ['searchJobExecutions', 'searchCaches']) {
			await expect(bench.choices(list)).rejects.toThrow('Choose an integration first');
		}
	});

	test('executions, which grow more with every run, are looked through to the thousandth', async () => {
		const { job_id } = bench.state.addJobExecution(bench.orders);
		for (let count = 1; count < 1100; count += 1) bench.state.addJobExecution(bench.orders, { job_id });
		const requests = async (read: () => Promise<unknown>) => {
			const before = bench.simulator.requests.count({ path: /job-executions/ });
			await read();
			return bench.simulator.requests.count({ path: /job-executions/ }) - before;
		};
		const jobs = async () =>
			expect(await bench.choices('searchExecutedJobs', bench.ordersField)).toMatchObject([{ value: job_id }]);
		const search = async () => await bench.choices('searchJobExecutions', bench.ordersField, 'none');
		expect([await requests(jobs), await requests(search)]).toEqual([10, 10]);
	});
});
