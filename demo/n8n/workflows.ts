import type { Workflow, WorkflowNode } from './N8nClient';

/** The parts of a node that differ from one demo or test workflow to the next. */
export interface NodeChoice {
	name: string;
	type: string;
	/** 1 unless said. */
	typeVersion?: number;
	parameters: Record<string, unknown>;
	/** Credential type to the stored credential. */
	credentials?: Record<string, { id: string; name: string }>;
	/** Of nodes that have a URL of their own, such as forms. */
	webhookId?: string;
}

export const manualTrigger: NodeChoice = {
	name: 'When clicking Execute',
	type: 'n8n-nodes-base.manualTrigger',
	parameters: {},
};

export const noOperation: NodeChoice = {
	name: 'Do something with it',
	type: 'n8n-nodes-base.noOp',
	parameters: {},
};

/** Nodes one after the other, drawn from left to right. */
export function chain(name: string, choices: NodeChoice[]): Workflow {
	const nodes = choices.map(
		(choice, index): WorkflowNode => ({
			id: `node-${index}`,
			typeVersion: 1,
			position: [index * 240, 0],
			...choice,
		}),
	);
	const connections = Object.fromEntries(
		choices
			.slice(1)
			.map((choice, index) => [
				choices[index]?.name ?? '',
				{ main: [[{ node: choice.name, type: 'main', index: 0 }]] },
			]),
	);
	return { name, nodes, connections };
}

/** n8n's shortest polling interval. */
export const everyMinute = { item: [{ mode: 'everyMinute' }] };

/**
 * Six polls a minute: n8n refuses an interval below a minute, but not several poll times. For tests, which then see
 * six times as many polls in the same time.
 */
export const tenSecondsFrom = (firstSecond: number) => ({
	item: [0, 10, 20, 30, 40, 50].map((second) => ({
		mode: 'custom',
		cronExpression: `${second + firstSecond} * * * * *`,
	})),
});

export const everyTenSeconds = tenSecondsFrom(0);
