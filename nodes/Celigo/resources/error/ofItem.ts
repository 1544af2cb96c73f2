import type { IDataObject } from 'n8n-workflow';
import { isNil, omit, uniq } from 'lodash';

import {
	CHECK_EXPRESSION,
	emptyOnPurpose,
	FieldError,
	IN_A_TOOL,
	isRecord,
	isSameText,
	listOf,
	optionalIds,
	parsed,
	readAs,
	required,
	textOf,
} from '../../../../core';
import type { Field, FieldSurroundings } from '../../../../core';
import { anyFlow, anyStep } from '../../locators';

const FROM_ITEM = `Leave empty to use the one in the item. ${IN_A_TOOL}`;
const HEXADECIMAL_ID = /^[0-9a-f]{24}$/i;
/** As a field opens: then the item says which error it is. What an expression left out must not be taken from the item. */
const OF_ITEM = '';
/** The same of a JSON field. */
const NONE_GIVEN = '[]';
const STANDS_FOR_SEVERAL = "This item stands for several errors. Set 'Emit' in the trigger to Each Event.";
const TAGGED_EXAMPLE = '[{"id": "123", "rdk": "abc"}]';
const TAGGED_ERRORS = `must be a list such as ${TAGGED_EXAMPLE}`;

/** The flow of the errors: chosen, else that of the item (of Error: Get Many, or of the trigger). */
export const flowOfErrors = asReturned(
	orOfItem(anyFlow, `The flow that the errors belong to. ${FROM_ITEM}`, ['flowId', '_flowId']),
);

/** The step of the errors: chosen, else that of the item. */
export const stepOfErrors = asReturned(
	orOfItem(anyStep, `The export or import that the errors belong to. ${FROM_ITEM}`, [
		'stepId',
		'_expOrImpId',
	]),
);

/** Celigo's IDs of errors: given, else those of the item. */
export const errorIds: Field<readonly string[]> = listOfItem(
	'Error IDs',
	`Comma-separated list of error IDs. Leave empty to use the IDs in the item. ${IN_A_TOOL} IDs of items with the same step are sent together, up to 1,000 per request.`,
	['errorIds', 'errorId'],
);

/** Errors with their retry data keys: given, else that of the item. */
export const taggedErrors: Field<readonly IDataObject[]> = emptyOnPurpose({
	property: {
		displayName: 'Errors (JSON)',
		type: 'json',
		default: NONE_GIVEN,
		description: `Error IDs and retry data keys. Leave it as [] to use those in the item, or its errorIds. ${IN_A_TOOL} Errors of items with the same step are sent together, up to 1,000 per request.`,
		hint: `For example: ${TAGGED_EXAMPLE}`,
	},
	read(given, surroundings) {
		const isOfItem = given === OF_ITEM || given === NONE_GIVEN;
		const list = isOfItem ? taggedOfItem(surroundings) : listOf(parsed(given));
		if (list.length === 0) throw new FieldError(TAGGED_ERRORS);
		return list.map((error) => {
			if (!isRecord(error)) throw new FieldError(TAGGED_ERRORS);
			const { id, rdk } = error;
			const isKeyless = rdk === undefined || rdk === null || rdk === '';
			if (textOf(id) === undefined || (!isKeyless && textOf(rdk) === undefined)) {
				throw new FieldError(TAGGED_ERRORS);
			}
			return { id: textOf(id), rdk: textOf(rdk) };
		});
	},
});

/** The error of the item with its key, or the errors that it stands for, which are found by their IDs alone. */
function taggedOfItem(surroundings: FieldSurroundings): IDataObject[] {
	const id = ofItem(surroundings, ['errorId']);
	if (!isNil(id)) return [{ id, rdk: ofItem(surroundings, ['retryDataKey']) }];
	return listOf(ofItem(surroundings, ['errorIds']) ?? [undefined]).map((each) => ({ id: textOf(each) }));
}

/**
 * IDs as Celigo returns them: the errors of a step are sent together, and none twice, however its ID is written. An ID of another
 * form (provider document, section 7) is sent as it is given: only of hexadecimal ones is it known that both mean the same.
 */
function asReturned(field: Field<string>): Field<string> {
	return readAs(field, (id) => (HEXADECIMAL_ID.test(id) ? id.toLowerCase() : id));
}

/**
 * A text field that takes the first of these values of the item where it is left empty.
 *
 * @param ofKnownError what to do about an item that is an error, and has none of them; else they are looked for elsewhere
 */
export function orOfItem(
	field: Field<string | undefined>,
	description: string,
	names: readonly string[],
	ofKnownError?: string,
): Field<string> {
	const chosen = emptyOnPurpose(required(field));
	return {
		...field,
		property: { ...omit(field.property, 'hint'), description },
		read(given, surroundings) {
			if (given !== OF_ITEM) return chosen.read(given, surroundings);
			const own = field.read(ofItem(surroundings, names) ?? '', surroundings);
			if (own !== undefined) return own;
			if (isSeveral(surroundings, names)) throw new FieldError('must not be empty', STANDS_FOR_SEVERAL);
			const isError = textOf(ofItem(surroundings, ['errorId'])) !== undefined;
			throw new FieldError('must not be empty', (isError ? ofKnownError : undefined) ?? missing(names));
		},
	};
}

/**
 * As orOfItem, for a list: the one that is given, else that of the item. It must not be empty, except where an item may have none
 * (`noneWith`: what an item has all the same): then a given list may be empty, and so may that of such an item, and such records
 * in a given list are left out.
 */
export function listOfItem(
	displayName: string,
	description: string,
	names: readonly string[],
	noneWith: readonly string[] = [],
): Field<readonly string[]> {
	const field = optionalIds({ displayName, description, keys: names, noneWith });
	const mayBeEmpty = noneWith.length > 0;
	return {
		...field,
		read(given, surroundings) {
			const found = ofItem(surroundings, names);
			const isItemKnown = found !== undefined || ofItem(surroundings, noneWith) !== undefined;
			const mayHaveNone = mayBeEmpty && isItemKnown;
			// Whatever the item has, what is given is used.
			const own = () => field.read(found ?? '', surroundings);
			// An expression has no value of an item without one either.
			const isOfItem = given === OF_ITEM || (isNil(given) && mayHaveNone && own().length === 0);
			const list = isOfItem ? own() : field.read(given, surroundings);
			if (list.length > 0 || (isOfItem ? mayHaveNone : mayBeEmpty)) return list;
			throw new FieldError('must not be empty', isOfItem ? missing(names) : CHECK_EXPRESSION);
		},
	};
}

/** The first of these values that the item has: in its `detail`, as the trigger emits it, or at the top. */
export function ofItem({ item = {} }: FieldSurroundings, names: readonly string[]): IDataObject[string] {
	const detail = isRecord(item['detail']) ? item['detail'] : {};
	const found = names.flatMap((name) => [detail[name], item[name]]);
	return (
		found.find((value) => value !== undefined && value !== null && value !== '') ??
		found.find((value) => value !== undefined)
	);
}

/** Whether the item is the trigger's for a group of errors that have different ones of these. */
function isSeveral(surroundings: FieldSurroundings, names: readonly string[]): boolean {
	const lists = names.map((name) => `${name}s`);
	return ofItem(surroundings, lists) !== undefined;
}

function missing(names: readonly string[]): string {
	return `The item has no ${names.join(' or ')} either. Enter it here, or pass items from Error: Get Many or the trigger. ${IN_A_TOOL}`;
}

/** `label` is that of the field with the IDs. @throws FieldError for an ID that is put together of other things than this flow and this step */
export function checkErrorIds(
	flowId: string,
	stepId: string,
	ids: readonly string[],
	label = 'Error IDs',
): void {
	const foreign = ids.find((id) => ownId(flowId, stepId, id).includes(':'));
	if (foreign === undefined) return;
	throw new FieldError(
		`'${label}': ${foreign} is not an error of this step`,
		"Use the item's errorId. The eventId is only for removing duplicates. Nothing was sent.",
	);
}

/** Celigo's own IDs, each once: of an event's ID (`celigo:stepError:flow:step:error`) the last part. */
export function ownIds(flowId: string, stepId: string, ids: readonly string[]): string[] {
	return uniq(ids.map((id) => ownId(flowId, stepId, id)));
}

function ownId(flowId: string, stepId: string, id: string): string {
	const beginning = `${flowId}:${stepId}:`;
	const composite = id.replace(/^celigo:stepError:/, '');
	return isSameText(composite.slice(0, beginning.length), beginning) ? composite.slice(beginning.length) : id;
}
