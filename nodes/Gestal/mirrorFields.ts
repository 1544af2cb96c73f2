import type { IDataObject } from 'n8n-workflow';
import { omit, pick } from 'lodash';

import type { ApiClient } from '../../core/ApiClient';
import { type Field } from '../../core/Field';
import { FieldError } from '../../core/FieldError';
import { collection } from '../../core/fieldGroups';
import { choice, flag, integer, optionalText, optionalTime } from '../../core/fields';
import { isRecord, parseAnswer, textOf } from '../../core/json';
import { generationOf } from './paths';

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
		options: STATES.map((state) => ({
			name: state.replace(/^./, (first) => first.toUpperCase()),
			value: state,
		})),
		default: 'gilt',
	}),
	state_updated_at: optionalTime({ displayName: 'State Updated At' }),
	last_location: optionalText({ displayName: 'Last Location' }),
};

const currentFields = {
	accepted: flag({ displayName: 'Accepted', default: false, description: 'Whether the sow is accepted' }),
	adapted: flag({ displayName: 'Adapted', default: false, description: 'Whether the sow is adapted' }),
	batch: optionalText({ displayName: 'Batch', ...currentOnly }),
	birth_at: optionalTime({ displayName: 'Birth At', ...currentOnly }),
	dam: optionalText({ displayName: 'Dam', ...currentOnly }),
	entry_at: optionalTime({ displayName: 'Entry At', ...currentOnly }),
	genetic: optionalText({ displayName: 'Genetic', ...currentOnly }),
	gestal_id: longId('Gestal ID'),
	location_updated_at: optionalTime({ displayName: 'Location Updated At', ...currentOnly }),
	notes: optionalText({ displayName: 'Notes', rows: 3, ...currentOnly }),
	parity: integer({ displayName: 'Parity', default: 0, min: 0, ...currentOnly }),
	section: optionalText({ displayName: 'Section', ...currentOnly }),
	sire: optionalText({ displayName: 'Sire', ...currentOnly }),
	tattoo: optionalText({ displayName: 'Tattoo', ...currentOnly }),
};

const CURRENT_ONLY = Object.keys(currentFields);

/** Everything that a client may send of a mirror (sections 2.4 and 2.5). */
const WRITABLE = ['vendor_id', ...Object.keys(seedFields), ...CURRENT_ONLY];

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
			'One mirror or a list of mirrors, with the names that Gestal uses; vendor_id is required, other names are not sent',
		placeholder: 'e.g. [{"vendor_id": "sow-17", "pin_tag": "1017", "state": "gestating"}]',
	},
	read(given) {
		const value = typeof given === 'string' ? parseAnswer(given) : given;
		if (typeof value === 'string') throw new FieldError('is not valid JSON');
		const list: unknown[] = Array.isArray(value) ? value : [value];
		if (list.length === 0) throw new FieldError('must hold at least one mirror');
		return list.map(mirrorOf);
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
	return mirror;
}

/** The same for many, of which those fields are left out that the paths of 2018 do not know. */
export function bulkBody(gestal: ApiClient, given: readonly IDataObject[]): IDataObject[] {
	const isSeed = generationOf(gestal) === 'seed';
	return given.map((mirror) => (isSeed ? omit(mirror, CURRENT_ONLY) : mirror));
}

function mirrorOf(value: unknown, index: number): IDataObject {
	if (!isRecord(value))
		throw new FieldError(`entry ${index + 1} must be an object such as {"vendor_id": "17"}`);
	const vendorId = textOf(value['vendor_id']);
	if (vendorId === undefined) throw new FieldError(`entry ${index + 1} has no vendor_id`);
	const rounded = ['rfid1', 'rfid2', 'gestal_id'].find(
		(name) => typeof value[name] === 'number' && !Number.isSafeInteger(value[name]),
	);
	if (rounded !== undefined)
		throw new FieldError(`entry ${index + 1}: ${rounded} has lost digits as a number: give it as text`);
	return { ...pick(value, WRITABLE), vendor_id: vendorId };
}

/** A 64-bit id: text, because JavaScript would round the number. */
function longId(displayName: string): Field<string | undefined> {
	const field = optionalText({ displayName, placeholder: 'e.g. 982000123456789012' });
	return {
		property: field.property,
		read(given, surroundings) {
			if (typeof given === 'number' && !Number.isSafeInteger(given))
				throw new FieldError('has lost digits as a number: give it as text');
			const value = field.read(given, surroundings);
			if (value !== undefined && !/^\d+$/.test(value))
				throw new FieldError(`"${value}" is not a whole number`);
			return value;
		},
	};
}
