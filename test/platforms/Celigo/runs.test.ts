import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { textOf } from '../../../core/data/json';
import { Celigo } from '../../../nodes/Celigo/Celigo.node';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';

const flowId = chosen(ids.flowId);
const integrationId = chosen(ids.integrationId);

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

test.each([{ status: 204 }, { status: 200, body: [{ _jobId: ids.flowId }] }])(
	'Run says where to look, not to try again, after %j',
	async (afterExecuting) => {
		bench.faults.add({ method: 'POST', path: /run$/, times: 1, answer: { afterExecuting } });
		const failure = await bench.failure('flow.run', { flowId });
		expect(failure).toMatch(/Look for a running job of the flow/);
		expect(failure).not.toMatch(/Try again/);
	},
);

describe('Run with Wait Until Done', () => {
	const wait = { flowId, wait: true };
	const runs = () => bench.simulator.requests.count({ method: 'POST' });

	/** The job moves on when the node looks, as the platform's does in time; the first look finds it at its end. */
	async function ended(work: Promise<unknown>): Promise<void> {
		bench.faults.add({ path: /^\/v1\/jobs\//, times: 1, answer: { delayMs: 200 } });
		const [look] = await bench.simulator.requests.waitFor({ path: /^\/v1\/jobs\// });
		bench.simulator.runs.finish(look?.path.split('/').at(-1) ?? '');
		await work;
	}

	test('returns the job once it has ended, looking again until then', async () => {
		expect(await bench.json('flow.run', wait)).toMatchObject([
			{ status: 'completed', numSuccess: 10, numError: 0 },
		]);
		expect(bench.simulator.requests.count({ path: /^\/v1\/jobs\/\w+$/ })).toBe(3);
		expect(runs()).toBe(1);
	});

	test('waits for a job that is not shown yet, but not for one that is never shown', async () => {
		const path = /^\/v1\/jobs\//;
		bench.faults.add({ path, times: 2, answer: { status: 404 } });
		expect(await bench.json('flow.run', wait)).toMatchObject([{ status: 'completed' }]);
		bench.simulator.requests.clear();
		bench.faults.add({ path, answer: { status: 404 } });
		expect(await bench.failure('flow.run', wait)).toMatch(/404/);
		expect(bench.simulator.requests.count({ path })).toBe(3);
		expect(runs()).toBe(1);
	});

	test.each([
		['failed', { status: 'failed' }, /Job \w+ ended as failed with 0 errors.*Fail on Errors/],
		['completed with an error', { errors: [{ stepId: ids.importId }] }, /ended as completed with 1 error \|/],
		[
			'completed with errors',
			{ errors: [{ stepId: ids.importId }, { stepId: ids.exportId }] },
			/ended as completed with 2 errors/,
		],
	] as const)('%s: fails unless that was switched off', async (_name, outcome, message) => {
		bench.simulator.runs.planRun(ids.flowId, outcome as Parameters<typeof bench.simulator.runs.planRun>[1]);
		const failing = bench.failure('flow.run', wait);
		await ended(failing);
		expect(await failing).toMatch(message);
		bench.simulator.requests.clear();
		const passing = bench.json('flow.run', { ...wait, failOnErrors: false });
		await ended(passing);
		expect(await passing).toMatchObject([
			{ _flowId: ids.flowId, status: /failed/.test(_name) ? 'failed' : 'completed' },
		]);
	});

	test('fails for an error that is listed, but that Celigo counts only minutes later', async () => {
		bench.switches.stepCountsApartMs = 60_000;
		bench.simulator.runs.planRun(ids.flowId, { errors: [{ stepId: ids.importId }] });
		const off = { ...wait, failOnErrors: false };
		expect(await bench.json('flow.run', off)).toMatchObject([{ status: 'completed', numError: 0 }]);
		expect(bench.asked().filter((line) => /family|errors/.test(line))).toEqual([]);
		expect(await bench.failure('flow.run', wait)).toMatch(
			/Job \w+ ended as completed with errors \|.*Job: Get Errors.*Fail on Errors/,
		);
	});

	test.each([/\/family$/, /\/errors$/])(
		'says that the run is over where its errors cannot be read afterwards (%s)',
		async (path) => {
			bench.faults.add({ method: 'GET', path, answer: { status: 403 } });
			expect(await bench.failure('flow.run', wait)).toMatch(
				/Job \w+ ended as completed, but its errors could not be read: .*\| Do not run the flow again.*Job: Get Errors/,
			);
		},
	);

	test.each(['array', 'noContent'] as const)(
		'passes where no step lists an error of this run (an empty list is %s)',
		async (emptyErrorList) => {
			bench.switches.emptyErrorList = emptyErrorList;
			expect(await bench.json('flow.run', wait)).toMatchObject([{ status: 'completed', numError: 0 }]);
			const read = bench.asked().filter((line) => line.includes('/errors?_flowJobId='));
			const steps = read.map((line) => line.split('/')[3]);
			expect(new Set(steps)).toContain(ids.importId);
			expect(steps).toHaveLength(4);
		},
	);

	test('passes where Celigo ignores the filter of the run and lists the error of another one', async () => {
		bench.switches.errorFilters = 'ignored';
		const afterItsStart = bench.simulator.clock.iso(-60_000);
		const ofAnother = { occurredAt: afterItsStart, _flowJobId: 'another-run' };
		bench.state.addError(ids.flowId, ids.importId, ofAnother);
		expect(await bench.json('flow.run', wait)).toMatchObject([{ status: 'completed', numError: 0 }]);
	});

	test('says so when it takes too long; the run goes on', async () => {
		bench.switches.jobProgress = 'manual';
		// The node as it is shipped looks every two seconds: a single second is over with the first look.
		const shipped = { node: new Celigo() };
		expect(await bench.failure('flow.run', { ...wait, waitSeconds: 1 }, shipped)).toMatch(
			/took longer than 1 second.*still be running on the platform/,
		);
		expect(runs()).toBe(1);
	});

	test('ends within a second of Stop', async () => {
		bench.switches.jobProgress = 'manual';
		const stop = new AbortController();
		const running = bench.run('flow.run', wait, { cancel: stop.signal });
		await bench.simulator.requests.waitFor({ path: /^\/v1\/jobs\// });
		const stoppedMs = performance.now();
		stop.abort();
		const run = await running;
		expect(run.status).toBe('canceled');
		expect(performance.now() - stoppedMs).toBeLessThan(1000);
		expect(runs()).toBe(1);
	});

	test('that fails and stops the node reports which other flows it had started', async () => {
		bench.switches.jobProgress = 'manual';
		bench.simulator.runs.planRun(ids.flowId, { status: 'failed' });
		const failing = bench.failure('flow.run', wait, { items: [{}, {}, {}] });
		const looks = await bench.simulator.requests.waitFor({ path: /^\/v1\/jobs\// }, 3);
		bench.simulator.runs.finish(looks[0]?.path.split('/').at(-1) ?? '');
		expect(await failing).toMatch(
			/ended as failed.*Check before you run the node again: item \d, item \d had already made a change\./,
		);
		expect(runs()).toBe(3);
	});

	test('says so when Celigo returns no job ID', async () => {
		bench.faults.add({ method: 'POST', answer: { afterExecuting: { status: 200, body: {} } } });
		expect(await bench.failure('flow.run', wait)).toMatch(/returned no job ID.*The flow is running/);
	});

	test('goes on after an outage that a single request does not survive', async () => {
		bench.faults.add({ path: /^\/v1\/jobs\//, times: 20, answer: { status: 502 } });
		expect(await bench.json('flow.run', wait)).toMatchObject([{ status: 'completed', numSuccess: 10 }]);
		expect(runs()).toBe(1);
	});

	test('survives a busy platform while it looks', async () => {
		bench.faults.add({ path: /^\/v1\/jobs\//, times: 2, answer: { status: 503 } });
		const work = bench.json('flow.run', wait);
		await ended(work);
		expect(await work).toMatchObject([{ status: 'completed' }]);
		expect(runs()).toBe(1);
	});
});

describe('Where statuses and types of jobs are written with a capital', () => {
	forEachTest(async () => (bench = await CeligoBench.start({ switches: { states: 'capitalized' } })));

	test('Run with Wait Until Done sees the end of a run, and how it ended', async () => {
		expect(await bench.json('flow.run', { flowId, wait: true })).toMatchObject([
			{ status: 'Completed', numSuccess: 10, numError: 0 },
		]);
		bench.simulator.runs.planRun(ids.flowId, { status: 'failed' });
		expect(await bench.failure('flow.run', { flowId, wait: true })).toMatch(/ended as Failed with 0 errors/);
	});

	test('Job: Cancel sees that a job is canceled whose response was lost', async () => {
		bench.switches.jobProgress = 'manual';
		const [run = {}] = await bench.json('flow.run', { flowId });
		bench.faults.add({ method: 'PUT', times: 1, answer: { afterExecuting: { status: 503 } } });
		bench.faults.add({ method: 'PUT', answer: { status: 422, body: { message: 'The job is over' } } });
		const jobId = textOf(run['_jobId']) ?? '';
		expect(await bench.json('job.cancel', { jobId })).toMatchObject([{ _id: jobId, status: 'Canceling' }]);
	});

	test('the job of a step names its step', async () => {
		bench.switches.jobProgress = 'manual';
		const [run = {}] = await bench.json('flow.run', { flowId });
		const ofRun = { of: 'flowJob', flowJobId: textOf(run['_jobId']) ?? '', limit: 1 };
		expect(await bench.json('job.getMany', ofRun)).toMatchObject([
			{ type: 'Export', _expOrImpId: expect.any(String) },
		]);
	});
});

test.each([
	[{ startDate: '2026-01-01T00:00:00Z' }, { export: { startDate: '2026-01-01T00:00:00.000Z' } }],
	[{ endDate: '2026-01-01' }, { export: { endDate: '2026-01-01T00:00:00.000Z' } }],
	[{ exportIds: '' }, {}],
	[{}, {}],
] as Array<[INodeParameters, object]>)('Run with %j sends %j', async (runOptions, body) => {
	await bench.json('flow.run', { flowId, runOptions });
	expect(bench.sent()).toEqual([body]);
});

test('a job that is canceled moves from canceling to canceled', async () => {
	const [started = {}] = await bench.json('flow.run', { flowId });
	const jobId = textOf(started['_jobId']) ?? '';
	expect(await bench.json('job.cancel', { jobId })).toMatchObject([{ status: 'canceling' }]);
	expect(await bench.json('job.get', { jobId })).toMatchObject([{ status: 'canceled' }]);
});

describe('Job: Cancel', () => {
	const started = async () => {
		bench.switches.jobProgress = 'manual';
		const [run = {}] = await bench.json('flow.run', { flowId });
		return textOf(run['_jobId']) ?? '';
	};

	test('that was carried out, and whose response was lost, returns the job', async () => {
		const jobId = await started();
		bench.faults.add({ method: 'PUT', times: 1, answer: { afterExecuting: { status: 503 } } });
		// Sent again, it meets a job that is over.
		bench.faults.add({ method: 'PUT', answer: { status: 422, body: { message: 'The job is over' } } });
		expect(await bench.json('job.cancel', { jobId })).toMatchObject([{ _id: jobId, status: 'canceling' }]);
	});

	test('of a job that had ended otherwise fails, also where a response was lost', async () => {
		const jobId = await started();
		bench.simulator.runs.finish(jobId);
		bench.faults.add({ method: 'PUT', times: 1, answer: { status: 503 } });
		expect(await bench.failure('job.cancel', { jobId })).toMatch(/The job is over.*has not finished/);
	});

	test('that is refused outright looks no further', async () => {
		const jobId = await started();
		bench.simulator.runs.finish(jobId);
		bench.simulator.requests.clear();
		expect(await bench.failure('job.cancel', { jobId })).toMatch(/The job is over/);
		expect(bench.asked()).toEqual([`PUT /jobs/${jobId}/cancel`]);
	});
});

describe('Job: Get Many', () => {
	describe('of an integration with 2,500 jobs', () => {
		forEachTest(async () => (bench = await CeligoBench.start({ seed: { jobs: 2500 } })));

		test('reads beyond what one response holds, each job once', async () => {
			const found = await bench.json('job.getMany', { integrationId, returnAll: true });
			expect(found).toHaveLength(2502);
			expect(new Set(found.map(({ _id }) => _id)).size).toBe(2502);
			expect(bench.asked().length).toBeLessThanOrEqual(5);
			bench.simulator.requests.clear();
			expect(await bench.json('job.getMany', { integrationId, limit: 1001 })).toHaveLength(1001);
			expect(bench.asked()).toHaveLength(1);
		});
	});

	test('with equal times', async () => {
		bench.switches.jobsCap = 120;
		for (let index = 0; index < 300; index += 1) {
			const createdAt = bench.simulator.clock.iso(3_600_000 * 24 + Math.floor(index / 3) * 1000);
			bench.simulator.runs.add({ _flowId: ids.flowId, createdAt });
		}
		expect(await bench.json('job.getMany', { of: 'flow', flowId, returnAll: true })).toHaveLength(302);
	});

	test('more of one time than one response holds is an error, not a gap', async () => {
		const createdAt = bench.simulator.clock.iso(3_600_000 * 24);
		for (let index = 0; index < 1100; index += 1)
			bench.simulator.runs.add({ _flowId: ids.flowId, createdAt });
		expect(await bench.failure('job.getMany', { of: 'flow', flowId, returnAll: true })).toMatch(
			/1001 .*records have the time.*narrower filters/,
		);
	});

	test('of retries, and of the steps of a run', async () => {
		bench.switches.jobProgress = 'manual';
		const stepId = chosen(ids.importId);
		await bench.json('error.retry', { flowId, stepId, retryDataKeys: 'retry-4210987651' });
		expect(await bench.json('job.getMany', { integrationId, type: 'retry' })).toMatchObject([
			{ type: 'retry' },
		]);
		const [started = {}] = await bench.json('flow.run', { flowId });
		const ofRun = { of: 'flowJob', flowJobId: textOf(started['_jobId']) ?? '' };
		expect(await bench.json('job.getMany', ofRun)).toHaveLength(2);
		expect(await bench.json('job.getMany', { ...ofRun, stepType: 'import' })).toMatchObject([
			{ type: 'import' },
			{ type: 'import' },
		]);
	});
});
