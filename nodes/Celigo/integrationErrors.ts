import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import type { ApiClient } from '../../core/request/ApiClient';
import type { IntegrationError, Observation } from '../../core/trigger/ErrorFeed';
import { errorsOf } from '../../core/shapes/integrationError';
import { isRecord, textOf } from '../../core/data/json';
import { route } from '../../core/request/Route';
import { epochMs, isoTime } from '../../core/data/times';
import { errorIdOf, stepErrors } from './reading/errors';
import { errorSummary, flowsOf } from './reading/lists';
import { celigo as platform, linkedPages } from './platform';
import { jobs } from './resources/job';
import { stepsOf, stepsWithErrors } from './reading/steps';

const common = errorsOf(platform);

/** An integration that a trigger watches. */
export interface Integration {
	readonly id: string;
	readonly name: string | null;
	readonly isSandbox: boolean;
}

/** Flows and steps whose last error is older than the window are not read; where the time is missing they are. */
export async function* openErrorsOf(
	celigo: ApiClient,
	integration: Integration,
	flowId: string | undefined,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const mayHaveNew = (lastErrorAt: unknown) => (epochMs(lastErrorAt) ?? Number.POSITIVE_INFINITY) >= sinceMs;
	for (const row of await errorSummary(celigo, integration.id, integration.isSandbox)) {
		const id = textOf(row['_flowId']);
		if (id === undefined || (flowId !== undefined && flowId !== id)) continue;
		if (!(Number(row['numError']) > 0) || !mayHaveNew(row['lastErrorAt'])) continue;
		for (const { stepId, lastErrorAt } of await stepsWithErrors(celigo, id)) {
			if (!mayHaveNew(lastErrorAt)) continue;
			for await (const error of stepErrors(celigo, id, stepId, 'open', occurredSince(sinceMs))) {
				yield stepError(integration, error);
			}
		}
	}
}

/** Flows whose errors are all resolved have no count any more, so every step of every flow is read. */
export async function* resolvedErrorsOf(
	celigo: ApiClient,
	integration: Integration,
	flowId: string | undefined,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	for await (const flow of flowsOf(celigo, integration.id)) {
		const id = textOf(flow['_id']);
		if (id === undefined || (flowId !== undefined && flowId !== id)) continue;
		for (const stepId of stepsOf(flow)) {
			const query = occurredSince(sinceMs);
			for await (const error of stepErrors(celigo, id, stepId, 'resolved', query)) {
				yield stepError(integration, error);
			}
		}
	}
}

function occurredSince(sinceMs: number) {
	return { occurredAt_gte: new Date(Math.max(0, sinceMs)).toISOString() };
}

function stepError(integration: Integration, row: IDataObject): IntegrationError {
	const ids = `${textOf(row['_flowId']) ?? ''}:${textOf(row['_expOrImpId']) ?? ''}:${errorIdOf(row)}`;
	return {
		...common(integration, 'stepError', ids, row['occurredAt']),
		code: textOf(row['code']) ?? null,
		message: textOf(row['message']) ?? 'Celigo gives no message',
		detail: pick(row, [
			'_flowId',
			'_expOrImpId',
			'errorId',
			'retryDataKey',
			'source',
			'classification',
			'_flowJobId',
		]),
		raw: row,
	};
}

/** The number of open errors of a flow, and when the last came. */
export function flowObservation(integration: Integration, flowId: string, row: IDataObject): Observation {
	const count = Number(row['numError']) || 0;
	const lastErrorAt = isoTime(row['lastErrorAt']);
	return {
		key: flowId,
		value: `${count} ${lastErrorAt ?? ''}`.trim(),
		event: (previous) => {
			const [oldCount = '0', oldTime] = (previous ?? '0').split(' ');
			const rise = count - Number(oldCount);
			const isLater = lastErrorAt !== undefined && oldTime !== undefined && lastErrorAt > oldTime;
			if (count === 0 || (rise <= 0 && !isLater)) return undefined;
			return {
				...common(integration, 'flowErrors', `${flowId}:${count}:${lastErrorAt ?? ''}`, lastErrorAt),
				code: null,
				message: `${count} open ${count === 1 ? 'error' : 'errors'} in the flow, ${oldCount} at the last poll`,
				detail: {
					_flowId: flowId,
					numError: count,
					previous: Number(oldCount),
					newErrors: Math.max(rise, 1),
				},
				occurrences: Math.max(rise, 1),
				raw: row,
			};
		},
	};
}

/** Newest first, so reading stops at the first job that was created long before the window; a job may run for a day. */
export async function* failedJobsOf(
	celigo: ApiClient,
	integration: Integration,
	flowId: string | undefined,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const longestRunMs = 24 * 3_600_000;
	const createdAfter = new Date(Math.max(0, sinceMs - longestRunMs)).toISOString();
	const scope = flowId === undefined ? { _integrationId: integration.id } : { _flowId: flowId };
	for (const type of ['flow', 'retry']) {
		for await (const job of jobs(celigo, { type, ...scope, status: 'failed', createdAt_gte: createdAfter })) {
			const id = textOf(job['_id']) ?? '';
			yield {
				...common(integration, 'failedJob', id, job['endedAt'] ?? job['lastModified'] ?? job['createdAt']),
				code: textOf(job['status']) ?? null,
				message: `The ${type} job failed with ${Number(job['numError']) || 0} errors`,
				detail: pick(job, [
					'_id',
					'_flowId',
					'type',
					'numSuccess',
					'numError',
					'numIgnore',
					'startedAt',
					'endedAt',
				]),
				raw: job,
			};
		}
	}
}

/** The audit log of an integration since a time. */
export async function* auditEntriesOf(
	celigo: ApiClient,
	integration: Integration,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const query = { limit: celigo.rowsPerPage, from: new Date(Math.max(0, sinceMs)).toISOString() };
	for await (const entry of linkedPages(celigo, route`/integrations/${integration.id}/audit`, query)) {
		const user = isRecord(entry['byUser'])
			? (textOf(entry['byUser']['email']) ?? textOf(entry['byUser']['name']))
			: undefined;
		yield {
			...common(integration, 'auditEntry', textOf(entry['_id']) ?? JSON.stringify(entry), entry['time']),
			severity: 'warning',
			code: textOf(entry['event']) ?? null,
			message: `${user ?? 'Somebody'}: ${textOf(entry['event']) ?? 'change'} of ${textOf(entry['resourceType']) ?? 'something'}`,
			detail: pick(entry, ['source', 'resourceType', '_resourceId', 'fieldChanges']),
			raw: entry,
		};
	}
}
