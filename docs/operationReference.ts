import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodePropertyOptions, INodeType, INodeTypeDescription } from 'n8n-workflow';

const root = join(__dirname, '..');

interface Manifest {
	n8n: { nodes: string[] };
}

/** The reference of all operations and events as Markdown, from the descriptions that n8n itself reads. */
export async function operationReference(): Promise<string> {
	const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
	const descriptions = await Promise.all(manifest.n8n.nodes.map(async (path) => await descriptionOf(path)));
	const sorted = descriptions.sort((one, other) => one.displayName.localeCompare(other.displayName));
	return [
		'# Operations and events',
		'',
		'Generated from the nodes by `npm run docs`. What each operation sends, and the rights it needs, is described on the page of its platform.',
		'',
		...sorted.flatMap((description) => ['', ...section(description)]),
		'',
	]
		.join('\n')
		.replace(/\n{3,}/g, '\n\n');
}

async function descriptionOf(builtPath: string): Promise<INodeTypeDescription> {
	const source = builtPath.replace(/^dist\//, '').replace(/\.js$/, '');
	const className = source.split('/').pop()?.split('.')[0] ?? '';
	const module = (await import(join(root, `${source}.ts`))) as Record<string, new () => INodeType>;
	const NodeClass = module[className];
	if (NodeClass === undefined) throw new Error(`${source} has no class ${className}`);
	const { description } = new NodeClass();
	return description;
}

function section(description: INodeTypeDescription): string[] {
	const title = `## ${description.displayName}`;
	const body = description.polling === true ? events(description) : operations(description);
	return [title, '', `${description.description}.`, '', ...body];
}

function operations({ properties }: INodeTypeDescription): string[] {
	const resources = properties.find(({ name }) => name === 'resource');
	return optionsOf(resources).flatMap((resource) => {
		const dropdown = properties.find(
			({ name, displayOptions }) =>
				name === 'operation' && shows(displayOptions, 'resource', String(resource.value)),
		);
		const rows = optionsOf(dropdown).map((operation) => {
			const fields = properties.filter(
				({ name, displayOptions }) =>
					name !== 'operation' &&
					// What only an AI tool has is the same everywhere.
					displayOptions?.show?.['@tool'] === undefined &&
					shows(displayOptions, 'resource', String(resource.value)) &&
					shows(displayOptions, 'operation', String(operation.value)),
			);
			return row(operation.name, explained(operation), fields);
		});
		return [
			'',
			`### ${resource.name}`,
			'',
			'| Operation | What it does | Fields |',
			'| --- | --- | --- |',
			...rows,
			'',
		];
	});
}

function events({ properties }: INodeTypeDescription): string[] {
	const list = properties.find(({ name }) => name === 'events');
	const rows = optionsOf(list).map((event) => {
		const fields = properties.filter(({ displayOptions }) =>
			shows(displayOptions, 'events', String(event.value)),
		);
		return row(event.name, event.description ?? '', fields);
	});
	return ['| Event | When | Fields |', '| --- | --- | --- |', ...rows, ''];
}

function row(name: string, does: string, fields: readonly INodeProperties[]): string {
	const names = [...new Set(fields.map(({ displayName }) => displayName))].join(', ');
	return `| ${name} | ${does} | ${names === '' ? '–' : names} |`;
}

function explained({ action = '', description = action }: INodePropertyOptions): string {
	return description === action ? action : `${action}. ${description}`;
}

function optionsOf(property: INodeProperties | undefined): INodePropertyOptions[] {
	return (property?.options ?? []).filter((option): option is INodePropertyOptions => 'value' in option);
}

function shows(displayOptions: INodeProperties['displayOptions'], name: string, value: string): boolean {
	return displayOptions?.show?.[name]?.some((shown) => shown === value) ?? false;
}
