import { durableCursors, type Settings } from '../../../demo/n8n/settings';
import { World, type WorldOptions } from './World';

/** One of n8n's two ways to poll, and to keep a trigger's place, in an n8n of its own. */
export class Poller {
	private running: World | undefined;

	private constructor(
		readonly mode: string,
		private readonly options: WorldOptions,
	) {}

	/** Both ways, for one test file. */
	static both(options: WorldOptions): Poller[] {
		const of = (mode: string, folder: string, settings: Settings) =>
			new Poller(mode, { ...options, name: `${options.name}-${folder}`, settings });
		return [of("n8n's default poller", 'default', {}), of('durable cursors', 'durable', durableCursors)];
	}

	get world(): World {
		if (this.running === undefined) throw new Error(`The world with ${this.mode} did not start`);
		return this.running;
	}

	async start(): Promise<void> {
		this.running = await World.start(this.options);
	}

	async stop(): Promise<void> {
		await this.running?.stop();
	}
}
