import { DateTime } from 'luxon';

import { optionalText, optionalTime } from '../../core/field/fields';
import type { Field } from '../../core/field/Field';
import { FieldError } from '../../core/data/FieldError';
import { isoTime } from '../../core/data/times';

/**
 * A whole day as the API's date filters take it (`2026-01-05`): the one that was chosen or written, in whatever zone the
 * workflow is. Undefined when left empty.
 */
export function optionalDay(displayName: string): Field<string | undefined> {
	const field = optionalTime({ displayName, description: 'Whole days are meant' });
	return {
		...field,
		read(given) {
			if (given === undefined || given === null || given === '') return undefined;
			const written = DateTime.isDateTime(given) ? given.toISO() : given;
			const day = typeof written === 'string' ? written.trim().slice(0, 10) : isoTime(written)?.slice(0, 10);
			if (isoTime(written) !== undefined && day !== undefined && /^\d{4}-\d\d-\d\d$/.test(day)) return day;
			throw new FieldError(`"${String(given)}" is not a day`, 'Use ISO 8601, for example 2026-01-05.');
		},
	};
}

/** What a text holds as JSON; undefined when it is none. */
export function parsedText(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** A filter by the environment's slug. */
export const environment = optionalText({ displayName: 'Environment', placeholder: 'e.g. dev' });
