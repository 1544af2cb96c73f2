import { describe, expect, test } from '@jest/globals';
import { isEqual } from 'lodash';
import type { INodeParameters } from 'n8n-workflow';

import { textOf } from '../../../core';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';
import { withRunUnderWay } from './jobCases';

const flowId = chosen(ids.flowId);
const all = { returnAll: true };

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

describe('Job: Cancel All', () => {
	const cancels = () => bench.simulator.requests.count({ method: 'POST', path: /\/jobs\/cancel$/ });
	const statusOf = (jobId: string) => bench.simulator.runs.jobs.get(jobId)?.status;

	test('cancels every run and retry of the flow that is under way, and nothing else', async () => {
		withRunUnderWay(bench);
		const { runs } = bench.simulator;
		runs.add({ _id: 'retry-under-way', _flowId: ids.flowId, type: 'retry', status: 'queued' });
		runs.add({ _id: 'bulk-retry-under-way', _flowId: ids.flowId, type: 'bulk_retry', status: 'running' });
		runs.add({ _id: 'of-other-flow', _flowId: ids.standaloneFlowId, status: 'running' });
		const running = await bench.json('job.getRunning', { flowId });
		expect(running.map(({ type }) => type).sort()).toEqual(['bulk_retry', 'flow', 'retry']);
		const [result] = await bench.json('job.cancelAll', { flowId });
		expect(result).toMatchObject({ _flowId: ids.flowId, requested: 3 });
		expect(JSON.stringify(result?.['jobs'])).toContain('bulk-retry-under-way');
		const underWay = ['run-under-way', 'retry-under-way', 'bulk-retry-under-way'];
		expect([...underWay, 'of-other-flow', ids.completedJobId].map(statusOf)).toEqual([
			'canceling',
			'canceling',
			'canceling',
			'running',
			'completed',
		]);
		expect(cancels()).toBe(1);
	});

	test.each(['all', 'production'] as const)(
		'counts those of a sandbox, where runs of %s are listed unasked',
		async (overviewUnasked) => {
			Object.assign(bench.switches, { overviewUnasked, jobProgress: 'manual' });
			bench.simulator.runs.add({ _id: 'in-sandbox', _flowId: ids.sandboxFlowId, status: 'running' });
			expect(await bench.json('job.cancelAll', { flowId: chosen(ids.sandboxFlowId) })).toMatchObject([
				{ requested: 1, jobs: [{ _id: 'in-sandbox', status: 'canceling' }] },
			]);
		},
	);

	test('counts no run of another flow, where Celigo lists those of all', async () => {
		withRunUnderWay(bench);
		bench.switches.overviewFilters = 'ignored';
		bench.simulator.runs.add({ _id: 'of-other-flow', _flowId: ids.standaloneFlowId, status: 'running' });
		expect(await bench.json('job.cancelAll', { flowId })).toMatchObject([
			{ requested: 1, jobs: [{ _id: 'run-under-way', status: 'canceling' }] },
		]);
	});

	test('is sent even where nothing seems to run', async () => {
		expect(await bench.json('job.cancelAll', { flowId })).toEqual([
			{ _flowId: ids.flowId, requested: 0, jobs: [] },
		]);
		expect(cancels()).toBe(1);
	});

	test.each([{ status: 503 }, 'reset'] as const)(
		'is not sent again after %j, and says where to look',
		async (answer) => {
			withRunUnderWay(bench);
			bench.faults.add({ method: 'POST', path: /\/jobs\/cancel$/, answer });
			expect(await bench.failure('job.cancelAll', { flowId })).toMatch(
				/Look for running jobs of the flow with Job: Get Running/,
			);
			expect(cancels()).toBe(1);
		},
	);

	test('is sent again after a 429, which did nothing', async () => {
		withRunUnderWay(bench);
		bench.faults.add({ method: 'POST', path: /\/jobs\/cancel$/, times: 1, answer: { status: 429 } });
		expect(await bench.json('job.cancelAll', { flowId })).toMatchObject([{ requested: 1 }]);
		expect(cancels()).toBe(2);
	});

	test('an unknown flow is refused before anything is canceled', async () => {
		expect(await bench.failure('job.cancelAll', { flowId: chosen('no-such-flow') })).toMatch(
			/Flow no-such-flow was not found/,
		);
	});
});

describe.each(['post', 'get'] as const)('pages that go on by %s', (overviewNextPage) => {
	test.each(['/v1', '/api', '/api/v1', 'query', 'absolute', 'otherHost'] as const)(
		'under addresses as %s: each run and each flow once',
		async (nextPageUrl) => {
			Object.assign(bench.switches, {
				overviewNextPage,
				nextPageUrl,
				overviewPageSize: 2,
				jobProgress: 'manual',
			});
			for (let count = 0; count < 5; count += 1) {
				bench.simulator.runs.add({ _flowId: ids.flowId, status: 'running' });
			}
			const { _id: _flowId } = bench.state.addFlow({ name: 'Third' });
			bench.simulator.runs.add({ _flowId });
			const running = await bench.json('job.getRunning', { flowId, ...all });
			expect(new Set(running.map(({ _id }) => _id)).size).toBe(5);
			expect(running).toHaveLength(5);
			const stats = await bench.json('job.getStatistics', all);
			expect(stats.map((row) => row['_flowId']).sort()).toEqual(
				[ids.flowId, ids.standaloneFlowId, _flowId].sort(),
			);
			expect(await bench.json('job.getRunning', { limit: 2 })).toHaveLength(2);
		},
	);
});

test.each(['post', 'get'] as const)(
	'runs that end while the pages are read hide no other run, where links count rows (%s)',
	async (overviewNextPage) => {
		const { runs, requests } = bench.simulator;
		const sizes = { overviewPageSize: 5, nextPageKey: 'skip' } as const;
		Object.assign(bench.switches, { overviewNextPage, jobProgress: 'manual', ...sizes });
		const added = Array.from({ length: 12 }, (_, index) => `run-${index}`);
		for (const _id of added) runs.add({ _id, _flowId: ids.flowId, status: 'running' });
		const list = await bench.json('job.getRunning', { flowId, limit: 3 });
		const ending = list.map(({ _id }) => textOf(_id) ?? '');
		const path = '/v1/jobs/current';
		bench.faults.add({ path, after: 1, times: 1, answer: { delayMs: 100 } });
		const seen = requests.count({ path });
		const reading = bench.json('job.getRunning', { flowId, ...all });
		await requests.waitFor({ path }, seen + 2);
		for (const _id of ending) runs.add({ _id, _flowId: ids.flowId, status: 'completed' });
		const found = (await reading).map(({ _id }) => textOf(_id) ?? '');
		expect(found).toEqual(expect.arrayContaining(added.filter((id) => !ending.includes(id))));
		expect(new Set(found).size).toBe(found.length);
	},
);

test.each(['post', 'get'] as const)(
	'all that runs is listed, where the server takes only the places that it named (%s)',
	async (overviewNextPage) => {
		const sizes = { overviewPageSize: 5, nextPageKey: 'skip', otherSkips: 'refused' } as const;
		Object.assign(bench.switches, { overviewNextPage, jobProgress: 'manual', ...sizes });
		const added = Array.from({ length: 12 }, (_, index) => `run-${index}`);
		for (const _id of added) bench.simulator.runs.add({ _id, _flowId: ids.flowId, status: 'running' });
		const found = (await bench.json('job.getRunning', { flowId, ...all })).map(({ _id }) => textOf(_id));
		expect(found).toEqual(expect.arrayContaining(added));
	},
);

test.each([400, 404])(
	'a next page that is refused with %i is a failure, also of what runs in a sandbox',
	async (status) => {
		Object.assign(bench.switches, {
			overviewPageSize: 2,
			overviewUnasked: 'production',
			jobProgress: 'manual',
		});
		for (const _id of ['run-1', 'run-2', 'run-3'])
			bench.simulator.runs.add({ _id, _flowId: ids.sandboxFlowId, status: 'running' });
		const flowOfSandbox = chosen(ids.sandboxFlowId);
		expect(await bench.json('job.getRunning', { flowId: flowOfSandbox, ...all })).toHaveLength(3);
		const path = '/v1/jobs/current';
		bench.faults.add({ path, after: 2, times: 4, answer: { status, body: { errors: [] } } });
		const { error } = await bench.run('job.getRunning', { flowId: flowOfSandbox, ...all });
		expect(error?.message).toContain(`status ${status}`);
	},
);

test.each(['array', 'noContent'] as const)('nothing may come as %s', async (emptyOverview) => {
	bench.switches.emptyOverview = emptyOverview;
	expect(await bench.json('job.getRunning', all)).toEqual([]);
	expect(await bench.json('job.getStatistics', { ...all, flowId: chosen(ids.disabledFlowId) })).toEqual([]);
	expect(await bench.json('job.cancelAll', { flowId })).toMatchObject([{ requested: 0 }]);
});

test('what is of another flow or integration, or of another status, is left out where Celigo lists all', async () => {
	Object.assign(bench.switches, { overviewFilters: 'ignored', overviewPageSize: 1, jobProgress: 'manual' });
	const { runs } = bench.simulator;
	for (const status of ['queued', 'running', 'completed'] as const) {
		for (const _flowId of [ids.flowId, ids.standaloneFlowId, ids.sandboxFlowId]) {
			runs.add({ _id: `${status} ${_flowId}`, _flowId, status });
		}
	}
	const running = async (more: INodeParameters) =>
		(await bench.json('job.getRunning', { ...more, ...all })).map(({ _id }) => _id).sort();
	expect(await running({ flowId })).toEqual([`queued ${ids.flowId}`, `running ${ids.flowId}`]);
	const integrationId = chosen(ids.integrationId);
	expect(await running({ integrationId, filters: { status: ['queued'] } })).toEqual([
		`queued ${ids.flowId}`,
		// A flow that belongs to no integration has runs that name none.
		`queued ${ids.standaloneFlowId}`,
	]);
	expect(await bench.json('job.getRunning', { flowId, limit: 1 })).toHaveLength(1);
	const stats = await bench.json('job.getStatistics', { flowId, ...all });
	expect(stats).toMatchObject([{ _flowId: ids.flowId }]);
	expect(await bench.json('job.getStatistics', { flowId: chosen(ids.disabledFlowId), ...all })).toEqual([]);
});

test('a list of runs that goes round in circles ends with an error', async () => {
	Object.assign(bench.switches, { pagingLoop: 'samePage', overviewPageSize: 1, jobProgress: 'manual' });
	withRunUnderWay(bench);
	expect(await bench.failure('job.getRunning', all)).toMatch(/second time/);
});

describe.each(['all', 'production'] as const)('where runs of %s are listed unasked', (overviewUnasked) => {
	const sandboxFlow = chosen(ids.sandboxFlowId);
	const inSandbox = () => {
		Object.assign(bench.switches, { overviewUnasked, jobProgress: 'manual' });
		bench.simulator.runs.add({ _id: 'running', _flowId: ids.sandboxFlowId, status: 'running' });
		bench.simulator.runs.add({ _id: 'ended', _flowId: ids.sandboxFlowId });
	};

	test('those of a sandbox are found', async () => {
		inSandbox();
		const flow = { flowId: sandboxFlow, ...all };
		expect(await bench.json('job.getRunning', flow)).toMatchObject([{ _id: 'running' }]);
		expect(await bench.json('job.getStatistics', flow)).toMatchObject([{ _flowId: ids.sandboxFlowId }]);
		const integration = { integrationId: chosen(ids.sandboxIntegrationId), ...all };
		expect(await bench.json('job.getRunning', integration)).toMatchObject([{ _id: 'running' }]);
	});

	test('but of all flows without an integration none in place of those of production', async () => {
		await bench.json('job.getRunning', { integrationId: chosen('none'), ...all });
		expect(bench.sent()).toEqual([{ _integrationIds: ['none'] }]);
	});

	test('but of the whole account none in place of those of production', async () => {
		inSandbox();
		const unasked = overviewUnasked === 'all' ? [{ _id: 'running' }] : [];
		const running = async (filters = {}) =>
			(await bench.json('job.getRunning', { ...all, filters })).map(({ _id }) => ({ _id }));
		expect(await running()).toEqual(unasked);
		bench.simulator.runs.add({ _id: 'of production', _flowId: ids.flowId, status: 'running' });
		const ofProduction = { _id: 'of production' };
		expect(await running()).toHaveLength(unasked.length + 1);
		expect(await running()).toEqual(expect.arrayContaining([...unasked, ofProduction]));
		expect(await running({ sandbox: false })).toEqual([ofProduction]);
		expect(await running({ sandbox: true })).toEqual([{ _id: 'running' }]);
		await bench.json('job.getStatistics', { ...all, filters: { endedAfter: '2099-01-01' } });
		expect(bench.sent().filter((body) => isEqual(body, {}))).toHaveLength(3);
		expect(bench.sent()).toHaveLength(6);
	});

	test('but not where Sandbox is off, and nothing is asked for twice where it is set', async () => {
		inSandbox();
		const off = { flowId: sandboxFlow, ...all, filters: { sandbox: false } };
		expect(await bench.json('job.getRunning', off)).toEqual([]);
		expect(await bench.json('job.getStatistics', off)).toEqual([]);
		expect(bench.sent()).toHaveLength(2);
	});
});

describe.each([400, 403, 404, 422])('a look into the sandbox that is refused with %i', (status) => {
	const refused = (after: number) => {
		for (const path of ['/v1/jobs/current', '/v1/flows/runs/stats']) {
			bench.faults.add({ path, after, answer: { status, body: { message: 'No' } } });
		}
	};

	test('has nothing to add, and keeps Cancel All from nothing', async () => {
		refused(1);
		expect(await bench.json('job.getRunning', { flowId, ...all })).toEqual([]);
		const none = { flowId: chosen(ids.disabledFlowId), ...all };
		expect(await bench.json('job.getStatistics', none)).toEqual([]);
		expect(bench.sent()).toEqual([
			{ _flowIds: [ids.flowId] },
			{ _flowIds: [ids.flowId], sandbox: true },
			{ _flowIds: [ids.disabledFlowId] },
			{ _flowIds: [ids.disabledFlowId], sandbox: true },
		]);
		bench.faults.clear();
		refused(1);
		expect(await bench.json('job.cancelAll', { flowId })).toMatchObject([{ requested: 0 }]);
		expect(bench.simulator.requests.count({ method: 'POST', path: /\/jobs\/cancel$/ })).toBe(1);
	});

	test('fails where the user asked for the sandbox, and so does the first look', async () => {
		refused(0);
		const sandbox = { flowId, ...all, filters: { sandbox: true } };
		for (const parameters of [sandbox, { flowId, ...all }, all]) {
			expect(await bench.failure('job.getRunning', parameters)).toContain('No');
			expect(await bench.failure('job.getStatistics', parameters)).toContain('No');
		}
		expect(await bench.failure('job.cancelAll', { flowId })).toContain('No');
		expect(bench.simulator.requests.count({ method: 'POST', path: /\/jobs\/cancel$/ })).toBe(0);
	});
});

test('what only reads is sent again after a failure, though it is a POST', async () => {
	withRunUnderWay(bench);
	bench.faults.add({ method: 'POST', times: 2, answer: { status: 503 } });
	expect(await bench.json('job.getRunning', all)).toMatchObject([{ _id: 'run-under-way' }]);
	expect(bench.simulator.requests.count({ method: 'POST' })).toBe(3);
});

test('without a filter everything is asked for, of a flow only that', async () => {
	await bench.json('job.getStatistics', all);
	await bench.json('job.getStatistics', { ...all, integrationId: chosen(ids.integrationId), flowId });
	await bench.json('job.getRunning', { ...all, filters: { sandbox: true, status: [] } });
	expect(bench.sent()).toEqual([{}, { _flowIds: [ids.flowId] }, { sandbox: true }]);
});

test('the latest runs: none, and those of an integration', async () => {
	const none = { flowId: chosen(ids.disabledFlowId), ...all };
	for (const emptyList of ['noContent', 'array', 'emptyText'] as const) {
		bench.switches.emptyList = emptyList;
		expect(await bench.json('job.getLatest', none)).toEqual([]);
	}
	const ofIntegration = { of: 'integration', integrationId: chosen(ids.integrationId), ...all };
	expect(await bench.json('job.getLatest', ofIntegration)).toMatchObject([{ _id: ids.failedJobId }]);
});
