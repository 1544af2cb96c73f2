import { say } from './install/progress';
import { atEnd } from './lifetime';
import { freePort, isFree } from './n8n/freePorts';
import { demoPlatforms } from './platforms';
import type { RunningPlatform } from './platforms/DemoPlatform';

/** A platform's simulator, and its name as people write it. */
export interface StartedPlatform {
	name: string;
	running: RunningPlatform;
}

/** Starts the simulators of all platforms, each on its own port where that is free. */
export async function startPlatforms(): Promise<StartedPlatform[]> {
	const started: StartedPlatform[] = [];
	for (const { name, port, start } of demoPlatforms) {
		const running = await start((await isFree(port)) ? port : await freePort());
		atEnd(async () => await running.simulator.stop());
		started.push({ name, running });
		say(`  ${name} is simulated at ${running.simulator.url}`);
	}
	return started;
}
