import type { IDataObject } from 'n8n-workflow';
import { maxBy, pick } from 'lodash';

import { epochMs, errorsOf, textOf } from '../../core';
import type { ApiClient, IntegrationError } from '../../core';
import { celigo } from './platform';
import { runLists } from './reading/jobs';
import { contentHash } from './reading/rows';
import { lastTimeBefore, timeOf } from './reading/times';
import { knownFlowName, type Watched } from './watched';
import { flowPage } from './webPages';

/** A job may run so long before it fails: so much further back are listed. */
export const LONGEST_RUN_MS = 7 * 24 * 3_600_000;
/** So far back IDs are remembered at least, whatever the late window. */
const REMEMBERED_MS = 5 * 3_600_000;
/** Inside the usual late window, also that of a baseline. */
const INSIDE_WINDOW_MS = 5 * 60_000;
/** Of all watched integrations and lists together; half of what a trigger remembers, so that the newly failed ones have their place. */
const MOST_REMEMBERED_JOBS = 10_000;
/** Celigo counts a job as failed seconds after its end (provider document, section 10). */
const FAILS_AFTER_END_MS = 3_600_000;

const common = errorsOf(celigo.name);

/**
 * Jobs of the watched flows that failed since a time. Celigo filters by the time of creation only, and the end of a job lies
 * before it became failed (provider document, section 10): the latest of its times counts. That moves again when somebody
 * resolves its errors, days later. So jobs that failed before are given, too, at a time at which their IDs are still
 * remembered, as long as they are listed: `failedBefore` leaves them out when they are about to be emitted. Of those that were
 * created before the newest of them, as many as are this one's share, the end alone says whether they failed before.
 *
 * @param ofSources so many share what is remembered
 */
export async function* failedJobsOf(
	api: ApiClient,
	watched: Watched,
	ofSources: number,
	sinceMs: number,
	beforeMs?: number,
): AsyncGenerator<IntegrationError> {
	const { integration, flow } = watched;
	const scope = flow === undefined ? { _integrationId: integration?.id } : { _flowId: flow.id };
	const created = {
		createdAt_gte: timeOf(sinceMs - LONGEST_RUN_MS),
		createdAt_lte: lastTimeBefore(beforeMs),
	};
	const rememberedAt = timeOf(rememberedMs(sinceMs, api.run.platformNowMs()));
	const lists = await runLists(api, { ...scope, status: 'failed', ...created });
	for (const failed of lists) {
		let mayBeRemembered = MOST_REMEMBERED_JOBS / ofSources / lists.length;
		for await (const job of failed) {
			const isOld = (epochMs(failedAtOf(job)) ?? sinceMs) < sinceMs;
			if (isOld) mayBeRemembered -= 1;
			const endedMs = epochMs(job['endedAt']) ?? sinceMs;
			if (mayBeRemembered < 0 && (isOld || endedMs < sinceMs - FAILS_AFTER_END_MS)) continue;
			yield failedJob(api, watched, job, isOld ? rememberedAt : failedAtOf(job));
		}
	}
}

/**
 * A time inside the window of a reading, however short that is, and since which IDs are remembered. Never later than now: where
 * too many are remembered, nothing is emitted that is older than those that are forgotten.
 */
function rememberedMs(sinceMs: number, nowMs: number): number {
	const insideMs = Math.min(INSIDE_WINDOW_MS, (nowMs - sinceMs) / 2);
	return Math.max(sinceMs + insideMs, nowMs - REMEMBERED_MS);
}

/** Whether a job failed before, and is given to be remembered only. */
export function failedBefore({ raw, occurredAt }: IntegrationError): boolean {
	const failedMs = epochMs(failedAtOf(raw));
	return failedMs !== undefined && failedMs < (epochMs(occurredAt) ?? 0);
}

function failedAtOf(job: IDataObject): unknown {
	return maxBy([job['endedAt'], job['lastExecutedAt'], job['lastModified']], (time) => epochMs(time) ?? 0);
}

function failedJob(api: ApiClient, watched: Watched, job: IDataObject, failedAt: unknown): IntegrationError {
	const jobId = textOf(job['_id']);
	const uniqueId = jobId ?? contentHash(job, ['type', '_flowId', 'createdAt', 'startedAt']);
	const flowId = textOf(job['_flowId']);
	const errors = Number(job['numError']) || 0;
	return {
		// Long after its creation, perhaps: without any time of its failure, it occurred when it was seen.
		...common(watched.integration, 'failedJob', uniqueId, failedAt ?? api.run.platformNowMs()),
		code: textOf(job['status']) ?? null,
		url: flowId === undefined ? null : flowPage(api, watched.integration?.id, flowId),
		message: `The ${textOf(job['type']) ?? 'flow'} job failed with ${errors} ${errors === 1 ? 'error' : 'errors'}`,
		detail: {
			jobId: jobId ?? null,
			flowId: flowId ?? null,
			flowName: flowId === undefined ? null : knownFlowName(watched, flowId),
			...pick(job, ['type', 'numSuccess', 'numError', 'numIgnore', 'startedAt', 'endedAt']),
		},
		raw: job,
	};
}
