import { causeErrorWorkflow } from './causeErrorWorkflow';
import type { DemoN8n } from './DemoN8n';
import { exampleNames, exampleWorkflow } from './exampleWorkflows';
import { say, step } from './install/progress';
import type { Workflow } from './n8n/N8nClient';
import { everyMinute } from './n8n/workflows';
import type { Services } from './services/startServices';
import type { StoredPlatform } from './storeCredential';

const tag = 'Examples';

/** Those that work at once; n8n runs an error workflow only if it is published. The others are run in the editor. */
export const published = ['new-error-to-chat', 'status-board', 'error-workflow'];

/** Puts all ready workflows into n8n, with everything set, and a workflow that causes errors. */
export async function importExamples(
	{ client, filesFolder }: DemoN8n,
	platforms: readonly StoredPlatform[],
	services: Services,
): Promise<void> {
	const { model, chatUrl, incidentUrl, causeErrorUrl } = services;
	const id = await client.saveCredential(model);
	const settings = {
		platforms,
		chatUrl,
		incidentUrl,
		filesFolder,
		model: { [model.type]: { id, name: model.name } },
	};
	await step('Importing the examples', async (tell) => {
		for (const name of await exampleNames()) {
			tell(name);
			const isPublished = published.includes(name);
			const workflow = await exampleWorkflow(name, settings);
			const workflowId = await client.saveWorkflow(isPublished ? polledEveryMinute(workflow) : workflow);
			await client.tagWorkflow(workflowId, tag);
			if (isPublished) await client.activate(workflowId);
		}
		const names = platforms.map(({ name }) => name);
		const workflowId = await client.saveWorkflow(causeErrorWorkflow(names, causeErrorUrl));
		await client.tagWorkflow(workflowId, tag);
		await client.activate(workflowId);
	});
	say(`  all workflows with the tag "${tag}" are ready to open and run`);
}

/** Simulated platforms have no quota to spare: an error that was caused is seen within a minute on each of them. */
function polledEveryMinute({ nodes, ...workflow }: Workflow): Workflow {
	return {
		...workflow,
		nodes: nodes.map((node) =>
			'pollTimes' in node.parameters
				? { ...node, parameters: { ...node.parameters, pollTimes: everyMinute } }
				: node,
		),
	};
}
