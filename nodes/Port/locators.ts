import type { INodeListSearchItems } from 'n8n-workflow';

import { choicesOf, locator, optionalLocator, textOf } from '../../core';
import type { ApiClient, Picker } from '../../core';
import { allIntegrations, idOf, titleOf } from './reading/integrations';
import { internalIdOf, syncsOf } from './reading/syncs';

const integrations: Picker = { name: 'searchIntegrations', choices: integrationChoices };

const label = { displayName: 'Integration', picker: integrations, idExample: 'my-gitlab' };

export const integration = locator({
	...label,
	description: 'The integration to use. Choose from the list, or specify an installation ID.',
});

export const anyIntegration = optionalLocator({
	...label,
	description: 'Leave empty for all integrations',
});

export const logIngestId = locator({
	displayName: 'Log Ingest ID',
	picker: { name: 'searchLogIngestIds', choices: logIngestChoices },
	idExample: '6f1b2c3d4e5f',
	description: 'The ID under which the integration sends its logs. Choose from the list, or specify an ID.',
});

/** A sync of the integration that stands in the field before it. */
export const sync = optionalLocator({
	displayName: 'Sync',
	picker: { name: 'searchSyncs', choices: syncChoices },
	idExample: '1c2d3e4f-0a1b-4c2d-8e3f-4a5b6c7d8e9f',
	description: 'A single sync. Choose from the list, or specify an eventId returned by Get Sync History.',
});

function integrationChoices(api: ApiClient): AsyncIterable<INodeListSearchItems> {
	return choicesOf(allIntegrations(api), idOf, (found) => {
		const title = titleOf(found);
		const id = idOf(found);
		return title === null || title === id ? id : `${title} (${id ?? ''})`;
	});
}

function logIngestChoices(api: ApiClient): AsyncIterable<INodeListSearchItems> {
	return choicesOf(allIntegrations(api), 'logAttributes.ingestId', titleOf);
}

async function* syncChoices(
	api: ApiClient,
	sibling: (name: string) => string | undefined,
): AsyncGenerator<INodeListSearchItems> {
	const installationId = sibling('integrationId');
	if (installationId === undefined) return;
	const syncs = await syncsOf(api, await internalIdOf(api, installationId));
	yield* choicesOf(syncs, 'eventId', (found) => {
		const startedAt = textOf(found['createdAt']) ?? textOf(found['eventId']);
		return `${startedAt ?? ''} (${textOf(found['syncState']) ?? 'unknown'})`;
	});
}
