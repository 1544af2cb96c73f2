import { expect, jest } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { GestalInstallationApi } from '../../credentials/GestalInstallationApi.credentials';
import { GestalIntegratorApi } from '../../credentials/GestalIntegratorApi.credentials';
import { Gestal } from '../../nodes/Gestal/Gestal.node';
import { startGestal, type Gestal as Simulator, type GestalOptions } from '../../simulators/gestal';
import { Clock, type RecordedRequest } from '../../simulators/switchboard';
import { runNode, type CredentialData, type NodeRun, type NodeRunSetup } from '../engine';

export type Generation = 'seed' | 'current';

export interface RunOptions extends Partial<NodeRunSetup> {
	generation?: Generation;
}

export const credentialTypes = [new GestalIntegratorApi(), new GestalInstallationApi()];

/** A simulator and the node under test, with both credentials as a person would type them. */
export class GestalBench {
	private constructor(readonly simulator: Simulator) {}

	static async start(options: GestalOptions = {}): Promise<GestalBench> {
		// Backoff is full jitter: with the lowest draw no test waits.
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const clock = new Clock('2024-05-01T12:00:00.000Z');
		return new GestalBench(await startGestal({ clock, ...options }));
	}

	credentials(generation: Generation = 'seed'): CredentialData {
		const { state, seeded, url } = this.simulator;
		const shared = { baseUrl: `${url}/`, apiPaths: generation };
		return {
			gestalIntegratorApi: { ...shared, ...state.account },
			gestalInstallationApi: { ...shared, apiKey: seeded.key.secret },
		};
	}

	async run(resource: string, operation: string, parameters: INodeParameters = {}, more: RunOptions = {}) {
		const { generation, ...setup } = more;
		return await runNode({
			node: new Gestal(),
			parameters: { resource, operation, ...parameters },
			credentials: this.credentials(generation),
			credentialTypes,
			...setup,
		});
	}

	/** The output of a run that is expected to succeed. */
	async json(
		resource: string,
		operation: string,
		parameters: INodeParameters = {},
		more: RunOptions = {},
	): Promise<IDataObject[]> {
		const run = await this.run(resource, operation, parameters, more);
		expect(run.error).toBeUndefined();
		return run.json;
	}

	/** `GET /integrations?page=1`, one line a request, the sign-ins left out. */
	lines(): string[] {
		return this.requests().map(({ method, url }) => `${method} ${url}`);
	}

	requests(): RecordedRequest[] {
		return [...this.simulator.requests].filter(({ path }) => path !== '/auth');
	}

	/** Ends every test: nothing that the document does not allow was sent. */
	async stop(): Promise<void> {
		await this.simulator.stop();
		expect(this.simulator.violations.lines()).toEqual([]);
	}
}

/** Everything that the user can see of a run. */
export function visible(run: NodeRun): string {
	return JSON.stringify([run.items, run.errorItems, run.error, run.hints]);
}

export function locator(value: string) {
	return { __rl: true, mode: 'id', value };
}
