import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import type { ApiClient } from '../../core/request/ApiClient';
import { errorFeed } from '../../core/trigger/ErrorFeed';
import type { Observation, ObservedPart, Probe } from '../../core/trigger/ErrorFeed';
import { flag, integer } from '../../core/field/fields';
import { textOf } from '../../core/data/json';
import { isoTime } from '../../core/data/times';
import {
	daysText,
	isOlder,
	print,
	reachEvent,
	recordEvent,
	removedEvent,
	stampOf,
} from './integrationErrors';
import { anyIntegration } from './locators';
import { INTEGRATOR } from './platform';
import { batchWithFailures, mirrorNotMatched } from './siteEvents';
import { installationsOfWatched, keysOfWatched, watchedIntegrations, whereOf } from './watched';
import type { Watched } from './watched';

const whose = { integrationId: anyIntegration };
const credentialType = INTEGRATOR;

/** The poll's own failures: of the integrations' list, of each integration's installations, and of the other events. */
export const problemReachingIntegration = errorFeed({
	name: 'Problem Reaching Integration',
	description: 'A call of this trigger failed: told once when that begins, with status and message',
	credentialType,
	fields: {
		...whose,
		tellRecovery: flag({
			displayName: 'Tell Recovery',
			default: true,
			description: 'Whether to tell also when the call succeeds again',
		}),
	},
	presentation: ['tellRecovery'],
	probes: async function* (gestal, { integrationId }): AsyncGenerator<Probe> {
		for (const { id, name } of await watchedIntegrations(gestal, integrationId)) {
			yield {
				key: id,
				integrationId: id,
				integrationName: name,
				reach: async () => await installationsOfWatched(gestal, id),
			};
		}
	},
	failed: (reached, failure) => ({
		...reachEvent(reached, 'probeFailed'),
		severity: 'error',
		code: failure.code,
		message: failure.message,
		detail: { source: 'n8n', endpoint: reached.key, statusCode: failure.code, hint: failure.hint },
	}),
	recovered: (reached, { tellRecovery }) =>
		tellRecovery
			? {
					...reachEvent(reached, 'probeRecovered'),
					message: 'The call succeeds again',
					detail: { source: 'n8n', endpoint: reached.key },
				}
			: undefined,
});

/** The list of integrations, compared by id. */
export const newIntegration = errorFeed({
	name: 'New Integration',
	description: 'An integration was created',
	credentialType,
	fields: {},
	observe: async function* (gestal): AsyncGenerator<Observation> {
		for (const integration of await watchedIntegrations(gestal, undefined)) {
			yield {
				key: integration.id,
				value: '',
				event: (previous) =>
					previous === undefined
						? {
								...recordEvent(
									'newIntegration',
									integration,
									integration.id,
									integration.record['created_at'],
								),
								message: `The integration ${integration.name ?? integration.id} was created`,
								detail: pick(integration.record, ['url', 'description']),
								raw: integration.record,
							}
						: undefined,
			};
		}
	},
});

/** The list of integrations, compared by what can be changed, and by `updated_at` where it is told. */
export const integrationChanged = errorFeed({
	name: 'Integration Changed',
	description: 'Name, URL or description of an integration changed',
	credentialType,
	fields: whose,
	observe: async function* (gestal, { integrationId }): AsyncGenerator<Observation> {
		for (const integration of await watchedIntegrations(gestal, integrationId)) {
			const { record } = integration;
			const updatedAt = textOf(record['updated_at']);
			const value = `${print(record)} ${updatedAt ?? ''}`;
			const event = () => ({
				...recordEvent(
					'integrationChanged',
					integration,
					`${integration.id}:${updatedAt ?? print(record)}`,
					updatedAt,
				),
				message: `The integration ${integration.name ?? integration.id} was changed`,
				detail: pick(record, ['name', 'url', 'description']),
				raw: record,
			});
			yield {
				key: integration.id,
				value,
				event: (previous) => (previous !== undefined && isOther(previous, value) ? event() : undefined),
				example: event,
			};
		}
	},
});

/** The lists of activated installations, compared by id. */
export const newInstallation = errorFeed({
	name: 'New Installation',
	description: 'An installation was activated; Gestal lists only activated ones',
	credentialType,
	fields: whose,
	parts: (gestal, { integrationId }) =>
		installationsOfEach(gestal, integrationId, (integration, id, record) => ({
			key: id,
			value: '',
			event: (previous) =>
				previous === undefined
					? {
							...recordEvent('newInstallation', integration, `${id}:${stampOf(record)}`, stampOf(record)),
							message: `New installation at ${whereOf(record) || id}`,
							detail: { installationId: id, ...pick(record, ['tenant', 'site']) },
							raw: record,
						}
					: undefined,
		})),
});

/** The same lists: what was there at the last complete reading and no longer is. */
export const installationRemoved = errorFeed({
	name: 'Installation Removed',
	description: 'An installation is no longer listed: deactivated or deleted, Gestal does not say which',
	credentialType,
	fields: whose,
	parts: (gestal, { integrationId }) =>
		installationsOfEach(gestal, integrationId, (integration, id, record) => {
			const value = JSON.stringify([integration.id, integration.name, whereOf(record), stampOf(record)]);
			return { key: id, value, event: () => undefined, example: () => removedEvent(id, value) };
		}),
	gone: removedEvent,
});

/** Access keys whose last use, or whose creation where they were never used, lies too far back. */
export const accessKeyUnused = errorFeed({
	name: 'Access Key Unused',
	description: 'An access key was not used for a number of days: our interpretation, not an error of Gestal',
	credentialType,
	fields: {
		...whose,
		unusedDays: integer({ displayName: 'Unused for Days', default: 7, min: 1, max: 3650 }),
	},
	observe: async function* (gestal, { integrationId, unusedDays }): AsyncGenerator<Observation> {
		for (const { key, integration, installationId } of await keysOfWatched(gestal, integrationId)) {
			const id = textOf(key['id']) ?? textOf(key['cloud_id']);
			if (id === undefined) continue;
			const lastUse = isoTime(key['last_active_at']);
			const since = lastUse ?? isoTime(key['created_at']);
			const isUnused = isOlder(since, unusedDays);
			yield {
				key: id,
				value: isUnused ? `unused ${lastUse ?? ''}`.trim() : '',
				event: () =>
					isUnused
						? {
								...recordEvent('accessKeyUnused', integration, `${id}:${lastUse ?? 'never'}`, since),
								message:
									lastUse === undefined
										? `The access key was never used in ${daysText(unusedDays)}`
										: `The access key was not used for ${daysText(unusedDays)}`,
								detail: {
									accessKeyId: id,
									installationId: installationId ?? null,
									lastActiveAt: lastUse ?? null,
								},
								raw: key,
							}
						: undefined,
			};
		}
	},
});

export const feeds = [
	problemReachingIntegration,
	accessKeyUnused,
	batchWithFailures,
	installationRemoved,
	integrationChanged,
	mirrorNotMatched,
	newInstallation,
	newIntegration,
];

/** Each integration's installations are read, and may fail, by themselves. */
async function* installationsOfEach(
	gestal: ApiClient,
	integrationId: string | undefined,
	observation: (integration: Watched, id: string, record: IDataObject) => Observation,
): AsyncGenerator<ObservedPart> {
	for (const integration of await watchedIntegrations(gestal, integrationId)) {
		yield {
			key: integration.id,
			observe: async function* () {
				for (const record of await installationsOfWatched(gestal, integration.id)) {
					const id = textOf(record['cloud_id']);
					if (id !== undefined) yield observation(integration, id, record);
				}
			},
		};
	}
}

/** Only one generation of the paths tells `updated_at`: that it appears or is missing now is no change. */
function isOther(previous: string, value: string): boolean {
	const [[before, beforeTime], [now, nowTime]] = [previous.split(' '), value.split(' ')];
	return before !== now || (beforeTime !== '' && nowTime !== '' && beforeTime !== nowTime);
}
