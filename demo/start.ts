import { difference } from 'lodash';
import { catchNewError } from './catchNewError';
import { causeErrorOn } from './causeError';
import { dataFolder, DemoN8n, packageFolder } from './DemoN8n';
import { exampleWorkflow, startingPlatforms } from './exampleWorkflows';
import { importExamples } from './importExamples';
import { buildPackage } from './install/buildPackage';
import { flagsOf } from './install/flags';
import { installN8n } from './install/installN8n';
import { say, step } from './install/progress';
import { atEnd, started, stopEverything } from './lifetime';
import { listIntegrations } from './listIntegrations';
import { freePort, isFree } from './n8n/freePorts';
import { waitFor } from './n8n/waitFor';
import { keepToThisStart } from './oneStart';
import { listenForErrorOrders, sayWhatToTry } from './play';
import { startServices } from './services/startServices';
import { startPlatforms } from './startPlatforms';
import { storeCredential } from './storeCredential';

/** The chat, the chat model and the errors on request listen here when they can. */
const servicesPort = 5690;

/** A poll a minute, and what the execution takes. */
const chatTimeoutMs = 100_000;

const given = flagsOf('start', { once: { does: 'ends after the first chat message of the example' } });
const once = given('once') !== undefined;

async function startEverything(): Promise<void> {
	await keepToThisStart(dataFolder);
	const [installation, packed] = await Promise.all([installN8n(), buildPackage(packageFolder)]);
	const platforms = await startPlatforms();
	const messages: string[] = [];
	const services = await startServices({
		port: (await isFree(servicesPort)) ? servicesPort : await freePort(),
		onChatMessage: (text) => {
			messages.push(text);
			say(`  chat message: ${text.replaceAll('\n', '\n    ')}`);
		},
		onIncident: ({ event_action: action, dedup_key: key, payload }) => {
			say(`  incident ${key}: ${action}, ${payload.summary}`);
		},
		causeError: async (name) => {
			const happened = await causeErrorOn(platforms, name);
			if (happened !== undefined) say(`  ${happened}`);
			return happened;
		},
	});
	atEnd(services.stop);
	const n8n = await DemoN8n.prepare(installation, packed);
	atEnd(async () => await n8n.stop());
	await n8n.start();

	const stored = [];
	for (const { name, running } of platforms) stored.push(await storeCredential(n8n.client, name, running));
	for (const platform of stored) await listIntegrations(n8n.client, platform);
	await importExamples(n8n, stored, services);
	await Promise.all(stored.map(async (platform) => await catchNewError(n8n.client, platform)));
	const inChat = startingPlatforms(await exampleWorkflow('new-error-to-chat', { platforms: stored }), stored);
	await step('Waiting for the chat messages of the example', async () => {
		await waitFor('a chat message for each of its platforms', () => messages.length >= inChat.length, {
			timeoutMs: chatTimeoutMs,
		});
	});
	n8n.sayEditor();
	if (once) return;
	sayWhatToTry(n8n.url, difference(stored, inChat));
	listenForErrorOrders(platforms);
}

async function main(): Promise<void> {
	if (!(await started(startEverything))) return;
	if (once) {
		await stopEverything();
		say('Everything worked.');
	} else {
		say('Press Ctrl-C to stop everything.');
	}
}

void main();
