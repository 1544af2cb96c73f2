import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import { collection } from '../../../core/field/fieldGroups';
import { choice, optionalText } from '../../../core/field/fields';
import { operation, resource } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { integration, integrationOfList, jobExecution } from '../locators';
import { getRecord } from '../platform';
import { jobExecutionsOf } from '../reading/runs';
import { environment, optionalDay } from '../fields';

/** GET /integrations/v1/job-executions/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get a job execution',
	fields: { integrationId: integrationOfList, executionId: jobExecution },
	simplify: simplifyExecution,
	run: async (api, { executionId }) =>
		await getRecord(api, route`/integrations/v1/job-executions/${executionId}`, '_id'),
});

/** GET /integrations/v1/job-executions, paged by number. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many job executions',
	fields: {
		integrationId: integration,
		filters: collection({
			displayName: 'Filters',
			addLabel: 'Add filter',
			fields: {
				end_date: optionalDay('To'),
				env: environment,
				job_tag: optionalText({ displayName: 'Job Tag', placeholder: 'e.g. nightly' }),
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
				start_date: optionalDay('From'),
			},
		}),
	},
	simplify: simplifyExecution,
	list: (api, { integrationId, filters }) => jobExecutionsOf(api, integrationId, filters),
});

function simplifyExecution(record: IDataObject): IDataObject {
	return pick(record, [
		'_id',
		'job_id',
		'job_tag',
		'phase',
		'env',
		'error',
		'error_code',
		'retry_count',
		'started_at',
		'completed_at',
	]);
}

export const jobExecutionResource = resource('Job Execution', [get, getMany]);
