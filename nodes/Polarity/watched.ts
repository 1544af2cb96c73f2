import type { IDataObject } from 'n8n-workflow';
import { sortBy } from 'lodash';

import type { ApiClient, NamedIntegration } from '../../core';
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

/** All errors, the oldest first. */
export async function watchedErrors(api: ApiClient): Promise<WatchedError[]> {
	const errors = await allErrors(api);
	const names = errors.length === 0 ? new Map<string, string | null>() : await namesWhereErrorsAre(api);
	return sortBy(errors, (record) => occurredAtOf(record) ?? '').map((record) => {
		const id = integrationIdOf(record);
		return { record, integration: id === undefined ? undefined : { id, name: names.get(id) ?? null } };
	});
}

/** All integrations. */
export async function* watchedIntegrations(api: ApiClient): AsyncGenerator<WatchedIntegration> {
	for await (const record of allIntegrations(api)) yield { ...named(record), record };
}

/** An error has its integration's ID only. */
async function namesWhereErrorsAre(api: ApiClient): Promise<ReadonlyMap<string, string | null>> {
	const names = new Map<string, string | null>();
	for await (const integration of allIntegrations(api, WITH_ERRORS)) {
		const { id, name } = named(integration);
		names.set(id, name);
	}
	return names;
}
