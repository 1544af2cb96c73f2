import { get } from 'lodash';

import { checkTimeRange, choice, FieldError, flag, optionalText, required, text } from '../../core';
import type { Field } from '../../core';

const NAME_CHARACTERS = 100;
const DESCRIPTION_CHARACTERS = 5120;

/** The name of an integration; section 2.1 says how long it may be. */
export function integrationName(description: string): Field<string> {
	const field = text({ displayName: 'Name', description });
	return {
		...field,
		read: (given, surroundings) => noLongerThan(NAME_CHARACTERS, field.read(given, surroundings)),
	};
}

/** The description of an integration; section 2.1 says how long it may be. */
export function integrationDescription(): Field<string | undefined> {
	const field = optionalText({ displayName: 'Description', rows: 3 });
	return {
		...field,
		read: (given, surroundings) => noLongerThan(DESCRIPTION_CHARACTERS, field.read(given, surroundings)),
	};
}

/** A group of fields, of which each pair of names says from when to when. @throws FieldError where one ends before it begins */
export function withPeriods<Value extends object>(
	group: Field<Value>,
	...periods: ReadonlyArray<readonly [from: string, to: string]>
): Field<Value> {
	const label = (name: string) => group.nested?.[name]?.property.displayName;
	return {
		...group,
		read(given, surroundings) {
			const values = group.read(given, surroundings);
			for (const [from, to] of periods) {
				checkTimeRange(get(values, from), get(values, to), label(from), label(to));
			}
			return values;
		},
	};
}

/** Celigo keeps the records of its two environments apart. */
export const inSandbox = flag({
	displayName: 'Sandbox',
	default: false,
	description: 'Whether to use the sandbox environment instead of production',
});

/** Which errors: Celigo lists open and resolved ones apart. */
export const errorState = choice({
	displayName: 'State',
	options: [
		{ name: 'Open', value: 'open' },
		{ name: 'Resolved', value: 'resolved' },
	],
	default: 'open',
});

/** The address of a user of the account. */
export function emailAddress(): Field<string> {
	return required(optionalEmailAddress('Email address of a user in the account'));
}

/** As `emailAddress`, but may be left empty: undefined then. */
export function optionalEmailAddress(description: string): Field<string | undefined> {
	const field = optionalText({ displayName: 'Email', placeholder: 'e.g. name@example.com', description });
	return {
		...field,
		read(given, surroundings) {
			const address = field.read(given, surroundings)?.trim();
			if (address !== undefined && !/^[^\s@]+@[^\s@]+$/.test(address)) {
				throw new FieldError(`"${address}" is not an email address`);
			}
			return address;
		},
	};
}

function noLongerThan<Value extends string | undefined>(most: number, value: Value): Value {
	if (value !== undefined && value.length > most) {
		throw new FieldError(`must have ${most} characters or fewer, not ${value.length}`);
	}
	return value;
}
