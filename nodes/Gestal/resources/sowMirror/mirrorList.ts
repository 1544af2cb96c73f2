import type { IDataObject } from 'n8n-workflow';
import { attempt, isError, isNil } from 'lodash';

import { FieldError, IN_A_TOOL, isRecord, labelled, ownId, parseBody, textOf } from '../../../../core';
import type { Field, FieldSurroundings } from '../../../../core';
import { CURRENT_ONLY, WRITABLE } from '../../fields';

const NAME = 'Mirrors (JSON)';

/** A mirror of an input item. */
export interface GivenMirror {
	/** As it is sent; what `wrong` says is wrong stands in it as it was given. */
	readonly mirror: IDataObject;
	/** What is wrong with fields that the paths of 2018 do not know: they are not sent there, and refused by those of Current only. */
	readonly wrong: readonly Error[];
	/** Whether it is one that Compare Many returned as one to remove. */
	readonly isToBeRemoved: boolean;
}

/** Mirrors of an input item: one object, or a list of them. What a client may not send is left out. */
export const mirrorList: Field<readonly GivenMirror[]> = {
	property: {
		displayName: NAME,
		type: 'json',
		default: '={{ $json }}',
		required: true,
		description: `One or more mirrors, each with a vendor_id. ${IN_A_TOOL} Unknown fields, empty texts, a null state and, with 'API Version' 2018, fields of Current are not sent. Other spellings (Pin Tag) are refused.`,
		hint: 'For example: [{"vendor_id": "sow-17", "pin_tag": "1017", "state": "gestating"}]',
	},
	read(given, surroundings) {
		const value = typeof given === 'string' ? parseBody(given) : given;
		if (typeof value === 'string') throw new FieldError('is not valid JSON');
		const list: unknown[] = Array.isArray(value) ? value : [value];
		if (list.length === 0) throw new FieldError('must contain at least one mirror');
		return list.map((entry, index) => mirrorOf(entry, index + 1, surroundings));
	},
};

export function mirrorsOf(given: readonly GivenMirror[]): IDataObject[] {
	return given.map(({ mirror }) => mirror);
}

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
function refuseOtherSpelling(given: IDataObject, name: string, field: string): void {
	const value = given[name];
	if (given[field] !== undefined || isNil(value) || value === '') return;
	const isAfterMark = name.includes(BYTE_ORDER_MARK);
	throw new FieldError(
		`"${name.replace(BYTE_ORDER_MARK, '\\ufeff')}" must be written ${field}`,
		isAfterMark
			? "Turn on 'Exclude Byte Order Mark (BOM)' in the node that reads the file. Nothing was sent."
			: 'Rename it, or remove it if it is something else. Nothing was sent.',
	);
}

/** A mirror of a list, each of its fields checked as if it stood alone; null stays null, an empty text, and a state of null, is left out. */
function mirrorOf(value: unknown, number: number, surroundings: FieldSurroundings): GivenMirror {
	if (!isRecord(value)) throw new FieldError(`entry ${number} must be an object such as {"vendor_id": "17"}`);
	const wrong: Error[] = [];
	/** What `check` gives; the error where it fails for a field of Current. */
	const checked = (field: string, label: string, check: () => unknown): unknown => {
		if (!CURRENT_ONLY.includes(field)) return labelled(label, check);
		const result = attempt(() => labelled(`'${NAME}'`, () => labelled(label, check)));
		if (isError(result)) wrong.push(result);
		return result;
	};
	for (const name of Object.keys(value)) {
		const field = WRITABLE_BY_BARE_NAME.get(bareName(name));
		if (field === undefined) continue;
		checked(field, `entry ${number}`, () => refuseOtherSpelling(value, name, field));
	}
	const vendorId = labelled(`entry ${number}: vendor_id`, () => ownId(value['vendor_id']));
	if (vendorId === undefined) throw new FieldError(`entry ${number} has no vendor_id`);
	const fields = WRITABLE.flatMap(([name, field]) => {
		const given: unknown = value[name];
		if (given === undefined || given === '') return [];
		// Gestal knows no empty state, and may refuse the whole batch for one.
		if (given === null) return name === 'state' ? [] : [[name, null]];
		const read = checked(name, `entry ${number}: ${name}`, () => field.read(given, surroundings));
		return read === undefined ? [] : [[name, isError(read) ? given : read]];
	});
	const isToBeRemoved = value['change'] === 'remove' && textOf(value['cloud_id']) !== undefined;
	return { mirror: { vendor_id: vendorId, ...Object.fromEntries(fields) }, wrong, isToBeRemoved };
}
