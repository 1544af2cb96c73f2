import { choice, integer, operation, optionalJson, optionalText, resource, text } from '../../../core';
import { executedJob, integration } from '../locators';
import { TAGGED } from '../parts/PartKind';
import type { PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';
import { callProxy, parameters } from './proxy';

/** `jobs` of the integration's document. */
export const job: PartKind = {
	...TAGGED,
	name: 'Job',
	component: 'job',
	list: 'jobs',
	createFields: { tag: text({ displayName: 'Tag', placeholder: 'e.g. nightly' }) },
	fields: {
		event_tag: optionalText({ displayName: 'Event Tag' }),
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
			description: 'How many times to run; 0 means no limit',
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
		{ name: 'Cancel', value: 'cancel' },
		{ name: 'Pause', value: 'pause' },
		{ name: 'Reschedule', value: 'reschedule' },
		{ name: 'Resume', value: 'resume' },
		{ name: 'Retry', value: 'retry', description: 'Run it once more' },
	],
	default: 'retry',
});

const jobOptions = optionalJson({
	displayName: 'Job Options (JSON)',
	description: 'Passed to the command, for example when to run the job',
});

/** `jobs.retry` and its kin of the sdk-proxy; the first version of the API cannot run jobs. */
export const run = operation({
	name: 'Run',
	action: 'Run a job',
	description: "Beta. Runs a job again, or controls it, through Ductape's proxy.",
	fields: { integrationId: integration, jobId: executedJob, command, jobOptions, parameters },
	run: async (api, { integrationId, jobId, command, jobOptions, parameters }) => {
		const params = parameters ?? [jobId, ...(jobOptions ? [jobOptions] : [])];
		return await callProxy(api, integrationId, { module: 'jobs', method: command, params });
	},
});

export const jobResource = resource('Job', [...partOperations(job), run]);
