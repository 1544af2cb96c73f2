import { integer, optionalText, optionalTime } from '../../../core';

/** When something is to run, named as the API names it (provider document, section 2.5). */
export const scheduleFields = {
	cron: optionalText({
		displayName: 'Cron',
		description: 'When to repeat the run, as a cron expression',
		placeholder: 'e.g. 0 9 * * *',
	}),
	every: integer({
		displayName: 'Every (Milliseconds)',
		default: 3_600_000,
		min: 1,
		description: 'Time between two runs',
	}),
	start_at: optionalTime({ displayName: 'Start At', description: 'Time of the first run' }),
};
