import './environment';
import {
	NodeHelpers,
	Workflow,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeType,
	type INodeTypes,
} from 'n8n-workflow';

import { plainNode } from './plainNode';

/** n8n's name of a node type: the package's, then the node's. */
export const typeName = ({ description: { name } }: INodeType) =>
	name.includes('.') ? name : `n8n-nodes-integration-ops.${name}`;

function nodeTypes(types: INodeType[]): INodeTypes {
	const byName = new Map(types.map((type) => [typeName(type), type]));
	const find = (name: string) => {
		const type = byName.get(name);
		if (!type) throw new Error(`Unknown node type "${name}".`);
		return type;
	};
	return {
		getByName: find,
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(find(name), version),
		getKnownTypes: () => ({}),
	};
}

/** n8n's Workflow object over the given nodes; it fills in the default of every field that is not set. */
export function buildWorkflow(
	types: INodeType[],
	nodes: INode[],
	connections: IConnections = {},
	staticData: IDataObject = {},
	id = 'workflow',
): Workflow {
	return new Workflow({
		id,
		name: 'Workflow under test',
		nodes,
		connections,
		active: true,
		nodeTypes: nodeTypes(types),
		staticData,
		settings: { executionOrder: 'v1', timezone: 'UTC' },
	});
}

const nothing: INodeType = {
	description: { ...plainNode, displayName: 'Nothing', name: 'nothing' },
};

/** A workflow that does nothing: n8n resolves expressions outside of a run in such a one. */
export function emptyWorkflow(): { workflow: Workflow; node: INode } {
	const type = typeName(nothing);
	const node: INode = {
		id: 'Nothing',
		name: 'Nothing',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	return { workflow: buildWorkflow([nothing], [node]), node };
}
