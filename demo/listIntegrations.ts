import { say } from './install/progress';
import { outputOf } from './n8n/executions';
import type { N8nClient } from './n8n/N8nClient';
import { chain, manualTrigger } from './n8n/workflows';
import type { StoredPlatform } from './storeCredential';

const shownIntegrations = 5;

/** Makes and runs a workflow that lists the platform's integrations; it stays in the editor. */
export async function listIntegrations(n8n: N8nClient, platform: StoredPlatform): Promise<void> {
	const { name, running, credentials } = platform;
	const workflow = chain(`${name}: list the integrations`, [manualTrigger, { ...running.list, credentials }]);
	const execution = await n8n.runWell(await n8n.saveWorkflow(workflow), manualTrigger.name);
	const integrations = outputOf(execution, running.list.name);
	if (integrations.length === 0) throw new Error(`The workflow "${workflow.name}" listed no integration`);
	say(`  ${name}: execution ${execution.id} of "${workflow.name}" listed ${integrations.length}:`);
	for (const integration of integrations.slice(0, shownIntegrations)) {
		say(`    ${running.describe(integration)}`);
	}
	if (integrations.length > shownIntegrations) {
		say(`    and ${integrations.length - shownIntegrations} more`);
	}
}
