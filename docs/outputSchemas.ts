import { mapValues } from 'lodash';
import { join } from 'node:path';

import { isRecord } from '../core/data/json';
import { operationsIn, type DescribedNode } from './nodeDescriptions';
import { samplesOf } from './samples';

/** What the editor shows of an operation's output before it ran. */
interface OutputSchema {
	/** In n8n's place for it, from the root of the package. */
	readonly path: string;
	readonly text: string;
}

/**
 * The schemas of the short forms: their keys are the package's own, so that a sample has them all. Of what a platform returns as
 * it is, a sample would promise what another account does not have. n8n asks for no schemas of triggers.
 */
export function outputSchemas(nodes: readonly DescribedNode[]): OutputSchema[] {
	return nodes.flatMap(({ folder, description }) => {
		const { operations } = samplesOf(folder);
		const versions = [description.version].flat();
		return operationsIn(description).flatMap(({ resource, operation, fields }) => {
			const names = [String(resource.value), String(operation.value)];
			const sample = operations[names.join('.')];
			if (sample === undefined || !fields.some(({ name }) => name === 'simplify')) return [];
			const text = `${JSON.stringify({ ...schemaOf(sample.output), version: 1 }, null, '\t')}\n`;
			return versions.map((version) => ({
				path: `${join('nodes', folder, '__schema__', `v${version}.0.0`, ...names)}.json`,
				text,
			}));
		});
	});
}

function schemaOf(value: unknown): object {
	if (value === null) return { type: 'null' };
	if (Array.isArray(value)) return { type: 'array', items: value.length > 0 ? schemaOf(value[0]) : {} };
	if (!isRecord(value)) return { type: typeof value };
	return { type: 'object', properties: mapValues(value, schemaOf) };
}
