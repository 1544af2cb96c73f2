import { causeErrorWorkflow } from './causeErrorWorkflow';
import type { DemoN8n } from './DemoN8n';
import { exampleNames, exampleWorkflow } from './exampleWorkflows';
import { say, step } from './install/progress';
import type { Services } from './services/startServices';
import type { StoredPlatform } from './storeCredential';

const tag = 'Examples';

/** Those that work at once. The others are run in the editor. */
const published = ['new-error-to-chat', 'status-board'];

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
			const workflowId = await client.saveWorkflow(await exampleWorkflow(name, settings));
			await client.tagWorkflow(workflowId, tag);
			if (published.includes(name)) await client.activate(workflowId);
		}
		const names = platforms.map(({ name }) => name);
		const workflowId = await client.saveWorkflow(causeErrorWorkflow(names, causeErrorUrl));
		await client.tagWorkflow(workflowId, tag);
		await client.activate(workflowId);
	});
	say(`  all workflows with the tag "${tag}" are ready to open and run`);
}
