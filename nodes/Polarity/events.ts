import { flag } from '../../core';
import { healthFeed, snapshotFeed } from '../../core/trigger';
import type { Observation } from '../../core/trigger';
import { occurrence, statusObservation } from './integrationErrors';
import { anyIntegration } from './locators';
import { byIntegration, readableErrors } from './reading/errors';
import { healthIn } from './reading/health';
import { watchedErrors, watchedIntegrations, withNames } from './watched';

const REMEMBER_GONE_MS = 30 * 24 * 3_600_000;

/**
 * GET /api/integrations/errors; where there is something to emit, the names by GET /api/integrations. Whether a chosen integration
 * without errors is there at all, GET /api/integrations/{id} shows.
 */
export const newErrorOccurrence = snapshotFeed({
	name: 'New Error Occurrence',
	description: 'A new error occurred in an integration, or a known one occurred again',
	fields: {
		integrationId: anyIntegration,
		includeMeta: flag({
			displayName: 'Include Meta',
			default: false,
			description:
				'Whether to include the details that the integration wrote about the error in the raw record. Only with Simplify turned off.',
		}),
	},
	rememberGoneMs: REMEMBER_GONE_MS,
	presentation: ['includeMeta'],
	observesAll: true,
	observe: async function* (api, { integrationId, includeMeta }) {
		for (const error of await watchedErrors(api, integrationId)) {
			const isWanted = integrationId === undefined || error.integration?.id === integrationId;
			yield only(isWanted, occurrence(error, includeMeta));
		}
	},
	complete: withNames,
});

/** GET /api/integrations, all pages: their status, and whether they have errors. */
export const integrationStatusChanged = snapshotFeed({
	name: 'Integration Status Changed',
	description: 'An integration is new, its status changed, or it started or stopped having errors',
	fields: { integrationId: anyIntegration },
	showsLastOnly: true,
	rememberGoneMs: REMEMBER_GONE_MS,
	observesAll: true,
	observe: async function* (api, { integrationId }) {
		for (const integration of await watchedIntegrations(api, integrationId)) {
			const isWanted = integrationId === undefined || integration.id === integrationId;
			yield only(isWanted, statusObservation(integration));
		}
	},
});

/** GET /api/integrations, all pages, and GET /api/integrations/errors where the caller may read them. */
export const healthChanged = healthFeed({
	fields: { integrationId: anyIntegration },
	statuses: ['ACTIVE', 'ERROR', 'INACTIVE'],
	possible: ['ACTIVE', 'ERROR', 'INACTIVE', 'PENDING', 'UNKNOWN'],
	sources: async function* (api, { integrationId }) {
		yield await Promise.resolve({
			key: '',
			read: async () => {
				const errors = byIntegration(await readableErrors(api));
				const watched = await watchedIntegrations(api, integrationId);
				return watched
					.filter(({ id }) => integrationId === undefined || id === integrationId)
					.map(({ record }) => healthIn(record, errors));
			},
		});
	},
});

export const feeds = [newErrorOccurrence, integrationStatusChanged, healthChanged];

/** What is not wanted is remembered too, but is no event. */
function only(isWanted: boolean, observation: Observation): Observation {
	return isWanted ? observation : { ...observation, event: () => undefined };
}
