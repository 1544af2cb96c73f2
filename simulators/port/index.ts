import { Clock, SeededRandom, startSwitchboard, type ListenOptions, type Switchboard } from '../switchboard';

import { PortState } from './PortState';
import { PortWorld } from './PortWorld';
import { Refusals } from './refusals';
import { Resyncs } from './Resyncs';
import { auditLogRoutes } from './routes/auditLog';
import { integrationRoutes } from './routes/integrations';
import { observationRoutes } from './routes/observation';
import { organizationRoutes } from './routes/organization';
import { CLIENT, seed, type Seed } from './seed';
import { defaultSwitches, type PortSwitches } from './switches';
import { Tokens } from './tokens';

export type { ResyncEnd } from './Resyncs';
export { CLIENT } from './seed';
export type { PortSwitches } from './switches';

export interface PortOptions extends ListenOptions {
	switches?: Partial<PortSwitches>;
	seed?: Seed;
	clock?: Clock;
}

/** A running Port organization. */
export interface PortSimulator extends Switchboard<PortSwitches> {
	readonly state: PortState;
	readonly resyncs: Resyncs;
	readonly tokens: Tokens;
}

/** Starts a Port organization on loopback; `CLIENT` is the credential that works. */
export async function startPort({
	switches: given = {},
	seed: wanted = {},
	clock = new Clock(),
	...listen
}: PortOptions = {}): Promise<PortSimulator> {
	const switches = { ...defaultSwitches(), ...given };
	const random = new SeededRandom();
	const refusals = new Refusals(switches);
	const state = new PortState(clock, random, switches);
	const resyncs = new Resyncs(state, switches);
	const tokens = new Tokens(clock, random, switches, refusals);
	tokens.clients.set(CLIENT.clientId, CLIENT.clientSecret);
	seed(state, resyncs, wanted);
	const world = new PortWorld(state, resyncs, tokens, switches, refusals, clock);
	const switchboard = await startSwitchboard(
		{
			switches,
			clock,
			routes: [
				...organizationRoutes(world),
				...integrationRoutes(world),
				...observationRoutes(world),
				...auditLogRoutes(world),
			],
			refuse: (refusal) => refusals.general(refusal),
			guard: (call, needs) => tokens.check(call, rightOf(needs)),
			bodyLimitBytes: 1024 * 1024,
		},
		listen,
	);
	return { ...switchboard, state, resyncs, tokens };
}

/** The switchboard hands a route's own need back as text. */
function rightOf(needs: string | undefined) {
	return needs === 'noToken' || needs === 'anyRole' || needs === 'moderator' ? needs : undefined;
}
