import { describe, expect, test } from '@jest/globals';

import { FieldError } from '../../core';
import type { AnyOperation, Field, Resource } from '../../core';
import { CHECK_EXPRESSION, givenBy } from '../../core/field/givenValues';
import { resources as celigo } from '../../nodes/Celigo/resources';
import { resources as ductape } from '../../nodes/Ductape/resources';
import { resources as gestal } from '../../nodes/Gestal/resources';
import { resources as polarity } from '../../nodes/Polarity/resources';
import { resources as port } from '../../nodes/Port/resources';

const surroundings = { timeZone: 'Europe/Berlin' };

/** Every field of a type that every operation shows by itself: its groups of optional fields (Filters, Options), or its JSON. */
function fieldsOf(
	resources: readonly Resource[],
	type: 'collection' | 'json',
): Array<[task: string, field: Field<unknown>]> {
	const ofOperation = (resource: string, { name, fields }: AnyOperation) =>
		Object.values(fields)
			.filter(({ property }) => property.type === type)
			.map((field): [string, Field<unknown>] => [
				`${resource}: ${name}: ${field.property.displayName}`,
				field,
			]);
	return resources.flatMap(({ name, operations }) => operations.flatMap((each) => ofOperation(name, each)));
}

const platforms = { celigo, ductape, gestal, polarity, port };

/** Without a value, these would do more than was meant, or without what was to guard it. */
const NARROWING = /: (Filters|Run Options|Schedule)$/;
const GUARDS: Readonly<Record<string, readonly string[]>> = {
	'Flow: Clone: Clone Options': ['connectionMap', 'envId'],
	'Integration: Clone: Clone Options': ['connectionMap', '_envId'],
	'Integration: Create: Additional Fields': ['sandbox'],
	'Feature: Run: Run Fields': ['idempotency_key'],
	'Integration: Resync: Resync Options': ['skipIfRunning', 'waitUntilDone'],
};

describe.each(Object.entries(platforms))('%s', (_platform, resources) => {
	test.each(fieldsOf(resources, 'collection'))(
		'%s: what an expression leaves empty counts as not set, or is refused where that would be more',
		(task, field) => {
			const nested = Object.entries(field.nested ?? {});
			expect(nested).not.toEqual([]);
			for (const [name, { takesEmpty = false, property }] of nested) {
				const isRefused = NARROWING.test(task) || GUARDS[task]?.includes(name) === true;
				const notSet = [name, field.read({}, surroundings)];
				const read = (nothing: unknown) => [name, field.read({ [name]: nothing }, surroundings)];
				for (const nothing of [null, undefined]) {
					if (isRefused) expect(() => read(nothing)).toThrow(`'${property.displayName}' has no value`);
					else expect(read(nothing)).toEqual(notSet);
				}
				if (!takesEmpty) expect(read('')).toEqual(notSet);
				const empty = { [name]: '' };
				const given = givenBy({ [name]: '={{ $json.none }}' }, empty, {}, field.nested);
				const isFilter = /: Filters$/.test(task);
				const isNone = takesEmpty || (isRefused && !isFilter);
				expect([name, given]).toEqual([name, isNone ? { [name]: undefined } : empty]);
				if (!isRefused) expect([name, field.read(given, surroundings)]).toEqual(notSet);
			}
		},
	);

	test.each(fieldsOf(resources, 'json'))(
		'%s: an expression without a value is no JSON that was left empty',
		(_task, field) => {
			for (const nothing of [null, undefined])
				expect(() => field.read(nothing, surroundings)).toThrow(FieldError);
		},
	);
});

test.each<[resources: readonly Resource[], task: string, name: string, label: string]>([
	[celigo, 'Flow: Run: Run Options', 'exportIds', 'Export IDs'],
	[ductape, 'Feature: Run: Run Fields', 'idempotency_key', 'Idempotency Key'],
	[celigo, 'Error: Get Many: Filters', '_flowJobId', 'Flow Job ID'],
])('case %#: an expression without a value is refused', (resources, task, name, label) => {
	const field = new Map(fieldsOf(resources, 'collection')).get(task);
	expect(() => field?.read({ [name]: undefined }, surroundings)).toThrow(
		new FieldError(`'${label}' has no value`, CHECK_EXPRESSION),
	);
});
