import { camelCase } from 'lodash';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { fieldTable } from './fieldTable';
import { eventsIn, operationsIn, type DescribedNode, type DescribedOperation } from './nodeDescriptions';
import { explained } from './operationReference';
import { samplesOf, type OperationSample, type PlatformSamples } from './samples';

const BEGIN = '<!-- npm run docs writes from here -->';
const END = '<!-- npm run docs writes to here -->';

/** A page of docs/, and what it should hold. */
export interface Page {
	readonly path: string;
	readonly text: string;
}

/** The pages of the platforms with everything that is generated written anew; pages without the marks are left alone. */
export function platformPages(nodes: readonly DescribedNode[]): Page[] {
	return [...new Set(nodes.map(({ folder }) => folder))].flatMap((folder) => {
		const path = join(__dirname, `${camelCase(folder)}.md`);
		const written = existsSync(path) ? readFileSync(path, 'utf8') : '';
		const [before, rest] = written.split(BEGIN);
		const after = rest?.split(END)[1];
		if (before === undefined || after === undefined) return [];
		const ofPlatform = nodes.filter((node) => node.folder === folder);
		const samples = samplesOf(folder);
		const lines = ofPlatform.flatMap(({ description }) =>
			description.polling === true
				? eventDetails(description, samples)
				: [
						...optionDetails(description),
						...operationsIn(description).flatMap((described) => operationDetails(described, samples)),
					],
		);
		return [{ path, text: `${before}${BEGIN}\n\n${lines.join('\n')}\n${END}${after}` }];
	});
}

/** The options that all operations have. */
function optionDetails({ displayName, properties }: INodeTypeDescription): string[] {
	const shared = properties.filter(({ name }) => name === 'options');
	return foldable(`${displayName}: options of all operations`, table(shared));
}

function operationDetails(described: DescribedOperation, samples: PlatformSamples): string[] {
	const { resource, operation, fields } = described;
	const sample = samples.operations[`${String(resource.value)}.${String(operation.value)}`];
	return foldable(`${resource.name}: ${operation.name}`, [
		sentence(explained(operation)),
		'',
		...(sample ? requestLines(sample) : []),
		...table(fields),
		...(sample ? resultLines(sample) : []),
	]);
}

function requestLines({ requests, repeated }: OperationSample): string[] {
	const sent = requests.map((request) => `\`${request}\``).join(', ');
	const subject = requests.length === 1 ? 'It' : `\`${repeated.request.replace(/\?.*/, '')}\``;
	const often = new Map([
		[0, 'is not sent again'],
		[1, 'is sent again once'],
		// The sample asks no further: a wait lasts as long as the user lets it.
		[20, 'is sent again until the wait is over'],
	]);
	const again = often.get(repeated.times) ?? `is sent again up to ${repeated.times} times`;
	return [`Sent in this example: ${sent}. ${subject} ${again} after a 503.`, ''];
}

function resultLines({ records, output }: OperationSample): string[] {
	const returned = records === 1 ? 'Returns:' : `Returned ${records} items here. The first:`;
	return [returned, '', ...json(output)];
}

function eventDetails(description: INodeTypeDescription, { events }: PlatformSamples): string[] {
	const named = new Set(eventsIn(description).flatMap(({ fields }) => fields.map(({ name }) => name)));
	const shared = description.properties.filter(({ name }) => name !== 'pollTimes' && !named.has(name));
	const common = foldable(`${description.displayName}: fields of all events`, table(shared));
	const details = eventsIn(description).map(({ event, fields }) => {
		const sample = events[String(event.value)];
		return foldable(`${description.displayName}: ${event.name}`, [
			sentence(event.description ?? ''),
			'',
			...table(fields),
			...(sample ? ['Emits:', '', ...json(sample)] : []),
		]);
	});
	return [...common, ...details.flat()];
}

function table(fields: readonly INodeProperties[]): string[] {
	return fields.length === 0 ? [] : [...fieldTable(fields), ''];
}

function json(record: unknown): string[] {
	return ['```json', ...JSON.stringify(record, null, 2).split('\n'), '```', ''];
}

function foldable(title: string, lines: readonly string[]): string[] {
	return ['<details>', `<summary>${title}</summary>`, '', ...lines, '</details>', ''];
}

function sentence(text: string): string {
	return text === '' || text.endsWith('.') ? text : `${text}.`;
}
