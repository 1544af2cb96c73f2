import { flag, integer, rows } from '../../core';
import type { ApiClient, IntegrationError } from '../../core';
import { snapshotFeed, windowFeed } from '../../core/trigger';
import type { ErrorSource } from '../../core/trigger';
import {
	auditErrors,
	deploymentObservation,
	kindErrors,
	logErrors,
	resyncEnd,
	staleObservation,
} from './integrationErrors';
import { integration } from './locators';
import { movementOf } from './reading/status';
import { chosenIntegrations } from './watched';
import type { Watched } from './watched';

/** An integration that is missing in a list for a while is compared with how it was. */
const REMEMBER_GONE_MS = 7 * 24 * 3_600_000;

const which = {
	integrations: rows({
		displayName: 'Integrations',
		addLabel: 'Add integration',
		rowName: 'Integration',
		fields: { integrationId: integration },
		description: 'The integrations to watch; all of them when none is added',
	}),
};

/** Of the events that read each integration by itself. */
const whichAndHowOften = {
	...which,
	quietMinutes: integer({
		displayName: 'Read Quiet Integrations Every (Minutes)',
		default: 15,
		min: 1,
		max: 1440,
		description: 'How often to read integrations without recent resync or deployment activity',
	}),
};

/** GET /integration, `resyncState`; the log of an integration is read only when its resync failed lately. */
export const resyncFailed = windowFeed({
	name: 'Resync Failed',
	description: 'A resync of an integration failed',
	fields: {
		...which,
		includeAborted: flag({
			displayName: 'Include Aborted Resyncs',
			default: false,
			description: 'Whether to also emit resyncs that another one, or a person, aborted',
		}),
	},
	sources: (api, { integrations, includeAborted }) =>
		sourcesOf(api, integrations, (watched, sinceMs) =>
			resyncEnd(api, watched, includeAborted ? ['failed', 'aborted'] : ['failed'], sinceMs),
		),
});

/** GET /integration, `resyncState`. */
export const resyncCompleted = windowFeed({
	name: 'Resync Completed',
	description: 'A resync of an integration completed successfully',
	fields: which,
	sources: (api, { integrations }) =>
		sourcesOf(api, integrations, (watched, sinceMs) => resyncEnd(api, watched, ['completed'], sinceMs)),
});

/** GET /integration, `statusInfo`. An event when the status moves into an error, or its message changes. */
export const deploymentError = snapshotFeed({
	name: 'Deployment Error',
	description: 'A Port-hosted integration does not run, or is unhealthy',
	fields: which,
	rememberGoneMs: REMEMBER_GONE_MS,
	observe: async function* (api, { integrations }) {
		for (const watched of await chosenIntegrations(api, integrations)) yield deploymentObservation(watched);
	},
});

/** GET /integration/{id}/logs of each integration that moved, and of the others now and then. */
export const errorLogLine = windowFeed({
	name: 'Error Log Line',
	description: 'A line of level ERROR or FATAL in the log of an integration',
	fields: whichAndHowOften,
	presentation: ['quietMinutes'],
	sources: (api, { integrations, quietMinutes }) =>
		sourcesOf(api, integrations, (watched, sinceMs) => logErrors(api, watched, sinceMs), quietMinutes),
});

/** GET /integration/{id}/syncsMetadata of each integration that moved, and syncMetrics of the syncs that ended. */
export const kindFailed = windowFeed({
	name: 'Kind Failed',
	description: 'A kind of records failed, wholly or in part, in a sync; Ocean integrations only',
	fields: whichAndHowOften,
	presentation: ['quietMinutes'],
	sources: (api, { integrations, quietMinutes }) =>
		sourcesOf(api, integrations, (watched, sinceMs) => kindErrors(api, watched, sinceMs), quietMinutes),
});

/** GET /audit-log of each integration that moved, and of the others now and then. */
export const auditFailure = windowFeed({
	name: 'Audit Failure',
	description: 'A change by an integration that Port refused, in the audit log; for admins',
	fields: whichAndHowOften,
	presentation: ['quietMinutes'],
	sources: (api, { integrations, quietMinutes }) =>
		sourcesOf(api, integrations, (watched, sinceMs) => auditErrors(api, watched, sinceMs), quietMinutes),
});

/** GET /integration, `resyncState`, compared with n8n's clock. */
export const stale = snapshotFeed({
	name: 'Stale',
	description: 'An integration had no resync for some hours, or one that does not end',
	fields: {
		...which,
		includeOverdue: flag({
			displayName: 'Include Overdue Resyncs',
			default: false,
			description: 'Whether to also emit planned resyncs that did not start within ten minutes',
		}),
		staleAfterHours: integer({
			displayName: 'Stale After (Hours)',
			default: 24,
			min: 1,
			max: 8760,
		}),
	},
	rememberGoneMs: REMEMBER_GONE_MS,
	observe: async function* (api, { integrations, includeOverdue, staleAfterHours }) {
		const after = { hours: staleAfterHours, includeOverdue };
		for (const watched of await chosenIntegrations(api, integrations)) {
			const observation = staleObservation(watched, after, Date.now());
			if (observation !== undefined) yield observation;
		}
	},
});

export const feeds = [
	resyncFailed,
	auditFailure,
	deploymentError,
	errorLogLine,
	kindFailed,
	resyncCompleted,
	stale,
];

/** Each chosen integration fails and catches up by itself. With `quietMinutes` one that did not move is read that seldom. */
async function* sourcesOf(
	api: ApiClient,
	integrations: Parameters<typeof chosenIntegrations>[1],
	read: (watched: Watched, sinceMs: number) => AsyncIterable<IntegrationError>,
	quietMinutes?: number,
): AsyncGenerator<ErrorSource> {
	for (const watched of await chosenIntegrations(api, integrations)) {
		const value = quietMinutes === undefined ? undefined : movementOf(watched.record);
		yield {
			key: watched.id,
			read: (sinceMs) => read(watched, sinceMs),
			revision: value === undefined ? undefined : { value, rereadAfterMs: (quietMinutes ?? 0) * 60_000 },
		};
	}
}
