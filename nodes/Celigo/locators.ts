import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';

import { choicesOf, locator, optionalLocator, route, textOf } from '../../core';
import type { ApiClient, Picker } from '../../core';
import { linkedPages } from './reading/pages';
import { listedConnections, listedFlows, listedIntegrations, listedRevisions } from './reading/lists';
import { stepNamesOf } from './reading/names';
import { stepsOf } from './reading/steps';

const integrations: Picker = {
	name: 'searchIntegrations',
	choices: (api) => namedRows(listedIntegrations(api)),
};

const flows: Picker = {
	name: 'searchFlows',
	choices: (api) => namedRows(listedFlows(api)),
};

const steps: Picker = {
	name: 'searchSteps',
	choices: (api, sibling) => stepChoices(api, sibling('flowId')),
};

const environments: Picker = {
	name: 'searchEnvironments',
	choices: (api) => namedRows(linkedPages(api, route`/environments`)),
};

const registeredConnections: Picker = {
	name: 'searchRegisteredConnections',
	choices: async function* (api, sibling) {
		const integrationId = sibling('integrationId');
		if (integrationId !== undefined) yield* namedRows(listedConnections(api, integrationId));
	},
};

const revisions: Picker = {
	name: 'searchRevisions',
	choices: async function* (api, sibling) {
		const integrationId = sibling('integrationId');
		if (integrationId === undefined) return;
		yield* choicesOf(listedRevisions(api, integrationId), '_id', 'description');
	},
};

const integrationLabel = {
	displayName: 'Integration',
	description: 'Select from the list, or enter an ID or URL',
	picker: integrations,
	idExample: '5f1b2c3d4e5f6a7b8c9d0e1f',
	url: {
		pattern: 'https?://[^/]+/(?:integrations|integrationapps/[^/]+)/([^/?#]+)',
		example: 'https://integrator.io/integrations/5f1b2c3d4e5f6a7b8c9d0e1f/flows',
	},
};

const flowLabel = {
	displayName: 'Flow',
	description: 'Select from the list, or enter an ID or URL',
	picker: flows,
	idExample: '5f1b2c3d4e5f6a7b8c9d0e2a',
	url: {
		// A section of an integration (`/flows/sections/ID`) is no flow.
		pattern: 'https?://[^?#]*/(?:flowBuilder|flows)/(?!sections(?:[/?#]|$))([^/?#]+)',
		example:
			'https://integrator.io/integrations/5f1b2c3d4e5f6a7b8c9d0e1f/flowBuilder/5f1b2c3d4e5f6a7b8c9d0e2a',
	},
};

export const integration = locator(integrationLabel);
export const anyIntegration = optionalLocator({
	...integrationLabel,
	description: 'Leave empty for all integrations',
});
export const flow = locator(flowLabel);
export const anyFlow = optionalLocator({ ...flowLabel, description: 'Leave empty for all flows' });

const stepLabel = {
	displayName: 'Step',
	description: 'The export or import of the flow whose errors to use',
	picker: steps,
	idExample: '5f1b2c3d4e5f6a7b8c9d0e3b',
};

export const step = locator(stepLabel);
export const anyStep = optionalLocator(stepLabel);

export const anyEnvironment = optionalLocator({
	displayName: 'Environment',
	description: 'Another environment to clone into',
	picker: environments,
	idExample: '5f1b2c3d4e5f6a7b8c9d0e5a',
});
export const registeredConnection = locator({
	displayName: 'Connection',
	description: 'A connection that is registered with the integration',
	picker: registeredConnections,
	idExample: '5f1b2c3d4e5f6a7b8c9d0e5b',
});
export const revision = locator({
	displayName: 'Revision',
	picker: revisions,
	idExample: '5f1b2c3d4e5f6a7b8c9d0e5c',
});

const namedRows = (rows: AsyncIterable<IDataObject>) => choicesOf(rows, '_id', 'name');

/** The steps of a flow by name; by ID where the integration's lists do not have the name. */
async function* stepChoices(
	api: ApiClient,
	flowId: string | undefined,
): AsyncGenerator<INodeListSearchItems> {
	if (flowId === undefined) return;
	const record = await api.record(route`/flows/${flowId}`);
	const integrationId = textOf(record['_integrationId']);
	const names = integrationId === undefined ? undefined : await stepNamesOf(api, integrationId);
	for (const stepId of stepsOf(record)) yield { name: names?.get(stepId) ?? stepId, value: stepId };
}
