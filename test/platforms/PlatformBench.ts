import { expect } from '@jest/globals';
import type {
	ICredentialType,
	IDataObject,
	IExecuteFunctions,
	INodeListSearchResult,
	INodeParameters,
	INodeType,
	IPollFunctions,
} from 'n8n-workflow';

import { memoize } from 'lodash';

import { operationListSearch, runOperations, textOf } from '../../core';
import type { Platform, Resource } from '../../core';
import { pollErrors } from '../../core/trigger';
import type { AnyFeed } from '../../core/trigger';
import type { FaultPlan, RecordedRequest, RequestLog } from '../../simulators/switchboard';
import { listSearch, PollSession, runNode } from '../engine';
import type {
	CredentialData,
	ListSearchSetup,
	NodeRun,
	NodeRunSetup,
	PickerSetup,
	PollSessionSetup,
} from '../engine';
import { nodeOf, nodeThat } from './nodeOf';

/** What every simulated platform has. */
interface SimulatedPlatform {
	readonly state: unknown;
	readonly switches: unknown;
	readonly faults: FaultPlan;
	readonly requests: RequestLog;
	readonly violations: { lines(): readonly string[] };
	stop(): Promise<void>;
}

/** What is under test. */
export interface Subjects {
	readonly node: new () => INodeType;
	readonly trigger: new () => INodeType;
	readonly platform: Platform;
	readonly resources: readonly Resource[];
	readonly feeds: readonly AnyFeed[];
	/** As the trigger's face hands it in. */
	readonly accountOf?: Parameters<typeof pollErrors>[3];
	readonly credentialTypes: ICredentialType[];
}

/** A run that is over. */
interface FinishedRun extends Pick<NodeRun, 'json'> {
	/** `resource.operation` as the dropdowns store them. */
	readonly task: string;
	readonly parameters: INodeParameters;
	readonly requests: readonly RecordedRequest[];
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
	/** What was run until now, in order. */
	readonly runs: FinishedRun[] = [];

	protected constructor(
		readonly simulator: Simulator,
		private readonly subjects: Subjects,
	) {}

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
		const { credentialTypes } = this.subjects;
		return new PollSession({
			trigger: quickTrigger(this.subjects),
			parameters,
			credentials: this.typed,
			credentialTypes,
			...more,
		});
	}

	/** Every test ends here: nothing was sent that the document does not know, and no secret to where it must not go. */
	async stop(): Promise<void> {
		await this.simulator.stop();
		expect(this.simulator.violations.lines()).toEqual([]);
	}

	protected async runOperation(
		resource: string,
		operation: string,
		parameters: INodeParameters = {},
		more: Partial<NodeRunSetup> = {},
	): Promise<NodeRun> {
		const { credentialTypes } = this.subjects;
		const { requests } = this.simulator;
		const before = requests.length;
		const given: INodeParameters = { resource, operation, ...parameters };
		const run = await runNode({
			node: quickNode(this.subjects),
			parameters: given,
			credentials: this.typed,
			credentialTypes,
			...more,
		});
		const { json } = run;
		const task = [given['resource'], given['operation']].map(textOf).join('.');
		this.runs.push({ task, parameters: given, json, requests: [...requests].slice(before) });
		return run;
	}

	/** The same without the platform's delays. */
	async choicesWithoutDelays(method: PickerSetup['method']): Promise<INodeListSearchResult> {
		const { platform, resources, node: Node, credentialTypes } = this.subjects;
		const methods = { listSearch: operationListSearch(withoutDelays(platform), resources) };
		const node = nodeThat(Node, { methods });
		return await listSearch({ node, credentials: this.typed, credentialTypes, method });
	}

	/** A page of a picker's choices. */
	protected async search(
		method: PickerSetup['method'],
		more: Partial<ListSearchSetup>,
	): Promise<INodeListSearchResult> {
		const { node: Node, credentialTypes } = this.subjects;
		return await listSearch({
			node: nodeOf(Node),
			credentials: this.typed,
			credentialTypes,
			method,
			...more,
		});
	}
}

/**
 * The platform without its delays: how long is waited is tested where it is decided, in the core. The same for all that run on
 * a platform: what is shared in a process, such as a pause, is then shared here, too.
 */
export const withoutDelays = memoize(
	(platform: Platform): Platform => ({
		...platform,
		pace: { ...platform.pace, requestsPerSecond: 10_000, burst: 1000, slowestPerSecond: 10_000 },
		retry: { ...platform.retry, shortestDelayMs: 0, firstDelayMs: 0, longestDelayMs: 0 },
		lookEveryMs: 1,
	}),
);

/** The node itself, with a platform that hands in no delays. */
function quickNode({ node: Node, platform, resources }: Subjects): INodeType {
	return nodeThat(Node, {
		async execute(this: IExecuteFunctions) {
			return await runOperations(this, withoutDelays(platform), resources);
		},
	});
}

function quickTrigger({ trigger: Trigger, platform, feeds, accountOf }: Subjects): INodeType {
	return nodeThat(Trigger, {
		async poll(this: IPollFunctions) {
			return await pollErrors(this, withoutDelays(platform), feeds, accountOf);
		},
	});
}

/** A resource locator as the editor stores it. */
export const chosen = (value: string) => ({ __rl: true, mode: 'id', value });

/** Everything that the user can see of a run. */
export function visible(run: NodeRun): string {
	return JSON.stringify([run.items, run.errorItems, run.error, run.hints]);
}
