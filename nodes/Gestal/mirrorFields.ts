import type { IDataObject } from 'n8n-workflow';
import { omit, pick } from 'lodash';

import type { ApiClient } from '../../core/request/ApiClient';
import { labelled } from '../../core/field/Field';
import type { Field, FieldSurroundings } from '../../core/field/Field';
import { FieldError } from '../../core/data/FieldError';
import { collection } from '../../core/field/fieldGroups';
import { choice, flag, integer, optionalText, optionalTime } from '../../core/field/fields';
import { plainText } from '../../core/field/givenValues';
import { isRecord, parseAnswer } from '../../core/data/json';
import { generationOf } from './reading/paths';

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

const currentOnly = { description: 'With API Paths set to the current site only' };

const seedFields = {
	pin_tag: optionalText({ displayName: 'Pin Tag' }),
	rfid1: longId('RFID 1'),
	rfid2: longId('RFID 2'),
	state: choice({
		displayName: 'State',
		description: '"Unknown" with API Paths set to the current site only',
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
	accepted: flag({ displayName: 'Accepted', default: false, description: 'Whether the sow is accepted' }),
	adapted: flag({ displayName: 'Adapted', default: false, description: 'Whether the sow is adapted' }),
	batch: optionalText({ displayName: 'Batch', ...currentOnly }),
	birth_at: dayOrTime({ displayName: 'Birth At', ...currentOnly }),
	dam: optionalText({ displayName: 'Dam', ...currentOnly }),
	entry_at: dayOrTime({ displayName: 'Entry At', ...currentOnly }),
	genetic: optionalText({ displayName: 'Genetic', ...currentOnly }),
	gestal_id: longId('Gestal ID', currentOnly),
	location_updated_at: dayOrTime({ displayName: 'Location Updated At', ...currentOnly }),
	notes: optionalText({ displayName: 'Notes', rows: 3, ...currentOnly }),
	parity: integer({ displayName: 'Parity', default: 0, min: 0, ...currentOnly }),
	section: optionalText({ displayName: 'Section', ...currentOnly }),
	sire: optionalText({ displayName: 'Sire', ...currentOnly }),
	tattoo: optionalText({ displayName: 'Tattoo', ...currentOnly }),
};

const CURRENT_ONLY = Object.keys(currentFields);

/** Everything that a client may send of a mirror beside its vendor id (sections 2.4 and 2.5). */
const WRITABLE: ReadonlyArray<readonly [name: string, field: Field<unknown>]> = Object.entries({
	...seedFields,
	...currentFields,
});

/** The fields of one mirror, except its vendor id. */
export const mirrorDetails = collection({
	displayName: 'Mirror Fields',
	addLabel: 'Add field',
	fields: { ...seedFields, ...currentFields },
});

/** Mirrors of an input item: one object, or a list of them. What a client may not send is left out. */
export const mirrors: Field<readonly IDataObject[]> = {
	property: {
		displayName: 'Mirrors (JSON)',
		type: 'json',
		default: '={{ $json }}',
		required: true,
		description:
			'One mirror or a list of mirrors, with the names that Gestal uses; vendor_id is required, other names and empty texts are not sent',
		placeholder: 'e.g. [{"vendor_id": "sow-17", "pin_tag": "1017", "state": "gestating"}]',
	},
	read(given, surroundings) {
		const value = typeof given === 'string' ? parseAnswer(given) : given;
		if (typeof value === 'string') throw new FieldError('is not valid JSON');
		const list: unknown[] = Array.isArray(value) ? value : [value];
		if (list.length === 0) throw new FieldError('must hold at least one mirror');
		return list.map((entry, index) => mirrorOf(entry, index + 1, surroundings));
	},
};

/** What is sent of a mirror. @throws before any request, when the generation of the paths does not know a field. */
export function mirrorBody(gestal: ApiClient, mirror: IDataObject): IDataObject {
	const tooNew = generationOf(gestal) === 'seed' ? Object.keys(pick(mirror, CURRENT_ONLY)) : [];
	if (tooNew.length > 0) {
		throw gestal.error(
			`The paths of 2018 do not take ${tooNew.join(', ')}`,
			'Leave them out, or set API Paths in the credential to the current site. Nothing was sent.',
		);
	}
	return withKnownState(gestal, mirror);
}

/** The same for many, of which those fields are left out that the paths of 2018 do not know. */
export function bulkBody(gestal: ApiClient, given: readonly IDataObject[]): IDataObject[] {
	const isSeed = generationOf(gestal) === 'seed';
	return given.map((mirror) => withKnownState(gestal, isSeed ? omit(mirror, CURRENT_ONLY) : mirror));
}

function withKnownState(gestal: ApiClient, mirror: IDataObject): IDataObject {
	if (generationOf(gestal) === 'seed' && mirror['state'] === 'unknown') {
		throw gestal.error(
			'The paths of 2018 have no state "unknown"',
			'Choose another state, or set API Paths in the credential to the current site. Nothing was sent.',
		);
	}
	return mirror;
}

/** A mirror of a list, each of its fields checked as if it stood alone; null stays null, an empty text is left out. */
function mirrorOf(value: unknown, number: number, surroundings: FieldSurroundings): IDataObject {
	if (!isRecord(value)) throw new FieldError(`entry ${number} must be an object such as {"vendor_id": "17"}`);
	const vendorId = labelled(`entry ${number}: vendor_id`, () => plainText(value['vendor_id']));
	if (vendorId === undefined) throw new FieldError(`entry ${number} has no vendor_id`);
	const fields = WRITABLE.flatMap(([name, field]) => {
		const given: unknown = value[name];
		if (given === undefined || given === '') return [];
		if (given === null) return [[name, null]];
		return [[name, labelled(`entry ${number}: ${name}`, () => field.read(given, surroundings))]];
	});
	return { vendor_id: vendorId, ...Object.fromEntries(fields) };
}

/** A 64-bit id: text, because JavaScript would round the number. */
function longId(
	displayName: string,
	more: { readonly description?: string } = {},
): Field<string | undefined> {
	const field = optionalText({ displayName, placeholder: 'e.g. 982000123456789012', ...more });
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
			return typeof given === 'string' && /^\d{4}-\d\d-\d\d$/.test(given.trim()) ? given.trim() : time;
		},
	};
}
