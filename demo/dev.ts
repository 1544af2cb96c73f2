import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { publishTrigger } from './catchNewError';
import { dataFolder, DemoN8n, packageFolder } from './DemoN8n';
import { installN8n, type N8nInstallation } from './install/installN8n';
import type { PackedPackage } from './install/packPackage';
import { say, step } from './install/progress';
import { packCompiled, watchPackage } from './install/watchPackage';
import { atEnd, isEnding, started } from './lifetime';
import { listIntegrations } from './listIntegrations';
import { keepToThisStart } from './oneStart';
import { startPlatforms, type StartedPlatform } from './startPlatforms';
import { storeCredential } from './storeCredential';

async function hashOf({ file }: PackedPackage): Promise<string> {
	return createHash('sha256')
		.update(await readFile(file))
		.digest('hex');
}

/** The n8n of `npm run dev`: always the newest build that compiles, in an n8n that was started with it. */
class DevelopmentN8n {
	private n8n: DemoN8n | undefined;
	private runningHash = '';
	private isFilled = false;
	private isWorking = false;
	private isOutdated = false;

	constructor(
		private readonly installation: N8nInstallation,
		private readonly platforms: StartedPlatform[],
	) {}

	/** Brings what was compiled last into n8n; builds that are compiled meanwhile are one more round. */
	async update(): Promise<void> {
		this.isOutdated = true;
		if (this.isWorking) return;
		this.isWorking = true;
		while (this.isOutdated && !isEnding()) {
			this.isOutdated = false;
			try {
				await this.restart();
			} catch (error) {
				if (isEnding()) return;
				say(
					`\n${error instanceof Error ? error.message : String(error)}\nThe next change starts n8n again.\n`,
				);
			}
		}
		this.isWorking = false;
	}

	async stop(): Promise<void> {
		await this.n8n?.stop();
	}

	private async restart(): Promise<void> {
		const packed = await step('Packing the nodes', async () => await packCompiled(packageFolder));
		const hash = await hashOf(packed);
		if (hash === this.runningHash) {
			say('  nothing in the package changed');
			return;
		}
		await this.n8n?.stop();
		this.runningHash = '';
		this.n8n = await DemoN8n.prepare(this.installation, packed);
		await this.n8n.start();
		if (!this.isFilled) await this.fill(this.n8n);
		this.runningHash = hash;
		this.n8n.sayEditor();
		say('n8n runs this build. Reload the editor in your browser. Press Ctrl-C to stop everything.\n');
	}

	/** Credentials and workflows as `npm start` makes them, without waiting for the triggers. They outlive restarts. */
	private async fill({ client }: DemoN8n): Promise<void> {
		for (const { name, running } of this.platforms) {
			const platform = await storeCredential(client, name, running);
			await listIntegrations(client, platform);
			await publishTrigger(client, platform);
			say(`  ${name}: ${running.happening} (${await running.causeError()})`);
		}
		this.isFilled = true;
	}
}

async function startEverything(): Promise<void> {
	await keepToThisStart(dataFolder);
	const installation = await installN8n();
	const n8n = new DevelopmentN8n(installation, await startPlatforms());
	atEnd(async () => await n8n.stop());
	const stopWatching = await watchPackage(() => void n8n.update());
	atEnd(async () => {
		stopWatching();
	});
}

void started(startEverything);
