import { choice, operation, resource, withIntegrationId } from '../../../core';
import { filtersBy, knownTag, runFilters } from '../fields';
import { integration, integrationOfList, jobExecution } from '../locators';
import { daysToAsk, isOfDays } from '../reading/days';
import { jobExecutionsOf } from '../reading/executions';
import { jobExecutionWith } from '../reading/oneRun';

const filters = filtersBy({
	...runFilters,
	job_tag: knownTag({ displayName: 'Job Tag', placeholder: 'e.g. nightly' }),
	phase: choice({
		displayName: 'Phase',
		options: [
			{ name: 'Cancelled', value: 'CANCELLED' },
			{ name: 'Completed', value: 'COMPLETED' },
			{ name: 'Failed', value: 'FAILED' },
			{ name: 'Queued', value: 'QUEUED' },
			{ name: 'Retry Scheduled', value: 'RETRY_SCHEDULED' },
			{ name: 'Running', value: 'RUNNING' },
			{ name: 'Scheduled', value: 'SCHEDULED' },
		],
		default: 'FAILED',
	}),
});

const shortExecution = withIntegrationId([
	'_id',
	'job_id',
	'job_tag',
	'phase',
	'error',
	'error_code',
	'retry_count',
	'started_at',
	'completed_at',
]);

/** GET /integrations/v1/job-executions/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get job execution',
	description: 'Retrieve the phase and times of a single execution by its ID',
	fields: { integrationId: integrationOfList, executionId: jobExecution },
	simplify: shortExecution,
	run: async (api, { executionId }) => await jobExecutionWith(api, executionId),
});

/** GET /integrations/v1/job-executions, paged by number. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many job executions',
	description: 'Retrieve a list of runs of all jobs, optionally by phase or date',
	fields: { integrationId: integration, filters },
	simplify: shortExecution,
	list: async function* (api, { integrationId, filters }) {
		for await (const row of jobExecutionsOf(api, integrationId, daysToAsk(filters))) {
			if (isOfDays(filters, row, ['started_at', 'completed_at'])) yield row;
		}
	},
});

export const jobExecutionResource = resource('Job Execution', [get, getMany]);
