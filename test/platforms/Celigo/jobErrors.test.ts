import { describe, expect, test } from '@jest/globals';

import { textOf } from '../../../core/data/json';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';
import { withFailedRun } from './jobCases';

const all = { returnAll: true };
const ofRun = { jobId: 'run-with-errors', ...all };

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

const errorIds = async (parameters: object) =>
	(await bench.json('job.getErrors', { ...all, ...parameters })).map(({ errorId }) => errorId);

describe('Job: Get Errors', () => {
	test('reads only the steps that count errors, and only the errors of that run', async () => {
		withFailedRun(bench);
		expect(await errorIds(ofRun)).toEqual(['4210987700']);
		const read = bench.asked().filter((line) => /\/errors\?/.test(line));
		expect(read).toHaveLength(1);
		expect(read[0]).toContain(`/flows/${ids.flowId}/${ids.importId}/errors?_flowJobId=run-with-errors`);
	});

	test('returns nothing of other runs where Celigo ignores the filter of the run', async () => {
		withFailedRun(bench);
		bench.switches.errorFilters = 'ignored';
		const occurredAt = bench.simulator.clock.iso(500_000);
		bench.state.addError(ids.flowId, ids.importId, { occurredAt, _flowJobId: 'another-run' });
		expect(await errorIds(ofRun)).toEqual(['4210987700']);
		expect(await errorIds({ ...ofRun, state: 'resolved' })).toEqual([]);
		expect(await errorIds({ jobId: 'import-of-run' })).toEqual(['4210987700']);
	});

	test('returns an error that names no run', async () => {
		withFailedRun(bench);
		bench.switches.errorFilters = 'ignored';
		const occurredAt = bench.simulator.clock.iso(500_000);
		bench.state.addError(ids.flowId, ids.importId, { errorId: 'of-no-run', occurredAt });
		expect((await errorIds(ofRun)).sort()).toEqual(['4210987700', 'of-no-run']);
	});

	test('reads all steps where none counts errors yet', async () => {
		withFailedRun(bench);
		const child = bench.simulator.runs.jobs.get('import-of-run');
		if (child) child.numError = 0;
		expect(await errorIds(ofRun)).toEqual(['4210987700']);
		expect(bench.asked().filter((line) => /\/errors\?/.test(line))).toHaveLength(2);
	});

	test('of a run that has just ended reads all steps: one may be counted later than another', async () => {
		const { runs, clock } = bench.simulator;
		bench.switches.stepCountsApartMs = 5 * 60_000;
		const steps = [ids.exportId, ids.importId];
		runs.planRun(ids.flowId, { errors: steps.map((stepId) => ({ stepId, errorId: `of ${stepId}` })) });
		const [started] = await bench.json('flow.run', { flowId: chosen(ids.flowId) });
		const jobId = textOf(started?.['_jobId']) ?? '';
		runs.finish(jobId);
		const found = async () => (await errorIds({ jobId })).sort();
		const both = steps.map((stepId) => `of ${stepId}`).sort();
		expect(await found()).toEqual(both);
		clock.advance(60 * 60_000);
		bench.simulator.requests.clear();
		expect(await found()).toEqual(both);
		expect(bench.asked().filter((line) => /\/errors\?/.test(line))).toHaveLength(2);
	});

	test('of a run without children reads the steps of its flow that have errors', async () => {
		expect((await errorIds({ jobId: ids.completedJobId })).sort()).toEqual([
			'4210987651',
			'4210987652',
			'4210987653',
		]);
		expect(bench.asked()).toContain(`GET /flows/${ids.flowId}/errors`);
	});

	test.each(['served', 'missing'] as const)(
		'of the job of one step, whose family is %s',
		async (stepJobFamily) => {
			bench.switches.stepJobFamily = stepJobFamily;
			withFailedRun(bench);
			expect(await bench.json('job.getErrors', { jobId: 'import-of-run', ...all })).toMatchObject([
				{ errorId: '4210987700', stepName: 'Upsert customers', integrationId: ids.integrationId },
			]);
			bench.simulator.requests.clear();
			expect(await errorIds({ jobId: 'export-of-run' })).toEqual([]);
			expect(await bench.json('job.getFamily', { jobId: 'import-of-run' })).toMatchObject([
				{ _id: 'import-of-run', type: 'import', children: [] },
			]);
		},
	);

	test('of a retry that failed again', async () => {
		Object.assign(bench.switches, { retryResult: 'failsAgain', jobProgress: 'manual' });
		const retry = { flowId: chosen(ids.flowId), stepId: chosen(ids.importId) };
		const [job] = await bench.json('error.retry', { ...retry, retryDataKeys: 'retry-4210987651' });
		const jobId = textOf(job?.['_id']) ?? '';
		bench.simulator.runs.finish(jobId);
		expect(await bench.json('job.getErrors', { jobId, ...all })).toMatchObject([
			{ message: 'The field email is not valid', _expOrImpId: ids.importId, stepName: 'Upsert customers' },
		]);
	});

	test('of a flow that belongs to no integration, with names from its descendants', async () => {
		const { runs } = bench.simulator;
		runs.planRun(ids.standaloneFlowId, { status: 'failed', errors: [{ stepId: ids.standaloneExportId }] });
		const [started] = await bench.json('flow.run', { flowId: chosen(ids.standaloneFlowId) });
		const jobId = textOf(started?.['_jobId']) ?? '';
		runs.finish(jobId);
		expect(await bench.json('job.getErrors', { jobId, ...all })).toMatchObject([
			{ stepName: 'Get stale carts', integrationId: null, _flowId: ids.standaloneFlowId },
		]);
	});

	test('names are read once for all items, and an error without one is returned all the same', async () => {
		withFailedRun(bench);
		const items = [{}, {}, {}];
		expect(await bench.json('job.getErrors', ofRun, { items })).toHaveLength(3);
		expect(bench.asked().filter((line) => /\/(exports|imports)\?/.test(line))).toHaveLength(2);
		bench.switches.missingSubLists = ['exports', 'imports'];
		expect(await bench.json('job.getErrors', ofRun)).toMatchObject([{ stepName: null }]);
	});

	test('what was resolved is returned with State "Resolved"; the editor says where to look', async () => {
		withFailedRun(bench);
		const store = bench.state.errorStore(ids.flowId, ids.importId);
		store?.resolve(['4210987700'], 'somebody', bench.simulator.clock.iso());
		const run = await bench.run('job.getErrors', ofRun);
		expect(run.json).toEqual([]);
		expect(JSON.stringify(run.hints)).toMatch(/failed with 1 error,.*none.*open.*'State' to Resolved/);
		expect(await errorIds({ ...ofRun, state: 'resolved' })).toEqual(['4210987700']);
		expect(bench.asked().at(-3)).toMatch(/resolved\?_flowJobId=run-with-errors&resolvedAt_gte=/);
	});

	test('errors of a run over several pages come once each, up to the limit', async () => {
		withFailedRun(bench);
		bench.switches.errorPageSize = 2;
		for (let count = 0; count < 5; count += 1) {
			bench.state.addError(ids.flowId, ids.importId, { _flowJobId: 'run-with-errors' });
		}
		expect(new Set(await errorIds(ofRun)).size).toBe(6);
		expect(await errorIds({ jobId: 'run-with-errors', returnAll: false, limit: 3 })).toHaveLength(3);
	});

	test('are found by the ID in capitals, too, where Celigo ignores the filter of the run', async () => {
		withFailedRun(bench);
		bench.switches.errorFilters = 'ignored';
		const [job, step] = ['run-with-errors', 'import-of-run'].map((id) => bench.simulator.runs.jobs.get(id));
		const jobId = 'RUN-WITH-ERRORS';
		bench.faults.add({ path: `/v1/jobs/${jobId}/family`, answer: { body: { ...job, children: [step] } } });
		const run = await bench.run('job.getErrors', { jobId, ...all });
		expect(run.json).toMatchObject([{ errorId: '4210987700' }]);
		expect(run.hints).toEqual([]);
	});

	test('an unknown job is named', async () => {
		expect(await bench.failure('job.getErrors', { jobId: 'no-such-job' })).toMatch(
			/Job no-such-job was not found/,
		);
	});

	test('what an error retries and resolves is taken from the item', async () => {
		withFailedRun(bench);
		const items = await bench.json('job.getErrors', ofRun);
		expect(await bench.json('error.resolve', { verify: true }, { items })).toMatchObject([{ resolved: 1 }]);
		expect(bench.state.errorStore(ids.flowId, ids.importId)?.open.has('4210987700')).toBe(false);
	});
});
