import { choice, flag } from '../../core';
import { healthFeed, windowFeed } from '../../core/trigger';
import { logReader } from './fields';
import {
	integrationIdOf,
	isOfCompleted,
	jobErrors,
	messageErrors,
	named,
	runErrors,
} from './integrationErrors';
import { anyIntegration } from './locators';
import { DAY_MS } from './reading/days';
import { chosenIntegration, healthSourcesOf, integrationsWith } from './watched';

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
		eventPer: choice({
			displayName: 'One Event Per',
			options: [
				{
					name: 'Error Line',
					value: 'line',
					description: 'Each line is an event. A failing run writes one line at each level.',
				},
				{ name: 'Failed Process', value: 'process', description: 'Each run that failed is an event' },
			],
			default: 'process',
		}),
		logReader,
		onlyCompleted: flag({
			displayName: 'Only Completed Executions',
			default: false,
			description:
				'Whether to check only lines that end an execution. Ductape may count each step of a run as one.',
		}),
	},
	lateWindowMs: DAY_MS,
	sources: async function* (api, values) {
		const integration = await chosenIntegration(api, values.integrationId);
		const { eventPer, onlyCompleted } = values;
		// A line is another event than its run: what was emitted as the one must not come again as the other.
		const bare = (whose = WORKSPACE) => (eventPer === 'line' ? 'lines/' : '') + whose;
		const key = (isCompleted: boolean, whose?: string) => (isCompleted ? 'completed/' : 'all/') + bare(whose);
		yield {
			key: key(onlyCompleted, integration?.id),
			integration,
			// An earlier version read under this whatever it read.
			insteadOf: bare(integration?.id),
			partOf: async (error, wasWatched) => {
				const own = await integrationIdOf(api, error);
				const watched = (keyOf: (whose?: string) => string) => [keyOf(own), keyOf()].find(wasWatched);
				const whole = watched((of) => key(false, of));
				if (whole !== undefined) return whole;
				// An earlier version may have read no more than these.
				const completed = watched((of) => key(true, of)) ?? watched(bare);
				if (completed === undefined) return undefined;
				// What that left out before is new.
				const isPart = onlyCompleted || (await isOfCompleted(api, integration, values, error));
				return isPart ? completed : undefined;
			},
			// Whole days, and one more.
			listsBeyondMs: 2 * DAY_MS,
			read: (...times) => runErrors(api, integration, values, ...times),
		};
	},
	complete: named,
});

/**
 * GET /integrations/v1/job-executions of each integration that has jobs; a retry that fails is another failure.
 */
export const failedJobExecution = windowFeed({
	name: 'Failed Job Execution',
	description:
		'An execution of a job failed. Each poll sends one request per integration that has jobs, or more where one has over 100 executions in two days, unless you choose one.',
	fields: whose,
	lateWindowMs: DAY_MS,
	sources: async function* (api, { integrationId }) {
		for (const integration of await integrationsWith(api, 'jobs', integrationId)) {
			yield { key: integration.id, integration, read: (sinceMs) => jobErrors(api, integration, sinceMs) };
		}
	},
});

/** GET /integrations/v1/notification-messages of each integration that has notifications, without those that were sent. */
export const failedNotification = windowFeed({
	name: 'Failed Notification',
	description:
		'A notification message could not be sent. Each poll sends one request per integration that has notifications, or more where Ductape does not list all messages of two days at once, unless you choose one.',
	fields: whose,
	lateWindowMs: DAY_MS,
	sources: async function* (api, { integrationId }) {
		for (const integration of await integrationsWith(api, 'notifications', integrationId)) {
			yield { key: integration.id, integration, read: (sinceMs) => messageErrors(api, integration, sinceMs) };
		}
	},
});

/** The workspace's integrations and the newest line in the log of each. */
export const healthChanged = healthFeed({
	fields: { ...whose, logReader },
	statuses: ['ACTIVE', 'ERROR', 'INACTIVE'],
	cost: 'Each poll sends one request per integration, unless you choose one.',
	sources: healthSourcesOf,
});

export const feeds = [failedRun, failedJobExecution, failedNotification, healthChanged];
