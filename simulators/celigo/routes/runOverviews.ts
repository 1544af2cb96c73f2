import { omit, sumBy } from 'lodash';

import {
	body,
	json,
	noContent,
	parameter,
	route,
	type Answer,
	type QueryReader,
	type Route,
	type SortKey,
} from '../../switchboard';

import type { Right } from '../access';
import type { CeligoWorld } from '../CeligoWorld';
import { errorCounts } from '../errorCounts';
import { nextPageAddress } from '../errorPages';
import { isOver } from '../JobRuns';
import { cutPage, type ListCall } from '../pages';
import { jobStatuses, type Flow, type Job } from '../records';

/** What POST /jobs/current and POST /flows/runs/stats take (section 10); an empty body means all. */
interface Wanted {
	sandbox?: boolean;
	/** Epoch milliseconds. */
	time_gt?: number;
	time_lte?: number;
	_integrationIds?: string[];
	_flowIds?: string[];
	status?: string[];
}

const ids = { type: 'array', items: { type: 'string' } } as const;

const wantedBody = body<Wanted>({
	type: 'object',
	properties: {
		sandbox: { type: 'boolean' },
		time_gt: { type: 'integer' },
		time_lte: { type: 'integer' },
		_integrationIds: ids,
		_flowIds: ids,
		status: { type: 'array', items: { enum: jobStatuses } },
	},
	additionalProperties: false,
});

/** A next page that is asked for by GET has no body: its address carries what was wanted. */
const placeQuery = { after: parameter.text, skip: parameter.wholeNumber, wanted: parameter.text };

/** What runs now, and how runs ended, flow by flow (sections 2.5 and 10). */
export function runOverviewRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state, runs, refusals, switches } = world;
	return [
		...overview('/v1/jobs/current', 'jobs', currentJobs, newestFirst, (job) => runs.show(job)),
		...overview('/v1/flows/runs/stats', 'stats', stats, ({ _flowId }) => [0, _flowId]),
	];

	function overview<Row extends object>(
		path: '/v1/jobs/current' | '/v1/flows/runs/stats',
		key: string,
		rowsOf: (wanted: Wanted) => Row[],
		keyOf: (row: Row) => SortKey,
		shownRow: (row: Row) => object = (row) => row,
	): Array<Route<Right>> {
		const page = (call: ListCall, wanted: Wanted): Answer => {
			const isHeeded = switches.overviewFilters === 'honoured';
			const rows = rowsOf(isHeeded ? wanted : omit(wanted, '_flowIds', '_integrationIds', 'status'));
			if (rows.length === 0 && switches.emptyOverview === 'noContent') return noContent();
			const cut = cutPage(world, call, rows, keyOf, switches.overviewPageSize, switches.nextPageKey);
			const shown = { [key]: cut.rows.map((row) => shownRow(row)) };
			if (cut.next === undefined) return json(200, shown);
			const isCarried = switches.overviewNextPage === 'get' && !call.query.has('wanted');
			const carried = isCarried ? `&wanted=${encoded(wanted)}` : '';
			return json(200, {
				...shown,
				nextPageURL: nextPageAddress(switches, call.origin, `${cut.next}${carried}`),
			});
		};
		return [
			route({
				method: 'POST',
				path,
				needs: 'monitor',
				query: placeQuery,
				body: wantedBody,
				mayLackBody: true,
				handle: (call) => {
					if (call.query.has(switches.nextPageKey) && switches.overviewNextPage === 'get') {
						throw refusals.notFound('Page', path);
					}
					return page(call, call.body);
				},
			}),
			route({
				method: 'GET',
				path,
				needs: 'monitor',
				query: placeQuery,
				handle: (call) => {
					if (!call.query.has(switches.nextPageKey) || switches.overviewNextPage === 'post') {
						throw refusals.notFound('Page', path);
					}
					return page(call, decoded(call.query));
				},
			}),
		];
	}

	function currentJobs(wanted: Wanted): Job[] {
		const flowIds = flowsOf(wanted);
		return runs
			.active()
			.filter(({ _flowId, status }) => flowIds.has(_flowId) && (wanted.status?.includes(status) ?? true));
	}

	function stats(wanted: Wanted) {
		return [...flowsOf(wanted)].flatMap((_flowId) => {
			const ended = runs.ofFlow(_flowId).filter((job) => isWanted(job, wanted));
			if (ended.length === 0) return [];
			const integrationId = state.flows.get(_flowId)?._integrationId;
			const { numError: numOpenError, ...last } = errorCounts(switches, [
				...state.errorStoresOf(_flowId).values(),
			]);
			return [
				{
					_flowId,
					...(integrationId !== undefined && { _integrationId: integrationId }),
					numRuns: ended.length,
					numSuccess: sumBy(ended, 'numSuccess'),
					numError: sumBy(ended, 'numError'),
					numIgnore: sumBy(ended, 'numIgnore'),
					numPages: sumBy(ended, 'numPagesGenerated'),
					numOpenError,
					...last,
					lastExecutedAt: ended
						.map(({ lastModified }) => lastModified)
						.sort()
						.at(-1),
					avgRuntime: sumBy(ended, runSeconds) / ended.length,
				},
			];
		});
	}

	/** The flows that are asked for; all where none are. "none" stands for the flows that belong to no integration. */
	function flowsOf({ _integrationIds, _flowIds, ...wanted }: Wanted): ReadonlySet<string> {
		const { sandbox = switches.overviewUnasked === 'all' ? undefined : false } = wanted;
		const isAsked = ({ _id, _integrationId = 'none' }: Flow) =>
			(_integrationIds === undefined && _flowIds === undefined) ||
			_integrationIds?.includes(_integrationId) === true ||
			_flowIds?.includes(_id) === true;
		const isSandbox = ({ _integrationId = '' }: Flow) =>
			state.integrations.get(_integrationId)?.sandbox ?? false;
		const flows = [...state.flows.values()].filter(
			(flow) => isAsked(flow) && (sandbox === undefined || isSandbox(flow) === sandbox),
		);
		return new Set(flows.map(({ _id }) => _id));
	}
}

/** Of a run that is over, by its end. */
function isWanted(job: Job, { status: statuses, time_gt, time_lte }: Wanted): boolean {
	if (!isOver(job) || statuses?.includes(job.status) === false) return false;
	const ms = Date.parse(job.endedAt ?? job.createdAt);
	return ms > (time_gt ?? -Infinity) && ms <= (time_lte ?? Infinity);
}

function runSeconds({ startedAt, endedAt }: Job): number {
	return startedAt === undefined || endedAt === undefined
		? 0
		: (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
}

function newestFirst({ createdAt, _id }: Job): SortKey {
	return [-Date.parse(createdAt), _id];
}

function encoded(wanted: Wanted): string {
	return Buffer.from(JSON.stringify(wanted)).toString('base64url');
}

function decoded(query: QueryReader): Wanted {
	// Only this server made it.
	return JSON.parse(Buffer.from(query.text('wanted') ?? '', 'base64url').toString()) as Wanted;
}
