import { pick } from 'lodash';

import { choice, integer, optionalJson, optionalText, text } from '../../../core/field/fields';
import { operation, resource } from '../../../core/operation/Operation';
import { tagOf } from '../reading/documents';
import { executedJob, integration } from '../locators';
import type { PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';
import { callProxy, parameters } from './proxy';

/** `jobs` of the integration's document. */
export const job: PartKind = {
	name: 'Job',
	component: 'job',
	list: 'jobs',
	key: 'tag',
	keyLabel: 'Tag',
	action: 'onRequest',
	createName: 'Create',
	createFields: { tag: text({ displayName: 'Tag', placeholder: 'e.g. nightly' }) },
	shownFields: {},
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
			description: 'How often it runs; 0 is without end',
		}),
		intervals: integer({
			displayName: 'Interval (Milliseconds)',
			default: 3_600_000,
			min: 0,
			description: 'Time between two runs',
		}),
		name: optionalText({ displayName: 'Name' }),
	},
	hasSecrets: false,
	simplify: (part) =>
		pick(part, ['_id', 'tag', 'name', 'description', 'event_type', 'event_tag', 'executions', 'intervals']),
};

/** `jobs.retry` and its kin of the sdk-proxy; the first version of the API cannot run jobs. */
export const run = operation({
	name: 'Run',
	action: 'Run a job',
	description: "Runs a job again, or controls it, over Ductape's proxy; not proven against the live service",
	fields: {
		integrationId: integration,
		jobId: executedJob,
		command: choice({
			displayName: 'Command',
			options: [
				{ name: 'Cancel', value: 'cancel' },
				{ name: 'Pause', value: 'pause' },
				{ name: 'Reschedule', value: 'reschedule' },
				{ name: 'Resume', value: 'resume' },
				{ name: 'Retry', value: 'retry', description: 'Run it once more' },
			],
			default: 'retry',
		}),
		jobOptions: optionalJson({
			displayName: 'Job Options (JSON)',
			description: 'When to run it, for example',
		}),
		parameters,
	},
	run: async (api, { integrationId, jobId, command, jobOptions, parameters: own }) => {
		const productTag = await tagOf(api, integrationId);
		const params = [productTag, ...(own ?? [jobId, ...(jobOptions ? [jobOptions] : [])])];
		return await callProxy(api, { module: 'jobs', method: command, params });
	},
});

export const jobResource = resource('Job', [...partOperations(job), run]);
