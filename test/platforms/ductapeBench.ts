import { expect, jest } from '@jest/globals';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';

import { DuctapeApi } from '../../credentials/DuctapeApi.credentials';
import { Ductape } from '../../nodes/Ductape/Ductape.node';
import { DuctapeTrigger } from '../../nodes/Ductape/DuctapeTrigger.node';
import {
	publicKeyOf,
	signToken,
	startDuctape,
	type DuctapeOptions,
	type DuctapeSimulator,
} from '../../simulators/ductape';
import { listSearch, PollSession, runNode, type NodeRun, type NodeRunSetup } from '../engine';
import type { PollSessionSetup } from '../engine';

export const credentialTypes = [new DuctapeApi()];

/** A resource locator as the editor stores it. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** The simulator, and the nodes under test with a credential as a person would type it. */
export class DuctapeBench {
	private constructor(readonly simulator: DuctapeSimulator) {}

	static async start(options: DuctapeOptions = {}): Promise<DuctapeBench> {
		// Backoff is full jitter: with the lowest draw no test waits.
		jest.spyOn(Math, 'random').mockReturnValue(0);
		return new DuctapeBench(await startDuctape(options));
	}

	get state() {
		return this.simulator.state;
	}

	get switches() {
		return this.simulator.switches;
	}

	/** The integration with one part of each kind. */
	get orders() {
		return this.simulator.seeded.orders;
	}

	get ordersField() {
		return { integrationId: byId(this.orders._id) };
	}

	get publicKey(): string {
		return publicKeyOf(this.simulator.seeded.user);
	}

	get token(): string {
		return signToken(this.simulator.seeded.user, this.simulator.clock.now());
	}

	/** Changes to the default, which signs in by private key. */
	credential(changes: ICredentialDataDecryptedObject = {}): { ductapeApi: ICredentialDataDecryptedObject } {
		const { user, workspace } = this.simulator.seeded;
		return {
			ductapeApi: {
				baseUrl: `${this.simulator.url}/`,
				signInWith: 'privateKey',
				userId: user._id,
				workspaceId: workspace._id,
				privateKey: user.privateKey,
				...changes,
			},
		};
	}

	get pasted(): { ductapeApi: ICredentialDataDecryptedObject } {
		return this.credential({ signInWith: 'token', authToken: this.token, publicKey: this.publicKey });
	}

	async run(
		resource: string,
		operation: string,
		parameters: INodeParameters = {},
		more: Partial<NodeRunSetup> = {},
	): Promise<NodeRun> {
		return await runNode({
			node: new Ductape(),
			parameters: { resource, operation, ...parameters },
			credentials: this.credential(),
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
		expect(`${run.error?.message ?? ''} ${run.error?.description ?? ''}`.trim()).toBe('');
		return run.json;
	}

	/** The failure of a run that is expected to fail: message and description in one text. */
	async failure(
		resource: string,
		operation: string,
		parameters: INodeParameters = {},
		more: Partial<NodeRunSetup> = {},
	): Promise<string> {
		const { error } = await this.run(resource, operation, parameters, more);
		return `${error?.message ?? 'no error'} | ${error?.description ?? ''}`;
	}

	/** The choices of a picker. */
	async choices(method: string, parameters: INodeParameters = {}) {
		const setup = {
			node: new Ductape(),
			credentials: this.credential(),
			credentialTypes,
			method,
			parameters,
		};
		return (await listSearch(setup)).results;
	}

	watch(parameters: INodeParameters, more: Partial<PollSessionSetup> = {}): PollSession {
		return new PollSession({
			trigger: new DuctapeTrigger(),
			parameters,
			credentials: this.credential(),
			credentialTypes,
			...more,
		});
	}

	/** What the simulator was asked, without the logins and without AUTH: `METHOD path?query`. */
	asked(): string[] {
		return [...this.simulator.requests]
			.filter(({ path }) => !path.startsWith('/users/'))
			.map(({ method, path, url }) => {
				const search = new URLSearchParams(url.split('?')[1]);
				for (const name of ['user_id', 'public_key', 'workspace_id']) search.delete(name);
				return `${method} ${path}${search.size > 0 ? `?${search}` : ''}`;
			});
	}

	/** The last body of that method and path, without AUTH. */
	sent(method: string, path?: RegExp): unknown {
		const body = this.simulator.requests.last({ method, ...(path && { path }) })?.body;
		const entries = Object.entries(Object(body) as object);
		return Object.fromEntries(
			entries.filter(([name]) => !['user_id', 'public_key', 'workspace_id'].includes(name)),
		);
	}

	/** Every test ends here: nothing was sent that the document does not know. */
	async stop(): Promise<void> {
		jest.restoreAllMocks();
		await this.simulator.stop();
		expect(this.simulator.violations.lines()).toEqual([]);
	}
}

/** Everything that the user can see of a run. */
export function visible(run: NodeRun): string {
	return JSON.stringify([run.items, run.errorItems, run.error, run.hints]);
}
