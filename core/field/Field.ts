import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { attempt, isError } from 'lodash';

import { FieldError } from '../data/FieldError';
import type { Picker } from './Picker';
import { holdsRedacted, REDACTED } from '../data/redaction';

/** One input of an operation: what n8n shows, and how what the user gave becomes a checked value. */
export interface Field<Value> {
	/** As n8n wants it, without the name: that is the key under which an operation declares the field. */
	readonly property: FieldProperty;
	/**
	 * Checks and converts what the user gave.
	 * @throws FieldError when it cannot be used; no request has been sent then.
	 */
	read(given: unknown, surroundings: FieldSurroundings): Value;
	/** Shown, and read, only while these sibling fields have one of these values; otherwise its value is undefined. */
	readonly shownWhen?: Readonly<Record<string, ReadonlyArray<string | boolean>>>;
	/** True where the empty text, left so by hand, says something (to clear what is stored); elsewhere it counts as not set. */
	readonly takesEmpty?: boolean;
	/** True where an expression must have a value, in a group of optional fields too (`emptyOnPurpose`). */
	readonly isEmptyOnPurpose?: boolean;
	/** True where it narrows what is read: of an expression, too, the empty text counts as not set. */
	readonly isFilter?: boolean;
	/** True where what is given is only searched, or searched for: it may hold the placeholder of a secret, and overwrites none. */
	readonly isSearched?: boolean;
	/** Where the searchable list of a resource locator comes from. */
	readonly picker?: Picker;
	/** The fields inside a group of fields. */
	readonly nested?: FieldSet;
}

/** What every field shows. */
export interface Label {
	readonly displayName: string;
	readonly description?: string;
	readonly placeholder?: string;
	readonly hint?: string;
}

export type FieldProperty = Omit<INodeProperties, 'name' | 'displayOptions'>;

/** What a field may need to know beside the given value. */
export interface FieldSurroundings {
	/** The workflow's time zone: a time without zone is meant in it. */
	readonly timeZone: string;
	/** The item for which the field is read, where there is one: for fields that take from it what is left empty. */
	readonly item?: IDataObject;
}

export type FieldSet = Readonly<Record<string, Field<unknown>>>;

/** The checked values of a set of fields. */
export type Values<Fields extends FieldSet> = {
	readonly [Key in keyof Fields]: Fields[Key] extends Field<infer Value> ? Value : never;
};

/** Reads and checks all fields of a set for one item. @throws FieldError */
export type FieldReader = <Fields extends FieldSet>(fields: Fields) => Values<Fields>;

/** A choice of a dropdown. */
export type Option = INodePropertyOptions & { readonly value: string };

/** Reads a set of fields from a source of given values (a node's parameters at one item). @throws FieldError */
export function readFields<Fields extends FieldSet>(
	fields: Fields,
	given: (name: string, field: Field<unknown>) => unknown,
	surroundings: FieldSurroundings,
): Values<Fields> {
	const values: Record<string, unknown> = {};
	for (const [name, field] of Object.entries(fields)) {
		if (isShown(field, values)) values[name] = readField(field, given(name, field), surroundings);
	}
	// The loop has filled exactly the keys of Fields, each by its own field's read; TypeScript cannot follow that.
	return values as Values<Fields>;
}

/** Reads one field and puts its label before what is wrong. @throws FieldError */
export function readField<Value>(
	field: Field<Value>,
	given: unknown,
	surroundings: FieldSurroundings,
): Value {
	return labelled(`'${field.property.displayName}'`, () => {
		const { nested, isSearched = false } = field;
		// What an operation gave out without its secrets must not be written back: it would replace the secret.
		if (nested === undefined && !isSearched && holdsRedacted(given)) {
			throw new FieldError(
				`contains "${REDACTED}", the placeholder for a hidden secret`,
				'Leave that part out, or enter the real value. Nothing was sent.',
			);
		}
		return field.read(given, surroundings);
	});
}

/** How a reason goes on from the label: `'Limit' must be 1 or more`. Other reasons stand behind a colon. */
const GOES_ON = /^(must|is|has|have|contains|cannot|needs) /;

/** What `read` gives; the label is put before what is wrong with it. @throws FieldError */
export function labelled<Value>(label: string, read: () => Value): Value {
	const result = attempt(read);
	if (!isError(result)) return result;
	const message = `${label}${GOES_ON.test(result.message) ? '' : ':'} ${result.message}`;
	throw new FieldError(message, result instanceof FieldError ? result.hint : undefined);
}

function isShown(field: Field<unknown>, values: Readonly<Record<string, unknown>>): boolean {
	return Object.entries(field.shownWhen ?? {}).every(([sibling, accepted]) => {
		const value = values[sibling];
		return (typeof value === 'string' || typeof value === 'boolean') && accepted.includes(value);
	});
}
