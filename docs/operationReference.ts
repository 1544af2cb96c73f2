import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { groupBy } from 'lodash';

import { describedNodes, eventsIn, operationsIn } from './nodeDescriptions';

/** The list of all operations and events as Markdown, from the descriptions that n8n itself reads. */
export async function operationReference(): Promise<string> {
	const nodes = await describedNodes();
	return [
		'# Operations and events',
		'',
		"Generated from the nodes by `npm run docs`. The page of each platform has an operation's requests, the rights it needs, its fields one by one, and an example of what it returns.",
		'',
		...nodes.flatMap(({ description }) => ['', ...section(description)]),
		'',
	]
		.join('\n')
		.replace(/\n{3,}/g, '\n\n');
}

function section(description: INodeTypeDescription): string[] {
	const title = `## ${description.displayName}`;
	const body = description.polling === true ? events(description) : operations(description);
	return [title, '', `${description.description}.`, '', ...body];
}

function operations(description: INodeTypeDescription): string[] {
	const byResource = groupBy(operationsIn(description), ({ resource }) => resource.name);
	return Object.entries(byResource).flatMap(([resource, described]) => [
		'',
		`### ${resource}`,
		'',
		'| Operation | What it does | Fields |',
		'| --- | --- | --- |',
		...described.map(({ operation, fields }) => row(operation.name, explained(operation), fields)),
		'',
	]);
}

function events(description: INodeTypeDescription): string[] {
	const rows = eventsIn(description).map(({ event, fields }) =>
		row(event.name, event.description ?? '', fields),
	);
	return ['| Event | When | Fields |', '| --- | --- | --- |', ...rows, ''];
}

function row(name: string, does: string, fields: readonly INodeProperties[]): string {
	const names = [...new Set(fields.map(({ displayName }) => displayName))].join(', ');
	return `| ${name} | ${does} | ${names === '' ? '–' : names} |`;
}

/** Its action, and what the description says beyond that. */
export function explained({ action = '', description = action }: INodePropertyOptions): string {
	return description === action ? action : `${action}. ${description}`;
}
