import type { INodeListSearchItems } from 'n8n-workflow';

import type { ApiClient } from '../../core/request/ApiClient';
import { locator, optionalLocator } from '../../core/field/locators';
import { recordsIn, textOf } from '../../core/data/json';
import { choicesOf, type Picker } from '../../core/field/Picker';
import { appsOf, integrationDocument, integrationsOf } from './reading/documents';
import { jobExecutionsOf } from './reading/runs';

const integrations: Picker = {
	name: 'searchIntegrations',
	choices: (api) => choicesOf(integrationsOf(api), '_id', 'name'),
};

const workspaceApps: Picker = {
	name: 'searchWorkspaceApps',
	choices: (api) => choicesOf(appsOf(api), 'tag', 'app_name'),
};

const jobExecutions: Picker = {
	name: 'searchJobExecutions',
	choices: async function* (api, sibling) {
		const integrationId = sibling('integrationId');
		if (integrationId === undefined) return;
		yield* choicesOf(jobExecutionsOf(api, integrationId, {}), '_id', (row) =>
			[row['job_tag'] ?? row['_id'], row['phase'], row['started_at']].map(textOf).filter(Boolean).join(' '),
		);
	},
};

/** Jobs by the id that their executions name; each once, however often it ran. */
const executedJobs: Picker = {
	name: 'searchExecutedJobs',
	choices: async function* (api, sibling) {
		const integrationId = sibling('integrationId');
		if (integrationId === undefined) return;
		const shown = new Set<string>();
		for await (const row of jobExecutionsOf(api, integrationId, {})) {
			const id = textOf(row['job_id']);
			if (id === undefined || shown.has(id)) continue;
			shown.add(id);
			yield { name: textOf(row['job_tag']) ?? id, value: id };
		}
	},
};

const integrationLabel = {
	displayName: 'Integration',
	description: 'The integration (Ductape calls it product too), from the list or by ID',
	picker: integrations,
	idExample: '66b1d2a09f1c2e0012ab34cd',
};

export const integration = locator(integrationLabel);
export const anyIntegration = optionalLocator({
	...integrationLabel,
	description: 'Leave empty for all integrations of the workspace',
});
export const integrationOfList = optionalLocator({
	...integrationLabel,
	description: 'Whose executions the list below shows; not needed with an ID',
});
export const workspaceApp = locator({
	displayName: 'App',
	description: 'The app of the workspace, from the list or by its tag',
	picker: workspaceApps,
	idExample: 'shop',
});
export const jobExecution = locator({
	displayName: 'Job Execution',
	picker: jobExecutions,
	idExample: '66c0a1b2c3d4e5f601234567',
});

export const executedJob = locator({
	displayName: 'Job',
	description: 'From the executions of the integration, or by the job_id of one (Job Execution: Get Many)',
	picker: executedJobs,
	idExample: '66c0a1b2c3d4e5f601234567',
});

/** A part of the integration that was chosen before it: an environment by its slug, a cache by its tag, ... */
export function partLocator(kind: { name: string; list: string; key: string; keyLabel: string }) {
	return locator({
		displayName: kind.name,
		description: `From the list of the integration, or by its ${kind.keyLabel.toLowerCase()}`,
		picker: {
			name: `search${kind.name}s`,
			choices: (api, sibling) => partChoices(api, sibling('integrationId'), kind),
		},
		idExample: kind.key === 'slug' ? 'dev' : kind.key === 'access_tag' ? 'shop:acme' : 'orders',
	});
}

async function* partChoices(
	api: ApiClient,
	integrationId: string | undefined,
	{ list, key }: { list: string; key: string },
): AsyncGenerator<INodeListSearchItems> {
	if (integrationId === undefined) return;
	const document = await integrationDocument(api, integrationId);
	yield* choicesOf(
		recordsIn(document[list]),
		key,
		(part) => textOf(part['env_name']) ?? textOf(part['name']),
	);
}
