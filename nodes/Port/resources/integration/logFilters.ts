import { choices, epochMs, filterFields, optionalEnd, optionalTexts, optionalTime } from '../../../../core';
import type { Query } from '../../../../core';
import { sync } from '../../locators';
import { LOG_LEVELS } from '../../reading/logLine';
import type { LogFilter } from '../../reading/logs';

type LogFilters = ReturnType<typeof logFilters.read>;

/** What Get Logs can filter by. */
export const logFilters = filterFields({
	eventId: sync,
	from: optionalTime({ displayName: 'From' }),
	kinds: optionalTexts({ displayName: 'Kinds', placeholder: 'e.g. project, issue' }),
	levels: choices({
		displayName: 'Levels',
		options: LOG_LEVELS.map((level) => ({ name: level, value: level })),
		default: [],
		description:
			'FATAL includes lines called CRITICAL. As Port may not find these, they are also looked for on the newest page of all levels, if no line of the chosen levels was found.',
	}),
	phases: choices({
		displayName: 'Phases',
		options: [
			{ name: 'Extract', value: 'extract' },
			{ name: 'Load', value: 'load' },
			{ name: 'Transform', value: 'transform' },
		],
		default: [],
	}),
	to: optionalEnd({ displayName: 'To', description: 'A day without a time is included whole' }),
});

/** What the filters ask for. */
export function logFilterOf({ from, to, ...filters }: LogFilters, query: Query): LogFilter {
	return { ...filters, sinceMs: epochMs(from), untilMs: epochMs(to), query };
}
