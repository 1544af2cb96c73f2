import { omit } from 'lodash';

import { body, json, parameter, route, type QueryReader, type Route } from '../../switchboard';

import type { Right } from '../access';
import type { CeligoWorld } from '../CeligoWorld';
import { wholeList } from '../lists';
import { jobStatuses, jobTypes, runTypes, type Job } from '../records';
import { signedUrlAnswer } from '../signedUrls';

const equalFilters = [
	'_integrationId',
	'_flowId',
	'_flowJobId',
	'_parentJobId',
	'_exportId',
	'_importId',
] as const;

const counts = ['numSuccess', 'numExport', 'numIgnore'] as const;

const jobQuery = {
	...Object.fromEntries(equalFilters.map((name) => [name, parameter.text])),
	...Object.fromEntries(
		counts.flatMap((name) => [`${name}_gte`, `${name}_lte`]).map((name) => [name, parameter.wholeNumber]),
	),
	type: parameter.oneOf(jobTypes),
	status: parameter.oneOf(jobStatuses),
	createdAt_gte: parameter.isoTime,
	createdAt_lte: parameter.isoTime,
	startedAt_gte: parameter.isoTime,
	startedAt_lte: parameter.isoTime,
	// Known to be ignored (section 4.3).
	page: parameter.wholeNumber,
	offset: parameter.wholeNumber,
};

/** GET /jobs and single jobs (section 2.3). A job that is shown moves on afterwards, unless the test moves it. */
export function jobRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state, runs, refusals, switches } = world;
	const job = (id: string): Job => world.find(runs.jobs, 'Job', id);
	/** A step's job names neither flow nor integration (section 10). */
	const show = (one: Job) => {
		const shown = runs.show(one);
		return isOfStep(one) ? omit(shown, '_flowId', '_integrationId') : shown;
	};

	return [
		route({
			method: 'GET',
			path: '/v1/jobs',
			needs: 'monitor',
			query: jobQuery,
			queryPatterns: { '^type_in\\[[0-9]+\\]$': parameter.oneOf(jobTypes) },
			handle: ({ query }) => {
				const types = wantedTypes(query);
				checkScope(types, query);
				const isAskedFor = matching(query);
				const untilMs = query.time('createdAt_lte') ?? Infinity;
				const rows = [...runs.jobs.values()]
					.filter((candidate) =>
						switches.jobFilters === 'ignored'
							? Date.parse(candidate.createdAt) <= untilMs
							: types.includes(candidate.type) && isAskedFor(candidate),
					)
					.sort(newestFirst)
					.slice(0, switches.jobsCap);
				return wholeList(
					world,
					rows.map((row) => show(row)),
					'jobs',
				);
			},
		}),
		route({
			method: 'GET',
			path: '/v1/integrations/:id/jobs/latest',
			needs: 'monitor',
			handle: ({ params }) => {
				const { _id } = world.integration(params.id);
				if (switches.latestJobs === 'missing') throw refusals.notFound('Route', 'jobs/latest');
				const latest = state.flowsOf(_id).flatMap((flow) => runs.ofFlow(flow._id).slice(0, 1));
				return wholeList(
					world,
					latest.map((row) => runs.show(row)),
					'jobs',
				);
			},
		}),
		route({
			method: 'GET',
			path: '/v1/jobs/:jobId',
			needs: 'monitor',
			handle: ({ params }) => json(200, show(job(params.jobId))),
		}),
		route({
			method: 'GET',
			path: '/v1/jobs/:jobId/family',
			needs: 'monitor',
			handle: ({ params }) => {
				const parent = job(params.jobId);
				if (isOfStep(parent) && switches.stepJobFamily === 'missing') {
					throw refusals.notFound('Job', params.jobId);
				}
				const children = runs
					.childrenOf(parent._id)
					.map((child) => omit(runs.counted(child), '_flowId', '_integrationId'));
				return json(200, { ...show(parent), children });
			},
		}),
		route({
			method: 'PUT',
			path: '/v1/jobs/:jobId/cancel',
			needs: 'monitor',
			body: body<object>({ type: 'object', additionalProperties: false }),
			mayLackBody: true,
			handle: ({ params }) => {
				const { _id } = job(params.jobId);
				if (!runs.cancel(_id)) {
					throw refusals.with(422, { code: 'invalid_job', message: 'The job is over' });
				}
				return json(200, runs.counted(job(_id)));
			},
		}),
		route({
			method: 'GET',
			path: '/v1/jobs/:jobId/diagnostics',
			needs: 'monitor',
			handle: (call) => {
				const content = Buffer.from(JSON.stringify(job(call.params.jobId)));
				return signedUrlAnswer(world, call, {
					name: 'diagnostics.json',
					content,
					contentType: 'application/json',
				});
			},
		}),
	];

	/** The types that are asked for; without any, those of the switch untypedJobs. */
	function wantedTypes(query: QueryReader): readonly string[] {
		const types = typesOf(query, switches.jobTypeIn === 'honoured');
		if (types.includes('bulk_retry') && switches.bulkRetries === 'unknown') throw refusedType('bulk_retry');
		if (types.length > 0) return types;
		// A caller that asks for several types may not know that a server ignores them.
		if (typesOf(query, true).length === 0 && switches.untypedJobs === 'refused')
			throw refusals.badQuery('type is required');
		if (switches.untypedJobs === 'refused') throw refusedType('no type');
		return switches.untypedJobs === 'runs' ? runTypes : jobTypes;
	}

	function refusedType(type: string) {
		return refusals.with(400, { code: 'invalid_query_params', message: `${type} is not valid` });
	}

	function checkScope(types: readonly string[], query: QueryReader): void {
		const wanted = types.some((type) => runTypes.some((each) => each === type))
			? (['_integrationId', '_flowId'] as const)
			: (['_flowJobId', '_parentJobId'] as const);
		if (!wanted.some((name) => query.has(name)))
			throw refusals.badQuery(`${wanted.join(' or ')} is required`);
	}
}

function isOfStep({ type }: Job): boolean {
	return type === 'export' || type === 'import';
}

function newestFirst(left: Job, right: Job): number {
	if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? 1 : -1;
	return left._id < right._id ? 1 : -1;
}

function typesOf(query: QueryReader, withSeveral: boolean): string[] {
	return query
		.names()
		.filter((name) => name === 'type' || (withSeveral && name.startsWith('type_in[')))
		.flatMap((name) => query.list(name));
}

/** Whether a job is asked for. The query is read once, not for each of thousands of jobs. */
function matching(query: QueryReader): (job: Job) => boolean {
	const inTime = (name: string) => {
		const from = query.time(`${name}_gte`);
		const to = query.time(`${name}_lte`);
		if (from === undefined && to === undefined) return () => true;
		return (time: string | undefined) => {
			const ms = time === undefined ? NaN : Date.parse(time);
			return ms >= (from ?? -Infinity) && ms <= (to ?? Infinity);
		};
	};
	const inCount = (name: string) => {
		const [from, to] = [query.number(`${name}_gte`) ?? 0, query.number(`${name}_lte`) ?? Infinity];
		return (count: number) => count >= from && count <= to;
	};
	const equal = [...equalFilters, 'status' as const]
		.filter((name) => query.has(name))
		.map((name) => ({ name, value: query.text(name) }));
	const [wasCreated, wasStarted] = [inTime('createdAt'), inTime('startedAt')];
	const [hasSucceeded, hasExported] = [inCount('numSuccess'), inCount('numExport')];
	const hasIgnored = inCount('numIgnore');
	return (job) =>
		equal.every(({ name, value }) => job[name] === value) &&
		wasCreated(job.createdAt) &&
		wasStarted(job.startedAt) &&
		hasSucceeded(job.numSuccess) &&
		hasExported(job.numPagesGenerated) &&
		hasIgnored(job.numIgnore);
}
