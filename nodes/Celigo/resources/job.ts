import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import { collection } from '../../../core/field/fieldGroups';
import { choice, optionalTime, text, when } from '../../../core/field/fields';
import type { Query } from '../../../core/request/http';
import { operation, resource } from '../../../core/operation/Operation';
import { backwardsInTime } from '../../../core/request/pagination';
import { route } from '../../../core/request/Route';
import { flow, integration } from '../locators';
import { rowsOf } from '../platform';

const MOST_JOBS_A_PAGE = 1001;
const LOOK_EVERY_MS = 2000;
const ENDED = ['completed', 'failed', 'canceled'];

const jobId = text({ displayName: 'Job ID', placeholder: 'e.g. 5f1b2c3d4e5f6a7b8c9d0e4c' });

/** GET /jobs/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get a job',
	fields: { jobId },
	simplify: simplifyJob,
	run: async (celigo, { jobId: id }) => await celigo.record(route`/jobs/${id}`),
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
					options: ['Canceled', 'Canceling', 'Completed', 'Failed', 'Queued', 'Retrying', 'Running'].map(
						(name) => ({
							name,
							value: name.toLowerCase(),
						}),
					),
					default: 'failed',
				}),
			},
		}),
	},
	simplify: simplifyJob,
	list: (celigo, { integrationId, flowId, flowJobId, type, stepType, filters }) =>
		jobs(celigo, {
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
	fields: { jobId },
	simplify: simplifyJob,
	run: async (celigo, { jobId: id }) => {
		await celigo.put(route`/jobs/${id}/cancel`, undefined, {
			refusalHint: 'Only a job that has not ended can be canceled.',
		});
		return await celigo.record(route`/jobs/${id}`);
	},
});

/** GET /jobs with the given filters. */
export function jobs(celigo: ApiClient, query: Query): AsyncIterable<IDataObject> {
	return backwardsInTime(
		celigo,
		async (before) =>
			rowsOf(
				celigo,
				await celigo.get(route`/jobs`, { ...query, ...(before !== undefined && { createdAt_lte: before }) }),
			),
		{ time: 'createdAt', id: '_id', mostRows: MOST_JOBS_A_PAGE },
	);
}

/** Waits until a job has ended. @throws when it takes too long or, if that matters, ended badly. */
export async function finishedJob(
	celigo: ApiClient,
	id: string,
	forMs: number,
	failOnErrors: boolean,
): Promise<IDataObject> {
	const job = await celigo.waitUntil(
		async () => {
			const record = await celigo.record(route`/jobs/${id}`);
			return ENDED.includes(String(record['status'])) ? record : undefined;
		},
		{ everyMs: LOOK_EVERY_MS, forMs, what: `Job ${id}` },
	);
	const errors = Number(job['numError']) || 0;
	if (failOnErrors && (job['status'] !== 'completed' || errors > 0)) {
		throw celigo.error(
			`Job ${id} ended as ${String(job['status'])} with ${errors} ${errors === 1 ? 'error' : 'errors'}`,
			'Read them with Error: Get Many, or switch off "Fail on Errors".',
		);
	}
	return job;
}

/** The short form of a job. */
export function simplifyJob(record: IDataObject): IDataObject {
	return pick(record, [
		'_id',
		'type',
		'status',
		'_integrationId',
		'_flowId',
		'_flowJobId',
		'_exportId',
		'_importId',
		'numSuccess',
		'numError',
		'numIgnore',
		'createdAt',
		'startedAt',
		'endedAt',
	]);
}

export const jobResource = resource('Job', [cancel, get, getMany]);
