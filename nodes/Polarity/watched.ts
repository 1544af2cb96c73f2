import type { IDataObject } from 'n8n-workflow';
import { sortBy } from 'lodash';

import { all } from '../../core';
import type { ApiClient, IntegrationError, NamedIntegration } from '../../core';
import { named } from './reading/documents';
import { allErrors, integrationIdOf, occurredAtOf } from './reading/errors';
import { allIntegrations, expectIntegration, noIntegration, WITH_ERRORS } from './reading/lists';
import { namesAmong } from './reading/names';

/** A row of the list of errors, and whose it is. */
export interface WatchedError {
	readonly integration: NamedIntegration | undefined;
	readonly record: IDataObject;
}

/** An integration that a trigger watches. */
export interface WatchedIntegration extends NamedIntegration {
	readonly record: IDataObject;
}

/** All errors, the oldest first. They have their integrations' IDs only. @throws when the chosen integration is not there */
export async function watchedErrors(api: ApiClient, chosenId: string | undefined): Promise<WatchedError[]> {
	const errors = sortBy(await allErrors(api), (record) => occurredAtOf(record) ?? '').map((record) => {
		const id = integrationIdOf(record);
		return { record, integration: id === undefined ? undefined : { id, name: null } };
	});
	const isSeen = chosenId === undefined || errors.some(({ integration }) => integration?.id === chosenId);
	if (!isSeen) await expectIntegration(api, chosenId);
	return errors;
}

/** The same events with the names of their integrations; without, where these cannot be read: an error is worth more than a name. */
export async function withNames(
	api: ApiClient,
	errors: readonly IntegrationError[],
): Promise<IntegrationError[]> {
	const wanted = new Set(errors.flatMap(({ integrationId }) => integrationId ?? []));
	const names = await namesAmong(api, allIntegrations(api, WITH_ERRORS), wanted);
	return errors.map((error) => ({ ...error, integrationName: names.get(error.integrationId ?? '') ?? null }));
}

/** All integrations. @throws when the chosen one is not among them: nothing would ever be emitted of it */
export async function watchedIntegrations(
	api: ApiClient,
	chosenId: string | undefined,
): Promise<WatchedIntegration[]> {
	const watched = (await all(allIntegrations(api))).map((record) => ({ ...named(record), record }));
	if (chosenId !== undefined && watched.every(({ id }) => id !== chosenId))
		throw noIntegration(api, chosenId);
	return watched;
}
