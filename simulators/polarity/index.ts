import { Clock, startSwitchboard, type ListenOptions, type Switchboard } from '../switchboard';

import { Documents } from './documents';
import { PolarityState } from './PolarityState';
import { checkHeaders, PolarityWorld, type Need } from './PolarityWorld';
import { authenticationRoutes } from './routes/authentication';
import { integrationErrorRoutes } from './routes/integrationErrors';
import { integrationOptionRoutes } from './routes/integrationOptions';
import { integrationRoutes } from './routes/integrations';
import { lookupRoutes } from './routes/lookups';
import { permissionRoutes } from './routes/permissions';
import { seedState, type SeedCounts } from './seed';
import { defaultSwitches, type PolaritySwitches } from './switches';

export { seededApiKey, seededLogin, seededVirusTotalId } from './seed';
export type { PolarityState } from './PolarityState';
export type { Account, ApiKey, Hit, Integration, IntegrationError, Option } from './records';
export type { PolaritySwitches } from './switches';

export interface PolarityOptions extends ListenOptions {
	switches?: Partial<PolaritySwitches>;
	/** Counts beside the small default; `false` starts with nothing, not even a key. */
	seed?: SeedCounts | false;
	clock?: Clock;
}

/** A Polarity server of version 5 on loopback. */
export interface PolaritySimulator extends Switchboard<PolaritySwitches> {
	readonly state: PolarityState;
}

export async function startPolarity(options: PolarityOptions = {}): Promise<PolaritySimulator> {
	const { seed = {}, clock = new Clock(), switches: changed, ...listen } = options;
	const switches: PolaritySwitches = { ...defaultSwitches(), ...changed };
	const state = new PolarityState(clock, switches);
	if (seed !== false) seedState(state, seed);
	const world = new PolarityWorld(state, switches, clock);
	const documents = new Documents(state, switches);
	const switchboard = await startSwitchboard<PolaritySwitches, Need>(
		{
			switches,
			clock,
			routes: [
				...authenticationRoutes(world),
				...integrationRoutes(world, documents),
				...integrationErrorRoutes(world, documents),
				...integrationOptionRoutes(world, documents),
				...permissionRoutes(world),
				...lookupRoutes(world),
			],
			refuse: (refusal) => world.refusals.common(refusal),
			guard: (call, needs) => checkHeaders(world, call, needs),
			get contentType() {
				return switches.contentType;
			},
		},
		listen,
	);
	return { ...switchboard, state };
}
