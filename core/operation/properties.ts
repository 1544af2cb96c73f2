import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { map, pick } from 'lodash';

import { when } from '../field/fields';
import { fieldsShownFor, namedProperties } from '../field/shown';
import type { FieldSet } from '../field/Field';
import { listSearchMethods } from '../field/listSearch';
import type { Platform } from '../request/Platform';
import type { AnyOperation, Resource } from './Operation';
import { limit, optionFields, outputFile, returnAll } from '../field/standardFields';
import { outputProperties } from './toolOutput';

/** What a new node opens on, where the platform has it. */
const MAIN_RESOURCE = 'integration';
/** What a resource opens on, the first that it has: who presses Execute to look must change nothing. */
const MAIN_OPERATIONS = ['getMany', 'get'];

/** The dropdowns and fields of a platform's node. A fresh array every time: n8n writes into the one it gets. */
export function nodeProperties(platform: Platform, resources: readonly Resource[]): INodeProperties[] {
	const sorted = [...resources].sort(byName);
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: sorted.map(({ name, value }) => ({ name, value })),
			default: (sorted.find(({ value }) => value === MAIN_RESOURCE) ?? sorted[0])?.value ?? '',
		},
		...sorted.flatMap((resource) => [
			operationDropdown(resource),
			...resource.operations.flatMap((operation) => fieldsOf(resource, operation)),
		]),
		...namedProperties(optionFields(platform)),
	];
}

function fieldsOf(resource: Resource, operation: AnyOperation): INodeProperties[] {
	const shown = { resource: [resource.value], operation: [operation.value] };
	const fields: FieldSet = { ...operation.fields, ...resultFieldsOf(operation) };
	return [...fieldsShownFor(fields, shown), ...(operation.simplifies ? outputProperties(shown) : [])];
}

/** Return All and Limit where an operation returns a list, and where its file goes, behind the fields that say whether it does. */
export function resultFieldsOf({ fields, listsWhen, returnsFile }: AnyOperation) {
	return {
		...pick(fields, Object.keys({ ...listsWhen, ...returnsFile })),
		...(listsWhen && { returnAll: when(listsWhen, returnAll), limit: when(listsWhen, limit) }),
		...(returnsFile && { binaryPropertyName: when(returnsFile, outputFile) }),
	};
}

/** The `methods.listSearch` of a platform's node. */
export function operationListSearch(platform: Platform, resources: readonly Resource[]) {
	return listSearchMethods(platform, map(resources, 'operations').flat());
}

function operationDropdown(resource: Resource): INodeProperties {
	const options: INodePropertyOptions[] = [...resource.operations].sort(byName).map((operation) => ({
		name: operation.name,
		value: operation.value,
		action: operation.action,
		description: operation.description ?? operation.action,
	}));
	const main = MAIN_OPERATIONS.find((name) => options.some(({ value }) => value === name));
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource.value] } },
		options,
		default: main ?? options[0]?.value ?? '',
	};
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
	return one.name.localeCompare(other.name);
}
