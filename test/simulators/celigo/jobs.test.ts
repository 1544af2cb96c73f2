import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AxiosInstance } from 'axios';

import { celigoSample, startCeligo, type CeligoSimulator } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { clientOf, type Row } from './client';

const { flowId, integrationId, importId, failedJobId, completedJobId } = celigoSample;

describe('Celigo simulator: jobs', () => {
	let celigo: CeligoSimulator;
	let http: AxiosInstance;

	forEachTest(async () => {
		celigo = await startCeligo();
		http = clientOf(celigo);
		return celigo;
	});

	const run = async () => (await http.post<{ _jobId: string }>(`/flows/${flowId}/run`, {})).data._jobId;
	const read = async (path: string) => (await http.get<Row>(path)).data;
	const list = async (search: string) => (await http.get<Row[]>(`/jobs?${search}`)).data;

	it('moves on each time it is shown', async () => {
		const path = `/jobs/${await run()}`;
		const states = [await read(path), await read(path), await read(path), await read(path)];
		expect(states.map(({ status }) => status)).toEqual(['queued', 'running', 'completed', 'completed']);
		expect(states[0]).not.toHaveProperty('startedAt');
		expect(states[3]).toMatchObject({ numSuccess: 10, numError: 0, endedAt: expect.any(String) });
	});

	it('moves only when the test says so', async () => {
		celigo.switches.jobProgress = 'manual';
		const jobId = await run();
		await read(`/jobs/${jobId}`);
		expect(await read(`/jobs/${jobId}`)).toMatchObject({ status: 'queued' });
		celigo.runs.advance(jobId);
		expect(await read(`/jobs/${jobId}`)).toMatchObject({ status: 'running' });
		celigo.runs.finish(jobId);
		expect(await read(`/jobs/${jobId}`)).toMatchObject({ status: 'completed' });
	});

	it.each(['modifies', 'leavesAlone'] as const)(
		'counts its resolved errors, which %s it',
		async (resolvingJobs) => {
			celigo.switches.resolvingJobs = resolvingJobs;
			const errors = ['1', '2'].map((errorId) => ({ stepId: importId, errorId }));
			celigo.runs.planRun(flowId, { status: 'failed', errors });
			const jobId = await run();
			const { lastModified } = celigo.runs.finish(jobId);
			celigo.clock.advance(60_000);
			await http.put(`/flows/${flowId}/${importId}/resolved`, { errors: ['1', '1', 'unknown'] });
			const job = await read(`/jobs/${jobId}`);
			expect(job).toMatchObject({ numError: 2, numOpenError: 1, numResolved: 1 });
			expect(job['lastModified'] === lastModified).toBe(resolvingJobs === 'leavesAlone');
		},
	);

	it('ends as planned, and leaves its errors at the steps', async () => {
		const errors = [
			{ stepId: importId, message: 'First' },
			{ stepId: importId, message: 'Second' },
		];
		celigo.runs.planRun(flowId, { status: 'failed', numSuccess: 1, numIgnore: 4, errors });
		const jobId = await run();
		expect(celigo.runs.finish(jobId)).toMatchObject({
			status: 'failed',
			numError: 2,
			numSuccess: 1,
			numIgnore: 4,
		});
		const { data } = await http.get<{ errors: Row[] }>(
			`/flows/${flowId}/${importId}/errors?_flowJobId=${jobId}`,
		);
		expect(data.errors.map(({ message }) => message).sort()).toEqual(['First', 'Second']);
	});

	it('lists types as switches say: several at once, none, and retries of many records', async () => {
		const bulkRetry = celigo.runs.add({ _flowId: flowId, type: 'bulk_retry' })._id;
		await run();
		const types = async (search: string) =>
			[...new Set((await list(`_integrationId=${integrationId}&${search}`)).map(({ type }) => type))].sort();
		const several = 'type_in[0]=flow&type_in[1]=bulk_retry';
		expect(await types(several)).toEqual(['bulk_retry', 'flow']);
		expect((await list(`type=bulk_retry&_flowId=${flowId}`)).map(({ _id }) => _id)).toEqual([bulkRetry]);
		Object.assign(celigo.switches, { jobTypeIn: 'ignored', untypedJobs: 'runs' });
		expect(await types(several)).toEqual(await types(''));
		expect(await types(several)).toEqual(expect.arrayContaining(['bulk_retry', 'flow']));
		celigo.switches.untypedJobs = 'withSteps';
		expect(await types('')).toEqual(expect.arrayContaining(['export', 'flow', 'import']));
		const refused = async (search: string) => await http.get(`/jobs?_flowId=${flowId}&${search}`);
		celigo.switches.untypedJobs = 'refused';
		expect((await refused(several)).status).toBe(400);
		Object.assign(celigo.switches, { jobTypeIn: 'honoured', bulkRetries: 'unknown' });
		expect((await refused(several)).status).toBe(400);
		expect((await refused('type=bulk_retry')).status).toBe(400);
		expect((await refused('type_in[0]=flow')).status).toBe(200);
	});

	it('has a family, one job a step', async () => {
		const { children } = await read(`/jobs/${await run()}/family`);
		expect(children).toHaveLength(4);
		expect(children).toContainEqual(expect.objectContaining({ type: 'import', _importId: importId }));
		for (const child of Array.isArray(children) ? children : []) {
			expect(child).not.toHaveProperty('_flowId');
			expect(child).not.toHaveProperty('_integrationId');
		}
	});

	it('has the sums of its children, whose errors are those of their steps', async () => {
		celigo.runs.planRun(flowId, {
			numSuccess: 7,
			numIgnore: 2,
			errors: [{ stepId: importId }, { stepId: importId }],
		});
		const jobId = await run();
		celigo.runs.finish(jobId);
		const job = await read(`/jobs/${jobId}/family`);
		const children = celigo.runs.childrenOf(jobId);
		for (const key of ['numSuccess', 'numIgnore', 'numError'] as const) {
			expect(job[key]).toBe(children.reduce((sum, child) => sum + child[key], 0));
		}
		expect(children.find(({ _importId }) => _importId === importId)).toMatchObject({
			numError: 2,
			startedAt: job['startedAt'],
			endedAt: job['endedAt'],
		});
	});

	it.each([
		['POST', `/flows/${flowId}/run`],
		['POST', `/flows/${flowId}/jobs/cancel`],
		['POST', '/jobs/current'],
		['POST', '/flows/runs/stats'],
	])('%s %s takes an empty object, or no body at all', async (method, url) => {
		for (const data of [{}, undefined]) {
			const { status } = await http.request({ method, url, data });
			expect(status).toBeLessThan(300);
		}
		expect(celigo.violations.lines()).toEqual([]);
	});

	it('of standalone flows are listed under "none"', async () => {
		const { _id } = celigo.state.addFlow({ name: 'Alone' });
		celigo.runs.add({ _flowId: _id });
		const stats = await http.post('/flows/runs/stats', { _integrationIds: ['none'] });
		expect(stats.data).toMatchObject({
			stats: [{ _flowId: celigoSample.standaloneFlowId, numSuccess: 12 }, { _flowId: _id }],
		});
	});

	it('is cancelled by PUT, and not twice', async () => {
		const jobId = await run();
		expect(await http.put(`/jobs/${jobId}/cancel`)).toMatchObject({
			status: 200,
			data: { status: 'canceling' },
		});
		await read(`/jobs/${jobId}`);
		expect(await read(`/jobs/${jobId}`)).toMatchObject({ status: 'canceled' });
		expect((await http.put(`/jobs/${jobId}/cancel`)).status).toBe(422);
		expect(celigo.violations.lines()).toEqual([]);
		expect((await http.post(`/jobs/${jobId}/cancel`)).status).toBe(405);
	});

	it('all of a flow are cancelled together', async () => {
		const jobIds = [await run(), await run()];
		expect((await http.post(`/flows/${flowId}/jobs/cancel`, {})).status).toBe(204);
		expect(jobIds.map((id) => celigo.runs.jobs.get(id)?.status)).toEqual(['canceling', 'canceling']);
	});

	it('the latest of a flow comes in an array', async () => {
		const jobId = await run();
		expect((await http.get<Row[]>(`/flows/${flowId}/jobs/latest`)).data).toMatchObject([{ _id: jobId }]);
		expect((await http.get(`/flows/${celigoSample.disabledFlowId}/jobs/latest`)).status).toBe(204);
		const ofIntegration = await http.get<Row[]>(`/integrations/${integrationId}/jobs/latest`);
		expect(ofIntegration.data).toMatchObject([{ _id: jobId }]);
	});

	it.each([
		'',
		'type=flow',
		`_flowId=${flowId}`,
		`type=export&_flowId=${flowId}`,
		`type=flow&_flowJobId=${completedJobId}`,
		`type=flow&flow_id=${flowId}`,
		`type=flow&_flowId=${flowId}&status=failed&status=completed`,
	])('a list needs type and scope: "%s" is refused', async (search) => {
		celigo.switches.unknownParameters = 'refused';
		expect(await http.get(`/jobs?${search}`)).toMatchObject({
			status: 400,
			data: { errors: [{ code: 'invalid_query_params' }] },
		});
		expect(celigo.violations.kinds()).toEqual(['invalidQuery']);
	});

	it('filters', async () => {
		const jobId = await run();
		const ofFlow = `type=flow&_flowId=${flowId}`;
		const ids = async (search: string) => (await list(search)).map(({ _id }) => _id);
		celigo.switches.jobProgress = 'manual';
		expect(await ids(ofFlow)).toEqual([jobId, failedJobId, completedJobId]);
		expect(await ids(`type=flow&_integrationId=${integrationId}&status=failed`)).toEqual([failedJobId]);
		expect(await ids(`${ofFlow}&numSuccess_gte=40`)).toEqual([completedJobId]);
		expect(await ids(`${ofFlow}&startedAt_lte=${celigo.clock.iso()}`)).toEqual([failedJobId, completedJobId]);
		expect(await ids(`${ofFlow}&page=2&offset=1`)).toHaveLength(3);
		expect(await ids(`type=import&_flowJobId=${jobId}`)).toHaveLength(2);
		expect(await ids(`type_in[0]=flow&type_in[1]=retry&_flowId=${flowId}`)).toHaveLength(3);
		expect(await list(`type=retry&_flowId=${flowId}`)).toBe('');
		expect(celigo.violations.lines()).toEqual([]);
	});

	it('lists the newest first up to the cap, and goes on inclusively by createdAt_lte', async () => {
		const large = await startCeligo({ seed: { jobs: 1500 } });
		const client = clientOf(large);
		const search = `type=flow&_flowId=${flowId}`;
		const first = (await client.get<Row[]>(`/jobs?${search}`)).data;
		expect(first).toHaveLength(1001);
		const times = first.map(({ createdAt }) => String(createdAt));
		expect([...times].sort().reverse()).toEqual(times);
		const last = String(times.at(-1));
		const second = (await client.get<Row[]>(`/jobs?${search}&createdAt_lte=${last}`)).data;
		expect(second[0]?._id).toBe(first.at(-1)?._id);
		expect(new Set([...first, ...second].map(({ _id }) => _id)).size).toBe(1502);
		large.switches.jobsCap = 3;
		expect((await client.get<Row[]>(`/jobs?${search}`)).data).toHaveLength(3);
		await large.stop();
	});

	it('shows diagnostics behind a signed URL', async () => {
		expect(await read(`/jobs/${failedJobId}/diagnostics`)).toHaveProperty('signedURL');
		expect((await http.get('/jobs/unknown')).status).toBe(404);
	});

	it('of a step names neither flow nor integration, and its family may be missing', async () => {
		const jobId = await run();
		const [child] = celigo.runs.childrenOf(jobId);
		const childId = child?._id ?? '';
		for (const path of [`/jobs/${childId}`, `/jobs/${childId}/family`]) {
			const shown = await read(path);
			expect(shown).toMatchObject({ _id: childId, _flowJobId: jobId });
			expect(shown).not.toHaveProperty('_flowId');
		}
		celigo.switches.stepJobFamily = 'missing';
		expect((await http.get(`/jobs/${childId}/family`)).status).toBe(404);
		expect((await http.get(`/jobs/${jobId}/family`)).status).toBe(200);
	});

	describe('current ones and statistics', () => {
		const current = async (wanted?: object) =>
			(await http.post<{ jobs: Row[] }>('/jobs/current', wanted)).data.jobs.map(({ _id }) => _id);

		beforeEach(() => {
			celigo.switches.jobProgress = 'manual';
		});

		it('current are the runs and retries that are not over, narrowed by flow, integration and status', async () => {
			const jobId = await run();
			const alone = celigo.runs.add({ _flowId: celigoSample.standaloneFlowId, status: 'running' })._id;
			expect((await current()).sort()).toEqual([jobId, alone].sort());
			expect(await current({ _flowIds: [flowId] })).toEqual([jobId]);
			expect(await current({ _integrationIds: [integrationId] })).toEqual([jobId]);
			expect(await current({ _integrationIds: ['none'] })).toEqual([alone]);
			expect(await current({ status: ['queued'] })).toEqual([jobId]);
			expect(await current({ sandbox: true })).toEqual([]);
			celigo.runs.finish(jobId);
			expect(await current({ _flowIds: [flowId] })).toEqual([]);
		});

		it('statistics add up the runs of a flow that ended in a time', async () => {
			const stats = async (wanted: object) =>
				(await http.post<{ stats: Row[] }>('/flows/runs/stats', wanted)).data.stats;
			await run();
			expect(await stats({ _flowIds: [flowId] })).toMatchObject([
				{ _flowId: flowId, numRuns: 2, numSuccess: 40, numError: 4, numOpenError: 3, avgRuntime: 0 },
			]);
			expect(await stats({ _flowIds: [flowId], status: ['failed'] })).toMatchObject([{ numRuns: 1 }]);
			expect(await stats({ time_gt: celigo.clock.now() - 1.5 * 3_600_000 })).toMatchObject([
				{ _flowId: flowId, numRuns: 1 },
			]);
			expect(await stats({ time_gt: celigo.clock.now() })).toEqual([]);
		});

		it('of a sandbox are current always, or only when asked for', async () => {
			const { _id } = celigo.runs.add({ _flowId: celigoSample.sandboxFlowId, status: 'running' });
			expect(await current()).toEqual([_id]);
			celigo.switches.overviewUnasked = 'production';
			expect(await current()).toEqual([]);
			expect(await current({ sandbox: true })).toEqual([_id]);
		});

		it.each(['/jobs/current', '/flows/runs/stats'])('%s: nothing is an empty list, or 204', async (path) => {
			const wanted = { _flowIds: ['none'] };
			expect((await http.post(path, wanted)).status).toBe(200);
			celigo.switches.emptyOverview = 'noContent';
			expect((await http.post(path, wanted)).status).toBe(204);
		});

		it.each(['post', 'get'] as const)('go on by %s', async (overviewNextPage) => {
			Object.assign(celigo.switches, { overviewNextPage, overviewPageSize: 1 });
			await run();
			const last = await run();
			const wanted = { _flowIds: [flowId] };
			const first = await http.post<{ jobs: Row[]; nextPageURL: string }>('/jobs/current', wanted);
			const next = first.data.nextPageURL.replace('/v1', '');
			const asked = {
				get: async () => await http.get(next),
				post: async () => await http.post(next, wanted),
			};
			const other = overviewNextPage === 'get' ? 'post' : 'get';
			expect((await asked[other]()).status).toBe(404);
			const second = await asked[overviewNextPage]();
			expect(second.data).toMatchObject({ jobs: [{ _flowId: flowId }] });
			expect(second.data).not.toHaveProperty('nextPageURL');
			expect(JSON.stringify([first.data, second.data])).toContain(last);
		});
	});
});
