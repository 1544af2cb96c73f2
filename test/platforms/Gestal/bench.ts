import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeParameters,
	INodeType,
} from 'n8n-workflow';

import { runOperations, type Platform } from '../../../core';
import { GestalInstallationApi } from '../../../credentials/GestalInstallationApi.credentials';
import { GestalIntegratorApi } from '../../../credentials/GestalIntegratorApi.credentials';
import { Gestal } from '../../../nodes/Gestal/Gestal.node';
import { GestalTrigger } from '../../../nodes/Gestal/GestalTrigger.node';
import { feeds } from '../../../nodes/Gestal/events';
import { gestal } from '../../../nodes/Gestal/platform';
import { resources } from '../../../nodes/Gestal/resources';
import { startGestal, type Gestal as Simulator, type GestalOptions } from '../../../simulators/gestal';
import { Clock, type RecordedRequest } from '../../../simulators/switchboard';
import type { CredentialData, NodeRunSetup, PollSession, PollSessionSetup } from '../../engine';
import { nodeThat } from '../nodeOf';
import { PlatformBench, withoutDelays } from '../PlatformBench';

export { chosen as locator, visible } from '../PlatformBench';

export type Generation = 'seed' | 'current';

export interface RunOptions extends Partial<NodeRunSetup> {
	generation?: Generation;
}

export interface WatchOptions extends Partial<PollSessionSetup> {
	generation?: Generation;
}

type GestalRun = [resource: string, operation: string, parameters?: INodeParameters, more?: RunOptions];

export const credentialTypes = [new GestalIntegratorApi(), new GestalInstallationApi()];

/** A simulated integrator and farm site, with the credentials of both. */
export class GestalBench extends PlatformBench<Simulator, GestalRun> {
	/** `differences` are what the platform declares otherwise in this test. */
	static async start(options: GestalOptions = {}, differences: Partial<Platform> = {}): Promise<GestalBench> {
		const clock = new Clock('2024-05-01T12:00:00.000Z');
		const subjects = {
			node: Gestal,
			trigger: GestalTrigger,
			platform: { ...gestal, ...differences },
			resources,
			feeds,
			credentialTypes,
		};
		return new GestalBench(await startGestal({ clock, ...options }), subjects);
	}

	protected get typed() {
		return this.credentials();
	}

	credentials(generation: Generation = 'seed'): CredentialData {
		const { state, seeded, url } = this.simulator;
		const shared = { baseUrl: `${url}/`, apiPaths: generation };
		return {
			gestalIntegratorApi: { ...shared, ...state.account },
			gestalInstallationApi: { ...shared, apiKey: seeded.key.secret },
		};
	}

	async run(...[resource, operation, parameters, more = {}]: GestalRun) {
		const { generation, ...setup } = more;
		const credentials = this.credentials(generation);
		return await this.runOperation(resource, operation, parameters, { credentials, ...setup });
	}

	override watch(parameters: INodeParameters, more: WatchOptions = {}): PollSession {
		const { generation, ...setup } = more;
		return super.watch(parameters, { credentials: this.credentials(generation), ...setup });
	}

	/** `GET /integrations?page=1`, one line a request, the sign-ins left out. */
	lines(): string[] {
		return this.requests().map(({ method, url }) => `${method} ${url}`);
	}

	requests(): RecordedRequest[] {
		return [...this.simulator.requests].filter(({ path }) => path !== '/auth');
	}
}

/** The node, on a platform that differs in this. */
export function nodeWith(changes: Partial<Platform>): INodeType {
	const platform = { ...withoutDelays(gestal), ...changes };
	return nodeThat(Gestal, {
		async execute(this: IExecuteFunctions) {
			return await runOperations(this, platform, resources);
		},
	});
}

/** What a poll emitted. */
export function jsonOf(items: INodeExecutionData[] | null): IDataObject[] | null {
	return items?.map(({ json }) => json) ?? null;
}
