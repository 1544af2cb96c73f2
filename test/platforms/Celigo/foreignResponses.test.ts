import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { celigoSample as ids } from '../../../simulators/celigo';
import type { FaultAnswer, StatusFault } from '../../../simulators/switchboard';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';
import { withRunUnderWay } from './jobCases';

/** What comes with status 200 and is no success, or says nothing of one. */

const flowId = chosen(ids.flowId);
const integrationId = chosen(ids.integrationId);
const connectionId = chosen(ids.connectionId);
const step = { flowId, stepId: chosen(ids.importId) };
const all = { returnAll: true };

const WAS_IT_APPLIED = /Check whether the change was applied/;
const BEFORE = /An earlier request already made a change/;

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

const success = (body: unknown): StatusFault => ({ status: 200, body });
const strike = (method: string, answer: FaultAnswer, path = /./) =>
	bench.faults.add({ method, path, times: 1, answer });
const flow = () => bench.state.flows.get(ids.flowId);

describe('A refusal with status 200', () => {
	const errors = [{ code: 'boom', message: 'It did not work' }];
	const refusal = success({ errors });

	test.each<[string, INodeParameters]>([
		['integration.getMany', all],
		['flow.get', { flowId }],
		['flow.enable', { flowId }],
		['flow.delete', { flowId }],
		['flow.replaceConnection', { flowId, connectionId, newConnectionId: chosen(ids.otherConnectionId) }],
		['connection.getMany', { status: 'offline', ...all }],
		['error.tag', { ...step, errors: '[{"id": "4210987651"}]', tagIds: ids.tagId }],
		['error.getMany', { of: 'step', ...step, ...all }],
		['error.getRetryData', { ...step, retryDataKey: 'retry-4210987651' }],
		['job.cancelAll', { flowId }],
		['job.getStatistics', all],
		['notification.unsubscribe', { of: 'flow', flowId }],
		['recycleBin.getMany', all],
		['api.customCall', { path: '/flows' }],
	])('is one for %s', async (task, parameters) => {
		bench.faults.add({ answer: refusal });
		expect(await bench.failure(task, parameters)).toMatch(/^Celigo: It did not work \(boom\) \| /);
	});

	test.each([
		{ data: null },
		{ data: [] },
		{ data: {} },
		{ data: { integration: null } },
		{ result: null },
		{ _id: null, flows: [], total: 0 },
	])('is one where nothing stands beside it: %j', async (nothing) => {
		const session = await bench.watching({ events: ['newError'] });
		bench.faults.add({ answer: success({ ...nothing, errors }) });
		for (const [task, parameters] of [
			['integration.getMany', all],
			['integration.getHealth', { integrationId }],
			['integration.delete', { integrationId }],
			['error.getMany', { integrationId, ...all }],
			['error.getRetryData', { ...step, retryDataKey: 'retry-4210987651' }],
			['error.assign', { ...step, errorIds: '4210987651', email: 'user@example.com' }],
		] as const) {
			expect(await bench.failure(task, parameters)).toMatch(/^Celigo: It did not work \(boom\) \| /);
		}
		await expect(session.poll()).rejects.toThrow('Celigo: It did not work (boom)');
	});

	test('is none where errors of a step, or the errors in a failed record, are listed', async () => {
		bench.switches.errorIdField = '_id';
		expect(await bench.json('error.getMany', { of: 'step', ...step, ...all })).toHaveLength(2);
		strike('GET', success({ errors: [{ message: 'Old', code: 'x' }], nextPageURL: '' }));
		expect(await bench.json('error.getMany', { of: 'step', ...step, ...all })).toHaveLength(1);
		strike('GET', success({ _id: ids.flowId, status: 'failed', errors: [{ message: 'Old', code: 'x' }] }));
		const call = { path: `/flows/${ids.flowId}` };
		expect(await bench.json('api.customCall', call)).toMatchObject([{ status: 'failed', errors: [{}] }]);
		const record = { ...step, retryDataKey: 'retry-4210987651' };
		expect(await bench.json('error.getRetryData', record)).toMatchObject([{ errors: [{}] }]);
		const ofText = { data: '<a/>', stage: 'import', errors };
		const ofNothing = ['', null, {}].map((data) => ({ ...ofText, data }));
		for (const body of [ofText, ...ofNothing, { traceKey: '1', errors }]) {
			strike('GET', success(body));
			expect(await bench.json('error.getRetryData', record)).toMatchObject([body]);
		}
	});
});

describe('Where an object comes instead of a list', () => {
	test.each([
		{ message: 'Maintenance', errors: [] },
		{ message: 'Maintenance', data: [] },
		{ status: 503, services: [] },
		{ _id: ids.flowId, name: 'Customers', routers: [] },
		{ _id: ids.flowId, name: 'Customers', pageProcessors: [{ _importId: ids.importId }] },
	])('%j is none that is empty, or another', async (body) => {
		bench.faults.add({ method: 'GET', answer: success(body) });
		for (const [task, parameters] of [
			['integration.getMany', all],
			['flow.getMany', { integrationId, ...all }],
			['error.getMany', { of: 'flow', flowId, ...all }],
			['error.getMany', { of: 'step', ...step, ...all }],
			['job.getMany', { of: 'flow', flowId, ...all }],
		] as const) {
			expect(await bench.failure(task, parameters)).toMatch(/expected a list/);
		}
	});

	test.each([
		{ errors: [], nextPageURL: '' },
		{ flowErrors: [] },
		{ data: [], total: 0 },
		{ integrations: [] },
		{ integrations: [], meta: { total: 0 }, isLast: true },
		{ integrations: [], total: 0 },
		{ flows: [], count: 0, limit: 100, offset: 0, skip: 0 },
		{ errors: [], warnings: ['The list is short'] },
	])('%j is an empty one', async (body) => {
		bench.faults.add({ method: 'GET', answer: success(body) });
		expect(await bench.json('integration.getMany', all)).toEqual([]);
		expect(await bench.json('error.getMany', { of: 'flow', flowId, ...all })).toEqual([]);
	});

	test.each(['integrations', 'jobs', 'resolved'])(
		'an empty list beside %s with rows does not pass for it',
		async (key) => {
			for (const body of [
				{ [key]: [{ _id: 'a' }], errors: [] },
				{ errors: [], data: [], [key]: [{ _id: 'a' }] },
			]) {
				bench.faults.clear();
				bench.faults.add({ method: 'GET', answer: success(body) });
				expect(await bench.json('integration.getMany', all)).toMatchObject([{ _id: 'a' }]);
			}
		},
	);

	test.each([{ files: [] }, { files: [{ name: 'a.csv' }] }, {}])(
		'the latest job by itself is found, with %j',
		async (more) => {
			const ended = bench.simulator.clock.iso();
			const job = { _id: 'latest', type: 'flow', status: 'canceled', endedAt: ended, ...more };
			bench.faults.add({ method: 'GET', path: /\/jobs\/latest$/, answer: success(job) });
			expect(await bench.json('job.getLatest', { flowId, ...all })).toMatchObject([{ _id: 'latest' }]);
			const ofIntegration = { of: 'integration', integrationId, ...all };
			expect(await bench.json('job.getLatest', ofIntegration)).toMatchObject([{ _id: 'latest' }]);
			expect(await bench.json('integration.getHealth', { integrationId })).toMatchObject([
				{ lastRunAt: ended },
			]);
		},
	);
});

describe.each([[{}], [{ ok: true }]])('Where %j comes instead of a record', (body) => {
	test.each<[string, INodeParameters]>([
		['integration.get', { integrationId }],
		['flow.get', { flowId }],
		['flow.disable', { flowId }],
		['connection.get', { connectionId }],
		['job.get', { jobId: ids.failedJobId }],
		['job.getFamily', { jobId: ids.failedJobId }],
		['integration.getErrorCounts', { integrationId }],
		['integration.getWithRelated', { integrationId }],
		['integration.clone', { integrationId, name: 'New' }],
		['flow.clone', { flowId, name: 'New' }],
		['error.getMany', { of: 'flow', flowId, state: 'resolved', ...all }],
	])('%s says so', async (task, parameters) => {
		bench.faults.add({ method: 'GET', answer: success(body) });
		expect(await bench.failure(task, parameters)).toMatch(/returned a different record than/);
	});

	test.each<[string, INodeParameters]>([
		['flow.update', { flowId, details: { more: '{"pageProcessors": []}' } }],
		['integration.update', { integrationId, details: { name: 'Changed' } }],
	])('%s writes nothing over what is stored', async (task, parameters) => {
		strike('GET', success(body));
		expect(await bench.failure(task, parameters)).toMatch(/returned a different record than/);
		expect(bench.sent()).toEqual([]);
	});

	test('the response to an update is not taken for what is stored', async () => {
		strike('PUT', { afterExecuting: success(body) });
		const details = { name: 'Changed', description: 'All' };
		expect(await bench.json('integration.update', { integrationId, details })).toMatchObject([
			{ _id: ids.integrationId, name: 'Changed' },
		]);
	});

	test.each<[string, INodeParameters]>([
		['flow.create', { name: 'New', integrationId }],
		['integration.create', { name: 'New' }],
		['flow.clone', { flowId, name: 'New' }],
		['integration.clone', { integrationId, name: 'New' }],
	])('%s looks for what it made', async (task, parameters) => {
		strike('POST', { afterExecuting: success(body) });
		const [made] = await bench.json(task, parameters);
		expect(made).toMatchObject({ _id: expect.any(String), name: 'New' });
		bench.simulator.clock.advance(60_000);
		strike('POST', success(body));
		expect(await bench.failure(task, parameters)).toMatch(WAS_IT_APPLIED);
	});

	test.each<[string, INodeParameters]>([
		['integration.clone', { integrationId, name: 'New' }],
		['flow.run', { flowId }],
	])('%s does not pass for a success', async (task, parameters) => {
		strike('POST', success(body));
		expect(await bench.failure(task, parameters)).toMatch(
			/Check whether the change was applied|Celigo started the flow but returned no job ID/,
		);
	});
});

test.each(['integration.clone', 'flow.clone'])('%s of which nothing was made is no success', async (task) => {
	strike('POST', success([]));
	expect(await bench.failure(task, { integrationId, flowId, name: 'New' })).toMatch(WAS_IT_APPLIED);
});

describe('A file', () => {
	const page = { status: 200, bodyText: '<!DOCTYPE html><html><body>Sign in</body></html>' };

	test.each<[string, INodeParameters]>([
		['error.downloadCsv', step],
		['integration.downloadTemplate', { integrationId }],
	])('of %s is no page to sign in at', async (task, parameters) => {
		strike('GET', page, /^\/signed/);
		expect(await bench.failure(task, parameters)).toMatch(
			/could not be downloaded \(the response is a web page\)/,
		);
	});

	test.each(['', '{"message": "expired"}'])('that should be a ZIP file is not "%s"', async (bodyText) => {
		strike('GET', { status: 200, bodyText }, /^\/signed/);
		expect(await bench.failure('integration.downloadTemplate', { integrationId })).toMatch(
			/is not a ZIP file/,
		);
	});
});

describe('Recycle Bin: Restore', () => {
	const restore = async () => await bench.run('recycleBin.restore', { resourceId: flowId });

	test('that restored nothing is no success', async () => {
		await bench.json('flow.delete', { flowId });
		strike('POST', { status: 204 });
		const { error } = await restore();
		expect(error?.message).toBe('Celigo accepted the request, but Customers is still in the recycle bin');
		expect(flow()).toBeUndefined();
	});

	test('of a type that has no route of its own is seen in the recycle bin', async () => {
		bench.state.recycle('TradingPartnerConnector', { _id: 'tp', name: 'Partner', lastModified: '' });
		expect(await bench.json('recycleBin.restore', { resourceId: chosen('tp') })).toMatchObject([
			{ restored: true, resourceType: 'tpconnectors' },
		]);
	});
});

describe('Connection: Ping', () => {
	const ping = async () => await bench.run('connection.ping', { connectionId });

	test.each<[unknown, object]>([
		[{ code: '200' }, { online: true, message: null }],
		[
			{ code: 200, message: 'OK' },
			{ online: true, message: 'OK' },
		],
		[
			{ code: 200, message: 'OK', errors: [] },
			{ online: true, message: 'OK' },
		],
		[
			{ code: 401, message: 'Invalid key' },
			{ online: false, code: 401, message: 'Invalid key' },
		],
		[{ message: 'Timed out' }, { online: false, code: null, message: 'Timed out' }],
		[
			{ errors: [{ code: 'offline', message: 'Host not found' }] },
			{ online: false, code: 'offline', message: 'Host not found' },
		],
	])('reads %j', async (body, expected) => {
		strike('POST', success(body));
		expect((await ping()).json).toMatchObject([{ _id: ids.connectionId, ...expected }]);
	});

	test.each([{}, { ok: true }, [], null, 'OK'])(
		'does not take %j for an offline connection',
		async (body) => {
			strike('POST', success(body));
			const { error } = await ping();
			expect(error?.message).toMatch(/unexpected response/);
			expect(error?.description).not.toMatch(WAS_IT_APPLIED);
		},
	);
});

describe('What only reads by POST', () => {
	const reads: Array<[string, INodeParameters]> = [
		['job.getRunning', all],
		['job.getStatistics', all],
		['connection.ping', { connectionId }],
		['integration.getAuditLog', { integrationId, ...all, filters: { source: ['ui', 'api'] } }],
	];
	const answers: FaultAnswer[] = [success({}), { status: 503 }, 'reset', { status: 200, bodyText: '<html>' }];

	test.each(reads)('%s asks nobody to look for a change', async (task, parameters) => {
		for (const answer of answers) {
			bench.faults.clear();
			bench.faults.add({ method: 'POST', answer });
			expect(await bench.failure(task, parameters)).not.toMatch(/change|no error/);
		}
	});
});

describe('What fails after a change that was accepted', () => {
	test.each<[string, INodeParameters]>([
		['flow.run', { flowId, wait: true, waitSeconds: 5 }],
		['flow.disable', { flowId }],
		['job.cancelAll', { flowId }],
		['error.resolve', { ...step, errorIds: '4210987651' }],
	])('%s says that it was', async (task, parameters) => {
		withRunUnderWay(bench);
		bench.faults.add({ method: 'GET', answer: { status: 500 } });
		expect(await bench.failure(task, parameters)).toMatch(BEFORE);
	});

	test('is not said where the change was refused, or where nothing was changed', async () => {
		bench.faults.add({ method: 'GET', answer: { status: 500 } });
		expect(await bench.failure('flow.get', { flowId })).not.toMatch(BEFORE);
		bench.faults.add({ method: 'PATCH', answer: { status: 422 } });
		expect(await bench.failure('flow.disable', { flowId })).not.toMatch(BEFORE);
	});

	test('is said of its own item only', async () => {
		strike('GET', { status: 500 });
		bench.faults.add({ method: 'GET', path: /nowhere$/, answer: { status: 404 } });
		const items = [ids.flowId, 'nowhere'].map((id) => ({ id }));
		const run = await bench.run(
			'flow.get',
			{ flowId: chosen('={{ $json.id }}') },
			{ items, onError: 'continueErrorOutput' },
		);
		expect(JSON.stringify(run.errorItems)).not.toMatch(BEFORE);
	});
});

test('Cancel All shows a run without an ID as it was listed', async () => {
	bench.faults.add({ method: 'POST', path: /current$/, answer: success({ jobs: [{ status: 'running' }] }) });
	expect(await bench.json('job.cancelAll', { flowId })).toMatchObject([
		{ requested: 1, jobs: [{ _id: null, status: 'running' }] },
	]);
});
