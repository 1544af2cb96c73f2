import {
	isExpression,
	isINodeProperties,
	isINodePropertyCollection,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { compact, uniqBy } from 'lodash';

/** A group of fields, such as *Options* or the rows of *Query Parameters*, and the parameters that show it with all of them added. */
export interface Group {
	readonly name: string;
	readonly parameters: INodeParameters;
	/** The labels and hints of all its fields, at any depth. */
	readonly texts: string[];
}

const isGroup = ({ type }: INodeProperties): boolean => type === 'collection' || type === 'fixedCollection';

function fieldsIn({ options = [] }: INodeProperties): INodeProperties[] {
	return options.flatMap((option) => {
		if (isINodePropertyCollection(option)) return option.values;
		return isINodeProperties(option) ? [option] : [];
	});
}

/** Its value with each field added once. */
function valueOf(field: INodeProperties): INodeParameters[string] {
	if (!isGroup(field)) return field.default;
	const { options = [], typeOptions } = field;
	const entries = options.flatMap((option): Array<[string, INodeParameters[string]]> => {
		if (!isINodePropertyCollection(option))
			return isINodeProperties(option) ? [[option.name, valueOf(option)]] : [];
		const entry = Object.fromEntries(option.values.map((inner) => [inner.name, valueOf(inner)]));
		return [[option.name, typeOptions?.multipleValues === true ? [entry] : entry]];
	});
	return Object.fromEntries(entries);
}

/** n8n shows no hint below an expression. */
function textsIn(group: INodeProperties): string[] {
	return fieldsIn(group).flatMap((field) => [
		...compact([field.displayName, !isExpression(field.default) && field.hint]),
		...(isGroup(field) ? textsIn(field) : []),
	]);
}

/** What must be chosen for a group to be shown. */
function choicesFor({ displayOptions }: INodeProperties): INodeParameters {
	const chosen: INodeParameters = {};
	for (const [name, [value] = []] of Object.entries(displayOptions?.show ?? {})) {
		if (typeof value === 'object') continue;
		chosen[name] = name === 'events' ? [String(value)] : value;
	}
	return chosen;
}

/** The groups of a node, each with other fields than the rest. */
export function groupsOf({ properties }: INodeTypeDescription): Group[] {
	return uniqBy(properties.filter(isGroup), ({ options }) => JSON.stringify(options)).map((group) => ({
		name: group.displayName,
		parameters: { ...choicesFor(group), [group.name]: valueOf(group) },
		texts: textsIn(group),
	}));
}
