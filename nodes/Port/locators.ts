import type { INodeListSearchItems } from 'n8n-workflow';

import type { ApiClient } from '../../core/request/ApiClient';
import { queryParameters } from '../../core/field/fieldGroups';
import { locator, optionalLocator } from '../../core/field/locators';
import { textOf } from '../../core/data/json';
import { choicesOf, type Picker } from '../../core/field/Picker';
import { allIntegrations, titleOf } from './reading/integrations';
import { internalIdOf, syncsOf } from './reading/syncs';

const integrations: Picker = { name: 'searchIntegrations', choices: integrationChoices };

const label = { displayName: 'Integration', picker: integrations, idExample: 'my-gitlab' };

export const integration = locator({
	...label,
	description: 'The integration, from the list or by its installation ID',
});

export const anyIntegration = optionalLocator({
	...label,
	description: 'Leave empty for all integrations',
});

export const logIngestId = locator({
	displayName: 'Log Ingest ID',
	picker: { name: 'searchLogIngestIds', choices: logIngestChoices },
	idExample: '6f1b2c3d4e5f',
	description: 'The ID under which the integration sends its logs, from the list or by ID',
});

/** A sync of the integration that stands in the field before it. */
export const sync = optionalLocator({
	displayName: 'Sync',
	picker: { name: 'searchSyncs', choices: syncChoices },
	idExample: '1c2d3e4f-0a1b-4c2d-8e3f-4a5b6c7d8e9f',
	description: 'One run, as Get Sync History tells it (eventId)',
});

/** What an operation sends beside its own query parameters. */
export const additionalQuery = queryParameters({
	displayName: 'Additional Query Parameters',
	addLabel: 'Add parameter',
	description: 'Further parameters of the request as the API names them',
});

function integrationChoices(port: ApiClient): AsyncIterable<INodeListSearchItems> {
	return choicesOf(allIntegrations(port), 'installationId', (found) => {
		const title = titleOf(found);
		const id = textOf(found['installationId']);
		return title === null || title === id ? id : `${title} (${id ?? ''})`;
	});
}

function logIngestChoices(port: ApiClient): AsyncIterable<INodeListSearchItems> {
	return choicesOf(allIntegrations(port), 'logAttributes.ingestId', titleOf);
}

async function* syncChoices(
	port: ApiClient,
	sibling: (name: string) => string | undefined,
): AsyncGenerator<INodeListSearchItems> {
	const installationId = sibling('integrationId');
	if (installationId === undefined) return;
	const syncs = await syncsOf(port, await internalIdOf(port, installationId));
	yield* choicesOf(syncs, 'eventId', (run) => {
		const startedAt = textOf(run['createdAt']) ?? textOf(run['eventId']);
		return `${startedAt ?? ''} (${textOf(run['syncState']) ?? 'unknown'})`;
	});
}
