import { say, step } from './install/progress';
import { outputOf } from './n8n/executions';
import type { N8nClient } from './n8n/N8nClient';
import { waitFor } from './n8n/waitFor';
import { chain, everyMinute, noOperation } from './n8n/workflows';
import type { StoredPlatform } from './storeCredential';

/** A poll a minute, and what the poll and the execution take. */
const catchTimeoutMs = 100_000;

/** The workflow with nothing but the platform's trigger. */
export const watchingWorkflow = (name: string) => `${name}: watch for new errors`;

interface PublishedWorkflow {
	id: string;
	name: string;
}

/** Publishes a workflow with the platform's trigger; it stays in the editor. */
export async function publishTrigger(n8n: N8nClient, platform: StoredPlatform): Promise<PublishedWorkflow> {
	const { watch } = platform.running;
	const parameters = { ...watch.parameters, pollTimes: everyMinute };
	const trigger = { ...watch, parameters, credentials: platform.credentials };
	const workflow = chain(watchingWorkflow(platform.name), [trigger, noOperation]);
	const id = await n8n.saveWorkflow(workflow);
	await n8n.activate(id);
	return { id, name: workflow.name };
}

/** Publishes a workflow with the platform's trigger, lets an integration fail and waits until that started it. */
export async function catchNewError(n8n: N8nClient, platform: StoredPlatform): Promise<void> {
	const { name, running } = platform;
	const workflow = await publishTrigger(n8n, platform);
	const eventId = await running.causeError();
	say(`  ${name}: ${running.happening} (${eventId})`);
	const isTheError = ({ json }: { json: Record<string, unknown> }) => json.eventId === eventId;
	const caught = await step(`Waiting for the ${name} trigger`, async (tell) => {
		tell('n8n polls once a minute');
		return await waitFor(
			`the ${name} trigger to catch error ${eventId}`,
			async () => {
				const executions = await n8n.executions(workflow.id);
				return executions.find((execution) => outputOf(execution, noOperation.name).some(isTheError));
			},
			{ timeoutMs: catchTimeoutMs },
		);
	});
	const message = outputOf(caught, noOperation.name).find(isTheError)?.json.message;
	say(`  ${name}: execution ${caught.id} of "${workflow.name}" caught it: "${String(message)}"`);
}
