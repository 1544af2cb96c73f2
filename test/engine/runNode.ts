import './environment';
import { WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	type ExecutionError,
	type ExecutionStatus,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IRun,
	type NodeExecutionHint,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import type { CredentialStore } from './CredentialStore';
import { additionalData, credentialStore, workflowNode, type NodeSetup } from './setup';
import { plainNode } from './plainNode';
import { buildWorkflow } from './workflow';

export interface NodeRunSetup extends NodeSetup {
	/** JSON of the input items; one empty item when neither this nor `inputItems` is given. */
	items?: IDataObject[];
	/** Whole input items, for binary data. */
	inputItems?: INodeExecutionData[];
	/** The node's setting "On Error". */
	onError?: NonNullable<INode['onError']>;
	/** The setting "Retry On Fail": how often n8n runs the node at most, without a pause between. */
	maxTries?: number;
	/** An expression that a node behind this one evaluates for each of the items. */
	behind?: string | undefined;
	/** Aborting it is pressing Stop. */
	cancel?: AbortSignal;
	mode?: WorkflowExecuteMode;
}

export interface NodeRun {
	status: ExecutionStatus;
	/** The first output. */
	items: INodeExecutionData[];
	/** JSON of the first output. */
	json: IDataObject[];
	/** The second output: where `continueErrorOutput` sends the items that failed. */
	errorItems: INodeExecutionData[];
	/** The values of the expression behind. */
	behind: unknown[];
	/** What stopped the workflow; undefined when it went on. A plain object with the error's fields, as n8n stores it. */
	error: ExecutionError | undefined;
	/** Hints that the node gave to the person who looks at its output. */
	hints: NodeExecutionHint[];
	executionTimeMs: number;
	/** The credentials after the run: tokens that were fetched during it are kept here, as in n8n. */
	credentials: CredentialStore;
}

/** The node before the one under test: it hands over the input items, so that pairing has somewhere to lead. */
export const source = (items: INodeExecutionData[]): INodeType => ({
	description: {
		displayName: 'Source',
		name: 'source',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
	execute: async () => [structuredClone(items)],
});

/** The node behind the one under test: what a person builds on the result with. */
const follower: INodeType = {
	description: {
		...plainNode,
		displayName: 'Follower',
		name: 'follower',
		properties: [{ displayName: 'Value', name: 'value', type: 'string', default: '' }],
	},
	async execute() {
		const values = this.getInputData().map((_item, index) => this.getNodeParameter('value', index));
		return [values.map((value) => ({ json: { value } }))];
	},
};

/** Runs one node on n8n's own engine: expressions, credentials, pairing, On Error and Stop are n8n's. */
export async function runNode(setup: NodeRunSetup): Promise<NodeRun> {
	const credentials = credentialStore(setup);
	const input = setup.inputItems ?? (setup.items ?? [{}]).map((json) => ({ json }));
	const first = source(input);
	const node: INode = {
		...workflowNode('Node', setup, credentials),
		...(setup.onError && { onError: setup.onError }),
		...(setup.maxTries && { retryOnFail: true, maxTries: setup.maxTries, waitBetweenTries: 1 }),
	};
	const start = workflowNode('Source', { node: first }, credentials);
	const behind = workflowNode(
		'Follower',
		{ node: follower, parameters: { value: setup.behind ?? '' } },
		credentials,
	);
	const nodes = [start, node, ...(setup.behind === undefined ? [] : [behind])];
	const leadsTo = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
	const connections = {
		[start.name]: leadsTo(node.name),
		...(setup.behind !== undefined && { [node.name]: leadsTo(behind.name) }),
	};
	const workflow = buildWorkflow([first, setup.node, follower], nodes, connections);
	const { mode = 'trigger', cancel } = setup;
	const stack = [{ node: start, data: { main: [[{ json: {} }]] }, source: null }];
	const data = createRunExecutionData({ executionData: { nodeExecutionStack: stack } });
	const running = new WorkflowExecute(additionalData(credentials, mode), mode, data).processRunExecutionData(
		workflow,
	);
	const stop = () => running.cancel();
	if (cancel?.aborted) stop();
	cancel?.addEventListener('abort', stop, { once: true });
	const run = await running.finally(() => cancel?.removeEventListener('abort', stop));
	return { ...outputs(run), credentials };
}

function outputs(run: IRun): Omit<NodeRun, 'credentials'> {
	const { runData } = run.data.resultData;
	const task = runData['Node']?.at(-1);
	const behind = runData['Follower']?.at(-1)?.data?.['main']?.[0] ?? [];
	const main = task?.data?.['main'] ?? [];
	const items = main[0] ?? [];
	return {
		status: run.status,
		items,
		json: items.map(({ json }) => json),
		errorItems: main[1] ?? [],
		behind: behind.map(({ json }) => json['value']),
		error: run.data.resultData.error,
		hints: task?.hints ?? [],
		executionTimeMs: task?.executionTime ?? 0,
	};
}
