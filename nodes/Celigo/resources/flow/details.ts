import { IANAZone } from 'luxon';

import { FieldError, optionalJson, optionalText } from '../../../../core';
import type { Field } from '../../../../core';
import { withIntegration } from '../../shortForm';

/** The short form of a flow. */
export const flowKeys = [
	'_id',
	'name',
	'disabled',
	'lastExecutedAt',
	'schedule',
	'timezone',
	'_integrationId',
	'createdAt',
	'lastModified',
] as const;

/** The short form of a flow, with its integration under the name that all platforms use. */
export const simplifyFlow = withIntegration(flowKeys);

/** What Create and Update take beside the name. */
export const flowDetails = {
	description: optionalText({ displayName: 'Description', rows: 3 }),
	schedule: checked(
		optionalText({
			displayName: 'Schedule',
			placeholder: 'e.g. ? 0 2 * * *',
			description:
				"When it runs, as Celigo's cron expression of six fields: ? minute hour day month weekday. The first is always a question mark.",
		}),
		cronExpression,
	),
	timezone: checked(
		optionalText({
			displayName: 'Timezone',
			placeholder: 'e.g. Europe/Berlin',
			description: 'The timezone of the schedule',
		}),
		knownZone,
	),
	more: optionalJson({
		displayName: 'Additional Fields (JSON)',
		description:
			'Other fields of the flow, such as its steps, as named in the Celigo API. In an update, a list replaces the stored one: give all its entries.',
		hint: 'For example: {"pageGenerators": [{"_exportId": "5f1b2c3d4e5f6a7b8c9d2001"}]}',
	}),
};

/** The field, with what was given brought into its form, or refused. */
function checked(field: Field<string | undefined>, check: (given: string) => string) {
	const read: typeof field.read = (given, surroundings) => {
		const value = field.read(given, surroundings);
		return value === undefined ? undefined : check(value);
	};
	return { ...field, read };
}

/** @throws FieldError unless it has six fields, the first of them `?` (provider document, section 2.2) */
function cronExpression(given: string): string {
	const parts = given.trim().split(/\s+/);
	const expression = parts.join(' ');
	if (parts.length === 6 && parts[0] === '?') return expression;
	const minutesFirst = parts.length === 6 ? parts.slice(1).join(' ') : expression;
	throw new FieldError(
		`"${given}" is not a schedule of Celigo`,
		parts.length === 5 || parts.length === 6
			? `It has six fields, and the first is always a question mark: "? ${minutesFirst}". Nothing was sent.`
			: 'It has six fields: ? minute hour day month weekday. Nothing was sent.',
	);
}

/** @throws FieldError unless it is the name of a timezone */
function knownZone(given: string): string {
	const zone = given.trim();
	if (IANAZone.isValidZone(zone)) return zone;
	throw new FieldError(`"${given}" is not a timezone`, 'Use a name such as Europe/Berlin. Nothing was sent.');
}
