import type { IDataObject, INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { groupBy, isNil, isUndefined, mapValues, omit, omitBy } from 'lodash';

import { labelled, readField, readFields } from './Field';
import { emptyOnPurpose } from './fields';
import { FieldError } from '../data/FieldError';
import type { Field, FieldProperty, FieldSet, Label, Values } from './Field';
import { namedProperties } from './shown';
import { extracted, listOf, plainText } from './givenValues';
import type { Query } from '../request/http';
import { isEmpty, isRecord, recordsIn } from '../data/json';

const LEAVE_OUT =
	'Check the expression. To leave the parameter out, let it give an empty text. Nothing was sent.';

const PAIRS: INodePropertyCollection = {
	name: 'pairs',
	displayName: 'Pairs',
	values: [
		{ displayName: 'Name', name: 'name', type: 'string', default: '' },
		{ displayName: 'Value', name: 'value', type: 'string', default: '' },
	],
};

/** n8n shows no hint of a group. */
type GroupLabel = Omit<Label, 'hint'>;
type RepeatedLabel = GroupLabel & { readonly addLabel: string };

/** What without one of its fields would be more: what is read, or what is changed. */
type Narrowed = 'read' | 'change';

/**
 * A group of optional fields behind "Add Field". Those that the user did not add, or left as they open, are absent, and so are those
 * for which an expression has no value, unless they are `emptyOnPurpose`. All are where the group narrows what is read, or what is changed:
 * without them, more would be.
 */
export function collection<Fields extends FieldSet>(
	label: GroupLabel & { readonly addLabel?: string; readonly fields: Fields; readonly narrows?: Narrowed },
): Field<Partial<Values<Fields>>> {
	const { addLabel, fields, narrows, ...shown } = label;
	const narrowing = (field: Field<unknown>) => ({ ...emptyOnPurpose(field), isFilter: narrows === 'read' });
	const nested: FieldSet = narrows === undefined ? fields : mapValues(fields, narrowing);
	return {
		nested,
		property: {
			...shown,
			type: 'collection',
			placeholder: addLabel ?? 'Add field',
			default: {},
			// n8n would ask for a required field of a collection even where it was not added.
			options: nestedProperties(fields)
				.map((property) => omit(property, 'required'))
				.sort((one, other) => one.displayName.localeCompare(other.displayName)),
		},
		read(given, surroundings) {
			if (isEmpty(given)) return {};
			if (!isRecord(given)) throw new FieldError('must be an object');
			const values = Object.fromEntries(
				Object.entries(nested).flatMap(([name, field]) => {
					const value = extracted(given[name]);
					const { takesEmpty = false, isEmptyOnPurpose = false } = field;
					const isRead = isNil(value) ? isEmptyOnPurpose && name in given : value !== '' || takesEmpty;
					return isRead ? [[name, readField(field, value, surroundings)]] : [];
				}),
			);
			// Every key comes from Fields and was read by its own field; TypeScript cannot follow that.
			return omitBy(values, isUndefined) as Partial<Values<Fields>>;
		},
	};
}

/** The group of the fields by which a list is narrowed. */
export function filterFields<Fields extends FieldSet>(fields: Fields): Field<Partial<Values<Fields>>> {
	return collection({ displayName: 'Filters', addLabel: 'Add filter', narrows: 'read', fields });
}

/** Locators inside a group take no names: those are looked up for a node's own fields. */
function nestedProperties(fields: FieldSet): INodeProperties[] {
	return namedProperties(fields).map((property) => ({
		...property,
		...(property.modes && { modes: property.modes.filter(({ name }) => name !== 'name') }),
	}));
}

/** Names with a text each, none twice; without a text, an expression's nothing, there is no pair. */
export function pairs(label: RepeatedLabel): Field<Readonly<Record<string, string>>> {
	return {
		property: repeated(label, PAIRS),
		read(given) {
			const rows = givenPairs(given);
			const twice = rows.find(([name], index) => rows.findIndex(([other]) => other === name) < index);
			if (twice !== undefined) throw new FieldError(`has the name "${twice[0]}" twice`);
			return Object.fromEntries(rows);
		},
	};
}

/**
 * Parameters of a request; a name that is given twice is sent twice, one with an empty text not at all. An expression without a
 * value is refused: without a parameter that narrows, more would be meant.
 */
export function queryParameters(label: RepeatedLabel): Field<Query> {
	return {
		property: repeated(label, PAIRS),
		read(given) {
			const none = pairsIn(given).find(({ value }) => isNil(value));
			if (none !== undefined) throw new FieldError(`has no value for "${String(none['name'])}"`, LEAVE_OUT);
			const sent = givenPairs(given).filter(([, value]) => value !== '');
			const byName = mapValues(groupBy(sent, 0), (alike) => alike.map(([, value]) => value));
			return mapValues(byName, (values) => (values.length === 1 ? values[0] : values));
		},
	};
}

/** What n8n shows of a group of properties that the user adds as often as needed. */
function repeated({ addLabel, ...shown }: RepeatedLabel, group: INodePropertyCollection): FieldProperty {
	return {
		...shown,
		type: 'fixedCollection',
		placeholder: addLabel,
		typeOptions: { multipleValues: true },
		default: {},
		options: [group],
	};
}

function pairsIn(given: unknown): IDataObject[] {
	return isRecord(given) ? recordsIn(given['pairs']) : [];
}

function givenPairs(given: unknown): Array<[name: string, value: string]> {
	const valued = pairsIn(given).filter(({ value }) => !isNil(value));
	return valued.map(({ name: key, value }) => {
		const name = plainText(key)?.trim();
		if (name === undefined) throw new FieldError('must not be empty');
		const text = typeof value === 'boolean' ? String(value) : value;
		return [name, labelled(`"${name}"`, () => plainText(text)) ?? ''];
	});
}

/** The same few fields over and over, as often as the user adds them; at least once where that is required. */
export function rows<Fields extends FieldSet>(
	label: RepeatedLabel & {
		readonly rowName: string;
		readonly fields: Fields;
		readonly required?: boolean;
	},
): Field<ReadonlyArray<Values<Fields>>> {
	const { rowName, fields, required = false, ...shown } = label;
	return {
		nested: fields,
		property: {
			...repeated(shown, { name: 'rows', displayName: rowName, values: nestedProperties(fields) }),
			...(required && { required }),
		},
		read(given, surroundings) {
			const list = isRecord(given) ? listOf(given['rows']) : listOf(given);
			if (required && list.length === 0) throw new FieldError(`must have at least one ${rowName}`);
			return list.map((row, index) => {
				if (!isRecord(row)) throw new FieldError(`${rowName} ${index + 1} must be an object`);
				return labelled(`${rowName} ${index + 1}`, () =>
					readFields(
						fields,
						// What is empty is no wish for what the field shows at first: that may mean everybody.
						(name, { picker, property }) => (name in row || picker ? extracted(row[name]) : property.default),
						surroundings,
					),
				);
			});
		},
	};
}
