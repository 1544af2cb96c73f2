import type { IDataObject } from 'n8n-workflow';
import { isEmpty, isUndefined, omitBy } from 'lodash';

import {
	collection,
	flag,
	ids,
	integer,
	operation,
	optionalTime,
	resource,
	route,
	textOf,
	when,
} from '../../../../core';
import type { ApiClient } from '../../../../core';
import { withPeriods } from '../../fields';
import { anyIntegration, flow } from '../../locators';
import { finishedJob } from '../../reading/finishedJob';
import { allFlows, flowsOf } from '../../reading/lists';
import { NOT_NOW, onRefusal } from '../../refusals';
import { startedRecord } from '../../started';
import { patchFields } from '../../updating';
import { shortJob } from '../job';
import { replaceConnection } from './connections';
import { getAuditLog, getDependencies } from './contents';
import { clone } from './copies';
import { create } from './create';
import { simplifyFlow } from './details';
import { update } from './update';

const MAY_BE_IN_USE = 'If a run is under way, or other flows start this one, end that first.';

/** GET /flows/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get flow',
	description: 'Retrieve the settings of a single flow by its ID or URL',
	fields: { flowId: flow },
	simplify: simplifyFlow,
	run: async (api, { flowId }) => await api.record(route`/flows/${flowId}`, { id: flowId }),
});

/** GET /flows, or GET /integrations/{id}/flows: also of each integration where the list of all is empty. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many flows',
	description: 'Retrieve a list of flows of the account or of one integration',
	fields: { integrationId: anyIntegration },
	simplify: simplifyFlow,
	list: (api, { integrationId }) =>
		integrationId === undefined ? allFlows(api) : flowsOf(api, integrationId),
});

/** POST /flows/{id}/run, never repeated; then, if wanted, GET /jobs/{id} until the job has ended, and the errors of its steps. */
export const run = operation({
	name: 'Run',
	action: 'Run flow',
	description: 'Start a flow now and optionally wait for its job to finish',
	fields: {
		flowId: flow,
		wait: flag({
			displayName: 'Wait Until Done',
			default: false,
			description: 'Whether to wait for the job to finish before returning it',
		}),
		waitSeconds: when(
			{ wait: [true] },
			integer({
				displayName: 'Max Wait (Seconds)',
				default: 300,
				min: 1,
				max: 86_400,
				description: 'How long to wait for the job before the operation fails',
			}),
		),
		failOnErrors: when(
			{ wait: [true] },
			flag({
				displayName: 'Fail on Errors',
				default: true,
				description:
					'Whether to fail if the job failed, was canceled or left errors. If off, check the errors themselves: Celigo may count them only some minutes after the end.',
			}),
		),
		runOptions: withPeriods(
			collection({
				displayName: 'Run Options',
				addLabel: 'Add option',
				narrows: 'change',
				fields: {
					startDate: optionalTime({
						displayName: 'Start Date',
						description: 'Start of the period to export, for flows that export changes since a date',
					}),
					endDate: optionalTime({
						displayName: 'End Date',
						description:
							'End of the period to export. Leave empty to export up to now. A day without a time is its start.',
					}),
					exportIds: ids({
						displayName: 'Export IDs',
						description: 'Comma-separated list of the exports to run. Leave empty to run all.',
					}),
				},
			}),
			['startDate', 'endDate'],
		),
	},
	simplify: (record, values) => ('_jobId' in record ? record : shortJob(record, values)),
	run: async (api, { flowId, wait, waitSeconds = 300, failOnErrors, runOptions }) => {
		const { exportIds: _exportIds, ...dates } = runOptions;
		const period = omitBy(dates, isUndefined);
		const body = {
			...(!isEmpty(period) && { export: period }),
			...(_exportIds && { _exportIds }),
		};
		const refusalHint = onRefusal('Celigo does not run a disabled flow. Enable the flow first.');
		const whereToLook = 'Look for a running job of the flow.';
		const request = { refusalHint, whereToLook };
		const started = startedRecord(
			api,
			await api.post(route`/flows/${flowId}/run`, body, request),
			whereToLook,
		);
		const jobId = startedJob(api, started);
		return wait ? await finishedJob(api, jobId, waitSeconds * 1000, failOnErrors === true) : started;
	},
});

/** PATCH /flows/{id} of `/disabled`, then GET; as Update where a server refuses that. */
export const enable = operation({
	name: 'Enable',
	action: 'Enable flow',
	description: 'Turn a flow on, so that its schedule and listeners start it',
	fields: { flowId: flow },
	exclusive: ({ flowId }) => flowId,
	simplify: simplifyFlow,
	run: async (api, { flowId }) => await setDisabled(api, flowId, false),
});

/** As Enable. */
export const disable = operation({
	name: 'Disable',
	action: 'Disable flow',
	description: 'Turn a flow off, so that nothing starts it anymore',
	fields: { flowId: flow },
	exclusive: ({ flowId }) => flowId,
	simplify: simplifyFlow,
	run: async (api, { flowId }) => await setDisabled(api, flowId, true),
});

/** DELETE /flows/{id}. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete flow',
	description: 'Remove a flow with its schedule. Celigo keeps it in its recycle bin for 30 days.',
	fields: { flowId: flow },
	exclusive: ({ flowId }) => flowId,
	// One request for all items of a flow: it is gone after the first.
	merge: async (api, flowId) => {
		await api.delete(route`/flows/${flowId}`, {
			refusalHint: onRefusal(MAY_BE_IN_USE, NOT_NOW),
		});
		return { deleted: true, _id: flowId };
	},
});

function startedJob(api: ApiClient, started: IDataObject): string {
	const jobId = textOf(started['_jobId']);
	if (jobId !== undefined) return jobId;
	throw api.error(
		'Celigo started the flow but returned no job ID',
		'The flow is running. Find its job with Job: Get Many.',
	);
}

async function setDisabled(api: ApiClient, flowId: string, disabled: boolean): Promise<IDataObject> {
	const stored = await patchFields(api, { path: route`/flows/${flowId}`, id: flowId }, { disabled });
	if ((stored['disabled'] === true) === disabled) return stored;
	throw api.error(
		`Celigo accepted the request, but the flow is still ${disabled ? 'enabled' : 'disabled'}`,
		'If it belongs to an Integration App, change it in the settings of the app.',
	);
}

export const flowResource = resource('Flow', [
	clone,
	create,
	disable,
	enable,
	get,
	getAuditLog,
	getDependencies,
	getMany,
	remove,
	replaceConnection,
	run,
	update,
]);
