import { join } from 'node:path';
import { discardOlderBuild, ensureInstalled } from '../../../demo/n8n/communityPackage';
import { N8nInstance } from '../../../demo/n8n/N8nInstance';
import { servePackage, type PackageRegistry } from '../../../demo/n8n/packageRegistry';
import type { Settings } from '../../../demo/n8n/settings';
import type { RunningPlatform } from '../../../demo/platforms/DemoPlatform';
import { storeCredential, type StoredPlatform } from '../../../demo/storeCredential';
import { endToEndPlatforms } from '../platforms';
import type { EndToEndPlatform } from '../platforms/EndToEndPlatform';
import { runFolder } from './folders';
import { prepared, type Prepared } from './prepared';

/** A platform in a running world. */
export interface WorldPlatform extends StoredPlatform {
	definition: EndToEndPlatform;
}

export interface WorldOptions {
	/** Names the n8n's folder; one a test file. */
	name: string;
	settings?: Settings;
	/** Whose simulators run, with their credentials in n8n. Default: all. */
	platforms?: readonly EndToEndPlatform[];
	/** Puts the package into n8n's user folder before n8n starts, in place of Settings > Community nodes. */
	installByHand?: (folder: string) => Promise<void>;
}

/** An n8n with the packed nodes installed, a simulator for each platform, and their credentials in n8n. */
export class World {
	private constructor(
		readonly n8n: N8nInstance,
		readonly platforms: WorldPlatform[],
		readonly packed: Prepared['packed'],
		private readonly registry: PackageRegistry,
	) {}

	static async start({
		name,
		settings = {},
		platforms = endToEndPlatforms,
		installByHand,
	}: WorldOptions): Promise<World> {
		const { installation, packed } = await prepared();
		const folder = join(runFolder, name);
		const registry = await servePackage(packed, join(folder, 'npm'));
		const n8n = await N8nInstance.prepare({
			installation,
			folder,
			settings: { ...settings, ...registry.settings },
		});
		const world = new World(n8n, [], packed, registry);
		try {
			await (installByHand ?? (async () => await discardOlderBuild(folder, packed)))(folder);
			await n8n.start();
			if (installByHand === undefined) await ensureInstalled(n8n.client, packed);
			for (const definition of platforms) await world.add(definition);
		} catch (error) {
			await world.stop();
			throw error;
		}
		return world;
	}

	private async add(definition: EndToEndPlatform): Promise<void> {
		const running: RunningPlatform = await definition.demo.start(0);
		const stored = await storeCredential(this.n8n.client, definition.demo.name, running);
		this.platforms.push({ ...stored, definition });
	}

	/** The platform of that name. */
	platform(name: string): WorldPlatform {
		const found = this.platforms.find((platform) => platform.name === name);
		if (found === undefined) throw new Error(`No platform "${name}" in this world`);
		return found;
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
		for (const { running } of this.platforms) await running.simulator.stop();
		await this.registry.close();
	}
}
