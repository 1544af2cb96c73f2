import {
	executeFilter,
	jsonParse,
	type FilterValue,
	type IDataObject,
	type INodeParameters,
	type NodeParameterValue,
} from 'n8n-workflow';
import { get } from 'lodash';
import { DateTime } from 'luxon';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';

const workflowSchema = z.object({
	nodes: z.array(
		z.object({
			name: z.string(),
			parameters: z.custom<INodeParameters>(),
			alwaysOutputData: z.boolean().optional(),
		}),
	),
	connections: z.record(
		z.object({ main: z.array(z.array(z.object({ node: z.string(), index: z.number() }))).optional() }),
	),
});

/** A ready workflow whose expressions can be tried on an item; those that are tried are plain JavaScript. */
export function readExample(name: string) {
	const file = join(__dirname, '../../examples', `${name}.json`);
	const { nodes, connections } = workflowSchema.parse(jsonParse(readFileSync(file, 'utf8')));
	const nodeOf = (node: string) => nodes.find((one) => one.name === node);
	const parametersOf = (node: string) => nodeOf(node)?.parameters ?? {};
	return {
		names: nodes.map((node) => node.name),
		nodeOf,
		parametersOf,
		/** Where each output of the node leads: `node:input`. */
		outputsOf: (node: string) =>
			(connections[node]?.main ?? []).map((links) => links.map((link) => `${link.node}:${link.index}`)),
		/**
		 * What stands in the parameter, given by its path, when this is the item, and other nodes have returned these; it comes
		 * from the first of them. A node that is not among them was not executed. `run`: how often this node has run before.
		 */
		shown: (
			node: string,
			path: string,
			item: IDataObject,
			returned: Readonly<Record<string, IDataObject[]>> = {},
			now: DateTime = DateTime.now(),
			run = 0,
		) => resolved(z.string().parse(get(parametersOf(node), path)), item, { returned, now, run }),
		/** Whether a node **Filter** or **If** lets the item through; each of its expressions is one value. */
		passes: (node: string, item: IDataObject): boolean => {
			const { conditions, ...filter } = z.custom<FilterValue>().parse(parametersOf(node)['conditions']);
			const withValues = conditions.map((condition) => ({
				...condition,
				leftValue: valueOf(String(condition.leftValue), item),
			}));
			return executeFilter({ ...filter, conditions: withValues });
		},
	};
}

/** The value of an expression, which may be no text. */
function valueOf(text: string, $json: IDataObject): NodeParameterValue {
	const [, code = ''] = /^=\{\{([^]*)\}\}$/.exec(text) ?? [];
	return z.custom<NodeParameterValue>().parse(runInNewContext(`(${code})`, { $json }));
}

function resolved(
	text: string,
	$json: IDataObject,
	{
		returned,
		now: $now,
		run: $runIndex,
	}: { returned: Readonly<Record<string, IDataObject[]>>; now: DateTime; run: number },
): string {
	const $ = (node: string) => {
		const items = returned[node]?.map((json) => ({ json }));
		const all = () => {
			// As n8n does it.
			if (items === undefined) throw new Error(`Node '${node}' hasn't been executed`);
			return items;
		};
		return { all, item: items?.[0], isExecuted: items !== undefined };
	};
	return text
		.replace(/^=/, '')
		.replace(/\{\{([^]*?)\}\}/g, (_whole, code: string) =>
			String(runInNewContext(`(${code})`, { $json, $, $now, $runIndex })),
		);
}
