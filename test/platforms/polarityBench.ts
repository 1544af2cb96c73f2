import { expect, jest } from '@jest/globals';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';

import { PolarityApi } from '../../credentials/PolarityApi.credentials';
import { Polarity } from '../../nodes/Polarity/Polarity.node';
import { PolarityTrigger } from '../../nodes/Polarity/PolarityTrigger.node';
import {
	seededApiKey,
	seededLogin,
	startPolarity,
	type PolarityOptions,
	type PolaritySimulator,
} from '../../simulators/polarity';
import {
	listSearch,
	PollSession,
	runNode,
	type NodeRun,
	type NodeRunSetup,
	type PollSessionSetup,
} from '../engine';

export const VIRUS_TOTAL = 'virustotal_node_18_1725278818';

export const credentialTypes = [new PolarityApi()];

/** A resource locator as the editor stores it. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** The simulator, and the nodes under test with a credential as a person would type it. */
export class PolarityBench {
	private constructor(readonly simulator: PolaritySimulator) {}

	static async start(options: PolarityOptions = {}): Promise<PolarityBench> {
		// Backoff is full jitter: with the lowest draw no test waits.
		jest.spyOn(Math, 'random').mockReturnValue(0);
		return new PolarityBench(await startPolarity(options));
	}

	get state() {
		return this.simulator.state;
	}

	get switches() {
		return this.simulator.switches;
	}

	withKey(apiKey = seededApiKey): { polarityApi: ICredentialDataDecryptedObject } {
		return { polarityApi: { serverUrl: `${this.simulator.url}/`, signInWith: 'apiKey', apiKey } };
	}

	withPassword(password: string = seededLogin.password): { polarityApi: ICredentialDataDecryptedObject } {
		const { username } = seededLogin;
		return { polarityApi: { serverUrl: this.simulator.url, signInWith: 'password', username, password } };
	}

	async run(
		resource: string,
		operation: string,
		parameters: INodeParameters = {},
		more: Partial<NodeRunSetup> = {},
	): Promise<NodeRun> {
		return await runNode({
			node: new Polarity(),
			parameters: { resource, operation, ...parameters },
			credentials: this.withKey(),
			credentialTypes,
			...more,
		});
	}

	/** The output of a run that is expected to succeed. */
	async json(
		resource: string,
		operation: string,
		parameters: INodeParameters = {},
		more: Partial<NodeRunSetup> = {},
	): Promise<IDataObject[]> {
		const run = await this.run(resource, operation, parameters, more);
		expect(run.error).toBeUndefined();
		return run.json;
	}

	/** The choices of a picker. */
	async choices(method: string, parameters: INodeParameters = {}, filter?: string, paginationToken?: string) {
		return await listSearch({
			node: new Polarity(),
			credentials: this.withKey(),
			credentialTypes,
			method,
			parameters,
			...(filter !== undefined && { filter }),
			...(paginationToken !== undefined && { paginationToken }),
		});
	}

	trigger(parameters: INodeParameters, more: Partial<PollSessionSetup> = {}): PollSession {
		return new PollSession({
			trigger: new PolarityTrigger(),
			credentials: this.withKey(),
			credentialTypes,
			parameters,
			...more,
		});
	}

	/** `GET /api/integrations?page[size]=1`, one line a request. */
	lines(): string[] {
		return [...this.simulator.requests].map(({ method, url }) => `${method} ${decodeURIComponent(url)}`);
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
