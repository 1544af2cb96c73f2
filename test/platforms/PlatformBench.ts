import { expect, jest } from '@jest/globals';
import type {
	ICredentialType,
	IDataObject,
	INodeListSearchResult,
	INodeParameters,
	INodeType,
} from 'n8n-workflow';

import { listSearch, PollSession, runNode } from '../engine';
import type {
	CredentialData,
	ListSearchSetup,
	NodeRun,
	NodeRunSetup,
	PickerSetup,
	PollSessionSetup,
} from '../engine';

/** What every simulated platform has. */
interface SimulatedPlatform {
	readonly state: unknown;
	readonly switches: unknown;
	readonly faults: unknown;
	readonly violations: { lines(): readonly string[] };
	stop(): Promise<void>;
}

/** What is under test. */
interface Subjects {
	readonly node: new () => INodeType;
	readonly trigger: new () => INodeType;
	readonly credentialTypes: ICredentialType[];
}

/** How most platforms' tests name a run. */
export type OperationRun = [
	resource: string,
	operation: string,
	parameters?: INodeParameters,
	more?: Partial<NodeRunSetup>,
];

/** How a platform's tests name a run where one word says which operation is meant. */
export type TaskRun = [task: string, parameters?: INodeParameters, more?: Partial<NodeRunSetup>];

/** A simulated platform, and the node and trigger under test with its credential as a person would type it. */
export abstract class PlatformBench<Simulator extends SimulatedPlatform, Run extends unknown[]> {
	protected constructor(
		readonly simulator: Simulator,
		private readonly subjects: Subjects,
	) {
		// Backoff is full jitter: with the lowest draw no test waits.
		jest.spyOn(Math, 'random').mockReturnValue(0);
	}

	/** What a person typed, unless a test says otherwise. */
	protected abstract get typed(): CredentialData;

	abstract run(...run: Run): Promise<NodeRun>;

	get state(): Simulator['state'] {
		return this.simulator.state;
	}

	get switches(): Simulator['switches'] {
		return this.simulator.switches;
	}

	get faults(): Simulator['faults'] {
		return this.simulator.faults;
	}

	/** The output of a run that is expected to succeed. */
	async json(...run: Run): Promise<IDataObject[]> {
		const { error, json } = await this.run(...run);
		expect(error).toBeUndefined();
		return json;
	}

	/** The failure of a run that is expected to fail: message and description in one text. */
	async failure(...run: Run): Promise<string> {
		const { error } = await this.run(...run);
		return `${error?.message ?? 'no error'} | ${error?.description ?? ''}`;
	}

	watch(parameters: INodeParameters, more: Partial<PollSessionSetup> = {}): PollSession {
		const { trigger: Trigger, credentialTypes } = this.subjects;
		return new PollSession({
			trigger: new Trigger(),
			parameters,
			credentials: this.typed,
			credentialTypes,
			...more,
		});
	}

	/** Every test ends here: nothing was sent that the document does not know, and no secret to where it must not go. */
	async stop(): Promise<void> {
		jest.restoreAllMocks();
		await this.simulator.stop();
		expect(this.simulator.violations.lines()).toEqual([]);
	}

	protected async runOperation(
		resource: string,
		operation: string,
		parameters: INodeParameters = {},
		more: Partial<NodeRunSetup> = {},
	): Promise<NodeRun> {
		const { node: Node, credentialTypes } = this.subjects;
		return await runNode({
			node: new Node(),
			parameters: { resource, operation, ...parameters },
			credentials: this.typed,
			credentialTypes,
			...more,
		});
	}

	/** A page of a picker's choices. */
	protected async search(
		method: PickerSetup['method'],
		more: Partial<ListSearchSetup>,
	): Promise<INodeListSearchResult> {
		const { node: Node, credentialTypes } = this.subjects;
		return await listSearch({ node: new Node(), credentials: this.typed, credentialTypes, method, ...more });
	}
}

/** A resource locator as the editor stores it. */
export const chosen = (value: string) => ({ __rl: true, mode: 'id', value });

/** Everything that the user can see of a run. */
export function visible(run: NodeRun): string {
	return JSON.stringify([run.items, run.errorItems, run.error, run.hints]);
}
