import { expect } from '@jest/globals';

import { celigoSample as ids } from '../../../simulators/celigo';
import { type CeligoBench, chosen, time } from './bench';
import type { CeligoCase } from './case';

const flowId = chosen(ids.flowId);
const integrationId = chosen(ids.integrationId);
const ofFlow = { _flowId: ids.flowId, integrationId: ids.integrationId };
const failedRun = 'run-with-errors';

/** A run that failed at one import, with the jobs of two steps; long enough ago that everything is counted. */
export function withFailedRun({ simulator, state }: CeligoBench): void {
	const { runs, clock } = simulator;
	const [startedAt, endedAt] = [clock.iso(1_200_000), clock.iso(900_000)];
	const at = { createdAt: startedAt, startedAt, endedAt };
	runs.add({ _id: failedRun, _flowId: ids.flowId, status: 'failed', numSuccess: 5, numError: 1, ...at });
	const ofRun = { _flowId: ids.flowId, _flowJobId: failedRun, status: 'completed', ...at } as const;
	runs.add({ ...ofRun, _id: 'export-of-run', type: 'export', _exportId: ids.exportId, numSuccess: 5 });
	runs.add({ ...ofRun, _id: 'import-of-run', type: 'import', _importId: ids.importId, numError: 1 });
	state.addError(ids.flowId, ids.importId, {
		errorId: '4210987700',
		occurredAt: clock.iso(1_000_000),
		message: 'The field email is not valid',
		_flowJobId: failedRun,
	});
}

/** A run under way, which stays as it is until it is changed. */
export function withRunUnderWay({ simulator, switches }: CeligoBench): void {
	switches.jobProgress = 'manual';
	const startedAt = simulator.clock.iso(60_000);
	simulator.runs.add({ _id: 'run-under-way', _flowId: ids.flowId, status: 'running', startedAt });
}

const underWay = (status: string) => ({
	_id: 'run-under-way',
	type: 'flow',
	status,
	numSuccess: 0,
	numError: 0,
	startedAt: time,
	endedAt: null,
	_expOrImpId: null,
	...ofFlow,
});

const ofStep = { status: 'completed', startedAt: time, endedAt: time };

/** The operations of Job that look at a run with its steps, or at the runs of many flows; and the errors of a step as a file. */
export const jobCases: Record<string, CeligoCase> = {
	'error.downloadCsv': {
		parameters: {
			flowId,
			stepId: chosen(ids.importId),
			filters: { after: '2020-01-01', before: '2099-01-01', _flowJobId: ids.completedJobId },
		},
		asked: [
			`GET /flows/${ids.flowId}/${ids.importId}/errors/signedURL?occurredAt_gte=2020-01-01T00:00:00.000Z&occurredAt_lte=2099-01-01T00:00:00.000Z&_flowJobId=${ids.completedJobId}`,
			expect.stringMatching(/^GET \/signed\//),
		],
		output: [
			{
				_flowId: ids.flowId,
				_expOrImpId: ids.importId,
				fileName: `${ids.importId}-open-errors.csv`,
				fileSizeBytes: expect.any(Number),
			},
		],
	},
	'job.cancelAll': {
		prepare: withRunUnderWay,
		parameters: { flowId },
		asked: ['POST /jobs/current', `POST /flows/${ids.flowId}/jobs/cancel`, 'GET /jobs/run-under-way'],
		body: { _flowIds: [ids.flowId] },
		output: [{ _flowId: ids.flowId, requested: 1, jobs: [underWay('canceling')] }],
	},
	'job.getErrors': {
		prepare: withFailedRun,
		parameters: { jobId: failedRun, returnAll: true },
		asked: [
			expect.stringMatching(
				new RegExp(
					`^GET /flows/${ids.flowId}/${ids.importId}/errors\\?_flowJobId=${failedRun}&occurredAt_gte=`,
				),
			),
			`GET /integrations/${ids.integrationId}/exports?include=_id,name&limit=1000`,
			`GET /integrations/${ids.integrationId}/imports?include=_id,name&limit=1000`,
			`GET /jobs/${failedRun}/family`,
		],
		isUnordered: true,
		output: [
			{
				message: 'The field email is not valid',
				code: 'INVALID_FIELD',
				occurredAt: time,
				stepName: 'Upsert customers',
				errorId: '4210987700',
				_expOrImpId: ids.importId,
				retryDataKey: 'retry-4210987700',
				reqAndResKey: 'http-4210987700',
				...ofFlow,
			},
		],
		raw: [{ _flowJobId: failedRun, traceKey: 'trace-4210987700', stepName: 'Upsert customers' }],
	},
	'job.getFamily': {
		prepare: withFailedRun,
		parameters: { jobId: failedRun },
		asked: [`GET /jobs/${failedRun}/family`],
		output: [
			{
				_id: failedRun,
				type: 'flow',
				status: 'failed',
				numSuccess: 5,
				numError: 1,
				startedAt: time,
				endedAt: time,
				children: [
					{
						_id: 'export-of-run',
						type: 'export',
						numSuccess: 5,
						numError: 0,
						_expOrImpId: ids.exportId,
						...ofStep,
					},
					{
						_id: 'import-of-run',
						type: 'import',
						numSuccess: 0,
						numError: 1,
						_expOrImpId: ids.importId,
						...ofStep,
					},
				],
				...ofFlow,
			},
		],
		raw: [{ numPagesGenerated: 0, children: [{ _exportId: ids.exportId }, { _importId: ids.importId }] }],
	},
	'job.getLatest': {
		prepare: withRunUnderWay,
		parameters: { flowId, returnAll: true },
		asked: [`GET /flows/${ids.flowId}/jobs/latest`],
		output: [underWay('running')],
		raw: [{ _id: 'run-under-way', numPagesGenerated: 0 }],
	},
	'job.getRunning': {
		prepare: withRunUnderWay,
		parameters: {
			integrationId,
			returnAll: true,
			filters: { sandbox: false, status: ['running', 'queued'] },
		},
		asked: ['POST /jobs/current'],
		body: { _integrationIds: [ids.integrationId], sandbox: false, status: ['running', 'queued'] },
		output: [underWay('running')],
		raw: [{ _id: 'run-under-way', numPagesGenerated: 0 }],
	},
	'job.getStatistics': {
		parameters: {
			flowId,
			returnAll: true,
			filters: {
				endedAfter: '2020-01-01T00:00:00Z',
				endedBefore: '2099-01-01T00:00:00Z',
				status: ['completed', 'failed'],
			},
		},
		asked: ['POST /flows/runs/stats'],
		body: {
			_flowIds: [ids.flowId],
			status: ['completed', 'failed'],
			time_gt: Date.UTC(2020, 0),
			time_lte: Date.UTC(2099, 0),
		},
		output: [
			{
				numRuns: 2,
				numSuccess: 40,
				numError: 4,
				numIgnore: 0,
				numOpenError: 3,
				lastErrorAt: time,
				lastExecutedAt: time,
				avgRuntime: 0,
				...ofFlow,
			},
		],
		raw: [{ numPages: 0 }],
	},
};
