import type { INodeListSearchItems } from 'n8n-workflow';

import type { ApiClient } from '../../core/ApiClient';
import { locator, optionalLocator } from '../../core/locators';
import { textOf } from '../../core/json';
import type { Picker } from '../../core/Picker';
import { attributesOf } from './documents';
import { allIntegrations, optionsOf } from './lists';

const integrations: Picker = {
	name: 'searchIntegrations',
	choices: (polarity) => integrationChoices(polarity),
};

const options: Picker = {
	name: 'searchOptions',
	choices: (polarity, sibling) => optionChoices(polarity, sibling('integrationId')),
};

const integrationLabel = {
	displayName: 'Integration',
	description: 'The integration, from the list or by ID',
	picker: integrations,
	idExample: 'virustotal_node_18_1725278818',
};

export const integration = locator(integrationLabel);
export const anyIntegration = optionalLocator({
	...integrationLabel,
	description: 'Leave empty for all integrations',
});
export const option = locator({
	displayName: 'Option',
	description: 'The option of the integration, from the list, by its key or by ID',
	picker: options,
	idExample: 'apiKey',
});

async function* integrationChoices(polarity: ApiClient): AsyncGenerator<INodeListSearchItems> {
	for await (const row of allIntegrations(polarity)) {
		const id = textOf(row['id']);
		if (id !== undefined) yield { name: textOf(attributesOf(row)['name']) ?? id, value: id };
	}
}

/** The options of the integration that is chosen beside. */
async function* optionChoices(
	polarity: ApiClient,
	integrationId: string | undefined,
): AsyncGenerator<INodeListSearchItems> {
	if (integrationId === undefined) return;
	for (const row of await optionsOf(polarity, integrationId)) {
		const id = textOf(row['id']);
		if (id !== undefined) yield { name: textOf(attributesOf(row)['name']) ?? id, value: id };
	}
}
