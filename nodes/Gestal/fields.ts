import type { IDataObject } from 'n8n-workflow';
import { isUndefined, omitBy } from 'lodash';

import {
	choice,
	collection,
	FieldError,
	flag,
	givenDay,
	integer,
	optionalId,
	optionalText,
	optionalTime,
	queryParameters,
} from '../../core';
import type { Field, Query, Settings } from '../../core';
import { generationOf, pathOf } from './reading/paths';
import type { Endpoint } from './reading/paths';

/** What the current site's lists may be asked for besides; its syntax is not published. */
export const additionalQuery = queryParameters({
	displayName: 'Additional Query Parameters',
	addLabel: 'Add parameter',
	description: "Other query parameters to send. Requires 'API Version' Current in the credential.",
});

/** The generation of the paths has the endpoint. @throws FieldError */
export function checkPath(settings: Settings, endpoint: Endpoint): void {
	pathOf(settings, endpoint);
}

/** The generation has the list, and takes the Additional Query Parameters. @throws FieldError */
export function checkList(settings: Settings, list: Endpoint, query: Query): void {
	checkPath(settings, list);
	checkQuery(settings, query);
}

/** Additional Query Parameters are not refused, and do not overrule paging. @throws FieldError */
export function checkQuery(settings: Settings, query: Query): void {
	const names = Object.keys(query);
	if (names.length > 0 && generationOf(settings) === 'seed') {
		throw new FieldError(
			"'Additional Query Parameters' requires 'API Version' Current",
			"Leave 'Additional Query Parameters' empty, or set 'API Version' in the credential to Current. Nothing was sent.",
		);
	}
	const own = names.find((name) => name === 'page' || name === 'per_page');
	if (own !== undefined) {
		throw new FieldError(
			`'Additional Query Parameters' cannot contain ${own}`,
			"Remove it, and use 'Return All', 'Limit' and 'Rows per Page' instead. Nothing was sent.",
		);
	}
}

/** A text that is sent empty when it is left empty by hand. */
export function clearableText(label: Parameters<typeof optionalText>[0]): Field<string> {
	const field = optionalText(label);
	return { ...field, takesEmpty: true, read: (given, surroundings) => field.read(given, surroundings) ?? '' };
}

const STATES = [
	'bred',
	'cycled',
	'farrowed',
	'farrowing',
	'gestating',
	'gilt',
	'open',
	'retired',
	'unknown',
	'weaned',
] as const;

const currentOnly = { description: "Requires 'API Version' Current in the credential" };

const seedFields = {
	pin_tag: optionalId({ displayName: 'Pin Tag', anyText: true }),
	rfid1: longId('RFID 1'),
	rfid2: longId('RFID 2'),
	state: choice({
		displayName: 'State',
		description: "Unknown requires 'API Version' Current in the credential",
		options: STATES.map((state) => ({
			name: state.replace(/^./, (first) => first.toUpperCase()),
			value: state,
		})),
		default: 'gilt',
	}),
	state_updated_at: dayOrTime({ displayName: 'State Updated At' }),
	last_location: optionalText({ displayName: 'Last Location' }),
};

const currentFields = {
	accepted: flag({
		displayName: 'Accepted',
		default: false,
		description: `Whether to mark the sow as accepted. ${currentOnly.description}.`,
	}),
	adapted: flag({
		displayName: 'Adapted',
		default: false,
		description: `Whether to mark the sow as adapted. ${currentOnly.description}.`,
	}),
	batch: optionalText({ displayName: 'Batch', ...currentOnly }),
	birth_at: dayOrTime({ displayName: 'Birth At', ...currentOnly }),
	dam: optionalId({ displayName: 'Dam', anyText: true, ...currentOnly }),
	entry_at: dayOrTime({ displayName: 'Entry At', ...currentOnly }),
	genetic: optionalText({ displayName: 'Genetic', ...currentOnly }),
	gestal_id: longId('Gestal ID', currentOnly),
	location_updated_at: dayOrTime({ displayName: 'Location Updated At', ...currentOnly }),
	notes: optionalText({ displayName: 'Notes', rows: 3, ...currentOnly }),
	parity: integer({ displayName: 'Parity', default: 0, min: 0, ...currentOnly }),
	section: optionalText({ displayName: 'Section', ...currentOnly }),
	sire: optionalId({ displayName: 'Sire', anyText: true, ...currentOnly }),
	tattoo: optionalText({ displayName: 'Tattoo', ...currentOnly }),
};

/** What the paths of 2018 do not know of a mirror. */
export const CURRENT_ONLY: readonly string[] = Object.keys(currentFields);

/** Everything that a client may send of a mirror beside its vendor id (sections 2.4 and 2.5). */
export const WRITABLE: ReadonlyArray<readonly [name: string, field: Field<unknown>]> = Object.entries({
	...seedFields,
	...currentFields,
});

/** What only a client changes of a mirror: Gestal itself writes the Gestal ID (section 2.4). */
export const MIRROR_FIELDS = WRITABLE.map(([name]) => name).filter((name) => name !== 'gestal_id');

/** The fields of one mirror, except its vendor ID; one that was added and left empty is absent. */
export function mirrorFields(displayName: 'Additional Fields' | 'Update Fields'): Field<IDataObject> {
	const details = collection({
		displayName,
		fields: { ...seedFields, ...currentFields },
	});
	return {
		...details,
		read(given, surroundings) {
			const set: IDataObject = { ...details.read(given, surroundings) };
			return omitBy(set, isUndefined);
		},
	};
}

/** A 64-bit id: text, because JavaScript would round the number. */
function longId(
	displayName: string,
	more: { readonly description?: string } = {},
): Field<string | undefined> {
	const field = optionalId({ displayName, placeholder: 'e.g. 982000123456789012', ...more });
	return {
		property: field.property,
		read(given, surroundings) {
			const value = field.read(given, surroundings);
			if (value !== undefined && !/^\d+$/.test(value))
				throw new FieldError(`"${value}" is not a whole number`);
			return value;
		},
	};
}

/** A time as ISO 8601 UTC; a day without time stays a day, which no time zone may move. */
function dayOrTime(label: Parameters<typeof optionalTime>[0]): Field<string | undefined> {
	const field = optionalTime(label);
	return {
		property: field.property,
		read(given, surroundings) {
			const time = field.read(given, surroundings);
			return givenDay(given) ?? time;
		},
	};
}
