import { isUndefined, omitBy } from 'lodash';

import {
	choice,
	choices,
	epochMs,
	filterFields,
	flag,
	operation,
	optionalTime,
	route,
	when,
} from '../../../../core';
import { withPeriods } from '../../fields';
import { anyFlow, anyIntegration, flow, integration } from '../../locators';
import { latestIn } from '../../reading/jobs';
import { runOverview, type Wanted } from '../../reading/runOverviews';
import { withIntegration } from '../../shortForm';
import { shortJob } from './short';

const scope = { integrationId: anyIntegration, flowId: anyFlow };

const sandbox = flag({
	displayName: 'Sandbox',
	default: false,
	description:
		'Whether to use the sandbox environment instead of production. If you leave it out, a chosen flow or integration is found in either, and of the whole account Celigo may list production only.',
});

/** GET /flows/{id}/jobs/latest or /integrations/{id}/jobs/latest: not paged. */
export const getLatest = operation({
	name: 'Get Latest',
	action: 'Get latest jobs',
	description: 'Retrieve the newest job of a flow, or of each flow of an integration',
	fields: {
		of: choice({
			displayName: 'Scope',
			options: [
				{ name: 'Flow', value: 'flow', description: 'The newest run of one flow' },
				{ name: 'Integration', value: 'integration', description: 'The newest run of each of its flows' },
			],
			default: 'flow',
		}),
		flowId: when({ of: ['flow'] }, flow),
		integrationId: when({ of: ['integration'] }, integration),
	},
	simplify: shortJob,
	list: async function* (api, { flowId, integrationId = '' }) {
		const latest =
			flowId === undefined
				? route`/integrations/${integrationId}/jobs/latest`
				: route`/flows/${flowId}/jobs/latest`;
		yield* latestIn(api, await api.get(latest));
	},
});

/** POST /jobs/current, which changes nothing. */
export const getRunning = operation({
	name: 'Get Running',
	action: 'Get running jobs',
	description: 'Retrieve the jobs that run now in the whole account, one integration or one flow',
	fields: {
		...scope,
		filters: filterFields({
			sandbox,
			status: choices({
				displayName: 'Statuses',
				options: [
					{ name: 'Canceling', value: 'canceling' },
					{ name: 'Queued', value: 'queued' },
					{ name: 'Retrying', value: 'retrying' },
					{ name: 'Running', value: 'running' },
				],
				default: [],
			}),
		}),
	},
	simplify: shortJob,
	list: (api, { filters, ...of }) => runOverview(api, route`/jobs/current`, wanted(of, filters)),
});

/** POST /flows/runs/stats, which changes nothing: one row for each flow. */
export const getStatistics = operation({
	name: 'Get Statistics',
	action: 'Get job statistics by flow',
	description: 'Retrieve one item per flow with its numbers of runs, records and errors in a period',
	fields: {
		...scope,
		filters: withPeriods(
			filterFields({
				endedAfter: optionalTime({ displayName: 'Ended After' }),
				endedBefore: optionalTime({ displayName: 'Ended Before' }),
				sandbox,
				status: choices({
					displayName: 'Statuses',
					options: [
						{ name: 'Canceled', value: 'canceled' },
						{ name: 'Completed', value: 'completed' },
						{ name: 'Failed', value: 'failed' },
					],
					default: [],
				}),
			}),
			['endedAfter', 'endedBefore'],
		),
	},
	simplify: withIntegration([
		'_flowId',
		'numRuns',
		'numSuccess',
		'numError',
		'numIgnore',
		'numOpenError',
		'lastErrorAt',
		'lastExecutedAt',
		'avgRuntime',
	]),
	list: (api, { filters: { endedAfter, endedBefore, ...filters }, ...of }) => {
		const period = { time_gt: epochMs(endedAfter), time_lte: epochMs(endedBefore) };
		return runOverview(api, route`/flows/runs/stats`, {
			...wanted(of, filters),
			...omitBy(period, isUndefined),
		});
	},
});

function wanted(
	{
		integrationId,
		flowId,
	}: { readonly integrationId: string | undefined; readonly flowId: string | undefined },
	{
		sandbox,
		status = [],
	}: { readonly sandbox?: boolean | undefined; readonly status?: readonly string[] | undefined },
): Wanted {
	const whole = integrationId === undefined ? {} : { _integrationIds: [integrationId] };
	return {
		...(flowId === undefined ? whole : { _flowIds: [flowId] }),
		...(sandbox !== undefined && { sandbox }),
		...(status.length > 0 && { status: [...status] }),
	};
}
