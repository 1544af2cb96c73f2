import type { JsonSchema } from '../../switchboard';

import { readExactly } from '../longIds';
import { SOW_STATES, type MirrorDraft } from '../records';

const nullableText = { type: ['string', 'null'] };
const wholeNumberText = { type: 'string', pattern: '^[0-9]+$' };
const longId = { anyOf: [{ type: 'integer' }, wholeNumberText, { type: 'null' }] };
const moment = {
	anyOf: [{ type: 'string', format: 'date-time' }, { type: 'string', format: 'date' }, { type: 'null' }],
};

/** What PATCH takes under the paths of 2018. */
const seedChanges = {
	pin_tag: nullableText,
	rfid1: longId,
	rfid2: longId,
	state: { type: 'string', enum: SOW_STATES },
	state_updated_at: moment,
	last_location: nullableText,
};

const currentChanges = {
	...seedChanges,
	gestal_id: longId,
	state: { type: 'string', enum: [...SOW_STATES, 'unknown'] },
	location_updated_at: moment,
	section: nullableText,
	parity: { type: ['integer', 'null'] },
	genetic: nullableText,
	birth_at: moment,
	entry_at: moment,
	tattoo: nullableText,
	dam: nullableText,
	sire: nullableText,
	adapted: { type: ['boolean', 'null'] },
	accepted: { type: ['boolean', 'null'] },
	batch: nullableText,
	notes: nullableText,
};

const vendorId = { type: 'string', minLength: 1 };

function objectOf(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[]) {
	return { type: 'object', properties, required };
}

/** Bodies of creating a mirror, changing one, and upserting many, by generation. */
export const mirrorBodies = {
	seed: {
		required: ['vendor_id'],
		create: objectOf({ vendor_id: vendorId, ...seedChanges }, ['vendor_id']),
		change: { ...objectOf(seedChanges, []), minProperties: 1 },
		row: objectOf({ vendor_id: vendorId, ...seedChanges }, []),
	},
	current: {
		required: ['vendor_id', 'pin_tag'],
		create: objectOf({ vendor_id: vendorId, ...currentChanges }, ['vendor_id', 'pin_tag']),
		change: { ...objectOf({ vendor_id: vendorId, ...currentChanges }, []), minProperties: 1 },
		row: objectOf({ vendor_id: vendorId, ...currentChanges }, []),
	},
} as const;

/** The received mirror, its 64-bit ids digit for digit. The schema has already been held against it. */
export function readDraft(bodyText: string): MirrorDraft {
	return draftOf(readExactly(bodyText));
}

/** The received mirrors. */
export function readDrafts(bodyText: string): MirrorDraft[] {
	const rows = readExactly(bodyText);
	return Array.isArray(rows) ? rows.map(draftOf) : [];
}

function draftOf(value: unknown): MirrorDraft {
	const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [];
	return Object.fromEntries(fields.map(([name, field]) => [name, storedForm(name, field)]));
}

/** A 64-bit id is an integer: zeros before it are not stored. */
function storedForm(name: string, field: unknown): unknown {
	const isLongId = /^(rfid1|rfid2|gestal_id)$/.test(name);
	if (!isLongId || (typeof field !== 'number' && typeof field !== 'string')) return field;
	return String(field).replace(/^0+(?=\d)/, '');
}
