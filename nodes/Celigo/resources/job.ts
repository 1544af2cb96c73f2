import { choice, collection, operation, optionalTime, resource, route, text, when } from '../../../core';
import { flow, integration } from '../locators';
import { jobs } from '../reading/jobs';
import { onRefusal } from '../refusals';
import { withIntegration } from '../shortForm';

const STATUSES = ['Canceled', 'Canceling', 'Completed', 'Failed', 'Queued', 'Retrying', 'Running'];

const job = text({ displayName: 'Job ID', placeholder: 'e.g. 5f1b2c3d4e5f6a7b8c9d0e4c' });

/** The short form of a job. */
export const jobKeys = [
	'_id',
	'type',
	'status',
	'numSuccess',
	'numError',
	'numIgnore',
	'createdAt',
	'startedAt',
	'endedAt',
	'_integrationId',
	'_flowId',
	'_flowJobId',
	'_exportId',
	'_importId',
] as const;

/** GET /jobs/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get a job',
	fields: { jobId: job },
	simplify: withIntegration(jobKeys),
	run: async (api, { jobId }) => await api.record(route`/jobs/${jobId}`),
});

/** GET /jobs of an integration, a flow or a flow's job: newest first, paged backwards by `createdAt_lte`. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many jobs',
	fields: {
		of: choice({
			displayName: 'Of',
			options: [
				{ name: 'Flow', value: 'flow', description: 'The runs of one flow' },
				{ name: 'Flow Job', value: 'flowJob', description: 'The export and import jobs of one run' },
				{ name: 'Integration', value: 'integration', description: 'The runs of all flows of an integration' },
			],
			default: 'integration',
		}),
		integrationId: when({ of: ['integration'] }, integration),
		flowId: when({ of: ['flow'] }, flow),
		flowJobId: when({ of: ['flowJob'] }, text({ displayName: 'Flow Job ID' })),
		type: when(
			{ of: ['integration', 'flow'] },
			choice({
				displayName: 'Type',
				options: [
					{ name: 'Flow', value: 'flow' },
					{ name: 'Retry', value: 'retry' },
				],
				default: 'flow',
			}),
		),
		stepType: when(
			{ of: ['flowJob'] },
			choice({
				displayName: 'Type',
				options: [
					{ name: 'Export', value: 'export' },
					{ name: 'Import', value: 'import' },
				],
				default: 'export',
			}),
		),
		filters: collection({
			displayName: 'Filters',
			addLabel: 'Add filter',
			fields: {
				createdAfter: optionalTime({ displayName: 'Created After' }),
				createdBefore: optionalTime({ displayName: 'Created Before' }),
				startedAfter: optionalTime({ displayName: 'Started After' }),
				startedBefore: optionalTime({ displayName: 'Started Before' }),
				status: choice({
					displayName: 'Status',
					options: STATUSES.map((name) => ({ name, value: name.toLowerCase() })),
					default: 'failed',
				}),
			},
		}),
	},
	simplify: withIntegration(jobKeys),
	list: (api, { integrationId, flowId, flowJobId, type, stepType, filters }) =>
		jobs(api, {
			type: type ?? stepType,
			_integrationId: integrationId,
			_flowId: flowId,
			_flowJobId: flowJobId,
			status: filters.status,
			createdAt_gte: filters.createdAfter,
			createdAt_lte: filters.createdBefore,
			startedAt_gte: filters.startedAfter,
			startedAt_lte: filters.startedBefore,
		}),
});

/** PUT /jobs/{id}/cancel, then GET: canceling takes a while. */
export const cancel = operation({
	name: 'Cancel',
	action: 'Cancel a job',
	fields: { jobId: job },
	simplify: withIntegration(jobKeys),
	run: async (api, { jobId }) => {
		const refusalHint = onRefusal('Only a job that has not ended can be canceled.');
		await api.put(route`/jobs/${jobId}/cancel`, undefined, { refusalHint });
		return await api.record(route`/jobs/${jobId}`);
	},
});

export const jobResource = resource('Job', [cancel, get, getMany]);
