import type { IDataObject } from 'n8n-workflow';
import { isUndefined, omitBy } from 'lodash';

import {
	choice,
	choices,
	collection,
	exactJson,
	FieldError,
	flag,
	id,
	IN_PLAIN_TEXT,
	labelled,
	optionalJson,
	optionalText,
	parsed,
	parsedText,
	refuseUndefined,
	rows,
} from '../../core';
import type { Field } from '../../core';
import { option } from './locators';

export const NOT_BOTH = "'Admin Only' and 'User Can Edit' cannot both be Yes";

/** Yes, no, or what it is now. */
const flagOptions = [
	{ name: 'Leave Unchanged', value: 'keep' },
	{ name: 'No', value: 'no' },
	{ name: 'Yes', value: 'yes' },
] as const;

export type WantedFlag = (typeof flagOptions)[number]['value'];

/** An option, how it is to be, and the value as it is sent. */
export interface OptionChange {
	readonly optionId: string;
	readonly adminOnly: WantedFlag;
	readonly userCanEdit: WantedFlag;
	readonly value: IDataObject[string];
}

const attributeChanges = collection({
	displayName: 'Update Fields',
	fields: {
		attributes: optionalJson({
			displayName: 'Additional Attributes (JSON)',
			description:
				'Other attributes, as named in the Polarity API. It does not document which ones can be changed.',
			hint: 'For example: {"description": "Looks up IP addresses"}',
		}),
		autosubscribe: flag({
			displayName: 'Autosubscribe',
			default: true,
			description: 'Whether to subscribe new users to the integration ("Team Subscription")',
		}),
	},
});

/** The attributes of an integration to change. */
export const integrationChanges: Field<IDataObject> = {
	...attributeChanges,
	read(given, surroundings) {
		const { attributes, ...others } = attributeChanges.read(given, surroundings);
		const changes = omitBy({ ...attributes, ...others }, isUndefined);
		refuseUndefined("'Additional Attributes (JSON)'", changes);
		return changes;
	},
};

const groups = rows({
	displayName: 'Permissions',
	addLabel: 'Add group',
	rowName: 'Group',
	required: true,
	fields: {
		groupId: id({
			displayName: 'Group ID',
			// No default: a group that was forgotten would be all users.
			placeholder: 'e.g. 4',
			description:
				'Group 1 contains all users. Each user also has a personal group, whose ID is not the user ID.',
		}),
		granted: choices({
			displayName: 'Permissions',
			options: [
				{ name: 'Admin', value: 'admin' },
				{ name: 'Read', value: 'read' },
			],
			default: ['read'],
			description: "The group's new permissions. Permissions not selected are removed.",
		}),
	},
});

/** Groups and what they get; each group once. */
export const groupPermissions: typeof groups = {
	...groups,
	read(given, surroundings) {
		const permissions = groups.read(given, surroundings);
		const empty = permissions.find(({ granted }) => granted.length === 0);
		if (empty !== undefined) throw new FieldError(`group ${empty.groupId} has no permission selected`);
		const twice = twiceIn(permissions.map(({ groupId }) => groupId));
		if (twice !== undefined) throw new FieldError(`contains group ${twice} twice`);
		return permissions;
	},
};

const access = collection({
	displayName: 'Access',
	addLabel: 'Add flag',
	description: 'Who can see and change the option. Flags that are not added are left unchanged.',
	fields: {
		adminOnly: choice({
			displayName: 'Admin Only',
			options: flagOptions,
			default: 'keep',
			description: 'Whether to lock the option and hide it from all users',
		}),
		userCanEdit: choice({
			displayName: 'User Can Edit',
			options: flagOptions,
			default: 'keep',
			description: 'Whether users can set their own value',
		}),
	},
});

// Both flags in a field of their own: n8n wants five fields and more in the order of their labels, the option not first.
const optionRows = rows({
	displayName: 'Options to Update',
	addLabel: 'Add option',
	rowName: 'Option',
	required: true,
	fields: {
		optionId: option,
		value: asTyped({
			displayName: 'Value',
			description: `The new value. The current value is never sent back. ${IN_PLAIN_TEXT}`,
		}),
		valueType: choice({
			displayName: 'Value Type',
			options: [
				{ name: 'JSON', value: 'json', description: 'For true, false, numbers, lists, and "" to clear' },
				{
					name: 'Text',
					value: 'text',
					description:
						'The value as entered. True, false, lists and objects from an expression stay what they are.',
				},
			],
			default: 'text',
		}),
		access,
	},
});

/** Options and their new values. What the server would refuse, or would clear unasked, is refused. */
export const changedOptions: Field<readonly OptionChange[]> = {
	...optionRows,
	read: (given, surroundings) =>
		optionRows.read(given, surroundings).map((row) => labelled(row.optionId, () => changeOf(row))),
};

/** The first entry that stands in a list a second time. */
export function twiceIn(entries: readonly string[]): string | undefined {
	return entries.find((entry, index) => entries.indexOf(entry) !== index);
}

function changeOf({
	optionId,
	value,
	valueType,
	access: { adminOnly = 'keep', userCanEdit = 'keep' },
}: ReturnType<typeof optionRows.read>[number]): OptionChange {
	if (value === undefined) {
		throw new FieldError('has no value', 'To clear it, set \'Value Type\' to JSON and enter "".');
	}
	if (adminOnly === 'yes' && userCanEdit === 'yes') throw new FieldError(NOT_BOTH);
	const { text, isText } = value;
	return { optionId, adminOnly, userCanEdit, value: isText && valueType === 'text' ? text : valueIn(text) };
}

function valueIn(json: string): IDataObject[string] {
	return labelled('the value', () => parsedText(json));
}

/** What was given, as a text with its spaces, which may belong to a password; or as JSON, where an expression gave something else. */
interface Typed {
	readonly text: string;
	/** Also of a number: a key may be digits alone. The text "false" would turn a switch on. */
	readonly isText: boolean;
}

function asTyped(label: Parameters<typeof optionalText>[0]): Field<Typed | undefined> {
	return {
		property: optionalText(label).property,
		read(given) {
			if (given === undefined || given === null || given === '') return undefined;
			if (typeof given === 'string') return { text: given, isText: true };
			const value = parsed(given);
			refuseUndefined('an expression', value);
			return { text: exactJson(value), isText: typeof given === 'number' };
		},
	};
}
