import type { ApiClient } from '../../core/request/ApiClient';
import { errorFeed } from '../../core/trigger/ErrorFeed';
import type { ErrorSource, IntegrationError } from '../../core/trigger/ErrorFeed';
import { rows } from '../../core/field/fieldGroups';
import { flag, integer } from '../../core/field/fields';
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
		description:
			'An integration is read at each poll while and after its resync or deployment moves; in between, live events may still write to its logs',
	}),
};

/** Signal A: `resyncState` of the list; the log of an integration is read only when its resync failed lately. */
export const resyncFailed = errorFeed({
	name: 'Resync Failed',
	description: 'A resync of an integration failed',
	fields: {
		...which,
		includeAborted: flag({
			displayName: 'Include Aborted Resyncs',
			default: false,
			description: 'Whether a resync that another one, or a person, aborted counts as failed',
		}),
	},
	sources: (port, { integrations, includeAborted }) =>
		sourcesOf(port, integrations, (watched, sinceMs) =>
			resyncEnd(port, watched, includeAborted ? ['failed', 'aborted'] : ['failed'], sinceMs),
		),
});

/** Signal A's counterpart. */
export const resyncCompleted = errorFeed({
	name: 'Resync Completed',
	description: 'A resync of an integration ended well',
	fields: which,
	sources: (port, { integrations }) =>
		sourcesOf(port, integrations, (watched, sinceMs) => resyncEnd(port, watched, ['completed'], sinceMs)),
});

/** Signal B: the list alone. An event when the status moves into an error, or its message changes. */
export const deploymentError = errorFeed({
	name: 'Deployment Error',
	description: 'A Port-hosted integration does not run, or is unhealthy',
	fields: which,
	rememberGoneMs: REMEMBER_GONE_MS,
	observe: async function* (port, { integrations }) {
		for (const watched of await chosenIntegrations(port, integrations)) yield deploymentObservation(watched);
	},
});

/** Signal C: the log of each integration that moved, and of the others now and then. */
export const errorLogLine = errorFeed({
	name: 'Error Log Line',
	description: 'A line of level ERROR or FATAL in the log of an integration',
	fields: whichAndHowOften,
	sources: (port, { integrations, quietMinutes }) =>
		sourcesOf(port, integrations, (watched, sinceMs) => logErrors(port, watched, sinceMs), quietMinutes),
});

/** Signal D: the syncs of each integration that moved, and the metrics of those that ended. */
export const kindFailed = errorFeed({
	name: 'Kind Failed',
	description: 'A kind of records failed, wholly or in part, in a sync; Ocean integrations only',
	fields: whichAndHowOften,
	sources: (port, { integrations, quietMinutes }) =>
		sourcesOf(port, integrations, (watched, sinceMs) => kindErrors(port, watched, sinceMs), quietMinutes),
});

/** Signal E: the audit log of each integration that moved, and of the others now and then. */
export const auditFailure = errorFeed({
	name: 'Audit Failure',
	description: 'A change by an integration that Port refused, in the audit log; for admins',
	fields: whichAndHowOften,
	sources: (port, { integrations, quietMinutes }) =>
		sourcesOf(port, integrations, (watched, sinceMs) => auditErrors(port, watched, sinceMs), quietMinutes),
});

/** Signal F: the list alone. */
export const stale = errorFeed({
	name: 'Stale',
	description: 'An integration had no resync for some hours, or one that does not end',
	fields: {
		...which,
		includeOverdue: flag({
			displayName: 'Include Overdue Resyncs',
			default: false,
			description: 'Whether a planned resync that did not start within ten minutes counts too',
		}),
		staleAfterHours: integer({
			displayName: 'Stale After (Hours)',
			default: 24,
			min: 1,
			max: 8760,
		}),
	},
	rememberGoneMs: REMEMBER_GONE_MS,
	observe: async function* (port, { integrations, includeOverdue, staleAfterHours }) {
		for (const watched of await chosenIntegrations(port, integrations)) {
			const observation = staleObservation(
				watched,
				{ afterHours: staleAfterHours, includeOverdue },
				Date.now(),
			);
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
	port: ApiClient,
	integrations: Parameters<typeof chosenIntegrations>[1],
	read: (watched: Watched, sinceMs: number) => AsyncIterable<IntegrationError>,
	quietMinutes?: number,
): AsyncGenerator<ErrorSource> {
	for (const watched of await chosenIntegrations(port, integrations)) {
		const value = quietMinutes === undefined ? undefined : movementOf(watched.record);
		yield {
			key: watched.id,
			read: (sinceMs) => read(watched, sinceMs),
			revision: value === undefined ? undefined : { value, rereadAfterMs: (quietMinutes ?? 0) * 60_000 },
		};
	}
}
