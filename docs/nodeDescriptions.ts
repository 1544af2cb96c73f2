import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { INodeProperties, INodePropertyOptions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';

const root = join(__dirname, '..');
const manifest = z.object({ n8n: z.object({ nodes: z.array(z.string()) }) });
const classes = z.record(z.custom<new () => INodeType>((exported) => typeof exported === 'function'));

/** A node of the package, and the folder of its platform. */
export interface DescribedNode {
	readonly folder: string;
	readonly description: INodeTypeDescription;
}

/** The nodes that package.json lists, by their names. */
export async function describedNodes(): Promise<DescribedNode[]> {
	const { n8n } = manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
	const nodes = await Promise.all(n8n.nodes.map(describedNode));
	return nodes.sort((one, other) => one.description.displayName.localeCompare(other.description.displayName));
}

async function describedNode(builtPath: string): Promise<DescribedNode> {
	const source = builtPath.replace(/^dist\//, '').replace(/\.js$/, '');
	const Node = classes.parse(await import(join(root, `${source}.ts`)))[
		basename(source).replace(/\.node$/, '')
	];
	if (Node === undefined) throw new Error(`${source} does not export its node`);
	const [, folder = ''] = source.split('/');
	return { folder, description: new Node().description };
}

/** An operation as the dropdowns offer it. */
export interface DescribedOperation {
	readonly resource: INodePropertyOptions;
	readonly operation: INodePropertyOptions;
	/** Its own fields; those that only an AI tool has are the same everywhere and left out. */
	readonly fields: readonly INodeProperties[];
}

/** The operations of an action node, by resource. */
export function operationsIn({ properties }: INodeTypeDescription): DescribedOperation[] {
	const resources = optionsOf(properties.find(({ name }) => name === 'resource'));
	return resources.flatMap((resource) => {
		const dropdown = properties.find(
			({ name, displayOptions }) => name === 'operation' && shows(displayOptions, 'resource', resource.value),
		);
		return optionsOf(dropdown).map((operation) => ({
			resource,
			operation,
			fields: properties.filter(
				({ name, displayOptions }) =>
					name !== 'operation' &&
					displayOptions?.show?.['@tool'] === undefined &&
					shows(displayOptions, 'resource', resource.value) &&
					shows(displayOptions, 'operation', operation.value),
			),
		}));
	});
}

/** The events of a trigger, each with the fields that only some have. */
export function eventsIn({ properties }: INodeTypeDescription) {
	return optionsOf(properties.find(({ name }) => name === 'events')).map((event) => ({
		event,
		fields: properties.filter(({ displayOptions }) => shows(displayOptions, 'events', event.value)),
	}));
}

function optionsOf(property: INodeProperties | undefined): INodePropertyOptions[] {
	return (property?.options ?? []).filter((option): option is INodePropertyOptions => 'value' in option);
}

function shows(
	displayOptions: INodeProperties['displayOptions'],
	name: string,
	value: INodePropertyOptions['value'],
): boolean {
	return displayOptions?.show?.[name]?.some((shown) => shown === value) ?? false;
}
