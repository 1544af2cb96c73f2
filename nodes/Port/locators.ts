import type { IDataObject } from 'n8n-workflow';

import { choicesOf, locator, optionalLocator, pickerWithin, textOf } from '../../core';
import type { ApiClient, Choice, Picker } from '../../core';
import { allIntegrations, idOf, titleOf } from './reading/integrations';
import { internalIdOf, syncsOf } from './reading/syncs';

const integrations: Picker = { name: 'searchIntegrations', choices: integrationChoices };

const label = {
	displayName: 'Integration',
	picker: integrations,
	idExample: 'my-gitlab',
	anyText: true,
};

const namedLabel = {
	...label,
	description: 'The integration to use. Choose from the list, or specify an installation ID or a name.',
	nameExample: 'GitLab of the Shop Team',
};

export const integration = locator(namedLabel);

/** In a row of several, which takes no name. */
export const integrationInRow = locator({
	...label,
	description: 'Choose from the list, or specify an installation ID',
});

export const anyIntegration = optionalLocator({ ...namedLabel, hint: 'Leave empty for all integrations' });

export const logIngestId = locator({
	displayName: 'Log Ingest ID',
	picker: { name: 'searchLogIngestIds', choices: logIngestChoices },
	idExample: '6f1b2c3d4e5f',
	description: 'The ID that the integration uses to send its logs. Choose from the list, or specify an ID.',
});

/** A sync of the integration that stands in the field before it. */
export const sync = optionalLocator({
	displayName: 'Sync',
	picker: pickerWithin('searchSyncs', { field: 'integrationId', what: 'an integration' }, syncChoices),
	idExample: '1c2d3e4f-0a1b-4c2d-8e3f-4a5b6c7d8e9f',
	description: 'A single sync. Choose from the list, or specify an eventId returned by Get Sync History.',
});

function integrationChoices(api: ApiClient): AsyncIterable<Choice> {
	const shown = (found: IDataObject) => {
		const title = titleOf(found);
		const id = idOf(found);
		return title === null || title === id ? id : `${title} (${id ?? ''})`;
	};
	return choicesOf(allIntegrations(api), idOf, shown, { ownName: titleOf });
}

function logIngestChoices(api: ApiClient): AsyncIterable<Choice> {
	return choicesOf(allIntegrations(api), 'logAttributes.ingestId', titleOf);
}

async function* syncChoices(api: ApiClient, installationId: string): AsyncGenerator<Choice> {
	const syncs = await syncsOf(api, await internalIdOf(api, installationId));
	yield* choicesOf(syncs, 'eventId', (found) => {
		const startedAt = textOf(found['createdAt']) ?? textOf(found['eventId']);
		return `${startedAt ?? ''} (${textOf(found['syncState']) ?? 'unknown'})`;
	});
}
