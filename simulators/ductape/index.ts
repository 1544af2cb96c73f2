import { Clock, SeededRandom, startSwitchboard, type ListenOptions, type Switchboard } from '../switchboard';

import { checkAccess, type Need } from './access';
import { DuctapeState } from './DuctapeState';
import { DuctapeWorld } from './DuctapeWorld';
import { Refusals } from './refusals';
import { appRoutes } from './routes/apps';
import { integrationRoutes } from './routes/integrations';
import { logRoutes } from './routes/logs';
import { loginRoutes } from './routes/login';
import { proxyRoutes } from './routes/proxy';
import { runRoutes } from './routes/runs';
import { seedState, type SeedCounts, type Seeded } from './seed';
import { defaultSwitches, type DuctapeSwitches } from './switches';

export { signToken } from './access';
export { publicKeyOf, type DuctapeState } from './DuctapeState';
export { ductapeSample } from './seed';
export type { App, Integration, JobExecution, LogEntry, Part, User, Workspace } from './records';
export type { DuctapeSwitches } from './switches';

export interface DuctapeOptions extends ListenOptions {
	switches?: Partial<DuctapeSwitches>;
	/** Counts beside the small default. */
	seed?: SeedCounts;
	clock?: Clock;
}

/** Ductape's gateway on loopback, with one person, one workspace and a small seed. */
export interface DuctapeSimulator extends Switchboard<DuctapeSwitches> {
	readonly state: DuctapeState;
	readonly seeded: Seeded;
}

export async function startDuctape(options: DuctapeOptions = {}): Promise<DuctapeSimulator> {
	const { seed = {}, clock = new Clock(), switches: changed, ...listen } = options;
	const switches: DuctapeSwitches = { ...defaultSwitches(), ...changed };
	const state = new DuctapeState(clock, new SeededRandom());
	const seeded = seedState(state, seed);
	const refusals = new Refusals(switches);
	const world = new DuctapeWorld(state, switches, refusals, clock);
	const switchboard = await startSwitchboard<DuctapeSwitches, Need>(
		{
			switches,
			clock,
			routes: [
				...loginRoutes(world),
				...integrationRoutes(world),
				...runRoutes(world),
				...appRoutes(world),
				...logRoutes(world),
				...proxyRoutes(world),
			],
			refuse: (refusal) => refusals.common(refusal),
			guard: (call, needs) => checkAccess(world, call, needs),
			// The SDK doubles the first segment (`/logs/log/v1`); the gateway takes that off again.
			rewriteUrl: (url) => (switches.doubledPaths === 'served' ? undoubled(url) : url),
		},
		listen,
	);
	return { ...switchboard, state, seeded };
}

function undoubled(url: string): string {
	return url.replace(/^\/(users|workspaces|apps|integrations|log)s?\/\1\/v1\//, '/$1/v1/');
}
