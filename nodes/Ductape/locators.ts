import type { IDataObject } from 'n8n-workflow';

import {
	choicesOf,
	distinct,
	firstOf,
	isoTime,
	locator,
	optionalLocator,
	pickerWithin,
	recordsIn,
	textOf,
} from '../../core';
import type { ApiClient, Choice, Picker } from '../../core';
import { appsOf, integrationDocument, integrationsOf } from './reading/documents';
import { jobExecutionsOf } from './reading/executions';

/** As many as a dropdown looks through: ten pages. */
const MOST_EXECUTIONS = 1000;

const integrations: Picker = {
	name: 'searchIntegrations',
	choices: (api) => choicesOf(integrationsOf(api), '_id', 'name'),
};

const workspaceApps: Picker = {
	name: 'searchWorkspaceApps',
	choices: (api) => choicesOf(appsOf(api), 'tag', 'app_name'),
};

const jobExecutions = ofIntegration('searchJobExecutions', (api, integrationId) =>
	choicesOf(firstExecutions(api, integrationId), '_id', executionLabel),
);

/** Jobs by the ID that their executions name; each once, however often it ran, with the execution that is listed first. */
const executedJobs = ofIntegration('searchExecutedJobs', async function* (api, integrationId) {
	const fresh = distinct((row) => textOf(row['job_id']));
	for await (const row of firstExecutions(api, integrationId)) {
		yield* choicesOf(fresh([row]), 'job_id', executionLabel);
	}
});

/** Their list grows with every run, and is read anew at each opening and search: no further than this. */
function firstExecutions(api: ApiClient, integrationId: string): AsyncIterable<IDataObject> {
	return firstOf(jobExecutionsOf(api, integrationId, {}), MOST_EXECUTIONS);
}

/** `nightly, FAILED, 2026-01-05 10:00:00 UTC`: what tells executions of one job apart. */
function executionLabel(row: IDataObject): string {
	const tag = row['job_tag'] ?? row['job_id'] ?? row['_id'];
	const time = isoTime(row['completed_at'] ?? row['started_at']);
	return [tag, row['phase'], time?.replace(/T(.{8}).*/, ' $1 UTC')].map(textOf).filter(Boolean).join(', ');
}

const integrationLabel = {
	displayName: 'Integration',
	description:
		'The integration (Ductape also calls it a product). Choose from the list, or specify an ID or name.',
	picker: integrations,
	idExample: '66b1d2a09f1c2e0012ab34cd',
	nameExample: 'Orders Hub',
};

export const integration = locator(integrationLabel);
export const anyIntegration = optionalLocator({
	...integrationLabel,
	hint: 'Leave empty for all integrations',
});
export const integrationOfList = optionalLocator({
	...integrationLabel,
	description: 'Used only to load the list below. Leave empty if you enter an ID.',
});
export const workspaceApp = locator({
	displayName: 'App',
	description: 'The app to use. Choose from the list, or specify its tag.',
	picker: workspaceApps,
	idExample: 'shop',
	anyText: true,
});
export const jobExecution = locator({
	displayName: 'Job Execution',
	description:
		'Choose from the list, which has the first 1,000 executions that Ductape lists, or specify the _id that Job Execution: Get Many returns',
	picker: jobExecutions,
	idExample: '66c0a1b2c3d4e5f601234567',
});
export const executedJob = locator({
	displayName: 'Job',
	description:
		'A job that the integration has executed. Choose from the list, which has the jobs of the first 1,000 executions that Ductape lists, or specify the job_id that Job Execution: Get Many returns.',
	picker: executedJobs,
	idExample: '66c0a1b2c3d4e5f601234567',
});

/** A part of the integration that was chosen before it: an environment by its slug, a cache by its tag, ... */
export function partLocator({
	name,
	list,
	key,
	keyLabel,
	keyExample,
}: Readonly<Record<'name' | 'list' | 'key' | 'keyLabel' | 'keyExample', string>>) {
	return locator({
		displayName: name,
		description: `Choose from the list of the integration, or specify its ${keyLabel.toLowerCase()}`,
		picker: ofIntegration(`search${name}s`, async function* (api, integrationId) {
			const document = await integrationDocument(api, integrationId);
			yield* choicesOf(
				recordsIn(document[list]),
				key,
				(part) => textOf(part['env_name']) ?? textOf(part['name']),
			);
		}),
		// Users make tags up, and may have put anything into them.
		anyText: true,
		idExample: keyExample,
	});
}

/** A list of what the integration has that is chosen beside it. */
function ofIntegration(
	name: string,
	choices: (api: ApiClient, integrationId: string) => AsyncIterable<Choice>,
): Picker {
	return pickerWithin(name, { field: 'integrationId', what: 'an integration' }, choices);
}
