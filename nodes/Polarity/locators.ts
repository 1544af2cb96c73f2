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

const label = {
	displayName: 'Integration',
	picker: integrations,
	idExample: 'virustotal_node_18_1725278818',
};

const integrationLabel = {
	...label,
	description: 'The integration to use. Choose from the list, or specify an ID or name.',
	nameExample: 'VirusTotal',
};

export const integration = locator(integrationLabel);
/** In a row of several, which takes no name. */
export const integrationInRow = locator({ ...label, description: 'Choose from the list, or specify an ID' });
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
