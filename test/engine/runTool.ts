import './environment';
import { SupplyDataContext, WorkflowExecute } from 'n8n-core';
import { createNodeAsTool } from 'n8n-core/dist/execution-engine/node-execution-context/utils/create-node-as-tool';
import { makeHandleToolInvocation } from 'n8n-core/dist/execution-engine/node-execution-context/utils/get-input-connection-data';
import {
	createRunExecutionData,
	jsonParse,
	type EngineResponse,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeType,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { textOf } from '../../core/data/json';
import { plainNode } from './plainNode';
import { source } from './runNode';
import { additionalData, credentialStore, workflowNode, type NodeSetup } from './setup';
import { buildWorkflow } from './workflow';

const MODE: WorkflowExecuteMode = 'trigger';

/** The versions of n8n's agent that have a tool run in two ways: `2` calls it itself, from `3` on n8n's engine runs it as a node. */
export const AGENTS = [2, 3] as const;

export interface ToolSetup extends NodeSetup {
	readonly agent?: (typeof AGENTS)[number];
	/** What the agent is given. From version 3 on the item of the tool holds it, too. */
	readonly item?: IDataObject;
	/** The node's setting "On Error". */
	readonly onError?: NonNullable<INode['onError']>;
}

/** A node as an AI agent's model sees it. */
export interface Tool {
	readonly name: string;
	readonly description: string;
	/** Calls it with what the model fills in, and returns what the model then reads. @throws what it reads of a failure */
	call(args?: IDataObject): Promise<unknown>;
}

/** The variant of a node that n8n makes at its start for AI agents. */
export function toolVariant(node: INodeType): INodeType {
	const { description } = node;
	return {
		description: {
			...description,
			name: `${description.name}Tool`,
			displayName: `${description.displayName} Tool`,
			inputs: [],
			outputs: ['ai_tool'],
		},
		async execute(this: IExecuteFunctions) {
			return (await node.execute?.call(this)) ?? null;
		},
	};
}

/** The node as a tool, made and called by n8n-core as for an AI agent. */
export function toolOf(setup: ToolSetup): Tool {
	const nodeType = toolVariant(setup.node);
	const credentials = credentialStore(setup);
	const node: INode = {
		...workflowNode('Tool', { ...setup, node: nodeType }, credentials),
		...(setup.onError && { onError: setup.onError }),
	};
	const agentType = toolVariant({
		description: { ...setup.node.description, name: 'agent', properties: [] },
	});
	const agent = workflowNode('Agent', { node: agentType }, credentials);
	const workflow = buildWorkflow([agentType, nodeType], [agent, node], {
		Tool: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
	});
	const run = createRunExecutionData({});
	const data = additionalData(credentials, MODE);
	const stored = workflow.getNode(node.name) ?? node;
	const context = (runIndex: number) =>
		new SupplyDataContext(
			workflow,
			stored,
			data,
			MODE,
			run,
			runIndex,
			[],
			{},
			'ai_tool',
			{ node: stored, data: {}, source: null },
			[],
			undefined,
			agent,
		);
	const handleToolInvocation = makeHandleToolInvocation(context, stored, nodeType, run);
	const { response: tool } = createNodeAsTool({ node: stored, nodeType, handleToolInvocation });
	return {
		name: tool.name,
		description: tool.description,
		call: async (args = {}) => {
			if (setup.agent === 3) return await runByEngine(setup, nodeType, node, args);
			const returned: unknown = await tool.invoke(args);
			return typeof returned === 'string' ? jsonParse<unknown>(returned) : returned;
		},
	};
}

/** What an agent of version 3 shows its model of a tool that n8n's engine ran on its behalf. @throws what it shows of a failure */
async function runByEngine(
	setup: ToolSetup,
	nodeType: INodeType,
	node: INode,
	args: IDataObject,
): Promise<unknown> {
	const credentials = credentialStore(setup);
	const first = source([{ json: setup.item ?? {} }]);
	const responses: EngineResponse[] = [];
	const agentType: INodeType = {
		description: { ...plainNode, displayName: 'Agent', name: 'agent' },
		async execute(response) {
			if (response !== undefined && response.actionResponses.length > 0) {
				responses.push(response);
				return await Promise.resolve([[{ json: {} }]]);
			}
			const action = { actionType: 'ExecutionNodeAction', type: 'ai_tool', id: 'call_1' } as const;
			const asked = { ...action, nodeName: node.name, input: args, metadata: { itemIndex: 0 } };
			return { actions: [asked], metadata: {} };
		},
	};
	const start = workflowNode('Source', { node: first }, credentials);
	const agent = workflowNode('Agent', { node: agentType }, credentials);
	const workflow = buildWorkflow([first, agentType, nodeType], [start, agent, node], {
		[start.name]: { main: [[{ node: agent.name, type: 'main', index: 0 }]] },
		[node.name]: { ai_tool: [[{ node: agent.name, type: 'ai_tool', index: 0 }]] },
	});
	const stack = [{ node: start, data: { main: [[{ json: {} }]] }, source: null }];
	const data = createRunExecutionData({ executionData: { nodeExecutionStack: stack } });
	const engine = new WorkflowExecute(additionalData(credentials, MODE), MODE, data);
	const run = await engine.processRunExecutionData(workflow);
	const task = responses[0]?.actionResponses[0]?.data;
	if (task === undefined) throw new Error('The tool was not run.', { cause: run.data.resultData.error });
	const shown = (task.data?.['ai_tool']?.[0] ?? []).map(({ json }) => json);
	if (task.error !== undefined) throw new Error(textOf(shown[0]?.['error']));
	return shown;
}
