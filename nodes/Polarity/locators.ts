import { locator, optionalLocator } from '../../core/field/locators';
import { choicesOf, type Picker } from '../../core/field/Picker';
import { allIntegrations, optionsOf } from './reading/lists';

const integrations: Picker = {
	name: 'searchIntegrations',
	choices: (polarity) => choicesOf(allIntegrations(polarity), 'id', 'attributes.name'),
};

const options: Picker = {
	name: 'searchOptions',
	choices: async function* (polarity, sibling) {
		const integrationId = sibling('integrationId');
		if (integrationId === undefined) return;
		yield* choicesOf(optionsOf(polarity, integrationId), 'id', 'attributes.name');
	},
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
