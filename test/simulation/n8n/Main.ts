import type {
	ICredentialType,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeType,
	WorkflowActivateMode,
} from 'n8n-workflow';

import type { VirtualTime } from '../time/VirtualTime';
import { FreshModules } from './FreshModules';
import { pollView, type PollView } from './PollView';
import { Requests, type CredentialRows, type Network } from './Requests';

/** What is simulated around n8n's processes. */
export interface Surroundings {
	readonly time: VirtualTime;
	readonly network: Network;
	/** A poll begins. */
	pollBegins(): void;
	readonly credentials: CredentialRows;
	/** The trigger's module, from the repository's root, and its class. */
	readonly trigger: readonly [path: string, name: string];
	readonly credentialTypes: ReadonlyArray<readonly [path: string, name: string]>;
}

/** What the polls of a trigger node are given. */
export interface PollCall {
	readonly workflowId: string;
	readonly node: INode;
	readonly activation: WorkflowActivateMode;
	readonly staticData: Readonly<Record<'node' | 'global', IDataObject>>;
	readonly budgetMs: number;
	readonly hasIsolate: () => boolean;
	log(level: string, message: string): void;
}

/** A process of n8n: what it has loaded and remembers, until it is killed. */
export class Main {
	isAlive = true;

	private readonly trigger: INodeType;

	private readonly types: ReadonlyMap<string, ICredentialType>;

	/** @param place among the processes that run at the same time */
	constructor(
		private readonly around: Surroundings,
		place: number,
	) {
		const modules = FreshModules.take(place);
		this.trigger = modules.instance(...around.trigger) as INodeType;
		const types = around.credentialTypes.map((type) => modules.instance(...type) as ICredentialType);
		this.types = new Map(types.map((type) => [type.name, type]));
	}

	/** Nothing that it had under way goes on: its promises are never kept. */
	kill(): void {
		this.isAlive = false;
	}

	/** Runs something later, unless the process is dead by then. */
	after(delayMs: number, run: () => void): void {
		this.around.time.after(delayMs, () => {
			if (this.isAlive) run();
		});
	}

	async wait(delayMs: number): Promise<void> {
		await new Promise<void>((resolve) => this.after(delayMs, resolve));
	}

	/** What the trigger's polls see as `this`: the default poller's share one, a durable tick has one of its own. */
	view(call: PollCall): PollView {
		const { hasIsolate } = call;
		const selected = [...this.types.keys()].map((type) => [type, { id: type, name: type }] as const);
		const node = { ...call.node, credentials: Object.fromEntries(selected) };
		const requests = new Requests(
			node,
			this.types,
			this.around.credentials,
			async (request) => await this.alive(this.around.network(request)),
			hasIsolate,
		);
		return pollView({
			...call,
			node,
			credentials: (type) => this.around.credentials.data(type),
			request: async (type, options) => await requests.withCredential(type, options),
		});
	}

	async poll(view: PollView): Promise<INodeExecutionData[] | null> {
		const poll: unknown = Reflect.get(this.trigger, 'poll');
		if (typeof poll !== 'function') throw new Error('The trigger does not poll');
		const output: unknown = await Reflect.apply(poll, view, []);
		if (output !== null && !isOutput(output))
			throw new Error('What a poll returns is a list of items, or null');
		return await this.alive(Promise.resolve(output?.[0] ?? null));
	}

	/** What happens to a dead process is not seen by anyone. */
	private async alive<Result>(promise: Promise<Result>): Promise<Result> {
		return await new Promise<Result>((resolve, reject) => {
			promise.then(
				(result) => {
					if (this.isAlive) resolve(result);
				},
				(error: unknown) => {
					if (this.isAlive) reject(error instanceof Error ? error : new Error(String(error)));
				},
			);
		});
	}
}

function isOutput(output: unknown): output is INodeExecutionData[][] {
	const isItem = (item: unknown) => typeof item === 'object' && item !== null && 'json' in item;
	return Array.isArray(output) && output.every((items) => Array.isArray(items) && items.every(isItem));
}
