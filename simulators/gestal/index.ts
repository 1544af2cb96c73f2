import { Clock, SeededRandom, startSwitchboard, type ListenOptions, type Switchboard } from '../switchboard';

import { checkAccess, type Need } from './access';
import { BatchRuns } from './BatchRuns';
import { GestalState } from './GestalState';
import { GestalWorld } from './GestalWorld';
import { Refusals } from './refusals';
import { accessKeyRoutes } from './routes/accessKeys';
import { batchRoutes } from './routes/batches';
import { farmRecordRoutes } from './routes/farmRecords';
import { installationRoutes } from './routes/installations';
import { integrationRoutes } from './routes/integrations';
import { mirrorRoutes } from './routes/mirrors';
import { sessionRoutes } from './routes/session';
import { sowRoutes } from './routes/sows';
import { seed, type SeedCounts, type Seeded } from './seed';
import { defaultSwitches, type GestalSwitches } from './switches';

export { gestalSample, type Seeded } from './seed';
export type { GestalSwitches } from './switches';

export interface GestalOptions extends ListenOptions {
	switches?: Partial<GestalSwitches>;
	seed?: SeedCounts;
	clock?: Clock;
	randomSeed?: number;
}

/** A running Gestal Cloud. */
export interface Gestal extends Switchboard<GestalSwitches> {
	readonly state: GestalState;
	readonly batches: BatchRuns;
	/** What the seed made. */
	readonly seeded: Seeded;
}

export async function startGestal(options: GestalOptions = {}): Promise<Gestal> {
	const { switches: chosen, seed: counts = {}, clock = new Clock(), randomSeed = 1, ...listen } = options;
	const switches = { ...defaultSwitches(), ...chosen };
	const state = new GestalState(clock, new SeededRandom(randomSeed));
	const batches = new BatchRuns(state, switches);
	const refusals = new Refusals(switches);
	const world = new GestalWorld(state, batches, switches, refusals, clock);
	const seeded = seed(state, counts);
	const switchboard = await startSwitchboard<GestalSwitches, Need>(
		{
			switches,
			clock,
			routes: [
				...sessionRoutes(world),
				...integrationRoutes(world),
				...installationRoutes(world),
				...accessKeyRoutes(world),
				...sowRoutes(world),
				...mirrorRoutes(world),
				...batchRoutes(world),
				...farmRecordRoutes(world),
			],
			refuse: (refusal) => refusals.answer(refusal),
			guard: (call, needs) => checkAccess(world, call, isNeed(needs) ? needs : undefined),
		},
		listen,
	);
	return { ...switchboard, state, batches, seeded };
}

function isNeed(needs: string | undefined): needs is Need | undefined {
	return needs === undefined || /^(login|ping|(seed|current|both):(integrator|installation))$/.test(needs);
}
