import {
	choice,
	collection,
	FieldError,
	id,
	integer,
	operation,
	optionalId,
	optionalText,
	refuseUndefined,
	resource,
	when,
} from '../../../core';
import { executedJob, integrationOfList } from '../locators';
import { givenFields } from '../parts/partFields';
import { TAGGED } from '../parts/PartKind';
import type { PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';
import { callProxy, parameters } from '../parts/proxy';
import { scheduleFields } from './schedule';

/** `jobs` of the integration's document. */
export const job: PartKind = {
	...TAGGED,
	name: 'Job',
	component: 'job',
	list: 'jobs',
	proxyModule: 'jobs',
	createFields: { tag: id({ displayName: 'Tag', placeholder: 'e.g. nightly' }) },
	fields: {
		event_tag: optionalId({ displayName: 'Event Tag' }),
		event_type: choice({
			displayName: 'Event Type',
			options: [
				{ name: 'Action', value: 'ACTION' },
				{ name: 'Database Action', value: 'DATABASE_ACTION' },
				{ name: 'Function', value: 'FUNCTION' },
				{ name: 'Message Broker', value: 'MESSAGEBROKER' },
				{ name: 'Notification', value: 'NOTIFICATION' },
			],
			default: 'ACTION',
		}),
		executions: integer({
			displayName: 'Executions',
			default: 0,
			min: 0,
			description: 'How many times to run. 0 means no limit.',
		}),
		intervals: integer({
			displayName: 'Interval (Milliseconds)',
			default: 3_600_000,
			min: 0,
			description: 'Time between two runs',
		}),
		name: optionalText({ displayName: 'Name' }),
	},
	simplify: ['_id', 'tag', 'name', 'description', 'event_type', 'event_tag', 'executions', 'intervals'],
};

const command = choice({
	displayName: 'Command',
	options: [
		{ name: 'Cancel', value: 'cancel', description: 'Stop the execution' },
		{ name: 'Pause', value: 'pause', description: 'Suspend the job until it is resumed' },
		{ name: 'Reschedule', value: 'reschedule', description: 'Change when the job runs' },
		{ name: 'Resume', value: 'resume', description: 'Continue a paused job' },
		{ name: 'Retry', value: 'retry', description: 'Run the job once more' },
	],
	default: 'retry',
});

const schedule = collection({
	displayName: 'Schedule',
	narrows: 'change',
	fields: scheduleFields,
});

const HINTS = {
	whereToLook: 'Look for it with Job Execution: Get Many.',
	refusalHint: "Check the job and the command. Use 'Parameters (JSON)' to send other parameters.",
};

/** `jobs.retry` and its kin of the sdk-proxy; the first version of the API cannot run jobs. */
export const run = operation({
	name: 'Run',
	action: 'Retry or pause or resume or cancel or reschedule job',
	description: "Beta. Retry, cancel, pause, resume or reschedule a job through Ductape's proxy.",
	fields: {
		integrationId: integrationOfList,
		jobId: executedJob,
		command,
		delay: when(
			{ command: ['retry'] },
			integer({
				displayName: 'Delay (Milliseconds)',
				default: 0,
				min: 0,
				description: 'How long to wait before the job runs',
			}),
		),
		reason: when({ command: ['cancel'] }, optionalText({ displayName: 'Reason' })),
		schedule: when({ command: ['reschedule'] }, schedule),
		parameters: parameters('["66c0a1b2c3d4e5f601234567", {"delay": 60000}]'),
	},
	// Nothing is read first, but a job that is to be paused and resumed must not end up paused.
	exclusive: ({ jobId }) => `job ${jobId}`,
	check({ command, schedule, parameters }) {
		refuseUndefined("'Parameters (JSON)'", parameters);
		if (command !== 'reschedule' || parameters !== undefined) return;
		if (Object.keys(givenFields({ ...schedule })).length > 0) return;
		throw new FieldError(
			"'Schedule' must not be empty",
			"Add 'Cron', 'Every (Milliseconds)' or 'Start At'. Nothing was sent.",
		);
	},
	run: async (api, { jobId, command, delay = 0, reason, schedule, parameters }) => {
		const options = givenFields({ ...schedule, reason, ...(delay > 0 && { delay }) });
		const params = parameters ?? [jobId, ...(Object.keys(options).length > 0 ? [options] : [])];
		return await callProxy(api, { module: 'jobs', method: command, params, ...HINTS });
	},
});

export const jobResource = resource('Job', [...partOperations(job), run]);
