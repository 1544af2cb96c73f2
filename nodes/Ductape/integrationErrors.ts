import type { IDataObject } from 'n8n-workflow';
import { groupBy, pick, sortBy } from 'lodash';

import { all, epochMs, errorsOf, hash, isoTime, textOf } from '../../core';
import type { ApiClient, IntegrationError } from '../../core';
import { ductape } from './platform';
import { DAY_MS, dayOf } from './reading/days';
import { chosenTag, tagOf } from './reading/documents';
import { logLines } from './reading/logs';
import type { LogReader } from './reading/logs';
import { jobExecutionsUnder, notificationMessages } from './reading/runs';
import { chosenByTag } from './watched';
import type { Watched } from './watched';

const HASH_LENGTH = 16;

const common = errorsOf(ductape.name);

/** Which lines of the log are looked at, and how they become errors. */
interface LogChoice {
	readonly integrationId: string | undefined;
	readonly emit: 'line' | 'process';
	readonly logReader: LogReader;
	readonly onlyCompleted: boolean;
}

/** Failing lines of the log, as one error for each process or each line. Dates are cut by the day, and end tomorrow. */
export async function* runErrors(
	api: ApiClient,
	{ integrationId, emit, logReader, onlyCompleted }: LogChoice,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const query = {
		status: 'fail',
		product_id: integrationId,
		only_completed_execution: onlyCompleted || undefined,
		start_date: dayOf(sinceMs),
		end_date: dayOf(Date.now() + DAY_MS),
	};
	const lines = await all(logLines(api, logReader, query));
	if (lines.length === 0) return;
	const known = await chosenByTag(api, integrationId);
	const runs = groupBy(lines, emit === 'process' ? processOf : idOf);
	for (const [id, group] of Object.entries(runs)) yield runError(known, id, group);
}

/** Failed executions of an integration's jobs. The date may be that of the start, which lies before the failure. */
export async function* jobErrors(
	api: ApiClient,
	integration: Watched,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const query = { phase: 'FAILED', start_date: dayOf(sinceMs - DAY_MS) };
	const tag = integration.tag ?? (await tagOf(api, integration.id));
	for await (const row of jobExecutionsUnder(api, tag, query)) yield jobError(integration, row);
}

/** Messages that could not be sent. Ductape lists them whole. */
export async function* messageErrors(
	api: ApiClient,
	integrationId: string | undefined,
): AsyncGenerator<IntegrationError> {
	const filters = { product_tag: await chosenTag(api, integrationId), status: 'failed' };
	const rows = await notificationMessages(api, filters);
	if (rows.length === 0) return;
	const known = await chosenByTag(api, integrationId);
	for (const row of rows) yield messageError(known, row);
}

/**
 * The lines of one process as one error: its message is that of the first line, its time that of the last, so that a line
 * which turns up later with an older time changes neither its ID nor its place in time.
 */
function runError(
	known: ReadonlyMap<string, Watched>,
	id: string,
	lines: readonly IDataObject[],
): IntegrationError {
	const sorted = sortBy(lines, (line) => epochMs(line['timestamp']) ?? 0);
	const first = sorted[0] ?? {};
	const last = sorted.at(-1) ?? first;
	return {
		...common(known.get(textOf(first['product_tag']) ?? ''), 'runFailed', id, last['timestamp']),
		code: textOf(first['component']) ?? null,
		message: textOf(first['message']) ?? 'Ductape gives no message',
		errorId: [first['process_id'], first['_id']].map(textOf).includes(id) ? id : null,
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

/** An execution keeps its ID over its retries, so that a retry that fails is another event of the same ID. */
function jobError(integration: Watched, row: IDataObject): IntegrationError {
	const id = `${idOf(row)}:${textOf(row['retry_count']) ?? '0'}`;
	return {
		...common(integration, 'failedJob', id, row['completed_at'] ?? row['started_at']),
		code: textOf(row['error_code']) ?? null,
		message: textOf(row['error']) ?? 'The job execution failed',
		errorId: textOf(row['_id']) ?? null,
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

function messageError(known: ReadonlyMap<string, Watched>, row: IDataObject): IntegrationError {
	const tag = textOf(row['product_tag']);
	const [only] = known.values();
	const integration = tag === undefined && known.size === 1 ? only : known.get(tag ?? '');
	const time = row['createdAt'] ?? row['timestamp'] ?? row['updatedAt'];
	return {
		...common(integration, 'failedNotification', idOf(row), time),
		code: textOf(row['status']) ?? null,
		message: textOf(row['error']) ?? 'The message could not be sent',
		errorId: textOf(row['_id']) ?? null,
		detail: pick(row, ['_id', 'notification_tag', 'product_tag', 'env', 'status']),
		raw: row,
	};
}

/** Of a line: the run that wrote it, or the line itself where it does not say. */
function processOf(line: IDataObject): string {
	return textOf(line['process_id']) ?? idOf(line);
}

/** A record's ID; where it has none, the same text for the same record. */
function idOf(record: IDataObject): string {
	return textOf(record['_id']) ?? hash(JSON.stringify(record), HASH_LENGTH);
}
