import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

import { Clock } from './clock';
import { FaultPlan } from './FaultPlan';
import { InMemoryServer } from './InMemoryServer';
import type { CommonSwitches, SimulatorDefinition } from './definition';
import { RequestLog } from './RequestLog';
import { RequestStages } from './RequestStages';
import { requestListener } from './sharedApp';
import { ViolationLog } from './ViolationLog';

export interface ListenOptions {
	/** Default: any free port. */
	port?: number;
	/** Default 127.0.0.1. */
	host?: string;
	/** Is given the server instead of a port: it answers whoever asks it in this process, and opens no socket. */
	attach?: (server: InMemoryServer) => void;
}

/** A running simulator, without its platform's state. */
export interface Switchboard<Switches> {
	/** `http://127.0.0.1:port`, no trailing slash. */
	readonly url: string;
	readonly switches: Switches;
	readonly requests: RequestLog;
	readonly violations: ViolationLog;
	readonly faults: FaultPlan;
	readonly clock: Clock;
	/** Closes the server and every open connection at once, hanging ones too. */
	stop(): Promise<void>;
}

/** Starts a real HTTP server on loopback that answers `routes` and refuses, loudly, everything else. */
export async function startSwitchboard<Switches extends CommonSwitches, Need extends string>(
	definition: SimulatorDefinition<Switches, Need>,
	{ port = 0, host = '127.0.0.1', attach }: ListenOptions = {},
): Promise<Switchboard<Switches>> {
	const requests = new RequestLog();
	const violations = new ViolationLog();
	const faults = new FaultPlan();
	const clock = definition.clock ?? new Clock();
	if (attach !== undefined) {
		const server = new InMemoryServer(definition, violations, clock);
		attach(server);
		const { switches } = definition;
		return { url: server.origin, switches, requests, violations, faults, clock, stop: async () => undefined };
	}
	const stages = new RequestStages(definition, { requests, violations, faults, clock });
	const server = createServer(await requestListener(definition, stages));
	// As fastify's own servers: a request may take as long as it likes.
	server.requestTimeout = 0;
	server.keepAliveTimeout = 72_000;
	server.listen(port, host);
	await once(server, 'listening');
	stages.origin = originOf(server);
	return {
		url: stages.origin,
		switches: definition.switches,
		requests,
		violations,
		faults,
		clock,
		stop: async () => {
			stages.stop();
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}

function originOf(server: Server): string {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('a server without a port');
	return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
