import { all, flag, integer, rows } from '../../core';
import type { ApiClient } from '../../core';
import { healthFeed, snapshotFeed, windowFeed } from '../../core/trigger';
import type { ErrorSource, HealthSource, Observation, ObservedSource } from '../../core/trigger';
import { auditErrors, endedSyncs, kindErrors, logErrors, resyncEnd, withReason } from './integrationErrors';
import type { ResyncEnding } from './integrationErrors';
import { integrationInRow } from './locators';
import { deploymentObservation, staleObservations } from './observations';
import { lastErrorOf, listedHealthOf } from './reading/health';
import { movementOf, withStatus } from './reading/status';
import { identityOf, sourcesOf, watchedIntegration } from './watched';
import type { Missing, Watched } from './watched';

/** An integration that is missing in a list for a while is compared with how it was. */
const REMEMBER_GONE_MS = 7 * 24 * 3_600_000;

const which = {
	integrations: rows({
		displayName: 'Integrations',
		addLabel: 'Add integration',
		rowName: 'Integration',
		fields: { integrationId: integrationInRow },
		description: 'The integrations to watch. Leave empty for all integrations.',
	}),
};

/** Of the events that read each integration by itself. */
const whichAndHowOften = {
	...which,
	quietMinutes: integer({
		displayName: 'Quiet Check Interval (Minutes)',
		default: 15,
		min: 1,
		max: 1440,
		description: 'How often to read integrations without recent resync or deployment activity',
	}),
};

/** GET /integration, `resyncState`; the log of an integration is read once for each resync that failed. */
export const resyncFailed = windowFeed({
	name: 'Resync Failed',
	description: 'A resync of an integration failed',
	fields: {
		...which,
		includeAborted: flag({
			displayName: 'Include Aborted Resyncs',
			default: false,
			description: 'Whether to also emit resyncs that were aborted by a user or by another resync',
		}),
	},
	showsLastOnly: true,
	sources: (api, { integrations, includeAborted }) =>
		sourcesOf<ErrorSource>(
			api,
			integrations,
			function* (watched) {
				yield {
					...endingSource(watched, 'failed'),
					complete: async (error) => [await withReason(api, watched, error)],
				};
				// Apart, so that those that were aborted before this was switched on are known, and no failure is.
				if (includeAborted) yield { ...endingSource(watched, 'aborted'), key: `aborted/${watched.id}` };
			},
			failingSource,
		),
});

/** GET /integration, `resyncState`. */
export const resyncCompleted = windowFeed({
	name: 'Resync Completed',
	description: 'A resync of an integration completed successfully',
	fields: which,
	showsLastOnly: true,
	sources: (api, { integrations }) =>
		sourcesOf(api, integrations, (watched) => [endingSource(watched, 'completed')], failingSource),
});

/** GET /integration, `statusInfo`. An event when the status moves into an error, or its message changes. */
export const deploymentError = snapshotFeed({
	name: 'Deployment Error',
	description: 'A Port-hosted integration is unhealthy or does not run',
	fields: which,
	showsLastOnly: true,
	rememberGoneMs: REMEMBER_GONE_MS,
	sources: (api, { integrations }) =>
		observedSources(api, integrations, (watched) => [deploymentObservation(watched)]),
});

/** GET /integration/{id}/logs of each integration that moved, and of the others now and then. */
export const errorLogLine = windowFeed({
	name: 'Error Log Line',
	description: 'An integration logged a line with the level ERROR or FATAL',
	fields: whichAndHowOften,
	presentation: ['quietMinutes'],
	sources: (api, { integrations, quietMinutes }) =>
		movingSources(api, integrations, quietMinutes, (watched) => ({
			read: (sinceMs) => logErrors(api, watched, sinceMs),
		})),
});

/** GET /integration/{id}/syncsMetadata of each integration that moved, and syncMetrics once for each sync that ended. */
export const kindFailed = windowFeed({
	name: 'Kind Failed',
	description: 'One kind of records failed completely or partly in a sync. Only for Ocean integrations.',
	fields: whichAndHowOften,
	presentation: ['quietMinutes'],
	sources: (api, { integrations, quietMinutes }) =>
		movingSources(api, integrations, quietMinutes, (watched) => ({
			read: (sinceMs) => endedSyncs(api, watched, sinceMs),
			complete: async (sync, isLast) => await kindErrors(api, watched, sync, isLast),
		})),
});

/** GET /audit-log of each integration that moved, and of the others now and then. */
export const auditFailure = windowFeed({
	name: 'Audit Failure',
	description: 'The audit log shows that Port rejected a change by an integration. Requires admin rights.',
	fields: whichAndHowOften,
	presentation: ['quietMinutes'],
	sources: (api, { integrations, quietMinutes }) =>
		movingSources(api, integrations, quietMinutes, (watched) => ({
			read: (...times) => auditErrors(api, watched, ...times),
			listsBeyondMs: 0,
		})),
});

/** GET /integration, `resyncState`, compared with Port's clock. */
export const noRecentResync = snapshotFeed({
	name: 'No Recent Resync',
	description: 'An integration has not resynced for the given hours, or its resync does not end',
	fields: {
		...which,
		includeOverdue: flag({
			displayName: 'Include Overdue Resyncs',
			default: false,
			description: 'Whether to also emit scheduled resyncs that did not start within ten minutes',
		}),
		staleAfterHours: integer({
			displayName: 'Stale After (Hours)',
			default: 24,
			min: 1,
			max: 8760,
		}),
	},
	presentation: ['includeOverdue', 'staleAfterHours'],
	showsLastOnly: true,
	rememberGoneMs: REMEMBER_GONE_MS,
	sources: (api, { integrations, includeOverdue, staleAfterHours }) =>
		observedSources(api, integrations, (watched) =>
			staleObservations(watched, { hours: staleAfterHours, includeOverdue }, api.run.likelyNowMs()),
		),
});

/** GET /integration: the status that Port reports, or that deployment and resync show. */
export const healthChanged = healthFeed({
	fields: which,
	statuses: ['ACTIVE', 'ERROR', 'INACTIVE'],
	sources: (api, { integrations }) =>
		sourcesOf<HealthSource>(
			api,
			integrations,
			(watched) => [
				{
					key: watched.id,
					integration: watched,
					read: async () => await Promise.resolve([listedHealthOf(watched.id, withStatus(watched.record))]),
				},
			],
			({ fail, ...source }) => ({ ...source, read: async () => await all(fail()) }),
		),
	identityOf: ({ raw }) => identityOf(raw),
	newestError: async (api, integrationId) => {
		const { record } = await watchedIntegration(api, integrationId);
		return await lastErrorOf(api, integrationId, withStatus(record));
	},
});

export const feeds = [
	resyncFailed,
	auditFailure,
	deploymentError,
	errorLogLine,
	kindFailed,
	resyncCompleted,
	noRecentResync,
	healthChanged,
];

type Chosen = Parameters<typeof sourcesOf>[1];

function failingSource({ fail, ...source }: Missing): ErrorSource {
	return { ...source, read: fail };
}

/** What the list of this poll shows of an integration's last resync, if it ended so. */
function endingSource(watched: Watched, ending: ResyncEnding): ErrorSource {
	return {
		key: watched.id,
		integration: watched,
		read: async function* () {
			yield* resyncEnd(watched, ending);
		},
	};
}

/** Each chosen integration fails and catches up by itself; one that did not move is read only every so many minutes. */
function movingSources(
	api: ApiClient,
	integrations: Chosen,
	quietMinutes: number,
	reading: (watched: Watched) => Pick<ErrorSource, 'read' | 'listsBeyondMs' | 'complete'>,
): AsyncGenerator<ErrorSource> {
	const moving = (watched: Watched) => ({
		key: watched.id,
		integration: watched,
		revision: { ...movementOf(watched.record), rereadAfterMs: quietMinutes * 60_000 },
		...reading(watched),
	});
	return sourcesOf<ErrorSource>(api, integrations, (watched) => [moving(watched)], failingSource);
}

/** Each chosen integration as the list of this poll shows it. */
function observedSources(
	api: ApiClient,
	integrations: Chosen,
	observed: (watched: Watched) => readonly Observation[],
): AsyncGenerator<ObservedSource> {
	const source = (watched: Watched) => ({
		key: watched.id,
		integration: watched,
		observe: async function* () {
			yield* observed(watched);
		},
	});
	return sourcesOf<ObservedSource>(
		api,
		integrations,
		(watched) => [source(watched)],
		({ fail, ...missing }) => ({ ...missing, observe: fail }),
	);
}
