import type { INodeParameters } from 'n8n-workflow';

import type { Workflow } from '../../../demo/n8n/N8nClient';
import { chain, type NodeChoice } from '../../../demo/n8n/workflows';

const retry = 'Retry';
const assign = 'Assign';
const canRetry = 'Can it be retried?';

/** Of new errors, those with a retry key are retried, the others assigned to somebody. */
export function repairChain(trigger: NodeChoice, celigo: Omit<NodeChoice, 'parameters'>): Workflow {
	const decision = {
		name: canRetry,
		type: 'n8n-nodes-base.if',
		typeVersion: 2.2,
		parameters: {
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
				conditions: [
					{
						id: 'has-key',
						leftValue: '={{ $json.detail.retryDataKey }}',
						rightValue: '',
						operator: { type: 'string', operation: 'notEmpty', singleValue: true },
					},
				],
				combinator: 'and',
			},
			options: {},
		},
	};
	const repair = (name: string, operation: string, more: INodeParameters = {}) => ({
		...celigo,
		name,
		parameters: { resource: 'error', operation, ...more },
	});
	const straight = chain('Celigo: repair new errors', [
		trigger,
		decision,
		repair(retry, 'retry'),
		repair(assign, 'assign', { email: 'owner@example.com' }),
	]);
	const to = (name: string) => [{ node: name, type: 'main', index: 0 }];
	const forked: Record<string, [number, number]> = { [retry]: [480, -100], [assign]: [480, 100] };
	return {
		...straight,
		nodes: straight.nodes.map((node) => ({ ...node, position: forked[node.name] ?? node.position })),
		connections: {
			[trigger.name]: { main: [to(canRetry)] },
			[canRetry]: { main: [to(retry), to(assign)] },
		},
	};
}
