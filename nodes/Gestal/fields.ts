import type { IDataObject } from 'n8n-workflow';
import { isNil, isUndefined, omitBy } from 'lodash';

import {
	choice,
	collection,
	FieldError,
	flag,
	givenDay,
	integer,
	isRecord,
	labelled,
	optionalId,
	optionalText,
	optionalTime,
	ownId,
	parseBody,
	queryParameters,
} from '../../core';
import type { Field, FieldSurroundings, Query, Settings } from '../../core';
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

/** A text that is sent empty when it is left empty. */
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
const WRITABLE: ReadonlyArray<readonly [name: string, field: Field<unknown>]> = Object.entries({
	...seedFields,
	...currentFields,
});

/** What only a client changes of a mirror: Gestal itself writes the Gestal ID (section 2.4). */
export const MIRROR_FIELDS = WRITABLE.map(([name]) => name).filter((name) => name !== 'gestal_id');

/** The fields of one mirror, except its vendor ID; one that was added and left empty is absent. */
export function mirrorFields(displayName: 'Additional Fields' | 'Update Fields'): Field<IDataObject> {
	const details = collection({
		displayName,
		addLabel: 'Add field',
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

/** Mirrors of an input item: one object, or a list of them. What a client may not send is left out. */
export const mirrorList: Field<readonly IDataObject[]> = {
	property: {
		displayName: 'Mirrors (JSON)',
		type: 'json',
		default: '={{ $json }}',
		required: true,
		description:
			"One or more mirrors, with the field names of the Gestal API. Each needs a vendor_id. Unknown fields, empty texts, a null state and, with 'API Version' 2018, fields of Current are not sent. Other spellings (Pin Tag) are refused.",
		placeholder: 'e.g. [{"vendor_id": "sow-17", "pin_tag": "1017", "state": "gestating"}]',
	},
	read(given, surroundings) {
		const value = typeof given === 'string' ? parseBody(given) : given;
		if (typeof value === 'string') throw new FieldError('is not valid JSON');
		const list: unknown[] = Array.isArray(value) ? value : [value];
		if (list.length === 0) throw new FieldError('must contain at least one mirror');
		return list.map((entry, index) => mirrorOf(entry, index + 1, surroundings));
	},
};

/** What a file may begin with, which nobody sees. */
const BYTE_ORDER_MARK = '\ufeff';

/** A name without case, separators and signs that nobody sees. */
const bareName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const WRITABLE_BY_BARE_NAME = new Map(
	['vendor_id', ...WRITABLE.map(([name]) => name)].map((name) => [bareName(name), name]),
);

/**
 * What has a mirror's field under another spelling only: it would be left out in silence. The first column of a file that
 * begins with a byte order mark is such a one. @throws FieldError
 */
function refuseOtherSpelling(given: IDataObject): void {
	for (const [name, value] of Object.entries(given)) {
		const field = WRITABLE_BY_BARE_NAME.get(bareName(name));
		if (field === undefined || given[field] !== undefined || isNil(value) || value === '') continue;
		const isAfterMark = name.includes(BYTE_ORDER_MARK);
		throw new FieldError(
			`"${name.replace(BYTE_ORDER_MARK, '\\ufeff')}" must be written ${field}`,
			isAfterMark
				? "Turn on 'Exclude Byte Order Mark (BOM)' in the node that reads the file. Nothing was sent."
				: 'Rename it, or remove it if it is something else. Nothing was sent.',
		);
	}
}

/** A mirror of a list, each of its fields checked as if it stood alone; null stays null, an empty text, and a state of null, is left out. */
function mirrorOf(value: unknown, number: number, surroundings: FieldSurroundings): IDataObject {
	if (!isRecord(value)) throw new FieldError(`entry ${number} must be an object such as {"vendor_id": "17"}`);
	labelled(`entry ${number}`, () => refuseOtherSpelling(value));
	const vendorId = labelled(`entry ${number}: vendor_id`, () => ownId(value['vendor_id']));
	if (vendorId === undefined) throw new FieldError(`entry ${number} has no vendor_id`);
	const fields = WRITABLE.flatMap(([name, field]) => {
		const given: unknown = value[name];
		if (given === undefined || given === '') return [];
		// Gestal knows no empty state, and may refuse the whole batch for one.
		if (given === null) return name === 'state' ? [] : [[name, null]];
		const read: unknown = labelled(`entry ${number}: ${name}`, () => field.read(given, surroundings));
		return read === undefined ? [] : [[name, read]];
	});
	return { vendor_id: vendorId, ...Object.fromEntries(fields) };
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
