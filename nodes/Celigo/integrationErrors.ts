import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import { epochMs, errorsOf, hash, isoTime, isRecord, route, textOf } from '../../core';
import type { ApiClient, IntegrationError } from '../../core';
import type { Observation } from '../../core/trigger';
import { celigo } from './platform';
import { errorIdOf, stepErrors } from './reading/errors';
import { jobs } from './reading/jobs';
import { flowsOf } from './reading/lists';
import { linkedPages } from './reading/pages';
import { stepsOf, stepsWithErrors } from './reading/steps';
import { countedFlows, watchedFlowId } from './watched';
import type { WatchedIntegration } from './watched';

/** A job may run so long before it fails. */
const LONGEST_RUN_MS = 24 * 3_600_000;

const common = errorsOf(celigo.name);

/** Flows and steps whose last error is older than the window are not read; where the time is missing they are. */
export async function* openErrorsOf(
	api: ApiClient,
	integration: WatchedIntegration,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const mayHaveNew = (lastErrorAt: unknown) => (epochMs(lastErrorAt) ?? Number.POSITIVE_INFINITY) >= sinceMs;
	for (const { flowId, row } of await countedFlows(api, integration)) {
		if (!(Number(row['numError']) > 0) || !mayHaveNew(row['lastErrorAt'])) continue;
		for (const { stepId, lastErrorAt } of await stepsWithErrors(api, flowId)) {
			if (!mayHaveNew(lastErrorAt)) continue;
			for await (const error of stepErrors(api, flowId, stepId, 'open', occurredSince(sinceMs))) {
				yield stepError(integration, error);
			}
		}
	}
}

/** Flows whose errors are all resolved have no count any more, so every step of every flow is read. */
export async function* resolvedErrorsOf(
	api: ApiClient,
	integration: WatchedIntegration,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	for await (const flow of flowsOf(api, integration.id)) {
		const flowId = watchedFlowId(integration, flow['_id']);
		if (flowId === undefined) continue;
		for (const stepId of stepsOf(flow)) {
			for await (const error of stepErrors(api, flowId, stepId, 'resolved', occurredSince(sinceMs))) {
				yield stepError(integration, error);
			}
		}
	}
}

function occurredSince(sinceMs: number) {
	return { occurredAt_gte: sinceTime(sinceMs) };
}

function sinceTime(sinceMs: number): string {
	return new Date(Math.max(0, sinceMs)).toISOString();
}

function stepError(integration: WatchedIntegration, row: IDataObject): IntegrationError {
	const errorId = errorIdOf(row);
	const ids = `${textOf(row['_flowId']) ?? ''}:${textOf(row['_expOrImpId']) ?? ''}:${errorId}`;
	return {
		...common(integration, 'stepError', ids, row['occurredAt']),
		errorId,
		code: textOf(row['code']) ?? null,
		message: textOf(row['message']) ?? 'Celigo gives no message',
		detail: pick(row, [
			'_flowId',
			'_expOrImpId',
			'errorId',
			'retryDataKey',
			'reqAndResKey',
			'source',
			'classification',
			'_flowJobId',
		]),
		raw: row,
	};
}

/** The number of open errors of each flow, and when the last came. */
export async function* flowObservations(
	api: ApiClient,
	integration: WatchedIntegration,
): AsyncGenerator<Observation> {
	for (const { flowId, row } of await countedFlows(api, integration)) {
		yield flowObservation(integration, flowId, row);
	}
}

function flowObservation(integration: WatchedIntegration, flowId: string, row: IDataObject): Observation {
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
			const newErrors = Math.max(rise, 1);
			return {
				...common(integration, 'flowErrors', `${flowId}:${count}:${lastErrorAt ?? ''}`, lastErrorAt),
				code: null,
				message: `${count} open ${count === 1 ? 'error' : 'errors'} in the flow, ${oldCount} at the last poll`,
				detail: { _flowId: flowId, numError: count, previous: Number(oldCount), newErrors },
				occurrences: newErrors,
				raw: row,
			};
		},
	};
}

/** Newest first, so reading stops at the first job that was created long before the window. */
export async function* failedJobsOf(
	api: ApiClient,
	integration: WatchedIntegration,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const { id, flowId } = integration;
	const createdAfter = sinceTime(sinceMs - LONGEST_RUN_MS);
	const scope = flowId === undefined ? { _integrationId: id } : { _flowId: flowId };
	for (const type of ['flow', 'retry']) {
		for await (const job of jobs(api, { type, ...scope, status: 'failed', createdAt_gte: createdAfter })) {
			const jobId = textOf(job['_id']) ?? '';
			yield {
				...common(integration, 'failedJob', jobId, job['endedAt'] ?? job['lastModified'] ?? job['createdAt']),
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
	api: ApiClient,
	integration: WatchedIntegration,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const query = { limit: api.rowsPerPage, from: sinceTime(sinceMs) };
	for await (const entry of linkedPages(api, route`/integrations/${integration.id}/audit`, query)) {
		yield changeEntry(integration, entry);
	}
}

function changeEntry(integration: WatchedIntegration, entry: IDataObject): IntegrationError {
	const { byUser } = entry;
	const user = isRecord(byUser) ? (textOf(byUser['email']) ?? textOf(byUser['name'])) : undefined;
	const [event, resourceType] = [textOf(entry['event']), textOf(entry['resourceType'])];
	const entryId = textOf(entry['_id']) ?? hash(JSON.stringify(entry), 22);
	return {
		...common(integration, 'auditEntry', entryId, entry['time']),
		severity: 'info',
		code: event ?? null,
		message: `${user ?? 'Somebody'}: ${event ?? 'change'} of ${resourceType ?? 'something'}`,
		detail: pick(entry, ['source', 'resourceType', '_resourceId', 'fieldChanges']),
		raw: entry,
	};
}
