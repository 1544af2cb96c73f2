import { flag } from '../../core';
import { snapshotFeed, windowFeed } from '../../core/trigger';
import {
	auditEntriesOf,
	failedJobsOf,
	flowObservations,
	openErrorsOf,
	resolvedErrorsOf,
} from './integrationErrors';
import { anyFlow, anyIntegration } from './locators';
import { sourcesOf, watchedIntegrations } from './watched';

const chosenFlows = { integrationId: anyIntegration, flowId: anyFlow };

/** The open errors of all steps that have some: integration, then flow, then step (provider document, section 6). */
export const newError = windowFeed({
	name: 'New Error',
	description: 'An error of a step of a flow',
	fields: {
		...chosenFlows,
		includeResolved: flag({
			displayName: 'Include Errors Resolved Meanwhile',
			default: false,
			description:
				'Whether to also emit errors that were resolved between two polls, which reads every step of every flow',
		}),
	},
	sources: (api, { includeResolved, ...chosen }) =>
		sourcesOf(api, chosen, async function* (integration, sinceMs) {
			yield* openErrorsOf(api, integration, sinceMs);
			if (includeResolved) yield* resolvedErrorsOf(api, integration, sinceMs);
		}),
});

/** The number of open errors of each flow: an event when it rises, or when a new error takes the place of others. */
export const newErrorsPerFlow = snapshotFeed({
	name: 'New Errors per Flow',
	description: 'The number of open errors of a flow rose: one event per flow, without the errors themselves',
	fields: chosenFlows,
	sources: async function* (api, chosen) {
		for (const integration of await watchedIntegrations(api, chosen)) {
			yield { key: integration.id, observe: () => flowObservations(api, integration) };
		}
	},
});

/** Flow jobs that ended as failed: GET /jobs of each integration, newest first. */
export const failedJob = windowFeed({
	name: 'Failed Job',
	description: 'A run of a flow that failed',
	fields: chosenFlows,
	sources: (api, chosen) =>
		sourcesOf(api, chosen, (integration, sinceMs) => failedJobsOf(api, integration, sinceMs)),
});

/** Entries of the audit log: GET /integrations/{id}/audit. */
export const auditEntry = windowFeed({
	name: 'Audit Entry',
	description: 'A change to an integration, or to what belongs to it, in the audit log',
	fields: { integrationId: anyIntegration },
	sources: (api, chosen) =>
		sourcesOf(api, chosen, (integration, sinceMs) => auditEntriesOf(api, integration, sinceMs)),
});

export const feeds = [newError, newErrorsPerFlow, failedJob, auditEntry];
