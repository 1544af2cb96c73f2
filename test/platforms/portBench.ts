import { expect, jest } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { PortIntegrationsApi } from '../../credentials/PortIntegrationsApi.credentials';
import { Port } from '../../nodes/Port/Port.node';
import { PortTrigger } from '../../nodes/Port/PortTrigger.node';
import { CLIENT, startPort, type PortOptions, type PortSimulator } from '../../simulators/port';
import { PollSession, runNode, type CredentialData, type NodeRun, type NodeRunSetup } from '../engine';
import type { PollSessionSetup } from '../engine';

export const credentialTypes = [new PortIntegrationsApi()];

/** A simulated organization, and the node and trigger under test with its credential as a person would type it. */
export class PortBench {
	private constructor(readonly simulator: PortSimulator) {}

	static async start(options: PortOptions = {}): Promise<PortBench> {
		// Backoff is full jitter: with the lowest draw no test waits.
		jest.spyOn(Math, 'random').mockReturnValue(0);
		return new PortBench(await startPort(options));
	}

	get credentials(): CredentialData {
		const customUrl = `${this.simulator.url}/v1/`;
		return { portIntegrationsApi: { region: 'custom', customUrl, ...CLIENT } };
	}

	async run(
		operation: string,
		parameters: INodeParameters = {},
		more: Partial<NodeRunSetup> = {},
	): Promise<NodeRun> {
		return await runNode({
			node: new Port(),
			parameters: { resource: 'integration', operation, ...parameters },
			credentials: this.credentials,
			credentialTypes,
			...more,
		});
	}

	/** The output of a run that is expected to succeed. */
	async json(
		operation: string,
		parameters: INodeParameters = {},
		more: Partial<NodeRunSetup> = {},
	): Promise<IDataObject[]> {
		const run = await this.run(operation, parameters, more);
		expect(run.error).toBeUndefined();
		return run.json;
	}

	/** The failure of a run that is expected to fail: message and description in one text. */
	async failure(
		operation: string,
		parameters: INodeParameters = {},
		more: Partial<NodeRunSetup> = {},
	): Promise<string> {
		const { error } = await this.run(operation, parameters, more);
		return `${error?.message ?? 'no error'} | ${error?.description ?? ''}`;
	}

	watch(parameters: INodeParameters, more: Partial<PollSessionSetup> = {}): PollSession {
		return new PollSession({
			trigger: new PortTrigger(),
			parameters,
			credentials: this.credentials,
			credentialTypes,
			...more,
		});
	}

	/** What the simulator was asked, without the token calls: `METHOD path?query`. */
	asked(): string[] {
		return [...this.simulator.requests]
			.filter(({ path }) => path !== '/v1/auth/access_token')
			.map(({ method, url }) => `${method} ${decodeURIComponent(url.replace('/v1', ''))}`);
	}

	/** Every test ends here: nothing was sent that the document does not know. */
	async stop(): Promise<void> {
		jest.restoreAllMocks();
		await this.simulator.stop();
		expect(this.simulator.violations.lines()).toEqual([]);
	}
}

/** A resource locator as the editor stores it. */
export const chosen = (value: string) => ({ __rl: true, mode: 'id', value });
