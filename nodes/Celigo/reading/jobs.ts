import type { IDataObject } from 'n8n-workflow';
import { max, maxBy } from 'lodash';

import { epochMs, isOneOf, isRecord, Listing, route, saysItself, textOf } from '../../../core';
import type { ApiClient, ApiRequest, ApiResponse, Query } from '../../../core';
import { backwardsInTime } from './backwardsInTime';
import { isAskedFor, rowsOf } from './rows';

const JOBS = route`/jobs`;
const MOST_JOBS_A_PAGE = 1001;
/** A server that sends fewer at most is read to its end too; none is known to send fewer than so many. */
const FEWEST_JOBS_A_FULL_PAGE = 100;
const FLOW = 'flow';
const RETRY = 'retry';
/** A retry of many records at once, which the newer of the published references alone has. */
const BULK_RETRY = 'bulk_retry';
/** The run of a flow, or of its failed records. */
const RUN_TYPES = [FLOW, RETRY, BULK_RETRY];
/** All of them in one list; by the newer reference, a list of no type has all of them, too. */
const ANY_RUN: Query = Object.fromEntries(RUN_TYPES.map((type, index) => [`type_in[${index}]`, type]));
/** With which of these Celigo refuses a type that it does not know, or several, the document does not say. */
const REFUSED_TYPE = [400, 422];
/** What a step did in a run. */
const STEP_TYPES = ['export', 'import'];
const ENDED = ['completed', 'failed', 'canceled'];

/** Filters of what a job says of itself. */
const FILTERS = ['type', 'status', '_integrationId', '_flowId', '_flowJobId', 'createdAt', 'startedAt'];

/** GET /jobs with the given filters: newest first, read backwards by `createdAt_lte` (provider document, section 4). */
export async function* jobs(api: ApiClient, query: Query): AsyncGenerator<IDataObject> {
	yield* onlyAskedFor(jobsListed(api, { method: 'GET', route: JOBS, query }), query);
}

/**
 * The runs and retries that are asked for: in one list where Celigo takes several types, else in one of each that it knows. Where it
 * ignores the types, that one list has the jobs of steps, too.
 */
export async function runLists(api: ApiClient, query: Query): Promise<Array<AsyncGenerator<IDataObject>>> {
	const ofAll = { ...query, ...ANY_RUN };
	const first = await unlessRefused(api, ofAll, 'several types');
	if (first !== undefined) {
		const listed = jobsListed(api, { method: 'GET', route: JOBS, query: ofAll }, first);
		return [onlyAskedFor(listed, { ...query, type: RUN_TYPES })];
	}
	const ofType = (type: string) => ({ ...query, type });
	// Asked first: where Celigo refuses these, too, it does not refuse a type.
	const flows = await api.send({ method: 'GET', route: JOBS, query: ofType(FLOW) });
	const runs = jobsListed(api, { method: 'GET', route: JOBS, query: ofType(FLOW) }, flows);
	const hasBulkRetries = (await unlessRefused(api, ofType(BULK_RETRY), BULK_RETRY)) !== undefined;
	const retries = [RETRY, ...(hasBulkRetries ? [BULK_RETRY] : [])];
	return [onlyAskedFor(runs, ofType(FLOW)), ...retries.map((type) => jobs(api, ofType(type)))];
}

/** The first page of jobs; undefined where Celigo refuses to list such. That is asked once in a run of the node, or in a poll. */
async function unlessRefused(api: ApiClient, query: Query, what: string): Promise<ApiResponse | undefined> {
	const refused = await api.once('jobs that Celigo refuses to list', () => new Set<string>());
	if (refused.has(what)) return undefined;
	const response = await api.send({ method: 'GET', route: JOBS, query, accept: REFUSED_TYPE });
	if (!saysItself(response, ...REFUSED_TYPE)) return response;
	refused.add(what);
	return undefined;
}

async function* onlyAskedFor(listed: AsyncIterable<IDataObject>, query: Query): AsyncGenerator<IDataObject> {
	for await (const job of listed) if (isAskedFor(job, query, FILTERS)) yield job;
}

/** The same list for a request that is made by hand, as Celigo returns it; undefined where that is for something else. */
export function anyJobs(api: ApiClient, request: ApiRequest): Listing | undefined {
	const isForJobs = request.method === 'GET' && request.route.path === JOBS.path;
	return isForJobs ? new Listing(Listing.pagesOf(jobsListed(api, request))) : undefined;
}

/** @param first the first page, where it was read already */
function jobsListed(api: ApiClient, request: ApiRequest, first?: ApiResponse): AsyncGenerator<IDataObject> {
	const fetchPage = async (before: string | undefined) => {
		if (before === undefined && first !== undefined) return rowsOf(api, first.body);
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
 * route, of up to 1,001 jobs, of runs alone where it does not list several types.
 */
export async function newestJob(api: ApiClient, integrationId: string): Promise<IDataObject | undefined> {
	const latest = route`/integrations/${integrationId}/jobs/latest`;
	const { status, body } = await api.send({ method: 'GET', route: latest, accept: [404] });
	const rows =
		status === 404
			? await newestRuns(api, { _integrationId: integrationId })
			: latestIn(api, body).filter(({ type = 'flow' }) => isOneOf(type, RUN_TYPES));
	return maxBy(rows, ({ createdAt }) => epochMs(createdAt) ?? 0);
}

async function newestRuns(api: ApiClient, query: Query): Promise<IDataObject[]> {
	const several = await unlessRefused(api, { ...query, ...ANY_RUN }, 'several types');
	const wanted = { ...query, type: several === undefined ? FLOW : RUN_TYPES };
	const body = several === undefined ? await api.get(JOBS, wanted) : several.body;
	return rowsOf(api, body).filter((job) => isAskedFor(job, wanted, FILTERS));
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
