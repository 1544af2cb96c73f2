import type { IDataObject } from 'n8n-workflow';
import { groupBy, pick } from 'lodash';

import type { ApiClient } from '../../core/request/ApiClient';
import { errorFeed } from '../../core/trigger/ErrorFeed';
import type { IntegrationError } from '../../core/trigger/ErrorFeed';
import { choice, flag } from '../../core/field/fields';
import { errorsOf } from '../../core/shapes/integrationError';
import { textOf } from '../../core/data/json';
import { epochMs, isoTime } from '../../core/data/times';
import { integrationDocument, integrationsOf, tagOf } from './reading/documents';
import { anyIntegration } from './locators';
import { ductape as platform } from './platform';
import { logReader } from './resources/log';
import { DAY_MS, dayOf, jobExecutionsUnder, logLines, notificationMessages } from './reading/runs';

interface Integration {
	readonly id: string;
	readonly name: string | null;
	readonly tag: string | undefined;
}

const common = errorsOf(platform);

const whose = { integrationId: anyIntegration };

/**
 * Failing lines of the log (provider document, section 6). A run writes its lines in one batch at its end, with the times
 * at which they came about: they arrive late and out of order, so a day is looked back.
 */
export const failedRun = errorFeed({
	name: 'Failed Run',
	description: 'A run that failed: one event for each, or for each of its error lines in the log',
	fields: {
		...whose,
		emit: choice({
			displayName: 'Emit',
			options: [
				{ name: 'Every Error Line', value: 'line', description: 'A failing run writes one on each level' },
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
	lateByMs: DAY_MS,
	sources: async function* (api, { integrationId, emit, logReader: reader, onlyCompleted }) {
		const query = {
			status: 'fail',
			product_id: integrationId,
			only_completed_execution: onlyCompleted ? true : undefined,
			end_date: dayOf(Date.now() + DAY_MS),
		};
		yield {
			key: integrationId ?? 'workspace',
			read: async function* (sinceMs) {
				const lines = new Map<string, IDataObject>();
				for await (const line of logLines(api, reader, { ...query, start_date: dayOf(sinceMs) })) {
					lines.set(lineOf(line), line);
				}
				if (lines.size === 0) return;
				const known = await integrationsByTag(api, integrationId);
				const processes = groupBy([...lines.values()], emit === 'process' ? processOf : lineOf);
				for (const [errorId, group] of Object.entries(processes)) yield runError(known, errorId, group);
			},
		};
	},
});

/** GET /integrations/v1/job-executions?phase=FAILED of each integration; a retry that fails is another failure. */
export const failedJobExecution = errorFeed({
	name: 'Failed Job Execution',
	description: 'An execution of a job that failed',
	fields: whose,
	lateByMs: DAY_MS,
	sources: async function* (api, { integrationId }) {
		for await (const integration of chosenIntegrations(api, integrationId)) {
			yield {
				key: integration.id,
				read: async function* (sinceMs) {
					// The filter may mean the start, which lies before the failure.
					const query = { phase: 'FAILED', start_date: dayOf(sinceMs - DAY_MS) };
					const tag = integration.tag ?? (await tagOf(api, integration.id));
					for await (const row of jobExecutionsUnder(api, tag, query)) yield jobError(integration, row);
				},
			};
		}
	},
});

/** GET /integrations/v1/notification-messages with status failed. */
export const failedNotification = errorFeed({
	name: 'Failed Notification',
	description: 'A message of a notification that could not be sent',
	fields: whose,
	lateByMs: DAY_MS,
	sources: async function* (api, { integrationId }) {
		yield {
			key: integrationId ?? 'workspace',
			read: async function* () {
				const productTag = integrationId === undefined ? undefined : await tagOf(api, integrationId);
				const rows = await notificationMessages(api, { product_tag: productTag, status: 'failed' });
				if (rows.length === 0) return;
				const known = await integrationsByTag(api, integrationId);
				for (const row of rows) yield messageError(known, row);
			},
		};
	},
});

export const feeds = [failedRun, failedJobExecution, failedNotification];

async function* chosenIntegrations(
	api: ApiClient,
	integrationId: string | undefined,
): AsyncGenerator<Integration> {
	if (integrationId !== undefined) {
		yield integrationOf(await integrationDocument(api, integrationId));
		return;
	}
	for await (const row of integrationsOf(api)) yield integrationOf(row);
}

async function integrationsByTag(
	api: ApiClient,
	integrationId: string | undefined,
): Promise<Map<string, Integration>> {
	const known = new Map<string, Integration>();
	for await (const integration of chosenIntegrations(api, integrationId)) {
		known.set(integration.tag ?? integration.id, integration);
	}
	return known;
}

function integrationOf(document: IDataObject): Integration {
	return {
		id: textOf(document['_id']) ?? '',
		name: textOf(document['name']) ?? null,
		tag: textOf(document['tag']),
	};
}

/**
 * The lines of one process as one error: told by its first line, dated by its last, so that a line which turns up later
 * with an older time changes neither the id nor the place in time.
 */
function runError(
	known: ReadonlyMap<string, Integration>,
	errorId: string,
	lines: readonly IDataObject[],
): IntegrationError {
	const sorted = [...lines].sort((one, other) => timeOf(one) - timeOf(other));
	const first = sorted[0] ?? {};
	const last = sorted.at(-1) ?? first;
	const integration = known.get(textOf(first['product_tag']) ?? '');
	return {
		...common(integration, 'runFailed', errorId, last['timestamp']),
		code: textOf(first['component']) ?? null,
		message: textOf(first['message']) ?? 'Ductape gives no message',
		detail: {
			...pick(first, [
				'process_id',
				'product_tag',
				'parent_tag',
				'child_tag',
				'env',
				'type',
				'component',
				'name',
			]),
			firstLineAt: isoTime(first['timestamp']) ?? null,
			errorLineCount: lines.length,
		},
		raw: first,
	};
}

function jobError(integration: Integration, row: IDataObject): IntegrationError {
	const errorId = `${textOf(row['_id']) ?? ''}:${textOf(row['retry_count']) ?? '0'}`;
	return {
		...common(integration, 'failedJob', errorId, row['completed_at'] ?? row['started_at']),
		code: textOf(row['error_code']) ?? null,
		message: textOf(row['error']) ?? 'The job execution failed',
		detail: pick(row, [
			'_id',
			'job_id',
			'job_tag',
			'phase',
			'retry_count',
			'started_at',
			'completed_at',
			'env',
		]),
		raw: row,
	};
}

function messageError(known: ReadonlyMap<string, Integration>, row: IDataObject): IntegrationError {
	const tag = textOf(row['product_tag']);
	const [only] = known.values();
	const integration = tag === undefined && known.size === 1 ? only : known.get(tag ?? '');
	return {
		...common(
			integration,
			'failedNotification',
			textOf(row['_id']) ?? JSON.stringify(row),
			row['createdAt'] ?? row['timestamp'] ?? row['updatedAt'],
		),
		code: textOf(row['status']) ?? null,
		message: textOf(row['error']) ?? 'The message could not be sent',
		detail: pick(row, ['_id', 'notification_tag', 'product_tag', 'env', 'status']),
		raw: row,
	};
}

function processOf(line: IDataObject): string {
	return textOf(line['process_id']) ?? lineOf(line);
}

function lineOf(line: IDataObject): string {
	return textOf(line['_id']) ?? JSON.stringify(line);
}

function timeOf(line: IDataObject): number {
	return epochMs(line['timestamp']) ?? 0;
}
