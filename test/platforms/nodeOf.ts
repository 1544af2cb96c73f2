import type { INodeType } from 'n8n-workflow';

type NodeClass = new () => INodeType;

const nodes = new WeakMap<NodeClass, INodeType>();

/**
 * A node or trigger as n8n has it: one object a process for all its runs. Frozen at every depth, so that no run can leave
 * anything in it for the next.
 */
export function nodeOf(Node: NodeClass): INodeType {
	const node = nodes.get(Node) ?? frozen(new Node());
	nodes.set(Node, node);
	return node;
}

/** The node, run by something else. */
export function nodeThat(Node: NodeClass, runs: Pick<INodeType, 'execute' | 'poll' | 'methods'>): INodeType {
	return { ...nodeOf(Node), ...runs };
}

function frozen<Value extends object>(value: Value): Value {
	for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part);
	return Object.freeze(value);
}
