import type { IDataObject } from 'n8n-workflow';
import { isEmpty, omit, omitBy, pick, pickBy, startCase } from 'lodash';

import {
	choice,
	choices,
	collection,
	FieldError,
	flag,
	isRecord,
	optionalId,
	optionalJson,
	recordsIn,
	refuseNothing,
	refuseUndefined,
	textOf,
} from '../../../core';
import type { FieldSet } from '../../../core';
import { nameOf } from './PartKind';
import type { PartKind } from './PartKind';

/** What Get returns beside the fields of a part: in a copied record they name the original, which the PUT would change. */
const OF_THE_ORIGINAL = ['_id', 'integrationId'];

/** What the PUT says beside the fields of a part: what kind it is, and what is done with it. */
const OF_THE_REQUEST = ['component', 'action'];

/** The values of an operation's fields, by name. */
type Given = Readonly<Record<string, unknown>>;

const onDuplicate = choice({
	displayName: 'On Duplicate',
	options: [
		{ name: 'Error', value: 'error', description: 'Fail and change nothing' },
		{ name: 'Skip', value: 'skip', description: 'Return the existing one unchanged' },
		{ name: 'Update', value: 'update', description: 'Change the given fields of the existing one' },
	],
	default: 'error',
	description: 'What to do if it already exists',
});

const more = optionalJson({
	displayName: 'Additional Fields (JSON)',
	description:
		'Other fields, as named in the Ductape API. In an update, lists, and objects without fields of their own here, replace the stored ones.',
	hint: 'For example: {"name": "value"}',
});

const writeOptions = collection({
	displayName: 'Write Options',
	addLabel: 'Add option',
	fields: {
		sendAction: flag({
			displayName: 'Send Action Field',
			default: true,
			description:
				'Whether to send create or update as the action. Without this option none is sent, as older servers require.',
		}),
	},
});

/** The inputs of a new part; those that it must have are not offered a second time. */
export function createInputs(kind: PartKind) {
	return {
		...kind.createFields,
		...kind.shownFields,
		onDuplicate,
		...writeFields(kind, 'Additional Fields', omit(kind.fields, Object.keys(kind.createFields))),
	};
}

/** The inputs of a change. */
export function updateInputs(kind: PartKind) {
	const newKey = optionalId({
		displayName: `New ${kind.keyLabel}`,
		description: `Renames the ${kind.name.toLowerCase()}`,
	});
	return {
		...kind.shownFields,
		...writeFields(kind, 'Update Fields', {
			...kind.fields,
			...kind.updateFields,
			...(!kind.hasFixedKey && { newKey }),
		}),
	};
}

/**
 * The fields of a new part, as the PUT wants them: those that were given, and with them all that a new part must have.
 * @throws FieldError when they are not enough, or do not go together.
 */
export function createBody(kind: PartKind, given: Given): { sent: IDataObject; complete: IDataObject } {
	const shown = shownFields(kind);
	const sent = bodyOf(kind, shown, given);
	return { sent, complete: kind.complete?.(sent, inputsOf(shown, given)) ?? sent };
}

/**
 * For what changes a stored part: its records are put over the stored ones, its lists take the place of the stored lists.
 * @throws FieldError where an expression left something in a list undefined
 */
export function refuseUndefinedInLists(kind: PartKind, given: Given): void {
	const { more: further, ...details } = detailsOf(given);
	const inputs = { ...pick(given, Object.keys(shownFields(kind))), ...details };
	const all = { ...(isRecord(further) && further), ...inputs };
	refuseUndefined('An expression', isRecord(all) ? all : {}, { wholly: false });
}

/** For what makes a new part. @throws FieldError where an expression left something in a field of JSON undefined */
export function refuseUndefinedInJson(fields: FieldSet, given: Given): void {
	for (const [name, { property, nested }] of Object.entries(fields)) {
		const value = given[name];
		const groups = isRecord(value) ? [value] : recordsIn(value);
		if (nested !== undefined) groups.forEach((group) => refuseUndefinedInJson(nested, group));
		else if (property.type === 'json' && (isRecord(value) || Array.isArray(value)))
			refuseUndefined(`'${property.displayName}'`, value);
	}
}

/** What an update sets, as the PUT wants it. @throws FieldError when that is nothing, or does not go together. */
export function updateBody(kind: PartKind, given: Given): IDataObject {
	const { newKey, ...fields } = bodyOf(kind, kind.shownFields, given);
	const changes = { ...fields, ...(newKey !== undefined && { [kind.key]: newKey }) };
	if (isEmpty(kind.shownFields)) refuseNothing(changes);
	if (isEmpty(changes)) {
		throw new FieldError(
			`Nothing was given to change in the ${nameOf(kind)}`,
			"Set a field above 'Update Fields', or add one there. Nothing was sent.",
		);
	}
	return changes;
}

/** @throws FieldError where a key that cannot change is to become another one */
export function refuseOtherKey(kind: PartKind, part: string, changes: IDataObject): void {
	const { key, keyLabel, hasFixedKey = false } = kind;
	if (!hasFixedKey || changes[key] === undefined || textOf(changes[key]) === part) return;
	throw new FieldError(
		`'Additional Fields (JSON)' must not change the ${keyLabel.toLowerCase()}`,
		`Remove "${key}". To use another one, ${kind.createName.toLowerCase()} the ${nameOf(kind)} again. Nothing was sent.`,
	);
}

/** The groups of fields that were given in part, completed by what is stored. */
export function mergedGroups(kind: PartKind, stored: IDataObject, given: Given): IDataObject {
	const shown = shownFields(kind);
	return kind.merge?.(stored, bodyOf(kind, shown, given), inputsOf(shown, given)) ?? {};
}

/** Whether `action` goes with the PUT. */
export function sendsAction(kind: PartKind, { writeOptions: options }: Given): boolean {
	return kind.action === 'always' || (isRecord(options) && options['sendAction'] === true);
}

/** The field by which an update empties others: left empty, they keep what is stored. Its values are keys of `emptied`, named as they are. */
export function fieldsToEmpty(options: ReadonlyArray<{ readonly name: string; readonly value: string }>) {
	return choices({
		displayName: 'Fields to Empty',
		options,
		default: [],
		description: 'Fields left empty above keep their stored value. Those selected here are emptied instead.',
	});
}

/** The fields that are to be emptied, with nothing in them. @throws FieldError where one of them is also given */
export function emptied(selected: unknown, nothing: IDataObject, given: IDataObject): IDataObject {
	const names = Array.isArray(selected) ? selected.map(String) : [];
	const both = names.find((name) => given[name] !== undefined);
	if (both !== undefined) {
		throw new FieldError(
			`'Fields to Empty' contains ${startCase(both)}, which is also given`,
			'Select it there, or give a value. Nothing was sent.',
		);
	}
	return pick(nothing, names);
}

/** The fields to send: what the user left out is not among them; an empty list or object that was given is. */
export function givenFields(values: IDataObject): IDataObject {
	return omitBy(values, (value) => value === undefined);
}

/** A group of such fields; undefined where none of it was given. */
export function givenGroup(values: unknown): IDataObject | undefined {
	const given = isRecord(values) ? givenFields(values) : {};
	return Object.keys(given).length > 0 ? given : undefined;
}

/** A group of fields over the stored one; nothing when none of it was given, or when it is emptied. */
export function mergedGroup(
	name: string,
	stored: IDataObject,
	fields: IDataObject,
	subgroups: readonly string[] = [],
): IDataObject {
	if (isEmpty(fields[name])) return {};
	const [before, given] = [recordAt(stored, name), recordAt(fields, name)];
	const inner = subgroups
		.filter((subgroup) => given[subgroup] !== undefined)
		.map((subgroup) => [subgroup, { ...recordAt(before, subgroup), ...recordAt(given, subgroup) }]);
	return { [name]: { ...before, ...given, ...Object.fromEntries(inner) } };
}

/** The inputs of a new part that stand by themselves. */
function shownFields(kind: PartKind): FieldSet {
	return { ...kind.createFields, ...kind.shownFields };
}

function writeFields(kind: PartKind, displayName: string, fields: FieldSet) {
	return {
		details: collection({
			displayName,
			fields: { ...fields, more },
		}),
		...(kind.action === 'onRequest' && { writeOptions }),
	};
}

/**
 * What the inputs say, as the PUT wants it, with the further fields that the user gave as JSON.
 * @throws FieldError where one of these is none of the part, or cannot be what it is
 */
function bodyOf(kind: PartKind, shown: FieldSet, given: Given): IDataObject {
	const { more: further } = detailsOf(given);
	const copied = isRecord(further) ? givenFields(omit(further, OF_THE_ORIGINAL)) : {};
	const more = copied['component'] === kind.component ? omit(copied, 'component') : copied;
	const reserved = OF_THE_REQUEST.find((name) => more[name] !== undefined);
	if (reserved !== undefined) {
		throw new FieldError(
			`'Additional Fields (JSON)' must not contain "${reserved}"`,
			'Remove it. The node sets it. Nothing was sent.',
		);
	}
	kind.checkMore?.(more);
	const named = namedFields(kind, shown, given);
	const inBoth = pickBy(more, (value, name) => isRecord(value) && isRecord(named[name]));
	const groups = isEmpty(inBoth) ? {} : kind.merge?.(inBoth, named, inputsOf(shown, given));
	return { ...more, ...named, ...groups };
}

/** What the inputs say, as the PUT wants it. */
function namedFields(kind: PartKind, shown: FieldSet, given: Given): IDataObject {
	const inputs = inputsOf(shown, given);
	return givenFields(kind.body?.(inputs) ?? inputs);
}

/** The values of a part's own inputs. */
function inputsOf(shown: FieldSet, given: Given): IDataObject {
	const inputs = { ...pick(given, Object.keys(shown)), ...omit(detailsOf(given), 'more') };
	return isRecord(inputs) ? inputs : {};
}

function detailsOf({ details }: Given): IDataObject {
	return isRecord(details) ? details : {};
}

function recordAt(record: IDataObject, name: string): IDataObject {
	const value = record[name];
	return isRecord(value) ? value : {};
}
