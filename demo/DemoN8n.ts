import { join } from 'node:path';
import { folderOutside } from './install/folders';
import type { N8nInstallation } from './install/installN8n';
import type { PackedPackage } from './install/packPackage';
import { say, step } from './install/progress';
import { discardOlderBuild, ensureInstalled, reinstallMissing } from './n8n/communityPackage';
import type { N8nClient } from './n8n/N8nClient';
import { N8nInstance } from './n8n/N8nInstance';
import { servePackage, type PackageRegistry } from './n8n/packageRegistry';
import { owner } from './n8n/RestClient';

/** n8n's folder, the packed nodes and the logs of the demo. */
export const dataFolder = folderOutside('demo');
const editorPort = 5678;

/** Where the packed nodes go. */
export const packageFolder = join(dataFolder, 'package');

/** The demo's n8n with one build of the package, which it installs as it installs one of the public registry. */
export class DemoN8n {
	private constructor(
		private readonly instance: N8nInstance,
		private readonly registry: PackageRegistry,
		private readonly packed: PackedPackage,
	) {}

	/** Chooses ports and settings and offers the package; starts nothing yet. */
	static async prepare(installation: N8nInstallation, packed: PackedPackage): Promise<DemoN8n> {
		await discardOlderBuild(dataFolder, packed);
		const registry = await servePackage(packed, join(dataFolder, 'npm'));
		const instance = await N8nInstance.prepare({
			installation,
			folder: dataFolder,
			port: editorPort,
			settings: { ...registry.settings, ...reinstallMissing },
		});
		return new DemoN8n(instance, registry, packed);
	}

	/** The only folder in which its nodes can read and write files. */
	get filesFolder(): string {
		return this.instance.filesFolder;
	}

	get url(): string {
		return this.instance.url;
	}

	/** Signed in as the owner; there while n8n runs. */
	get client(): N8nClient {
		return this.instance.client;
	}

	async start(): Promise<void> {
		await step('Starting n8n', async (tell) => {
			tell(`log: ${join(dataFolder, 'n8n.log')}`);
			await this.instance.start();
		});
		const { name, version } = this.packed;
		const nodes = await ensureInstalled(this.client, this.packed);
		say(`  installed ${name} ${version} with the nodes ${nodes.join(', ')}`);
	}

	async stop(): Promise<void> {
		await this.instance.stop();
		await this.registry.close();
	}

	sayEditor(): void {
		say(
			`\nOpen the editor: ${this.instance.url}/home/workflows\n  email:    ${owner.email}\n  password: ${owner.password}\n`,
		);
	}
}
