import { describe, expect, test } from '@jest/globals';

import type { AnyOperation, Field, Resource } from '../../core';
import { resources as celigo } from '../../nodes/Celigo/resources';
import { resources as ductape } from '../../nodes/Ductape/resources';
import { resources as gestal } from '../../nodes/Gestal/resources';
import { resources as polarity } from '../../nodes/Polarity/resources';
import { resources as port } from '../../nodes/Port/resources';

const surroundings = { timeZone: 'Europe/Berlin' };

/** Every group of optional fields (Filters, Options, Fields to Set) of every operation. */
function collectionsOf(resources: readonly Resource[]): Array<[task: string, field: Field<unknown>]> {
	const ofOperation = (resource: string, { name, fields }: AnyOperation) =>
		Object.values(fields)
			.filter(({ property }) => property.type === 'collection')
			.map((field): [string, Field<unknown>] => [
				`${resource}: ${name}: ${field.property.displayName}`,
				field,
			]);
	return resources.flatMap(({ name, operations }) => operations.flatMap((each) => ofOperation(name, each)));
}

describe.each(Object.entries({ celigo, ductape, gestal, polarity, port }))('%s', (_platform, resources) => {
	test.each(collectionsOf(resources))(
		'%s: what an expression leaves empty counts as not set',
		(_task, field) => {
			const nested = Object.entries(field.nested ?? {});
			expect(nested).not.toEqual([]);
			for (const [name, { takesEmpty = false }] of nested) {
				for (const nothing of [null, undefined, ...(takesEmpty ? [] : [''])]) {
					expect([name, field.read({ [name]: nothing }, surroundings)]).toEqual([
						name,
						field.read({}, surroundings),
					]);
				}
			}
		},
	);
});
