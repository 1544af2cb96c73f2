import { jsonParse } from 'n8n-workflow';
import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../../core/request/ApiClient';
import { rows } from '../../../../core/field/fieldGroups';
import { choice, optionalText } from '../../../../core/field/fields';
import type { Field } from '../../../../core/field/Field';
import { FieldError } from '../../../../core/data/FieldError';
import { textOf } from '../../../../core/data/json';
import { attributesOf, resourcesOf } from '../../reading/documents';
import { OPTIONS, ofIntegration } from '../../reading/lists';
import { option } from '../../locators';

const NOT_BOTH = 'an option cannot be admin-only and editable by users at the same time';

/** Yes, no, or what it is now. */
const flagOptions = [
	{ name: 'Keep As It Is', value: 'keep' },
	{ name: 'No', value: 'no' },
	{ name: 'Yes', value: 'yes' },
] as const;

const optionRows = rows({
	displayName: 'Options',
	addLabel: 'Add option',
	rowName: 'Option',
	required: true,
	fields: {
		// n8n wants five fields and more in the order of their labels.
		adminOnly: choice({
			displayName: 'Admin Only',
			options: flagOptions,
			default: 'keep',
			description: 'Whether the option is locked and hidden for all users',
		}),
		optionId: option,
		userCanEdit: choice({
			displayName: 'User Can Edit',
			options: flagOptions,
			default: 'keep',
			description: 'Whether each user sets an own value',
		}),
		value: asTyped({
			displayName: 'Value',
			description: 'What the option is to hold; nothing that the server shows of the old value is sent back',
		}),
		valueType: choice({
			displayName: 'Value Type',
			options: [
				{ name: 'JSON', value: 'json', description: 'For true, false, numbers, lists, and "" to clear' },
				{ name: 'Text', value: 'text' },
			],
			default: 'text',
		}),
	},
});

type OptionChange = ReturnType<typeof optionRows.read>[number];

/** Options and their new values. What the server would refuse, or would clear unasked, is refused before anything is sent. */
export const optionChanges: typeof optionRows = {
	...optionRows,
	read(given, surroundings) {
		const changes = optionRows.read(given, surroundings);
		for (const { optionId, value, valueType, adminOnly, userCanEdit } of changes) {
			if (value === undefined) {
				throw new FieldError(`${optionId} has no value`, 'To clear it, choose the type JSON and give "".');
			}
			if (valueType === 'json') jsonValue(optionId, value);
			if (adminOnly === 'yes' && userCanEdit === 'yes') throw new FieldError(`${optionId}: ${NOT_BOTH}`);
		}
		return changes;
	},
};

/**
 * The resources to send: the API wants value and both flags of every option.
 * @throws when a flag is to stay as it is and the server does not tell how it is.
 */
export async function optionUpdates(
	polarity: ApiClient,
	integrationId: string,
	changes: readonly OptionChange[],
): Promise<IDataObject[]> {
	const isKept = changes.some(({ adminOnly, userCanEdit }) => [adminOnly, userCanEdit].includes('keep'));
	const prefix = `${integrationId}-`;
	const ids = changes.map(({ optionId }) =>
		optionId.startsWith(prefix) ? optionId : `${prefix}${optionId}`,
	);
	const twice = ids.find((id, index) => ids.indexOf(id) !== index);
	if (twice !== undefined) {
		throw polarity.error(`Option ${twice} is there twice`, 'Give each option once; nothing was sent.');
	}
	const stored = isKept ? await readableOptions(polarity, integrationId) : [];
	return changes.map((change, index) => {
		const id = ids[index] ?? change.optionId;
		const current = attributesOf(stored.find((row) => textOf(row['id']) === id) ?? {});
		const flag = (name: string, wanted: OptionChange['adminOnly']): boolean => {
			if (wanted !== 'keep') return wanted === 'yes';
			const value = current[name];
			if (typeof value === 'boolean') return value;
			throw polarity.error(
				`The server does not tell "${name}" of option ${id}`,
				'Check the option, or set both "Admin Only" and "User Can Edit"; nothing was changed.',
			);
		};
		const adminOnly = flag('admin-only', change.adminOnly);
		const userCanEdit = flag('user-can-edit', change.userCanEdit);
		if (adminOnly && userCanEdit) {
			throw polarity.error(
				`Option ${id}: ${NOT_BOTH}`,
				'Set both "Admin Only" and "User Can Edit"; nothing was changed.',
			);
		}
		const value = valueOf(change);
		return {
			id,
			type: 'integration-option',
			attributes: { value, 'admin-only': adminOnly, 'user-can-edit': userCanEdit },
		};
	});
}

/** The options as they are; none where the server has no such list, or does not show it to the caller. */
async function readableOptions(polarity: ApiClient, integrationId: string): Promise<IDataObject[]> {
	const { status, body } = await polarity.send({
		method: 'GET',
		route: OPTIONS,
		query: ofIntegration(integrationId),
		accept: [403, 404, 405],
	});
	return status >= 400 ? [] : resourcesOf(polarity, body);
}

/** A text whose spaces may be meant (a password's); anything else that an expression gives, as JSON. */
function asTyped(label: Parameters<typeof optionalText>[0]): Field<string | undefined> {
	return {
		property: optionalText(label).property,
		read(given) {
			if (given === undefined || given === null || given === '') return undefined;
			return typeof given === 'string' ? given : JSON.stringify(given);
		},
	};
}

function valueOf({ optionId, value = '', valueType }: OptionChange): IDataObject[string] {
	return valueType === 'json' ? jsonValue(optionId, value) : value;
}

function jsonValue(optionId: string, value: string): IDataObject[string] {
	return jsonParse(value, { errorMessage: `${optionId}: the value is not valid JSON` });
}
