import {
	choice,
	collection,
	id,
	operation,
	optionalTime,
	resource,
	route,
	simplified,
	when,
} from '../../../core';
import { flow, integration } from '../locators';
import { jobs } from '../reading/jobs';
import { onRefusal } from '../refusals';
import { withIntegration } from '../shortForm';

const STATUSES = ['Canceled', 'Canceling', 'Completed', 'Failed', 'Queued', 'Retrying', 'Running'];

const job = id({ displayName: 'Job ID', placeholder: 'e.g. 5f1b2c3d4e5f6a7b8c9d0e4c' });

/** The short form of a job: a run, or what one step did in it. */
export const shortJob = withIntegration((job) =>
	simplified({ ...job, _expOrImpId: job['_exportId'] ?? job['_importId'] }, [
		'_id',
		'type',
		'status',
		'numSuccess',
		'numError',
		'startedAt',
		'endedAt',
		'_flowId',
		'_expOrImpId',
	]),
);

/** GET /jobs/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get job',
	description: 'Retrieve the status and counts of a single run',
	fields: { jobId: job },
	simplify: shortJob,
	run: async (api, { jobId }) => await api.record(route`/jobs/${jobId}`, { id: jobId }),
});

/** GET /jobs of an integration, a flow or a flow's job: newest first, paged backwards by `createdAt_lte`. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many jobs',
	description: 'Retrieve a list of runs of an integration or flow, newest first',
	fields: {
		of: choice({
			displayName: 'Scope',
			options: [
				{ name: 'Flow', value: 'flow', description: 'Runs of one flow' },
				{ name: 'Flow Job', value: 'flowJob', description: 'Export and import jobs of one run' },
				{ name: 'Integration', value: 'integration', description: 'Runs of all flows of one integration' },
			],
			default: 'integration',
		}),
		integrationId: when({ of: ['integration'] }, integration),
		flowId: when({ of: ['flow'] }, flow),
		flowJobId: when(
			{ of: ['flowJob'] },
			id({
				displayName: 'Flow Job ID',
				description: 'The _id of a flow job, as returned with the scope Flow',
			}),
		),
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
	simplify: shortJob,
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
	action: 'Cancel job',
	description: 'Stop a run that has not finished yet',
	fields: { jobId: job },
	simplify: shortJob,
	run: async (api, { jobId }) => {
		const refusalHint = onRefusal('Only a job that has not finished can be canceled.');
		await api.put(route`/jobs/${jobId}/cancel`, undefined, { refusalHint });
		return await api.record(route`/jobs/${jobId}`, { id: jobId });
	},
});

export const jobResource = resource('Job', [cancel, get, getMany]);
