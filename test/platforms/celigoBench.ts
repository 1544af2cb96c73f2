import { expect, jest } from '@jest/globals';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
	INodeType,
} from 'n8n-workflow';

import { CeligoApi } from '../../credentials/CeligoApi.credentials';
import { Celigo } from '../../nodes/Celigo/Celigo.node';
import { CeligoTrigger } from '../../nodes/Celigo/CeligoTrigger.node';
import { startCeligo, type CeligoOptions, type CeligoSimulator } from '../../simulators/celigo';
import { listSearch, PollSession, runNode, type NodeRun, type NodeRunSetup } from '../engine';
import type { PollSessionSetup } from '../engine';

export const credentialTypes = [new CeligoApi()];

/** A resource locator as the editor stores it. */
export const chosen = (value: string) => ({ __rl: true, mode: 'id', value });

/** Whole times as the platform and the triggers write them. */
export const time: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** A simulated account, and the node and trigger under test with its credential as a person would type it. */
export class CeligoBench {
	private constructor(readonly simulator: CeligoSimulator) {}

	static async start(options: CeligoOptions = {}): Promise<CeligoBench> {
		// Backoff is full jitter: with the lowest draw no test waits.
		jest.spyOn(Math, 'random').mockReturnValue(0);
		return new CeligoBench(await startCeligo(options));
	}

	get state() {
		return this.simulator.state;
	}

	get switches() {
		return this.simulator.switches;
	}

	get faults() {
		return this.simulator.faults;
	}

	/** The credential with the token as it was typed. */
	withToken(apiToken: string): { celigoApi: ICredentialDataDecryptedObject } {
		return { celigoApi: { region: 'custom', customUrl: `${this.simulator.url}/`, apiToken } };
	}

	/** `task` is `resource.operation` as the dropdowns store them. */
	async run(
		task: string,
		parameters: INodeParameters = {},
		more: Partial<NodeRunSetup> = {},
	): Promise<NodeRun> {
		const [resource = '', operation = ''] = task.split('.');
		return await runNode({
			node: new Celigo(),
			parameters: { resource, operation, ...parameters },
			credentials: this.withToken(this.simulator.token),
			credentialTypes,
			...more,
		});
	}

	/** The output of a run that is expected to succeed. */
	async json(
		task: string,
		parameters: INodeParameters = {},
		more: Partial<NodeRunSetup> = {},
	): Promise<IDataObject[]> {
		const run = await this.run(task, parameters, more);
		expect(run.error).toBeUndefined();
		return run.json;
	}

	/** The failure of a run that is expected to fail: message and description in one text. */
	async failure(
		task: string,
		parameters: INodeParameters = {},
		more: Partial<NodeRunSetup> = {},
	): Promise<string> {
		const { error } = await this.run(task, parameters, more);
		return `${error?.message ?? 'no error'} | ${error?.description ?? ''}`;
	}

	/** A page of a picker's choices. */
	async choices(
		method: string,
		more: { parameters?: INodeParameters; filter?: string; paginationToken?: string } = {},
		node: INodeType = new Celigo(),
	) {
		const credentials = this.withToken(this.simulator.token);
		return await listSearch({ node, credentials, credentialTypes, method, ...more });
	}

	watch(parameters: INodeParameters, more: Partial<PollSessionSetup> = {}): PollSession {
		return new PollSession({
			trigger: new CeligoTrigger(),
			parameters,
			credentials: this.withToken(this.simulator.token),
			credentialTypes,
			...more,
		});
	}

	/** A trigger that is on, its baseline set and nothing told. */
	async watching(parameters: INodeParameters, more: Partial<PollSessionSetup> = {}): Promise<PollSession> {
		const session = this.watch(parameters, more);
		expect(await session.activate()).toBeNull();
		return session;
	}

	/** What the simulator was asked: `METHOD path?query`, one line a request. */
	asked(): string[] {
		return [...this.simulator.requests].map(
			({ method, url }) => `${method} ${decodeURIComponent(url.replace('/v1', ''))}`,
		);
	}

	/** The bodies of all requests that had one. */
	sent(): unknown[] {
		return [...this.simulator.requests].map(({ body }) => body).filter((body) => body !== undefined);
	}

	/** Every test ends here: nothing was sent that the document does not know, and no token to where it must not go. */
	async stop(): Promise<void> {
		jest.restoreAllMocks();
		await this.simulator.stop();
		expect(this.simulator.violations.lines()).toEqual([]);
	}
}

/** JSON of a poll's items; none for null. */
export const told = (items: INodeExecutionData[] | null) => (items ?? []).map(({ json }) => json);

/** The values of a dropdown. */
export function valuesOf({ options = [] }: INodeProperties): string[] {
	return options.map((option) => ('value' in option ? String(option.value) : ''));
}
