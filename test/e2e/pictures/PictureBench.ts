import { exampleWorkflow } from '../../../demo/exampleWorkflows';
import type { Workflow } from '../../../demo/n8n/N8nClient';
import { everyMinute, type NodeChoice } from '../../../demo/n8n/workflows';
import { celigo } from '../../../demo/platforms/celigo';
import type { RunningPlatform } from '../../../demo/platforms/DemoPlatform';
import { startServices, type Services } from '../../../demo/services/startServices';
import { storeCredential, type StoredPlatform } from '../../../demo/storeCredential';
import type { CeligoSimulator } from '../../../simulators/celigo';
import { endToEndPlatforms } from '../platforms';
import { World } from '../world/World';
import { Camera } from './Camera';

/** A real n8n, all platforms with an error each, a chat model, and a camera. */
export class PictureBench {
	private constructor(
		readonly world: World,
		readonly camera: Camera,
		readonly platforms: StoredPlatform[],
		readonly celigo: RunningPlatform<CeligoSimulator>,
		private readonly services: Services,
	) {}

	static async start(): Promise<PictureBench> {
		const others = endToEndPlatforms.filter(({ demo }) => demo !== celigo);
		const world = await World.start({ name: 'pictures', platforms: others });
		const services = await startServices({
			onChatMessage: () => undefined,
			onIncident: () => undefined,
			causeError: async () => await Promise.resolve(undefined),
		});
		const running = await celigo.start(0);
		const platforms = [await storeCredential(world.n8n.client, celigo.name, running), ...world.platforms];
		for (const platform of platforms) await platform.running.causeError();
		const camera = await Camera.open(world.n8n.url);
		return new PictureBench(world, camera, platforms, running, services);
	}

	/** The platform of that name. */
	platform(name: string): StoredPlatform {
		const found = this.platforms.find((platform) => platform.name === name);
		if (found === undefined) throw new Error(`No platform "${name}"`);
		return found;
	}

	/** Its trigger for new errors. */
	trigger(name: string): NodeChoice {
		const { running, credentials } = this.platform(name);
		const parameters = { ...running.watch.parameters, pollTimes: everyMinute };
		return { ...running.watch, parameters, credentials };
	}

	/**
	 * A ready workflow, with the credentials of the simulated platforms. Its chat keeps the address that a reader finds in
	 * the file, unless it is changed.
	 */
	async importExample(name: string, change = (workflow: Workflow) => workflow): Promise<string> {
		const { client } = this.world.n8n;
		const { model } = this.services;
		const id = await client.saveCredential(model);
		const settings = { platforms: this.platforms, model: { [model.type]: { id, name: model.name } } };
		return await client.saveWorkflow(change(await exampleWorkflow(name, settings)));
	}

	async stop(): Promise<void> {
		await this.camera.close();
		await this.services.stop();
		await this.world.stop();
		await this.celigo.simulator.stop();
	}
}
