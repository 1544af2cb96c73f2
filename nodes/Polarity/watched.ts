import type { IDataObject } from 'n8n-workflow';
import { sortBy } from 'lodash';

import type { ApiClient, IntegrationError, NamedIntegration } from '../../core';
import { named } from './reading/documents';
import { allErrors, integrationIdOf, occurredAtOf } from './reading/errors';
import { allIntegrations, WITH_ERRORS } from './reading/lists';

/** A row of the list of errors, and whose it is. */
export interface WatchedError {
	readonly integration: NamedIntegration | undefined;
	readonly record: IDataObject;
}

/** An integration that a trigger watches. */
export interface WatchedIntegration extends NamedIntegration {
	readonly record: IDataObject;
}

/** All errors, the oldest first. They have their integrations' IDs only. */
export async function watchedErrors(api: ApiClient): Promise<WatchedError[]> {
	return sortBy(await allErrors(api), (record) => occurredAtOf(record) ?? '').map((record) => {
		const id = integrationIdOf(record);
		return { record, integration: id === undefined ? undefined : { id, name: null } };
	});
}

/** The same events with the names of their integrations; without, where these cannot be read: an error is worth more than a name. */
export async function withNames(
	api: ApiClient,
	errors: readonly IntegrationError[],
): Promise<IntegrationError[]> {
	const names = await namesOf(api, new Set(errors.flatMap(({ integrationId }) => integrationId ?? [])));
	return errors.map((error) => ({ ...error, integrationName: names.get(error.integrationId ?? '') ?? null }));
}

/** All integrations. */
export async function* watchedIntegrations(api: ApiClient): AsyncGenerator<WatchedIntegration> {
	for await (const record of allIntegrations(api)) yield { ...named(record), record };
}

/** The names of those integrations, read no further than to the last of them. */
async function namesOf(
	api: ApiClient,
	wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string | null>> {
	const names = new Map<string, string | null>();
	try {
		for await (const integration of allIntegrations(api, WITH_ERRORS)) {
			const { id, name } = named(integration);
			if (wanted.has(id)) names.set(id, name);
			if (names.size === wanted.size) break;
		}
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		api.remark(`Integration names could not be read: ${reason}`);
	}
	return names;
}
