import { choice, filterFields, id, operation, optionalTime, when } from '../../../../core';
import { withPeriods } from '../../fields';
import { flow, integration } from '../../locators';
import { jobs } from '../../reading/jobs';
import { shortJob } from './short';

const STATUSES = ['Canceled', 'Canceling', 'Completed', 'Failed', 'Queued', 'Retrying', 'Running'];

/** GET /jobs of an integration, a flow or a flow's job: newest first, paged backwards by `createdAt_lte`. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many jobs',
	description: 'Retrieve a list of jobs of an integration or flow, newest first',
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
					{ name: 'Bulk Retry', value: 'bulk_retry' },
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
		filters: withPeriods(
			filterFields({
				createdAfter: optionalTime({ displayName: 'Created After' }),
				createdBefore: optionalTime({ displayName: 'Created Before' }),
				startedAfter: optionalTime({ displayName: 'Started After' }),
				startedBefore: optionalTime({ displayName: 'Started Before' }),
				status: choice({
					displayName: 'Status',
					options: STATUSES.map((name) => ({ name, value: name.toLowerCase() })),
					default: 'failed',
				}),
			}),
			['createdAfter', 'createdBefore'],
			['startedAfter', 'startedBefore'],
		),
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
