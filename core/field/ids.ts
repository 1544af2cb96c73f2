import type { IDataObject } from 'n8n-workflow';
import { uniq } from 'lodash';

import { FieldError } from '../data/FieldError';
import { isEmpty, isRecord } from '../data/json';
import { NO_UNSENDABLE, UNSENDABLE } from '../data/text';
import type { Field, Label } from './Field';
import { emptyOnPurpose, required } from './fields';
import { entriesOf, plainText } from './givenValues';

export type IdLabel = Label & {
	readonly default?: string;
	/** True where users make up the IDs themselves: they may have blanks and other characters in them. */
	readonly anyText?: boolean;
};
type IdsLabel = IdLabel & {
	/** Under which a record in the list, or the `detail` of an event, has its ID, besides `id` and `_id`. */
	readonly keys?: readonly string[];
	/** What shows that a record may have none of `keys`. It is left out then: its `id` or `_id` is another one. */
	readonly noneWith?: readonly string[];
};

const NOTHING_SENT = 'Give the ID alone. Nothing was sent.';

/** An ID, or another word that a platform knows: without blanks. */
export function id(label: IdLabel): Field<string> {
	return required(optionalId(label));
}

/** As `id`, but may be left empty: undefined then. */
export function optionalId({ anyText = false, ...label }: IdLabel): Field<string | undefined> {
	const property = { ...label, type: 'string', default: label.default ?? '' } as const;
	return { property, read: anyText ? ownId : givenId };
}

/** IDs, each once, in any form in which lists are usually given; at least one. */
export function ids(label: IdsLabel): Field<readonly string[]> {
	return required(optionalIds(label));
}

/** As `ids`, possibly none. */
export function optionalIds({ keys = [], noneWith = [], ...label }: IdsLabel): Field<readonly string[]> {
	const { property } = optionalId(label);
	const allKeys = noneWith.length > 0 ? keys : [...keys, 'id', '_id'];
	return emptyOnPurpose({ property, read: (given) => uniq(idsIn(given, allKeys, noneWith, label.anyText)) });
}

/** The ID that was given, without blanks around it; undefined for nothing. @throws FieldError when it can be none */
export function givenId(given: unknown): string | undefined {
	const text = ownId(given);
	if (text === undefined) return undefined;
	if (/\s/.test(text)) throw new FieldError(`${text} must not contain blanks`, NOTHING_SENT);
	if (/[[\]{}"'`]|:\/\//.test(text)) {
		throw new FieldError(`${text} must not contain brackets, quotation marks or ://`, NOTHING_SENT);
	}
	return text;
}

/** As `givenId`, of an ID that users make up themselves: any text. */
export function ownId(given: unknown): string | undefined {
	const text = plainText(given)?.trim();
	if (text === '.' || text === '..') throw new FieldError(`"${text}" is not an ID`, NOTHING_SENT);
	if (UNSENDABLE.test(text ?? '')) throw new FieldError(NO_UNSENDABLE, NOTHING_SENT);
	return text;
}

function idsIn(given: unknown, keys: readonly string[], noneWith: readonly string[], anyText = false) {
	// Text is JSON, or entries with commas, semicolons, line ends or, where no ID has any, blanks between them.
	return entriesOf(given, anyText ? /[,;\n]+/ : /[,;\s]+/).flatMap((entry, index) => {
		const named = isRecord(entry) ? idOfRecord(entry, index, keys, noneWith) : entry;
		const found = (anyText ? ownId : givenId)(named);
		if (anyText || !/[,;]/.test(found ?? '')) return found ?? [];
		throw new FieldError(`${found} must not contain commas`, NOTHING_SENT);
	});
}

function idOfRecord(given: IDataObject, index: number, keys: readonly string[], noneWith: readonly string[]) {
	const record = { ...(isRecord(given['detail']) && given['detail']), ...given };
	const key = [...keys, ...noneWith].find((name) => !isEmpty(record[name]));
	if (key !== undefined) return keys.includes(key) ? record[key] : undefined;
	const names = keys.join(', ').replace(/, (?=[^,]*$)/, ' or ');
	throw new FieldError(`entry ${index + 1} has no ${names}`, NOTHING_SENT);
}
