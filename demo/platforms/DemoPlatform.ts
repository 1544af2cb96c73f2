import type { ExecutionItem } from '../n8n/executions';
import type { Credential } from '../n8n/N8nClient';
import type { Switchboard } from '../../simulators/switchboard';
import type { NodeChoice } from '../n8n/workflows';

/** Where it listens, what it was asked, what goes wrong there, what it took for a violation of the platform's rules. */
export type AnySimulator = Pick<Switchboard<unknown>, 'url' | 'requests' | 'faults' | 'violations' | 'stop'>;

/** A platform's simulator, running, and what the demo shows with it. */
export interface RunningPlatform<Simulator extends AnySimulator = AnySimulator> {
	simulator: Simulator;
	/** Leads n8n to the simulator. */
	credential: Credential;
	/** Those of other types that some of its operations need. */
	furtherCredentials?: Credential[];
	/** The node that lists integrations, without credentials. */
	list: NodeChoice;
	/** One listed integration in a few words. */
	describe: (integration: ExecutionItem) => string;
	/** The trigger that waits for errors, without credentials and poll times. */
	watch: NodeChoice;
	/** What `causeError` does, for people: `a run fails`. */
	happening: string;
	/** Makes an integration fail once, as on the platform; returns the `eventId` that the trigger emits. */
	causeError: () => Promise<string> | string;
}

/** What `npm start` needs to know of a platform. */
export interface DemoPlatform<Simulator extends AnySimulator = AnySimulator> {
	/** As people write it. */
	name: string;
	/** The simulator listens here when it can, so that stored credentials stay right over restarts. */
	port: number;
	start: (port: number) => Promise<RunningPlatform<Simulator>>;
}
