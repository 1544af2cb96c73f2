import { get } from 'lodash';
import { DateTime } from 'luxon';

import {
	checkTimeRange,
	choice,
	filterFields,
	flag,
	givenDay,
	optionalId,
	optionalText,
	optionalTime,
} from '../../core';
import type { Field, FieldSet, Label, Values } from '../../core';

/** Which log is read. */
export const logReader = choice({
	displayName: 'Log Reader',
	options: [
		{ name: 'Analytics', value: 'analytics', description: 'The logs that the older workbench shows' },
		{
			name: 'Workspace Logs',
			value: 'workspaceLogs',
			description: 'The newer API. It may return only part of the logs.',
		},
	],
	default: 'analytics',
	description: "Which of Ductape's two log APIs to read",
});

/** Shown with what may hold secrets. */
export const includeSecrets = flag({
	displayName: 'Include Secrets',
	default: false,
	description: 'Whether to return secrets such as app credentials. The simplified output leaves them out.',
});

/** Shown with the source of a function, which is cleaned as any other text is. */
export const includeSourceSecrets = flag({
	displayName: 'Include Secrets',
	default: false,
	description:
		'Whether to return the source as it is stored. Otherwise [redacted] stands in it for whatever looks like a secret.',
});

/** Shown with the result of a run, which may be the very token that the run was for. */
export const includeResultSecrets = flag({
	displayName: 'Include Secrets',
	default: false,
	description: 'Whether to return secrets such as access tokens in the result',
});

/** A text that nobody must see. */
export function secretText(label: Label): Field<string | undefined> {
	const field = optionalText(label);
	return { ...field, property: { ...field.property, typeOptions: { password: true } } };
}

/** The tag of something that exists: users make tags up, and may have put anything into them. */
export function knownTag(label: Label): Field<string | undefined> {
	return optionalId({ ...label, anyText: true });
}

/** A filter by the environment's slug. */
export const anyEnvironment = optionalId({ displayName: 'Environment', placeholder: 'e.g. dev' });

/** The filters that every list of runs has, named as the API names them. */
export const runFilters = {
	end_date: optionalDay('To'),
	env: anyEnvironment,
	start_date: optionalDay('From'),
};

/** The filters of a list, named as the API names them. @throws FieldError where the period ends before it begins */
export function filtersBy<Fields extends FieldSet>(fields: Fields): Field<Partial<Values<Fields>>> {
	const filters = filterFields(fields);
	return {
		...filters,
		read(given, surroundings) {
			const values = filters.read(given, surroundings);
			checkTimeRange(get(values, 'start_date'), get(values, 'end_date'));
			return values;
		},
	};
}

/**
 * A whole day as the API's date filters take it (`2026-01-05`): the one that was chosen or written, in whatever zone the
 * workflow is. Undefined when left empty.
 */
function optionalDay(displayName: string): Field<string | undefined> {
	const field = optionalTime({ displayName, description: 'Only the date is used, not the time' });
	return {
		...field,
		read(given, surroundings) {
			const written = DateTime.isDateTime(given) ? given.toISO() : given;
			const time = field.read(written, surroundings);
			const [day] = typeof written === 'string' ? (/^\d{4}-\d\d-\d\d/.exec(written.trim()) ?? []) : [];
			return givenDay(written) ?? day ?? time?.slice(0, 10);
		},
	};
}
