import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { namedProperties } from '../field/fields';
import type { Field, FieldSet } from '../field/Field';
import type { AnyOperation, Resource } from './Operation';
import { binaryFields, listFields, optionFields, simplifyFields } from '../field/standardFields';

type Shown = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

/**
 * The dropdowns and fields of a platform's node. A fresh array every time: n8n writes into the one it gets.
 */
export function nodeProperties(resources: readonly Resource[]): INodeProperties[] {
	const sorted = [...resources].sort(byName);
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: sorted.map(({ name, value }) => ({ name, value })),
			default: sorted[0]?.value ?? '',
		},
		...sorted.flatMap((resource) => [
			operationDropdown(resource),
			...resource.operations.flatMap((operation) =>
				fieldsShownFor(
					{ ...operation.fields, ...standardFieldsOf(operation) },
					{ resource: [resource.value], operation: [operation.value] },
				),
			),
		]),
		...namedProperties(optionFields),
	];
}

/** The fields that the core adds to an operation because of what it answers. */
export function standardFieldsOf(operation: AnyOperation): FieldSet {
	return {
		...(operation.kind === 'list' && listFields),
		...(operation.answersFile && binaryFields),
		...(operation.simplify && simplifyFields),
	};
}

/** Properties of fields, each shown under the given conditions and its own. */
export function fieldsShownFor(fields: FieldSet, shown: Shown): INodeProperties[] {
	return namedProperties(fields).map((property) => ({
		...property,
		displayOptions: { show: { ...shown, ...siblingConditions(fields[property.name]) } },
	}));
}

function operationDropdown(resource: Resource): INodeProperties {
	const options: INodePropertyOptions[] = [...resource.operations].sort(byName).map((operation) => ({
		name: operation.name,
		value: operation.value,
		action: operation.action,
		description: operation.description ?? operation.action,
	}));
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource.value] } },
		options,
		default: (options.find(({ value }) => value === 'getMany') ?? options[0])?.value ?? '',
	};
}

function siblingConditions(field: Field<unknown> | undefined): Shown {
	return Object.fromEntries(
		Object.entries(field?.shownWhen ?? {}).map(([sibling, values]) => [sibling, [...values]]),
	);
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
	return one.name.localeCompare(other.name);
}
