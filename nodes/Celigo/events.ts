import { compact } from 'lodash';

import { all, flag } from '../../core';
import type { IntegrationError } from '../../core';
import { healthFeed, snapshotFeed, windowFeed } from '../../core/trigger';
import { auditEntriesOf } from './auditEntries';
import { failedJobsOf, failedBefore, LONGEST_RUN_MS } from './failedJobs';
import { flowObservations, openErrorsOf, resolvedErrorsOf, withNames } from './integrationErrors';
import { anyIntegration, watchedFlow } from './locators';
import {
	FLOWS_OF_NONE,
	flowIdOf,
	healthSourcesOf,
	integrationSourcesOf,
	newestErrorIn,
	sourcesOf,
} from './watched';

const GONE_FOR_MS = 7 * 24 * 3_600_000;

const chosenFlows = { integrationId: anyIntegration, flowId: watchedFlow };

/** The open errors of all steps that have some: integration, then flow, then step (provider document, section 6). */
export const newError = windowFeed({
	name: 'New Error',
	description: 'A step of a flow has a new error',
	fields: {
		...chosenFlows,
		includeResolved: flag({
			displayName: 'Include Errors Resolved Between Polls',
			default: false,
			description:
				'Whether to also emit errors that were resolved before a poll could see them. Reads every step of every flow.',
		}),
	},
	complete: withNames,
	sources: async function* (api, { includeResolved, ...choice }, excluded) {
		const resolved = new WeakSet<IntegrationError>();
		const sources = sourcesOf(api, { ...choice, excluded }, async function* (watched, ...times) {
			yield* openErrorsOf(api, watched, ...times);
			if (!includeResolved) return;
			for await (const error of resolvedErrorsOf(api, watched, ...times)) {
				resolved.add(error);
				yield error;
			}
		});
		// Another source, so that what was resolved before this was switched on is known, and no open error is. Of a flow that
		// belongs to no integration, an event of its outage shows it.
		const thorough = (key: string) => `${key} with resolved errors`;
		for await (const source of sources) {
			const { key } = source;
			yield key === FLOWS_OF_NONE
				? source
				: {
						...source,
						...(includeResolved && { key: thorough(key), within: key }),
						partOf: (error, wasWatched) =>
							compact([flowIdOf(error), error.integrationId])
								.flatMap((id) => [thorough(id), ...(resolved.has(error) ? [] : [id])])
								.find(wasWatched),
					};
		}
	},
});

/** The number of open errors of each flow: an event when it rises, or when a new error takes the place of others. */
export const newErrorsPerFlow = snapshotFeed({
	name: 'New Errors per Flow',
	description:
		'A flow has more open errors than before, or newer ones. Emits one item per flow, without the errors.',
	fields: chosenFlows,
	showsLastOnly: true,
	complete: withNames,
	sources: async function* (api, choice, excluded) {
		const sources = sourcesOf(api, { ...choice, excluded }, (watched) => flowObservations(api, watched));
		for await (const { read, ...source } of sources) {
			yield { ...source, observe: () => read(0) };
		}
	},
	// An integration may be missing from one list.
	rememberGoneMs: GONE_FOR_MS,
});

/** Flow jobs that ended as failed: GET /jobs of each integration, newest first. */
export const failedJob = windowFeed({
	name: 'Failed Job',
	description: 'A flow run, or a retry, failed',
	fields: chosenFlows,
	complete: withNames,
	sources: async function* (api, choice, excluded) {
		let ofSources = 1;
		const chosen = { ...choice, excluded };
		const sources = await all(
			sourcesOf(api, chosen, (watched, ...times) => failedJobsOf(api, watched, ofSources, ...times)),
		);
		ofSources = sources.length;
		for (const source of sources) {
			yield { ...source, listsBeyondMs: LONGEST_RUN_MS, isNone: failedBefore };
		}
	},
});

/** Entries of the audit log: GET /integrations/{id}/audit. */
export const auditEntry = windowFeed({
	name: 'Audit Entry',
	description: 'The audit log shows a change to an integration or its resources',
	fields: { integrationId: anyIntegration },
	sources: (api, chosen) =>
		integrationSourcesOf(api, chosen, (...where) =>
			auditEntriesOf(api, chosen.integrationId === undefined, ...where),
		),
});

/** The error summary and the newest job of each integration, beside the lists of integrations and flows. */
export const healthChanged = healthFeed({
	fields: { integrationId: anyIntegration },
	statuses: ['ACTIVE', 'ERROR', 'INACTIVE'],
	cost: 'Each poll sends two requests per integration, three where the list of all flows is empty, unless you choose one.',
	sources: healthSourcesOf,
	newestError: newestErrorIn,
});

export const feeds = [newError, newErrorsPerFlow, failedJob, auditEntry, healthChanged];
