import { say, step } from './install/progress';
import { outputOf } from './n8n/executions';
import type { N8nClient } from './n8n/N8nClient';
import { waitFor } from './n8n/waitFor';
import { chain, everyMinute, manualTrigger, noOperation } from './n8n/workflows';
import type { RunningPlatform } from './platforms/DemoPlatform';

const shownIntegrations = 5;

/** A poll a minute, and what the poll and the execution take. */
const catchTimeoutMs = 100_000;

/** Lists the platform's integrations and catches a new error, in workflows that stay for the reader to look at. */
export async function showPlatform(n8n: N8nClient, name: string, platform: RunningPlatform): Promise<void> {
	const { credential } = platform;
	const credentialId = await n8n.saveCredential(credential);
	const tested = await n8n.testCredential(credentialId, credential);
	if (tested.status !== 'OK') throw new Error(`The ${name} credential does not work: ${tested.message}`);
	say(`  ${name}: credential "${credential.name}" is stored and tested: ${tested.message}`);
	const credentials = { [credential.type]: { id: credentialId, name: credential.name } };

	const listing = chain(`${name}: list the integrations`, [manualTrigger, { ...platform.list, credentials }]);
	const listingId = await n8n.saveWorkflow(listing);
	const listed = await n8n.runWell(listingId, manualTrigger.name);
	const integrations = outputOf(listed, platform.list.name);
	if (integrations.length === 0) throw new Error(`The workflow "${listing.name}" listed no integration`);
	say(`  ${name}: execution ${listed.id} of "${listing.name}" listed ${integrations.length} integrations:`);
	for (const integration of integrations.slice(0, shownIntegrations)) {
		say(`    ${platform.describe(integration)}`);
	}
	if (integrations.length > shownIntegrations) {
		say(`    and ${integrations.length - shownIntegrations} more`);
	}

	const trigger = {
		...platform.watch,
		parameters: { ...platform.watch.parameters, pollTimes: everyMinute },
		credentials,
	};
	const watching = chain(`${name}: watch for new errors`, [trigger, noOperation]);
	const watchingId = await n8n.saveWorkflow(watching);
	await n8n.activate(watchingId);
	const errorId = await platform.causeError();
	await step(
		`${name}: an integration failed just now (error ${errorId}); waiting for the trigger`,
		async (tell) => {
			tell('n8n polls once a minute');
			const caught = await waitFor(
				`the ${name} trigger to catch error ${errorId}`,
				async () => {
					const executions = await n8n.executions(watchingId);
					return executions.find((execution) =>
						outputOf(execution, noOperation.name).some(({ json }) => json.errorId === errorId),
					);
				},
				{ timeoutMs: catchTimeoutMs },
			);
			const error = outputOf(caught, noOperation.name).find(({ json }) => json.errorId === errorId)?.json;
			say(`  ${name}: execution ${caught.id} of "${watching.name}" caught it: "${String(error?.message)}"`);
		},
	);
}
