import type { Field } from '../../core/Field';
import { FieldError } from '../../core/FieldError';

/**
 * The given value. Gestal's own ids have 64 bits, and a vendor's may: as a number such an id has been rounded to another
 * one's, so another animal would be read, changed or deleted.
 * @throws FieldError for a number that is too long to be exact
 */
export function undamaged(given: unknown): unknown {
	if (typeof given === 'number' && !Number.isSafeInteger(given))
		throw new FieldError('has lost digits as a number: give it as text');
	return given;
}

/** The field, which refuses an id that was rounded. */
export function exact<Value>(field: Field<Value>): Field<Value> {
	return { ...field, read: (given, surroundings) => field.read(undamaged(given), surroundings) };
}
