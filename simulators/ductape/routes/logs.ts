import { pageByNumber, parameter, route, type QueryReader, type Route } from '../../switchboard';

import { authQuery, type Need } from '../access';
import type { DuctapeWorld } from '../DuctapeWorld';
import type { LogEntry } from '../records';

const DAY_MS = 86_400_000;
const DEFAULT_LIMIT = 20;

const logQuery = {
	...authQuery,
	groupBy: parameter.oneOf(['hour', 'day', 'week', 'month', 'year']),
	start_date: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
	end_date: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
	component: parameter.text,
	product_id: parameter.text,
	product_tag: parameter.text,
	parent_tag: parameter.text,
	child_tag: parameter.text,
	app_id: parameter.text,
	app_env: parameter.text,
	env: parameter.text,
	type: parameter.text,
	action: parameter.text,
	process_id: parameter.text,
	status: parameter.oneOf(['success', 'processing', 'fail']),
	tag: parameter.text,
	search: parameter.text,
	only_completed_execution: parameter.oneOf(['true']),
	page: parameter.positiveNumber,
	limit: parameter.positiveNumber,
} as const;

/** Filters that name a field of the entry. */
const plainFilters = [
	'product_tag',
	'parent_tag',
	'child_tag',
	'app_env',
	'app_id',
	'env',
	'type',
	'process_id',
	'status',
] as const;

/** Other names of components. */
const viewNames: Readonly<Record<string, string>> = { broker: 'message_broker', job: 'jobs' };

/** Filters by what no entry shows (section 3.3). */
const hiddenFilters = { action: '_action', tag: '_tag' } as const;

/** Section 2.3: the two log readers. */
export function logRoutes(world: DuctapeWorld): Array<Route<Need>> {
	const { state, switches, refusals, clock } = world;

	function page(query: QueryReader, workspaceId: string, isCounted = false) {
		if (switches.logGroupBy === 'required' && !query.has('groupBy'))
			throw refusals.invalid('groupBy is required');
		const entries = state.logs.filter((entry) => entry.workspace_id === workspaceId);
		const found = ordered(entries.filter((entry) => chosen(entry, query)));
		const number = switches.logPages === 'heeded' ? (query.number('page') ?? 1) : 1;
		const asked = query.number('limit') ?? DEFAULT_LIMIT;
		const limit = Math.min(asked, switches.longestLogPage);
		const toldLimit = switches.logLimit === 'asked' ? asked : limit;
		const { rows } = pageByNumber(found, number, limit);
		const total = (switches.logTotal === 'ofAll' ? entries : found).length;
		const told = switches.logTotalCap === 'none' || isCounted ? total : Math.min(total, switches.logTotalCap);
		const totals = { total: told, limit: toldLimit, totalPages: Math.ceil(told / toldLimit) };
		return {
			metadata: { page: number, ...(switches.logTotal !== 'none' && totals) },
			data: rows.map((entry) => worded(shown(named(identified(entry))))),
		};
	}

	/** A line as it names its process. */
	function identified(entry: LogEntry): LogEntry {
		const { process_id, child_tag, _endsExecution } = entry;
		if (switches.stepProcessIds === 'ofRun' || _endsExecution || process_id === undefined) return entry;
		return { ...entry, process_id: `${process_id}:${child_tag}` };
	}

	function isCompleted({ _endsExecution, successful_execution, failed_execution }: LogEntry): boolean {
		return switches.completedLines === 'ofExecution'
			? _endsExecution
			: successful_execution || failed_execution;
	}

	function ordered(entries: LogEntry[]): LogEntry[] {
		if (switches.logOrder === 'asWritten') return entries;
		const direction = switches.logOrder === 'newestFirst' ? -1 : 1;
		return entries.sort((one, other) => direction * one.timestamp.localeCompare(other.timestamp));
	}

	function chosen(entry: LogEntry, query: QueryReader): boolean {
		return (switches.logFilters === 'ignored' || isFiltered(entry, query)) && isWithin(entry, query);
	}

	function isOfComponent({ component, type }: LogEntry, asked: string | undefined): boolean {
		const isView =
			switches.logComponents === 'views' && (asked === 'product' || (asked === 'app' && type === 'action'));
		return asked === undefined || component === asked || isView;
	}

	/** A line as it names its component. */
	function named(entry: LogEntry): LogEntry {
		const component = viewNames[entry.component];
		return switches.logComponents === 'words' || component === undefined ? entry : { ...entry, component };
	}

	function isFiltered(entry: LogEntry, query: QueryReader): boolean {
		return (
			isOfComponent(entry, query.text('component')) &&
			plainFilters.every((name) => !query.has(name) || identified(entry)[name] === query.text(name)) &&
			Object.entries(hiddenFilters).every(
				([name, field]) => !query.has(name) || entry[field] === query.text(name),
			) &&
			(!query.has('product_id') || entry._productId === query.text('product_id')) &&
			(!query.has('only_completed_execution') || isCompleted(entry)) &&
			(!query.has('search') || JSON.stringify(entry).includes(query.text('search') ?? ''))
		);
	}

	function isWithin({ timestamp }: LogEntry, query: QueryReader): boolean {
		const time = Date.parse(timestamp);
		const earliest = switches.logDays === 'all' ? Number.NEGATIVE_INFINITY : clock.now() - 7 * DAY_MS;
		const from = query.time('start_date') ?? earliest;
		const toDay = query.time('end_date');
		if (switches.logDates === 'exact') return time >= from && (toDay === undefined || time <= toDay);
		const end =
			toDay === undefined ? Number.POSITIVE_INFINITY : toDay + (switches.endDate === 'included' ? DAY_MS : 0);
		return time >= from && time < end;
	}

	function worded(line: ReturnType<typeof shown>) {
		if (switches.logWords === 'small') return line;
		const [status, type, component] = [line.status, line.type, line.component].map((word) =>
			word.replace(/^./, (letter) => letter.toUpperCase()),
		);
		return { ...line, status, type, component };
	}

	return [
		route({
			method: 'GET',
			path: '/log/v1/analytics/:workspaceId',
			needs: 'user',
			query: logQuery,
			handle: ({ params: { workspaceId }, query, request }) => {
				if (switches.analytics === 'missing') throw refusals.with(404, `Cannot GET ${request.path}`);
				return world.success({
					logs: page(query, workspaceId),
					metrics: {},
					weeklyMetrics: [],
					usageData: {},
				});
			},
		}),
		route({
			method: 'GET',
			path: '/log/v1/workspace-logs/:workspaceId',
			needs: 'user',
			query: { ...logQuery, include_counts: parameter.flag },
			handle: ({ params: { workspaceId }, query, request }) => {
				if (switches.workspaceLogs === 'missing') throw refusals.with(404, `Cannot GET ${request.path}`);
				return world.success({ logs: page(query, workspaceId, query.flag('include_counts') === true) });
			},
		}),
	];
}

function shown({ _productId, _endsExecution, _action, _tag, ...entry }: LogEntry) {
	return entry;
}
