import type { AnySimulator, DemoPlatform, RunningPlatform } from '../../../demo/platforms/DemoPlatform';

/** The simulators that a test starts for itself: what they were asked is looked at in the end, too. */
export class OwnSimulators {
	private readonly started: AnySimulator[] = [];

	async start<Simulator extends AnySimulator>(
		platform: DemoPlatform<Simulator>,
	): Promise<RunningPlatform<Simulator>> {
		const running = await platform.start(0);
		this.started.push(running.simulator);
		return running;
	}

	/** What they were asked that the platform does not allow. */
	get violations(): string[] {
		return this.started.flatMap(({ violations }) => violations.lines());
	}

	async stop(): Promise<void> {
		for (const simulator of this.started) await simulator.stop();
	}
}
