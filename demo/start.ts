import { catchNewError } from './catchNewError';
import { DemoN8n, packageFolder } from './DemoN8n';
import { buildPackage } from './install/buildPackage';
import { installN8n } from './install/installN8n';
import { say } from './install/progress';
import { atEnd, started, stopEverything } from './lifetime';
import { listIntegrations } from './listIntegrations';
import { startPlatforms } from './startPlatforms';
import { storeCredential } from './storeCredential';

async function startEverything(): Promise<void> {
	const [installation, packed] = await Promise.all([installN8n(), buildPackage(packageFolder)]);
	const platforms = await startPlatforms();
	const n8n = await DemoN8n.prepare(installation, packed);
	atEnd(async () => await n8n.stop());
	await n8n.start();

	const stored = [];
	for (const { name, running } of platforms) stored.push(await storeCredential(n8n.client, name, running));
	for (const platform of stored) await listIntegrations(n8n.client, platform);
	await Promise.all(stored.map(async (platform) => await catchNewError(n8n.client, platform)));
	n8n.sayEditor();
}

async function main(): Promise<void> {
	const once = process.argv.includes('--once');
	if (!(await started(startEverything))) return;
	if (once) {
		await stopEverything();
		say('Everything worked.');
	} else {
		say('Press Ctrl-C to stop everything.');
	}
}

void main();
