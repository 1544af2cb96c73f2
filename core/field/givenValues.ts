import { labelled, type Option } from './Field';
import { FieldError } from '../data/FieldError';
import { isRecord } from '../data/json';

/** A resource locator inside a collection reaches us as an object; n8n extracts only top-level ones. */
export function extracted(given: unknown): unknown {
	if (!isRecord(given) || given['__rl'] !== true) return given;
	if (given['mode'] === 'name') throw new FieldError('takes no name here', 'Give the ID. Nothing was sent.');
	return given['value'];
}

export function plainText(given: unknown): string | undefined {
	if (given === undefined || given === null) return undefined;
	if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'bigint') {
		throw new FieldError('must be text');
	}
	if (Number.isInteger(given) && !Number.isSafeInteger(given)) {
		// It has been rounded to another number before it came here: another record would be meant.
		throw new FieldError('has lost digits as a number: give it as text');
	}
	const value = String(given).trim();
	return value === '' ? undefined : value;
}

export function requiredText(given: unknown): string {
	const value = plainText(given);
	if (value === undefined) throw new FieldError('must not be empty');
	return value;
}

export function trueOrFalse(given: unknown): boolean {
	if (given === true || given === 'true') return true;
	if (given === false || given === 'false') return false;
	throw new FieldError('must be true or false');
}

export function oneOf<const Options extends readonly Option[]>(
	options: Options,
	given: unknown,
): Options[number]['value'] {
	const found = options.find((option) => option.value === given);
	if (found === undefined) {
		const known = options.map((option) => option.value).join(', ');
		throw new FieldError(`"${String(given)}" is not one of: ${known}`);
	}
	return found.value;
}

/** Whether nothing was given. */
export function isEmpty(given: unknown): given is undefined | null | '' {
	return given === undefined || given === null || given === '';
}

export function listOf(given: unknown): unknown[] {
	if (isEmpty(given)) return [];
	return Array.isArray(given) ? given : [given];
}

export function parsed(given: unknown): unknown {
	if (typeof given !== 'string') return given;
	return labelled('is not valid JSON', (): unknown => JSON.parse(given));
}
