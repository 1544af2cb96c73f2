import { join } from 'node:path';
import { catchNewError } from './catchNewError';
import { buildPackage } from './install/buildPackage';
import { demoFolder } from './install/folders';
import { installN8n } from './install/installN8n';
import { say, step } from './install/progress';
import { listIntegrations } from './listIntegrations';
import { discardOlderBuild, ensureInstalled, reinstallMissing } from './n8n/communityPackage';
import { freePort, isFree } from './n8n/freePorts';
import { N8nInstance } from './n8n/N8nInstance';
import { servePackage } from './n8n/packageRegistry';
import { owner } from './n8n/RestClient';
import { demoPlatforms } from './platforms';
import { storeCredential } from './storeCredential';

/** n8n's folder, the packed nodes and the logs of the demo. */
const dataFolder = join(demoFolder, '.n8n-data');
const editorPort = 5678;

/** What runs and has to be ended, last started first. */
const stops: Array<() => Promise<void>> = [];

async function stopEverything(): Promise<void> {
	for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
}

async function startEverything(): Promise<void> {
	const [installation, packed] = await Promise.all([installN8n(), buildPackage(join(dataFolder, 'package'))]);

	const platforms = [];
	for (const { name, port, start } of demoPlatforms) {
		const running = await start((await isFree(port)) ? port : await freePort());
		stops.push(async () => await running.simulator.stop());
		platforms.push({ name, running });
		say(`  ${name} is simulated at ${running.simulator.url}`);
	}

	const registry = await servePackage(packed, join(dataFolder, 'npm'));
	stops.push(registry.close);
	await discardOlderBuild(dataFolder, packed);
	const n8n = await N8nInstance.prepare({
		installation,
		folder: dataFolder,
		port: editorPort,
		settings: { ...registry.settings, ...reinstallMissing },
	});
	stops.push(async () => {
		await n8n.stop();
	});
	await step('Starting n8n', async (tell) => {
		tell(`its log is ${join(dataFolder, 'n8n.log')}`);
		await n8n.start();
	});
	const nodes = await ensureInstalled(n8n.client, packed);
	say(`  n8n lists ${packed.name} ${packed.version} with the nodes ${nodes.join(', ')}`);

	const stored = [];
	for (const { name, running } of platforms) stored.push(await storeCredential(n8n.client, name, running));
	for (const platform of stored) await listIntegrations(n8n.client, platform);
	await Promise.all(stored.map(async (platform) => await catchNewError(n8n.client, platform)));
	say(`\nThe editor: ${n8n.url}\n  e-mail:   ${owner.email}\n  password: ${owner.password}\n`);
}

/** The conventional exit codes of a process that a signal ended. */
const endedBy = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One Ctrl-C arrives more than once: from the terminal, and from npm and tsx, which pass it on. */
const sameSignalMs = 1_000;

let complete = false;
let stoppingSince: number | undefined;

function onSignal(signal: (typeof signals)[number]): void {
	if (stoppingSince === undefined) {
		stoppingSince = Date.now();
		say('\nStopping n8n and the simulators ...');
		void stopEverything().finally(() => process.exit(complete ? 0 : endedBy[signal]));
	} else if (Date.now() - stoppingSince > sameSignalMs) {
		process.exit(endedBy[signal]);
	}
}

async function main(): Promise<void> {
	const once = process.argv.includes('--once');
	for (const signal of signals) process.on(signal, onSignal);
	try {
		await startEverything();
	} catch (error) {
		if (stoppingSince !== undefined) return;
		say(`\nThe demo did not work: ${error instanceof Error ? error.message : String(error)}`);
		process.exitCode = 1;
		await stopEverything();
		return;
	}
	complete = true;
	if (once) {
		await stopEverything();
		say('Everything worked.');
	} else {
		say('Everything runs until you press Ctrl-C.');
	}
}

void main();
