import { compact } from 'lodash';

import { all, choicesOf, locator, optionalLocator, pickerWithin, route, textOf } from '../../core';
import type { ApiClient, Choice, Picker } from '../../core';
import { linkedPages } from './reading/pages';
import {
	everyListedFlow,
	listedConnections,
	listedFlowsOf,
	listedIntegrations,
	listedRegisteredConnections,
	listedRevisions,
} from './reading/lists';
import { namesIn, stepNamesOf, stepNamesOfFlow } from './reading/names';
import { deletedRecords } from './reading/recycleBin';
import { MOST_ROWS } from './reading/rows';
import { stepsOf } from './reading/steps';
import { flowPage, integrationPage } from './webPages';

const integrations: Picker = {
	name: 'searchIntegrations',
	choices: (api) =>
		choicesOf(listedIntegrations(api), '_id', 'name', {
			url: ({ _id }) => integrationPage(api, String(_id)),
		}),
};

const flows: Picker = {
	name: 'searchFlows',
	dependsOn: ['integrationId'],
	choices: (api, sibling) => flowChoices(api, sibling('integrationId')),
};

const steps = pickerWithin('searchSteps', { field: 'flowId', what: 'a flow' }, stepChoices);

const connections: Picker = {
	name: 'searchConnections',
	choices: (api) =>
		choicesOf(
			listedConnections(api),
			'_id',
			({ _id, name, offline }) => `${textOf(name) ?? String(_id)}${offline === true ? ' (offline)' : ''}`,
			{ ownName: 'name' },
		),
};

const deleted: Picker = {
	name: 'searchDeleted',
	choices: (api) =>
		choicesOf(
			deletedRecords(api),
			'_id',
			({ _id, name, resourceType }) => `${textOf(name) ?? String(_id)} (${String(resourceType)})`,
		),
};

const environments: Picker = {
	name: 'searchEnvironments',
	choices: (api) => choicesOf(linkedPages(api, route`/environments`), '_id', 'name'),
};

const tags: Picker = {
	name: 'searchTags',
	choices: (api) => choicesOf(linkedPages(api, route`/tags`, { limit: MOST_ROWS }), 'tagId', 'tag'),
};

const ofIntegration = { field: 'integrationId', what: 'an integration' };

const registeredConnections = pickerWithin(
	'searchRegisteredConnections',
	ofIntegration,
	(api, integrationId) => choicesOf(listedRegisteredConnections(api, integrationId), '_id', 'name'),
);

const revisions = pickerWithin('searchRevisions', ofIntegration, (api, integrationId) =>
	choicesOf(listedRevisions(api, integrationId), '_id', ({ description, createdAt }) =>
		compact([textOf(description), textOf(createdAt)]).join(', '),
	),
);

const integrationLabel = {
	displayName: 'Integration',
	description: 'The integration to use. Choose from the list, or specify an ID, URL or name.',
	picker: integrations,
	idExample: '5f1b2c3d4e5f6a7b8c9d0e1f',
	nameExample: 'Customer Sync',
	url: {
		pattern: 'https?://[^/]+/(?:integrations|integrationapps/[^/]+)/([^/?#]+)',
		example: 'https://integrator.io/integrations/5f1b2c3d4e5f6a7b8c9d0e1f/flows',
	},
};

const flowLabel = {
	displayName: 'Flow',
	description: 'The flow to use. Choose from the list, or specify an ID, URL or name.',
	picker: flows,
	idExample: '5f1b2c3d4e5f6a7b8c9d0e2a',
	nameExample: 'Customers to NetSuite',
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
	hint: 'Leave empty for all integrations',
});
/** The integration that a flow is to belong to. */
export function flowIntegration(hint: string, displayName = 'Integration') {
	return optionalLocator({ ...integrationLabel, displayName, hint });
}
export const flow = locator(flowLabel);
export const anyFlow = optionalLocator({ ...flowLabel, hint: 'Leave empty for all flows' });
export const watchedFlow = optionalLocator({
	...flowLabel,
	description:
		"Only for New Error, New Errors per Flow and Failed Job. The other events use 'Integration'. Choose from the list, or specify an ID, URL or name.",
	hint: 'Leave empty for all flows',
});

const stepLabel = {
	displayName: 'Step',
	description: 'The export or import that the errors belong to. Choose from the list, or specify an ID.',
	picker: steps,
	idExample: '5f1b2c3d4e5f6a7b8c9d0e3b',
};

export const step = locator(stepLabel);
export const anyStep = optionalLocator(stepLabel);

export const anyEnvironment = optionalLocator({
	displayName: 'Environment',
	description: 'The environment to clone into. Leave empty to use the same environment.',
	picker: environments,
	idExample: '5f1b2c3d4e5f6a7b8c9d0e5a',
});
/** Any connection of the account. */
export function connection(displayName: string, purpose: string) {
	return locator({
		displayName,
		description: `${purpose}. Choose from the list, or specify an ID or name.`,
		picker: connections,
		idExample: '5f1b2c3d4e5f6a7b8c9d0e5b',
		nameExample: 'NetSuite',
	});
}
export const registeredConnection = locator({
	displayName: 'Connection',
	description: 'A connection registered with the integration. Choose from the list, or specify an ID.',
	picker: registeredConnections,
	idExample: '5f1b2c3d4e5f6a7b8c9d0e5b',
});
export const anyTag = optionalLocator({
	displayName: 'Tag',
	description: 'The tag to set. Choose from the list, or specify an ID or name.',
	hint: "Leave this and 'Further Tag IDs' empty to remove all tags",
	picker: tags,
	idExample: 'F3ZBQ',
	nameExample: 'To be reviewed',
});
export const deletedResource = locator({
	displayName: 'Deleted Resource',
	description: 'The resource to restore. Choose from the recycle bin, or specify an ID.',
	picker: deleted,
	idExample: '5f1b2c3d4e5f6a7b8c9d0e2a',
});
export const revision = locator({
	displayName: 'Revision',
	description: 'The revision to use. Choose from the list, or specify an ID.',
	picker: revisions,
	idExample: '5f1b2c3d4e5f6a7b8c9d0e5c',
});

/** The flows of the chosen integration, or of all: as `flow - integration`, because many flows have one name. */
async function* flowChoices(api: ApiClient, integrationId: string | undefined): AsyncGenerator<Choice> {
	const names = namesIn(await all(listedIntegrations(api)));
	const flows =
		integrationId === undefined
			? everyListedFlow(api)
			: listedFlowsOf(api, integrationId, ['name', '_integrationId']);
	yield* choicesOf(
		flows,
		'_id',
		(flow) =>
			[flow['name'] ?? flow['_id'], names.get(String(flow['_integrationId']))]
				.map(textOf)
				.filter(Boolean)
				.join(' - '),
		{
			ownName: 'name',
			url: ({ _id, _integrationId }) => flowPage(api, textOf(_integrationId), String(_id)),
		},
	);
}

/** The steps of a flow by name; by ID where Celigo's lists do not have the name. */
async function* stepChoices(api: ApiClient, flowId: string): AsyncGenerator<Choice> {
	const record = await api.record(route`/flows/${flowId}`, { id: flowId });
	const integrationId = textOf(record['_integrationId']);
	const names = await (integrationId === undefined
		? stepNamesOfFlow(api, flowId)
		: stepNamesOf(api, integrationId));
	for (const stepId of stepsOf(record)) yield { name: names.get(stepId) ?? stepId, value: stepId };
}
