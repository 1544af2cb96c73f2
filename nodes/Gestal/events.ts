import type { IDataObject } from 'n8n-workflow';

import { epochMs, flag, hash, ids, integer, isoTime, shortTime, textOf } from '../../core';
import type { ApiClient } from '../../core';
import { failureFeed, healthFeed, snapshotFeed } from '../../core/trigger';
import type { Observation, ObservedSource, Probe } from '../../core/trigger';
import {
	activatedEvent,
	batchEvent,
	changedEvent,
	createdEvent,
	ifMissedOnce,
	isChanged,
	isLastTrouble,
	NOT_KNOWN,
	recoveredEvent,
	rememberedBatch,
	rememberedInstallation,
	rememberedTexts,
	removedEvent,
	removedEventIfMissed,
	unmatchedEvent,
	unmissed,
	unreachableEvent,
	unusedKeyEvent,
} from './integrationErrors';
import { anyIntegration } from './locators';
import { INSTALLATION, INTEGRATOR } from './platform';
import { troubleOf } from './reading/batches';
import { identityOf, lastingIdentityOf } from './reading/accessKeys';
import { listedHealthOf } from './reading/health';
import { paths } from './reading/paths';
import {
	deletionOf,
	installationsOfWatched,
	isAnyKnown,
	isOneList,
	listed,
	noneKnown,
	watchedBatch,
	watchedInstallations,
	watchedIntegrations,
	watchedKeys,
} from './watched';
import type { Watched, WatchedKey } from './watched';

const DAY_MS = 24 * 3_600_000;
/** So long a removed installation is told from a new one. */
const REMEMBER_GONE_MS = 365 * DAY_MS;

const which = { integrationId: anyIntegration };

/** The poll's own failures: of the integrations' list, of each integration's installations, and of the other events. */
export const problemReachingIntegration = failureFeed({
	name: 'Problem Reaching Integration',
	description:
		"A request to Gestal failed. Triggers once, with status and message, until it works again. 'When the Platform Is Unreachable' is ignored then.",
	credentialType: INTEGRATOR,
	showsLastOnly: true,
	fields: {
		...which,
		tellRecovery: flag({
			displayName: 'Trigger on Recovery',
			default: true,
			description: 'Whether to also trigger when requests succeed again',
		}),
	},
	presentation: ['tellRecovery'],
	probes: async function* (api, { integrationId }): AsyncGenerator<Probe> {
		if (isOneList(api, integrationId)) {
			await watchedIntegrations(api, undefined, 'whatCame');
			const reach = async () => await watchedInstallations(api, undefined, 'whatCame');
			yield { key: 'installations', integrationId: null, integrationName: null, reach };
			return;
		}
		for (const { id, name } of await watchedIntegrations(api, integrationId, 'whatCame')) {
			const reach = async () => await watchedInstallations(api, id, 'whatCame');
			yield { key: id, integrationId: id, integrationName: name, reach };
		}
	},
	failed: unreachableEvent,
	recovered: (reached, { tellRecovery }) => (tellRecovery ? recoveredEvent(reached) : undefined),
});

/** The list of integrations, compared by ID. */
export const newIntegration = snapshotFeed({
	name: 'New Integration',
	description: 'An integration was created',
	credentialType: INTEGRATOR,
	fields: {},
	observe: async function* (api): AsyncGenerator<Observation> {
		for (const integration of await watchedIntegrations(api, undefined, 'whatCame')) {
			yield { key: integration.id, value: '', event: () => createdEvent(integration) };
		}
	},
	rememberGoneMs: REMEMBER_GONE_MS,
});

/** The list of integrations, compared by what can be changed, and by `updated_at` where it is there. */
export const integrationChanged = snapshotFeed({
	name: 'Integration Changed',
	description: 'The name, URL or description of an integration changed',
	credentialType: INTEGRATOR,
	fields: which,
	showsLastOnly: true,
	observe: async function* (api, { integrationId }): AsyncGenerator<Observation> {
		for (const integration of await watchedIntegrations(api, integrationId, 'whatCame')) {
			const { id, record } = integration;
			yield {
				key: id,
				value: (previous) => rememberedTexts(record, previous),
				event: (previous) => (isChanged(record, previous) ? changedEvent(integration, previous) : undefined),
				example: () => changedEvent(integration, undefined),
			};
		}
	},
	rememberGoneMs: REMEMBER_GONE_MS,
});

/** The lists of activated installations, compared by ID. What is back is new where two polls in a row lacked it: a list may lack it once. */
export const newInstallation = snapshotFeed({
	name: 'New Installation',
	description: 'An installation was activated. Gestal only lists activated ones.',
	credentialType: INTEGRATOR,
	fields: which,
	sources: (api, { integrationId }) =>
		installationsOfEach(api, integrationId, (integration, key, installation) => ({
			key,
			value: (previous, hadGone) => (previous === undefined || hadGone ? shortTime() : unmissed(previous)),
			event: (previous, hadGone) =>
				previous === undefined || hadGone
					? activatedEvent(integration, key, installation, previous)
					: undefined,
		})),
	missed: ifMissedOnce,
	rememberGoneMs: REMEMBER_GONE_MS,
});

/** The same lists: what was there and no longer is, at two polls in a row: a list may come empty once. */
export const installationRemoved = snapshotFeed({
	name: 'Installation Removed',
	description:
		'An installation was deactivated or deleted. Gestal does not report which. Emitted when two polls in a row do not find it.',
	credentialType: INTEGRATOR,
	fields: which,
	sources: (api, { integrationId }) =>
		orNoneOfDeleted(
			api,
			integrationId,
			installationsOfEach(api, integrationId, (integration, key, installation) => {
				const value = (previous?: string, hadGone = false) =>
					rememberedInstallation(integration, installation, hadGone ? undefined : previous);
				return { key, value, event: () => undefined, example: () => removedEvent(key, value()) };
			}),
		),
	// That the chosen integration was deleted was looked up in two ways.
	gone: (id, remembered, { integrationId }, isListed) =>
		integrationId !== undefined && !isListed
			? removedEvent(id, remembered)
			: removedEventIfMissed(id, remembered, isListed),
});

/** Access keys whose last use, or whose creation where they were never used, lies too far back. */
export const accessKeyUnused = snapshotFeed({
	name: 'Access Key Unused',
	description:
		"An access key has not been used for the given number of days. Each poll sends one request per installation, except with 'API Version' Current if no integration is chosen or excluded.",
	credentialType: INTEGRATOR,
	fields: {
		...which,
		unusedDays: integer({ displayName: 'Unused For (Days)', default: 7, min: 1, max: 3650 }),
	},
	sources: (api, { integrationId, unusedDays }, excluded) =>
		keysOfEach(api, integrationId, excluded, (watched) => {
			const { last_active_at: lastActiveAt, created_at: createdAt } = watched.key;
			const id = identityOf(watched.key);
			const lastUse = isoTime(lastActiveAt);
			const isUnused = isOlder(api, lastUse ?? createdAt, unusedDays);
			return {
				key: lastingIdentityOf(watched.key),
				formerKey: id,
				value: isUnused ? `u${lastUse === undefined ? '' : hash(lastUse, 6)}` : '',
				event: () => (isUnused ? unusedKeyEvent(watched, id, unusedDays) : undefined),
			};
		}),
	rememberGoneMs: REMEMBER_GONE_MS,
});

/** GET of each batch by its ID: there is no list of batches. One that is gone, or cannot be read, does not hold up the others. */
export const batchWithFailures = snapshotFeed({
	name: 'Batch With Failures',
	description:
		'Mirrors in a batch failed, the batch was canceled, or Gestal no longer knows it. Gestal reports how many failed, but not why. Each poll sends one request per batch.',
	credentialType: INSTALLATION,
	fields: {
		batchIds: ids({
			displayName: 'Batch IDs',
			description:
				'Comma-separated list of batch IDs, as returned by Sow Mirror: Upsert Many. Gestal has no list of batches.',
		}),
	},
	// A batch whose ID is added is looked at whatever was known of the others; one that failed already is what was asked about.
	presentation: ['batchIds'],
	emitsExisting: true,
	sources: async function* (api, { batchIds }) {
		for (const key of batchIds) yield { key, observe: () => observedBatch(api, key, batchIds) };
	},
});

/** Sow mirrors that the farm software has not matched with a sow. */
export const mirrorNotMatched = snapshotFeed({
	name: 'Mirror Not Matched',
	description: 'A sow mirror has not been matched to a sow for the given number of days',
	credentialType: INSTALLATION,
	fields: { unmatchedDays: integer({ displayName: 'Unmatched For (Days)', default: 2, min: 1, max: 3650 }) },
	observe: async function* (api, { unmatchedDays }): AsyncGenerator<Observation> {
		for (const mirror of await listed(api, paths.mirrors, 'whatCame')) {
			const key = textOf(mirror['cloud_id']);
			if (key === undefined) continue;
			const isMatched = textOf(mirror['gestal_id']) !== undefined;
			const isUnmatched = !isMatched && isOlder(api, mirror['created_at'], unmatchedDays);
			yield {
				key,
				// Since when it is matched again tells the next time from this one: Gestal gives no time of it.
				value: (previous = '') => (isUnmatched ? 'u' : previous === 'u' ? shortTime() : previous),
				event: (previous) =>
					isUnmatched ? unmatchedEvent(mirror, key, { days: unmatchedDays, previous }) : undefined,
			};
		}
	},
	rememberGoneMs: REMEMBER_GONE_MS,
});

/** The lists of integrations and of their activated installations. Gestal reports no errors, so no integration is in ERROR. */
export const healthChanged = healthFeed({
	credentialType: INTEGRATOR,
	fields: which,
	statuses: ['ACTIVE', 'INACTIVE', 'UNKNOWN'],
	possible: ['ACTIVE', 'INACTIVE', 'UNKNOWN'],
	cost: 'Where one list does not have all installations, each poll sends one request per integration, unless you choose one.',
	sources: async function* (api, { integrationId }) {
		for (const integration of await watchedIntegrations(api, integrationId, 'whatCame')) {
			const { id, record } = integration;
			const installations = async () =>
				await installationsOfWatched(api, integration, integrationId, 'whole');
			yield {
				key: id,
				integration,
				read: async () => [listedHealthOf(id, record, await installations())],
			};
		}
	},
});

export const feeds = [
	problemReachingIntegration,
	accessKeyUnused,
	batchWithFailures,
	healthChanged,
	installationRemoved,
	integrationChanged,
	mirrorNotMatched,
	newInstallation,
	newIntegration,
];

/** Each integration's installations are read, and may fail, by themselves; a list that has all of them fails for all at once. */
async function* installationsOfEach(
	api: ApiClient,
	integrationId: string | undefined,
	observation: (integration: Watched, id: string, installation: IDataObject) => Observation,
): AsyncGenerator<ObservedSource> {
	async function* observe(integration: Watched) {
		for (const installation of await installationsOfWatched(api, integration, integrationId, 'whole')) {
			const id = textOf(installation['cloud_id']);
			if (id !== undefined) yield observation(integration, id, installation);
		}
	}
	const integrations = await watchedIntegrations(api, integrationId, 'whole');
	if (isOneList(api, integrationId)) await watchedInstallations(api, undefined, 'whole');
	for (const integration of integrations) {
		yield { key: integration.id, integration, observe: () => observe(integration) };
	}
}

/**
 * The same; where the chosen integration was deleted, only what fails with that: its installations are in no source then, so
 * that those which were known are gone.
 */
async function* orNoneOfDeleted(
	api: ApiClient,
	integrationId: string | undefined,
	sources: AsyncIterable<ObservedSource>,
): AsyncGenerator<ObservedSource> {
	const failure = integrationId === undefined ? undefined : await deletionOf(api, integrationId);
	if (failure === undefined) {
		yield* sources;
		return;
	}
	const observe = async function* () {
		yield await Promise.reject<Observation>(failure);
	};
	yield { key: `no ${integrationId}`, observe };
}

/** Each integration's keys are read, and may fail, by themselves; where one list has all of them, together, unless some are excluded: it does not show whose they are. */
async function* keysOfEach(
	api: ApiClient,
	integrationId: string | undefined,
	excluded: ReadonlySet<string>,
	observation: (watched: WatchedKey) => Observation,
): AsyncGenerator<ObservedSource> {
	async function* observe(integration: Watched | undefined) {
		for (const watched of await watchedKeys(api, integration, integrationId)) yield observation(watched);
	}
	if (isOneList(api, integrationId) && excluded.size === 0) {
		yield { key: '', observe: () => observe(undefined) };
		return;
	}
	for (const integration of await watchedIntegrations(api, integrationId, 'whatCame')) {
		yield { key: integration.id, integration, observe: () => observe(integration) };
	}
}

/** How a batch is. One that is gone is an event, unless none of them was ever known: then the IDs are wrong, or the site. */
async function* observedBatch(
	api: ApiClient,
	key: string,
	batchIds: readonly string[],
): AsyncGenerator<Observation> {
	const batch = await watchedBatch(api, key);
	const isOfThisSite = batch !== undefined || (await isAnyKnown(api, batchIds));
	const trouble = batch === undefined ? NOT_KNOWN : troubleOf(batch);
	yield {
		key,
		value: (previous) => rememberedBatch(trouble, previous),
		event: (previous) => {
			if (previous === undefined && !isOfThisSite) throw noneKnown(api, batchIds);
			const isNew = trouble !== undefined && !isLastTrouble(trouble, previous);
			return isNew ? batchEvent(key, batch, { trouble, previous }) : undefined;
		},
	};
}

/** Whether a time lies more than so many days back, by Gestal's clock; one that is not known does not. */
function isOlder(api: ApiClient, time: unknown, days: number): boolean {
	const ms = epochMs(time);
	return ms !== undefined && api.run.likelyNowMs() - ms > days * DAY_MS;
}
