import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import { collection } from '../../../core/field/fieldGroups';
import { flag, integer, optionalTexts, optionalTime, when } from '../../../core/field/fields';
import { textOf } from '../../../core/data/json';
import { operation, resource } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { allFlows, flowsOf } from '../reading/lists';
import { anyIntegration, flow } from '../locators';
import { finishedJob, simplifyJob } from './job';

const flowId = flow;

/** GET /flows/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get a flow',
	fields: { flowId },
	simplify: simplifyFlow,
	run: async (celigo, { flowId: id }) => await celigo.record(route`/flows/${id}`),
});

/** GET /flows, or GET /integrations/{id}/flows. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many flows',
	fields: { integrationId: anyIntegration },
	simplify: simplifyFlow,
	list: (celigo, { integrationId }) =>
		integrationId === undefined ? allFlows(celigo) : flowsOf(celigo, integrationId),
});

/** POST /flows/{id}/run, never repeated; then, if wanted, GET /jobs/{id} until the job has ended. */
export const run = operation({
	name: 'Run',
	action: 'Run a flow',
	fields: {
		flowId,
		wait: flag({
			displayName: 'Wait Until Done',
			default: false,
			description: 'Whether to wait for the job that the run starts',
		}),
		waitSeconds: when(
			{ wait: [true] },
			integer({ displayName: 'Wait at Most (Seconds)', default: 300, min: 1, max: 86_400 }),
		),
		failOnErrors: when(
			{ wait: [true] },
			flag({
				displayName: 'Fail on Errors',
				default: true,
				description: 'Whether the item fails when the job failed, was canceled or had errors',
			}),
		),
		runOptions: collection({
			displayName: 'Run Options',
			fields: {
				startDate: optionalTime({
					displayName: 'Start Date',
					description: 'For flows that export changes since a date',
				}),
				endDate: optionalTime({ displayName: 'End Date' }),
				exportIds: optionalTexts({
					displayName: 'Export IDs',
					description: 'Run only these exports, separated by commas',
				}),
			},
		}),
	},
	simplify: (record) => (record['_jobId'] === undefined ? simplifyJob(record) : record),
	run: async (celigo, { flowId: id, wait, waitSeconds = 300, failOnErrors, runOptions }) => {
		const { startDate, endDate, exportIds } = runOptions;
		const started = celigo.asRecord(
			await celigo.post(
				route`/flows/${id}/run`,
				{
					...((startDate || endDate) && {
						export: { ...(startDate && { startDate }), ...(endDate && { endDate }) },
					}),
					...(exportIds && exportIds.length > 0 && { _exportIds: exportIds }),
				},
				{ refusalHint: 'A disabled flow does not run: enable it first.' },
			),
		);
		if (!wait) return started;
		const jobId = textOf(started['_jobId']);
		if (jobId === undefined) {
			throw celigo.error(
				'Celigo started the run without telling its job',
				'Look at Job: Get Many; the flow runs.',
			);
		}
		return await finishedJob(celigo, jobId, waitSeconds * 1000, failOnErrors === true);
	},
});

/** PATCH /flows/{id} of `/disabled`, then GET: the answer of the PATCH is empty. */
export const enable = operation({
	name: 'Enable',
	action: 'Enable a flow',
	fields: { flowId },
	simplify: simplifyFlow,
	run: async (celigo, { flowId: id }) => await setDisabled(celigo, id, false),
});

/** As Enable. */
export const disable = operation({
	name: 'Disable',
	action: 'Disable a flow',
	fields: { flowId },
	simplify: simplifyFlow,
	run: async (celigo, { flowId: id }) => await setDisabled(celigo, id, true),
});

async function setDisabled(celigo: ApiClient, id: string, disabled: boolean): Promise<IDataObject> {
	await celigo.patch(route`/flows/${id}`, [{ op: 'replace', path: '/disabled', value: disabled }], {
		idempotent: true,
	});
	return await celigo.record(route`/flows/${id}`);
}

/** The short form of a flow. */
export function simplifyFlow(record: IDataObject): IDataObject {
	return pick(record, [
		'_id',
		'name',
		'description',
		'_integrationId',
		'disabled',
		'schedule',
		'timezone',
		'lastExecutedAt',
		'createdAt',
		'lastModified',
	]);
}

export const flowResource = resource('Flow', [disable, enable, get, getMany, run]);
