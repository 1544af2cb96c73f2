import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../core/request/ApiClient';
import { errorFeed } from '../../core/trigger/ErrorFeed';
import type { ErrorSource } from '../../core/trigger/ErrorFeed';
import { flag } from '../../core/field/fields';
import { textOf } from '../../core/data/json';
import { route } from '../../core/request/Route';
import {
	auditEntriesOf,
	failedJobsOf,
	flowObservation,
	openErrorsOf,
	resolvedErrorsOf,
} from './integrationErrors';
import type { Integration } from './integrationErrors';
import { allIntegrations, errorSummary } from './reading/lists';
import { anyFlow, anyIntegration } from './locators';

const whose = { integrationId: anyIntegration };
const whichFlows = { integrationId: anyIntegration, flowId: anyFlow };

/** The open errors of all steps that have some: integration, then flow, then step (provider document, section 6). */
export const newError = errorFeed({
	name: 'New Error',
	description: 'An error of a step of a flow',
	fields: {
		...whichFlows,
		includeResolved: flag({
			displayName: 'Include Errors Resolved Meanwhile',
			default: false,
			description:
				'Whether to look also for errors that were resolved before the poll saw them, which reads every step of every flow',
		}),
	},
	sources: async function* (celigo, { integrationId, flowId, includeResolved }) {
		for await (const integration of chosenIntegrations(celigo, integrationId, flowId)) {
			yield {
				key: integration.id,
				read: async function* (sinceMs) {
					yield* openErrorsOf(celigo, integration, flowId, sinceMs);
					if (includeResolved) yield* resolvedErrorsOf(celigo, integration, flowId, sinceMs);
				},
			};
		}
	},
});

/** The number of open errors of each flow: an event when it rises, or when a new error takes the place of others. */
export const newErrorsPerFlow = errorFeed({
	name: 'New Errors per Flow',
	description: 'The number of open errors of a flow rose: one event a flow, without the errors themselves',
	fields: whichFlows,
	parts: async function* (celigo, { integrationId, flowId }) {
		for await (const integration of chosenIntegrations(celigo, integrationId, flowId)) {
			yield {
				key: integration.id,
				observe: async function* () {
					for (const row of await errorSummary(celigo, integration.id, integration.isSandbox)) {
						const id = textOf(row['_flowId']);
						if (id !== undefined && (flowId === undefined || flowId === id))
							yield flowObservation(integration, id, row);
					}
				},
			};
		}
	},
});

/** Flow jobs that ended as failed: GET /jobs of each integration, newest first. */
export const failedJob = errorFeed({
	name: 'Failed Job',
	description: 'A run of a flow that failed',
	fields: whichFlows,
	sources: async function* (celigo, { integrationId, flowId }) {
		for await (const integration of chosenIntegrations(celigo, integrationId, flowId)) {
			yield { key: integration.id, read: (sinceMs) => failedJobsOf(celigo, integration, flowId, sinceMs) };
		}
	},
});

/** Entries of the audit log: GET /integrations/{id}/audit. */
export const auditEntry = errorFeed({
	name: 'Audit Entry',
	description: 'A change to an integration, or to what belongs to it, in the audit log',
	fields: whose,
	sources: async function* (celigo, { integrationId }): AsyncGenerator<ErrorSource> {
		for await (const integration of chosenIntegrations(celigo, integrationId, undefined)) {
			yield { key: integration.id, read: (sinceMs) => auditEntriesOf(celigo, integration, sinceMs) };
		}
	},
});

export const feeds = [newError, newErrorsPerFlow, failedJob, auditEntry];

/** The integrations that were chosen; that of the flow, where only a flow was. */
async function* chosenIntegrations(
	celigo: ApiClient,
	integrationId: string | undefined,
	flowId: string | undefined,
): AsyncGenerator<Integration> {
	let id = integrationId;
	if (id === undefined && flowId !== undefined) {
		id = textOf((await celigo.record(route`/flows/${flowId}`))['_integrationId']);
	}
	if (id !== undefined) {
		yield chosenIntegration(id, await celigo.record(route`/integrations/${id}`));
		return;
	}
	for await (const row of allIntegrations(celigo)) {
		const found = textOf(row['_id']);
		if (found !== undefined) yield chosenIntegration(found, row);
	}
}

function chosenIntegration(id: string, record: IDataObject): Integration {
	return { id, name: textOf(record['name']) ?? null, isSandbox: record['sandbox'] === true };
}
