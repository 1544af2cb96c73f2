import { choicesOf, locator, optionalLocator, pickerWithin } from '../../core';
import type { Picker } from '../../core';
import { allIntegrations, optionsOf } from './reading/lists';

const integrations: Picker = {
	name: 'searchIntegrations',
	choices: (api) => choicesOf(allIntegrations(api), 'id', 'attributes.name'),
};

const options = pickerWithin(
	'searchOptions',
	{ field: 'integrationId', what: 'an integration' },
	(api, integrationId) => choicesOf(optionsOf(api, integrationId), 'id', 'attributes.name'),
);

const integrationLabel = {
	displayName: 'Integration',
	description: 'The integration to use. Choose from the list, or specify an ID or name.',
	picker: integrations,
	idExample: 'virustotal_node_18_1725278818',
	nameExample: 'VirusTotal',
};

export const integration = locator(integrationLabel);
export const anyIntegration = optionalLocator({
	...integrationLabel,
	hint: 'Leave empty for all integrations',
});
export const option = locator({
	displayName: 'Option',
	description: 'The option to change. Choose from the list, or specify its key or ID.',
	picker: options,
	idExample: 'apiKey',
});
