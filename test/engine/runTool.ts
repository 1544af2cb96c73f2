import './environment';
import { SupplyDataContext } from 'n8n-core';
import { createNodeAsTool } from 'n8n-core/dist/execution-engine/node-execution-context/utils/create-node-as-tool';
import { makeHandleToolInvocation } from 'n8n-core/dist/execution-engine/node-execution-context/utils/get-input-connection-data';
import {
	createRunExecutionData,
	jsonParse,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeType,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { additionalData, credentialStore, workflowNode, type NodeSetup } from './setup';
import { buildWorkflow } from './workflow';

const MODE: WorkflowExecuteMode = 'trigger';

/** A node as an AI agent's model sees it. */
export interface Tool {
	readonly name: string;
	readonly description: string;
	/** Calls it with what the model fills in, and returns what the model then reads. */
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
export function toolOf(setup: NodeSetup): Tool {
	const nodeType = toolVariant(setup.node);
	const credentials = credentialStore(setup);
	const node: INode = workflowNode('Tool', { ...setup, node: nodeType }, credentials);
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
			const returned: unknown = await tool.invoke(args);
			return typeof returned === 'string' ? jsonParse<unknown>(returned) : returned;
		},
	};
}
