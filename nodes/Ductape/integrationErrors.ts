import type { IDataObject } from 'n8n-workflow';
import { groupBy, max, pick, sortBy } from 'lodash';

import { all, epochMs, errorsOf, hash, inSmallLetters, isoTime, textOf } from '../../core';
import type { ApiClient, IntegrationError } from '../../core';
import { ductape, messageIn } from './platform';
import { isLineOf, runOf } from './reading/askedFor';
import { DAY_MS, dayOf } from './reading/days';
import { tagOf } from './reading/documents';
import { failedExecutions } from './reading/executions';
import { logLines } from './reading/logs';
import type { LogReader } from './reading/logs';
import { notificationMessages, timesOf } from './reading/messages';
import { ownLines } from './reading/ownLines';
import { integrationsByName } from './watched';
import type { Watched } from './watched';

const HASH_LENGTH = 16;

const common = errorsOf(ductape.name);

/** Which lines of the log are looked at, and how they become errors. */
interface LogChoice {
	readonly eventPer: 'line' | 'process';
	readonly logReader: LogReader;
	readonly onlyCompleted: boolean;
}

/** Failing lines of the log, as one error for each process or each line. Dates are cut by the day, and end tomorrow. */
export async function* runErrors(
	api: ApiClient,
	integration: Watched | undefined,
	{ eventPer, logReader, onlyCompleted }: LogChoice,
	sinceMs: number,
	beforeMs = Number.POSITIVE_INFINITY,
): AsyncGenerator<IntegrationError> {
	const query = {
		status: 'fail',
		product_id: integration?.id,
		only_completed_execution: onlyCompleted || undefined,
		start_date: dayOf(sinceMs),
		end_date: dayOf(Math.min(beforeMs, api.run.platformNowMs()) + DAY_MS),
	};
	const listed = await all(logLines(api, logReader, query));
	const asked = listed.filter((line) => isLineOf(query, line));
	const lines =
		integration === undefined ? asked : await ownLines(api, integration.id, integration.tag, asked);
	const runs = groupBy(lines, eventPer === 'process' ? processOf : idOf);
	for (const [id, group] of Object.entries(runs)) yield runError(api, integration, id, group);
}

/** Whether an error is also one of those with completed executions only: of its day, these are read once a poll. */
export async function isOfCompleted(
	api: ApiClient,
	integration: Watched | undefined,
	choice: LogChoice,
	{ eventId, occurredAt }: IntegrationError,
): Promise<boolean> {
	const timeMs = epochMs(occurredAt) ?? api.run.platformNowMs();
	const completed = { ...choice, onlyCompleted: true };
	const ids = await api.once(`completed executions of ${dayOf(timeMs)}`, async () => {
		const errors = await all(runErrors(api, integration, completed, timeMs, timeMs));
		return new Set(errors.map((error) => error.eventId));
	});
	return ids.has(eventId);
}

/** Errors of the whole workspace with the integrations that their lines name: one list, and none where nothing is emitted. */
export async function named(api: ApiClient, errors: IntegrationError[]): Promise<IntegrationError[]> {
	if (errors.every(({ integrationId }) => integrationId !== null)) return errors;
	const known = await integrationsByName(api);
	return errors.map((error) => {
		const integration = namedIn(error, known);
		return error.integrationId !== null || integration === undefined
			? error
			: {
					...error,
					integrationId: integration.id,
					integrationName: integration.name,
					detail: { ...error.detail, ...productOf(integration) },
				};
	});
}

/** The ID of the integration that an error's line names; undefined where none has that name. */
export async function integrationIdOf(api: ApiClient, error: IntegrationError): Promise<string | undefined> {
	return error.integrationId ?? namedIn(error, await integrationsByName(api))?.id;
}

function namedIn({ raw }: IntegrationError, known: ReadonlyMap<string, Watched>): Watched | undefined {
	// A tag may be that of another by now.
	const names = [raw['integration_id'], raw['product_id'], raw['product_tag']];
	return names.map((name) => known.get(textOf(name) ?? '')).find(Boolean);
}

/** Failed executions of an integration's jobs. The date may be that of the start, which lies before the failure. */
export async function* jobErrors(
	api: ApiClient,
	integration: Watched,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const days = { start_date: dayOf(sinceMs - DAY_MS) };
	const tag = integration.tag ?? (await tagOf(api, integration.id));
	const seenMs = api.run.platformNowMs();
	for await (const row of failedExecutions(api, tag, days)) yield jobError(integration, row, seenMs);
}

/** Messages that could not be sent. The date may be that of their creation, which lies before the failure. */
export async function* messageErrors(
	api: ApiClient,
	integration: Watched,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const filters = {
		product_tag: integration.tag ?? (await tagOf(api, integration.id)),
		start_date: dayOf(sinceMs - DAY_MS),
		status: 'failed',
	};
	const { wanted, listed, isWhole } = await notificationMessages(api, filters, {}, sinceMs);
	if (!isWhole) {
		api.remark(
			`Ductape returned ${listed} notification messages of "${integration.name ?? integration.id}" and may have more of the same day. Those that failed among these are not emitted.`,
		);
	}
	for (const row of wanted) yield messageError(api, integration, row);
}

/**
 * The lines of one process as one error: its message is that of the first line, its time that of the last, so that a line
 * which turns up later with an older time changes neither its ID nor its place in time.
 */
function runError(
	api: ApiClient,
	integration: Watched | undefined,
	id: string,
	lines: readonly IDataObject[],
): IntegrationError {
	const sorted = sortBy(lines, (line) => epochMs(line['timestamp']) ?? 0);
	const first = sorted[0] ?? {};
	const last = sorted.at(-1) ?? first;
	return {
		...common(integration, 'runFailed', id, isoTime(last['timestamp']) ?? api.run.platformNowMs()),
		code: textOf(first['component']) ?? null,
		message: messageIn(first['message']) ?? 'Ductape returned no message',
		errorId: [runOf(first['process_id']), first['_id']].map(textOf).includes(id) ? id : null,
		detail: {
			...processesOf(first),
			...pick(first, [
				'product_tag',
				'parent_tag',
				'child_tag',
				'env',
				'app_id',
				'app_env',
				'type',
				'component',
				'name',
			]),
			...(integration && productOf(integration)),
			...featureOf(sorted),
			firstLineAt: isoTime(first['timestamp']) ?? null,
			errorLineCount: lines.length,
		},
		raw: first,
	};
}

/**
 * An execution keeps its ID over its retries, so that a retry that fails is another event of the same ID. Whether one that
 * failed has the time when it did is not documented; its start may lie long before that, so otherwise it is when it was seen.
 */
function jobError(integration: Watched, row: IDataObject, seenMs: number): IntegrationError {
	const id = `${idOf(row)}:${textOf(row['retry_count']) ?? '0'}`;
	return {
		...common(integration, 'failedJob', id, row['completed_at'] ?? seenMs),
		code: textOf(row['error_code']) ?? null,
		message: messageIn(row['error']) ?? 'The job execution failed',
		errorId: textOf(row['_id']) ?? null,
		detail: {
			...productOf(integration),
			...pick(row, ['_id', 'job_id', 'job_tag', 'phase', 'retry_count', 'started_at', 'completed_at', 'env']),
		},
		raw: row,
	};
}

/** A message that waited, or was tried again, fails long after its creation: its last change comes nearest to that. */
function messageError(api: ApiClient, integration: Watched, row: IDataObject): IntegrationError {
	const changedAt = max(timesOf(row));
	return {
		...common(integration, 'failedNotification', idOf(row), isoTime(changedAt) ?? api.run.platformNowMs()),
		code: textOf(row['status']) ?? null,
		message: messageIn(row['error']) ?? 'The message could not be sent',
		errorId: textOf(row['_id']) ?? null,
		detail: {
			...productOf(integration),
			...pick(row, ['_id', 'notification_tag', 'type', 'process_id', 'env', 'status', 'updated_at']),
		},
		raw: row,
	};
}

/** The tag by which Ductape's operations take the integration. */
function productOf({ tag }: Watched): IDataObject {
	return tag === undefined ? {} : { product_tag: tag };
}

/** The feature that ran, which is the parent of the lines that it wrote (section 3.3). */
function featureOf(lines: readonly IDataObject[]): IDataObject {
	const written = lines.find(({ component, parent_tag: parentTag }) => {
		return parentTag !== undefined && inSmallLetters(component)?.startsWith('feature') === true;
	});
	return written === undefined ? {} : { feature_tag: written['parent_tag'] };
}

/** The run that wrote a line, and the step where that has an ID of its own: Ductape's operations take either. */
function processesOf({ process_id: process }: IDataObject): IDataObject {
	const run = runOf(process);
	if (run === undefined) return {};
	return { process_id: run, ...(run !== textOf(process) && { step_process_id: process }) };
}

/** Of a line: the run that wrote it, or the line itself where it does not say. */
function processOf(line: IDataObject): string {
	return runOf(line['process_id']) ?? idOf(line);
}

/** A record's ID; where it has none, the same text for the same record. */
function idOf(record: IDataObject): string {
	return textOf(record['_id']) ?? hash(JSON.stringify(record), HASH_LENGTH);
}
