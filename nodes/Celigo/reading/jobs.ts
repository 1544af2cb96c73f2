import type { IDataObject } from 'n8n-workflow';
import { max, maxBy } from 'lodash';

import { epochMs, isOneOf, isRecord, Listing, route, textOf } from '../../../core';
import type { ApiClient, ApiRequest, Query } from '../../../core';
import { backwardsInTime } from './backwardsInTime';
import { isAskedFor, rowsOf } from './rows';

const JOBS = route`/jobs`;
const MOST_JOBS_A_PAGE = 1001;
/** A server that sends fewer at most is read to its end too; none is known to send fewer than so many. */
const FEWEST_JOBS_A_FULL_PAGE = 100;
/** The run of a flow, or of its failed records. */
export const RUN_TYPES = ['flow', 'retry'];
/** What a step did in a run. */
const STEP_TYPES = ['export', 'import'];
const ENDED = ['completed', 'failed', 'canceled'];

/** Filters of what a job says of itself. */
const FILTERS = ['type', 'status', '_integrationId', '_flowId', '_flowJobId', 'createdAt', 'startedAt'];

/** GET /jobs with the given filters: newest first, read backwards by `createdAt_lte` (provider document, section 4). */
export async function* jobs(api: ApiClient, query: Query): AsyncGenerator<IDataObject> {
	const listed = jobsListed(api, { method: 'GET', route: JOBS, query });
	for await (const job of listed) if (isAskedFor(job, query, FILTERS)) yield job;
}

/** The same list for a request that is made by hand, as Celigo returns it; undefined where that is for something else. */
export function anyJobs(api: ApiClient, request: ApiRequest): Listing | undefined {
	const isForJobs = request.method === 'GET' && request.route.path === JOBS.path;
	return isForJobs ? new Listing(Listing.pagesOf(jobsListed(api, request))) : undefined;
}

function jobsListed(api: ApiClient, request: ApiRequest): AsyncGenerator<IDataObject> {
	const fetchPage = async (before: string | undefined) => {
		const query = before === undefined ? request.query : { ...request.query, createdAt_lte: before };
		return rowsOf(api, (await api.send({ ...request, query })).body);
	};
	const row = {
		time: 'createdAt',
		id: '_id',
		mostRows: MOST_JOBS_A_PAGE,
		fewestRows: FEWEST_JOBS_A_FULL_PAGE,
	};
	return backwardsInTime(api, fetchPage, row);
}

/**
 * The newest run of an integration: of the latest of each of its flows, which may be a retry; where Celigo does not have that
 * route, of up to 1,001 flow jobs.
 */
export async function newestJob(api: ApiClient, integrationId: string): Promise<IDataObject | undefined> {
	const latest = route`/integrations/${integrationId}/jobs/latest`;
	const { status, body } = await api.send({ method: 'GET', route: latest, accept: [404] });
	const ofFlows = { type: 'flow', _integrationId: integrationId };
	const rows =
		status === 404
			? rowsOf(api, await api.get(JOBS, ofFlows)).filter((job) => isAskedFor(job, ofFlows, FILTERS))
			: latestIn(api, body).filter(({ type = 'flow' }) => isOneOf(type, RUN_TYPES));
	return maxBy(rows, ({ createdAt }) => epochMs(createdAt) ?? 0);
}

/** The newest jobs; a server may return one by itself. */
export function latestIn(api: ApiClient, body: unknown): IDataObject[] {
	return isRecord(body) && textOf(body['_id']) !== undefined ? [body] : rowsOf(api, body);
}

/** Whether a job has ended, however. */
export function isEnded({ status }: IDataObject): boolean {
	return isOneOf(status, ENDED);
}

/** Whether it is the job of a step in a run, which has no children of its own; else it is a run or a retry. */
export function isOfStep({ type }: IDataObject): boolean {
	return isOneOf(type, STEP_TYPES);
}

/** When a job was changed last, as far as it says so: its end may lie before (section 10). Milliseconds since 1970. */
export function changedMs({ endedAt, lastExecutedAt, lastModified }: IDataObject): number | undefined {
	return max([endedAt, lastExecutedAt, lastModified].flatMap((time) => epochMs(time) ?? []));
}
