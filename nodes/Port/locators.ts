import type { INodeListSearchItems } from 'n8n-workflow';

import type { ApiClient } from '../../core/ApiClient';
import { locator, optionalLocator, pairs } from '../../core/fields';
import { textOf } from '../../core/json';
import type { Picker } from '../../core/Picker';
import { allIntegrations, titleOf } from './integrations';

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

/** What an operation sends beside its own query parameters. */
export const additionalQuery = pairs({
	displayName: 'Additional Query Parameters',
	addLabel: 'Add Parameter',
	description: 'Further parameters of the request as the API names them',
});

async function* integrationChoices(port: ApiClient): AsyncGenerator<INodeListSearchItems> {
	for (const found of await allIntegrations(port)) {
		const id = textOf(found['installationId']);
		if (id === undefined) continue;
		const title = titleOf(found);
		yield { name: title === null || title === id ? id : `${title} (${id})`, value: id };
	}
}
