import { expect } from '@jest/globals';

import { celigoSample as ids } from '../../../simulators/celigo';
import { chosen, time } from './bench';
import type { CeligoCase } from './case';

const flowId = chosen(ids.flowId);
const stepId = chosen(ids.importId);
const step = `/flows/${ids.flowId}/${ids.importId}`;
const place = { _flowId: ids.flowId, _expOrImpId: ids.importId };

const flow = (disabled: boolean) => ({
	_id: ids.flowId,
	name: 'Customers',
	_integrationId: ids.integrationId,
	disabled,
	lastExecutedAt: null,
	schedule: '? 0 * * * *',
	timezone: 'Etc/UTC',
	createdAt: time,
	lastModified: time,
	integrationId: ids.integrationId,
});

const job = (_id: string, status: string, numSuccess: number, numError: number) => ({
	_id,
	type: 'flow',
	status,
	_flowId: ids.flowId,
	_expOrImpId: null,
	numSuccess,
	numError,
	startedAt: time,
	endedAt: time,
	integrationId: ids.integrationId,
});

const error = (errorId: string, source: string, code: string, message: string) => ({
	errorId,
	...place,
	occurredAt: time,
	source,
	code,
	message,
	retryDataKey: `retry-${errorId}`,
	reqAndResKey: `http-${errorId}`,
	integrationId: null,
});

const flowPath = `/flows/${ids.flowId}`;

const auditEntry = {
	_id: expect.any(String),
	timestamp: time,
	user: 'owner@example.com',
	action: 'create',
	source: 'ui',
	resourceType: 'flow',
	_resourceId: ids.flowId,
	resourceName: null,
	changes: {},
	integrationId: null,
};

/** Every operation of Flow, Job and Error. */
export const flowCases: Record<string, CeligoCase> = {
	'flow.get': {
		parameters: { flowId },
		asked: [`GET /flows/${ids.flowId}`],
		output: [flow(false)],
		raw: [{ pageGenerators: [{ _exportId: ids.exportId }] }],
	},
	'flow.getMany': {
		parameters: { returnAll: true },
		asked: ['GET /flows?limit=1000'],
		output: [
			flow(false),
			expect.objectContaining({ name: 'Orders' }),
			expect.objectContaining({ name: 'Legacy customers' }),
			// It belongs to no integration.
			expect.objectContaining({ _id: ids.standaloneFlowId, _integrationId: null, integrationId: null }),
		],
		raw: [
			{ routers: [{ name: 'By region' }] },
			{},
			{ _importId: ids.sandboxImportId },
			{ pageGenerators: [{ _exportId: ids.standaloneExportId }] },
		],
	},
	'flow.run': {
		parameters: {
			flowId,
			runOptions: {
				startDate: '2026-01-01T00:00:00Z',
				endDate: '2026-01-02T00:00:00Z',
				exportIds: ids.exportId,
			},
		},
		asked: [`POST /flows/${ids.flowId}/run`],
		body: {
			export: { startDate: '2026-01-01T00:00:00.000Z', endDate: '2026-01-02T00:00:00.000Z' },
			_exportIds: [ids.exportId],
		},
		output: [{ _jobId: expect.any(String) }],
		raw: [{ _jobId: expect.any(String) }],
	},
	'flow.create': {
		parameters: {
			name: 'Returns',
			integrationId: chosen(ids.integrationId),
			details: {
				description: 'Goods that come back',
				schedule: '? 30 2 * * *',
				timezone: 'Europe/Berlin',
				more: `{"pageGenerators": [{"_exportId": "${ids.exportId}"}]}`,
			},
		},
		asked: ['POST /flows'],
		body: {
			pageGenerators: [{ _exportId: ids.exportId }],
			description: 'Goods that come back',
			schedule: '? 30 2 * * *',
			timezone: 'Europe/Berlin',
			name: 'Returns',
			disabled: true,
			_integrationId: ids.integrationId,
		},
		output: [
			{
				...flow(true),
				_id: expect.any(String),
				name: 'Returns',
				schedule: '? 30 2 * * *',
				timezone: 'Europe/Berlin',
			},
		],
		raw: [{ description: 'Goods that come back', pageGenerators: [{ _exportId: ids.exportId }] }],
	},
	'flow.update': {
		parameters: { flowId, details: { name: 'All customers', schedule: '?  15 * * * *', enabled: false } },
		asked: [`PATCH ${flowPath}`, `GET ${flowPath}`],
		body: [
			{ op: 'replace', path: '/name', value: 'All customers' },
			{ op: 'replace', path: '/schedule', value: '? 15 * * * *' },
			{ op: 'replace', path: '/disabled', value: true },
		],
		output: [{ ...flow(true), name: 'All customers', schedule: '? 15 * * * *' }],
		raw: [{ pageGenerators: [{ _exportId: ids.exportId }] }],
	},
	'flow.clone': {
		parameters: { flowId, name: 'Customers of the new company' },
		asked: [`GET ${flowPath}`, `GET ${flowPath}/descendants`, `POST ${flowPath}/clone`],
		body: {
			name: 'Customers of the new company',
			_integrationId: ids.integrationId,
			connectionMap: {
				[ids.connectionId]: ids.connectionId,
				[ids.otherConnectionId]: ids.otherConnectionId,
			},
		},
		output: [{ ...flow(true), _id: expect.any(String), name: 'Customers of the new company' }],
		raw: [{ routers: [{ name: 'By region' }] }],
	},
	'flow.delete': {
		parameters: { flowId },
		asked: [`DELETE ${flowPath}`],
		output: [{ deleted: true, _id: ids.flowId }],
	},
	'flow.replaceConnection': {
		parameters: {
			flowId,
			connectionId: chosen(ids.otherConnectionId),
			newConnectionId: chosen(ids.offlineConnectionId),
		},
		asked: [`PUT ${flowPath}/replaceConnection`],
		body: { _connectionId: ids.otherConnectionId, _newConnectionId: ids.offlineConnectionId },
		output: [
			{
				requested: true,
				_flowId: ids.flowId,
				_connectionId: ids.otherConnectionId,
				_newConnectionId: ids.offlineConnectionId,
			},
		],
	},
	'flow.getAuditLog': {
		parameters: { flowId, returnAll: true, filters: { from: '2020-01-01T00:00:00Z', source: ['ui'] } },
		asked: [`GET ${flowPath}/audit?limit=100&from=2020-01-01T00:00:00.000Z&source=ui`],
		output: [auditEntry],
		raw: [{ event: 'create', byUser: { email: 'owner@example.com' } }],
	},
	'flow.getDependencies': {
		parameters: { flowId },
		asked: [`GET ${flowPath}/dependencies`],
		output: [{ integrations: [{ id: ids.integrationId }] }],
	},
	'flow.enable': {
		parameters: { flowId },
		asked: [`PATCH /flows/${ids.flowId}`, `GET /flows/${ids.flowId}`],
		body: [{ op: 'replace', path: '/disabled', value: false }],
		output: [flow(false)],
		raw: [{ pageGenerators: [{ _exportId: ids.exportId }] }],
	},
	'flow.disable': {
		parameters: { flowId },
		asked: [`PATCH /flows/${ids.flowId}`, `GET /flows/${ids.flowId}`],
		body: [{ op: 'replace', path: '/disabled', value: true }],
		output: [flow(true)],
		raw: [{ disabled: true, pageGenerators: [{ _exportId: ids.exportId }] }],
	},
	'job.get': {
		parameters: { jobId: ids.completedJobId },
		asked: [`GET /jobs/${ids.completedJobId}`],
		output: [job(ids.completedJobId, 'completed', 40, 3)],
		raw: [{ numPagesGenerated: 0, lastModified: time }],
	},
	'job.getMany': {
		parameters: {
			of: 'flow',
			flowId,
			returnAll: true,
			filters: {
				status: 'failed',
				createdAfter: '2020-01-01T00:00:00Z',
				createdBefore: '2099-01-01',
				startedAfter: '2020-01-01',
				startedBefore: '2099-01-01',
			},
		},
		asked: [
			`GET /jobs?type=flow&_flowId=${ids.flowId}&status=failed&createdAt_gte=2020-01-01T00:00:00.000Z&createdAt_lte=2099-01-01T00:00:00.000Z&startedAt_gte=2020-01-01T00:00:00.000Z&startedAt_lte=2099-01-01T00:00:00.000Z`,
		],
		output: [job(ids.failedJobId, 'failed', 0, 1)],
		raw: [{ numPagesGenerated: 0 }],
	},
	'job.cancel': {
		prepare: ({ simulator }) =>
			void simulator.runs.add({ _id: 'job-under-way', _flowId: ids.flowId, status: 'running' }),
		parameters: { jobId: 'job-under-way' },
		asked: ['PUT /jobs/job-under-way/cancel', 'GET /jobs/job-under-way'],
		output: [expect.objectContaining({ _id: 'job-under-way', status: 'canceling' })],
		raw: [{ numPagesGenerated: 0, status: 'canceling' }],
	},
	'error.getMany': {
		parameters: {
			of: 'step',
			flowId,
			stepId,
			returnAll: true,
			filters: {
				occurredAt_gte: '2020-01-01T00:00:00Z',
				occurredAt_lte: '2099-01-01T00:00:00Z',
				source: ['application', 'mapping'],
				classification: ['value', 'intermittent'],
				_flowJobId: ids.completedJobId,
			},
		},
		asked: [
			`GET ${step}/errors?occurredAt_gte=2020-01-01T00:00:00.000Z&occurredAt_lte=2099-01-01T00:00:00.000Z&source=application&source=mapping&classification=value&classification=intermittent&_flowJobId=${ids.completedJobId}`,
		],
		output: [
			error('4210987651', 'application', 'INVALID_FIELD', 'The field email is not valid'),
			error('4210987652', 'mapping', 'MAPPING_FAILED', 'The field country has no value'),
		],
		raw: [{ traceKey: 'trace-4210987651', purgeAt: time }, { reqAndResKey: 'http-4210987652' }],
	},
	'error.resolve': {
		parameters: { flowId, stepId, errorIds: '4210987651, 4210987652', verify: true },
		asked: [`PUT ${step}/resolved`, expect.stringContaining(`GET ${step}/resolved?resolvedAt_gte=`)],
		body: { errors: ['4210987651', '4210987652'] },
		output: [{ ...place, requested: 2, resolved: 2, errorIds: ['4210987651', '4210987652'] }],
	},
	'error.retry': {
		parameters: { flowId, stepId, retryDataKeys: 'retry-4210987651' },
		asked: [`POST ${step}/retry`],
		body: { retryDataKeys: ['retry-4210987651'] },
		output: [
			{
				_id: expect.any(String),
				type: 'retry',
				status: 'queued',
				integrationId: ids.integrationId,
				...place,
				requested: 1,
				retryDataKeys: ['retry-4210987651'],
				retried: null,
				reason: null,
			},
		],
		raw: [{ type: 'retry', numPagesGenerated: 0 }],
	},
	'error.assign': {
		parameters: { flowId, stepId, errorIds: '4210987651', email: 'mona@example.com' },
		asked: [`PUT ${step}/errors/assign`],
		body: { errorIds: ['4210987651'], email: 'mona@example.com' },
		output: [{ ...place, requested: 1, assignTo: 'mona@example.com', errorIds: ['4210987651'] }],
	},
	'error.unassign': {
		prepare: ({ state }) => {
			const error = state.errorStore(ids.flowId, ids.importId)?.open.get('4210987651');
			if (error) error.assignedTo = 'mona@example.com';
		},
		parameters: { flowId, stepId, errorIds: '4210987651' },
		asked: [`PUT ${step}/errors/unassign`],
		body: { errorIds: ['4210987651'] },
		output: [{ ...place, requested: 1, errorIds: ['4210987651'] }],
	},
	'error.deleteResolved': {
		parameters: { flowId, stepId, errorIds: '4210987650' },
		asked: [`DELETE ${step}/resolved`],
		body: { errors: ['4210987650'] },
		output: [{ ...place, requested: 1, errorIds: ['4210987650'] }],
	},
	'error.getRequest': {
		parameters: { flowId, stepId, requestKey: 'http-4210987652' },
		asked: [`GET ${step}/requests/http-4210987652`],
		output: [
			{
				request: expect.objectContaining({ method: 'POST' }),
				response: expect.objectContaining({ statusCode: 422 }),
			},
		],
	},
	'error.tag': {
		parameters: {
			flowId,
			stepId,
			errors: '[{"id": 4210987651, "rdk": "retry-4210987651"}, {"id": "4210987652"}]',
			tagIds: ids.tagId,
		},
		asked: [`PUT ${step}/tags`, `GET ${step}/errors`],
		body: {
			errors: [{ id: '4210987651', rdk: 'retry-4210987651' }, { id: '4210987652' }],
			tagIds: [ids.tagId],
		},
		output: [{ ...place, requested: 2, tagIds: [ids.tagId], errorIds: ['4210987651', '4210987652'] }],
	},
	'error.getRetryData': {
		parameters: { flowId, stepId, retryDataKey: 'retry-4210987651' },
		asked: [`GET ${step}/retry-4210987651/data`],
		output: [
			{
				...place,
				retryDataKey: 'retry-4210987651',
				data: { id: 'trace-4210987651', email: 'customer@example.com' },
				stage: 'import',
				traceKey: 'trace-4210987651',
				errors: [{ code: 'INVALID_FIELD', message: 'The field email is not valid', source: 'application' }],
			},
		],
	},
	'error.updateRetryData': {
		parameters: {
			flowId,
			stepId,
			retryDataKey: 'retry-4210987651',
			data: '{"data": {"email": "a@example.com"}, "stage": "import", "traceKey": "t", "errors": []}',
		},
		asked: [`GET ${step}/retry-4210987651/data`, `PUT ${step}/retry-4210987651/data`],
		body: { data: { email: 'a@example.com' }, stage: 'import', traceKey: 't', errors: [] },
		output: [{ updated: true, ...place, retryDataKey: 'retry-4210987651' }],
	},
};
