import { choice, flag } from '../../core';
import { windowFeed } from '../../core/trigger';
import { logReader } from './fields';
import { jobErrors, messageErrors, runErrors } from './integrationErrors';
import { anyIntegration } from './locators';
import { DAY_MS } from './reading/days';
import { chosenIntegrations } from './watched';

/** The source of an event that one request reads for all integrations. */
const WORKSPACE = 'workspace';

const whose = { integrationId: anyIntegration };

/**
 * Failing lines of the log (provider document, section 6). A run writes its lines in one batch at its end, with the times
 * at which they came about: they arrive late and out of order, hence the late window of a day.
 */
export const failedRun = windowFeed({
	name: 'Failed Run',
	description: 'A run failed. Emits one event per run, or one per error line in the log.',
	fields: {
		...whose,
		emit: choice({
			displayName: 'Emit',
			options: [
				{
					name: 'Every Error Line',
					value: 'line',
					description: 'A failing run writes one line at each level',
				},
				{ name: 'One Item per Failed Process', value: 'process' },
			],
			default: 'process',
		}),
		logReader,
		onlyCompleted: flag({
			displayName: 'Only Completed Executions',
			default: false,
			description: 'Whether to look only at the line that ends an execution',
		}),
	},
	lateWindowMs: DAY_MS,
	sources: async function* (api, values) {
		yield { key: values.integrationId ?? WORKSPACE, read: (sinceMs) => runErrors(api, values, sinceMs) };
	},
});

/** GET /integrations/v1/job-executions?phase=FAILED of each integration; a retry that fails is another failure. */
export const failedJobExecution = windowFeed({
	name: 'Failed Job Execution',
	description: 'An execution of a job failed',
	fields: whose,
	lateWindowMs: DAY_MS,
	sources: async function* (api, { integrationId }) {
		for (const integration of await chosenIntegrations(api, integrationId)) {
			yield { key: integration.id, read: (sinceMs) => jobErrors(api, integration, sinceMs) };
		}
	},
});

/** GET /integrations/v1/notification-messages with status failed. */
export const failedNotification = windowFeed({
	name: 'Failed Notification',
	description: 'A message of a notification could not be sent',
	fields: whose,
	lateWindowMs: DAY_MS,
	sources: async function* (api, { integrationId }) {
		yield { key: integrationId ?? WORKSPACE, read: () => messageErrors(api, integrationId) };
	},
});

export const feeds = [failedRun, failedJobExecution, failedNotification];
