import { json, noContent, parameter, type Answer, type QueryReader } from '../switchboard';

import { otherHostOf } from './access';
import type { CeligoWorld } from './CeligoWorld';
import { isWithin, placeOf, type ErrorList, type TimeRange } from './ErrorList';
import { cutPage, type ListCall } from './pages';
import { errorSources, type StepError } from './records';
import { shownError } from './shownError';
import type { CeligoSwitches } from './switches';

/** Filters of section 2.4 and the keys that a `nextPageURL` carries (section 4.2). */
export const errorQuery = {
	occurredAt_gte: parameter.isoTime,
	occurredAt_lte: parameter.isoTime,
	source: parameter.someOf(errorSources),
	classification: parameter.repeatable,
	_flowJobId: parameter.text,
	limit: parameter.positiveNumber,
	after: parameter.text,
	skip: parameter.wholeNumber,
} as const;

export const resolvedQuery = {
	...errorQuery,
	resolvedAt_gte: parameter.isoTime,
	resolvedAt_lte: parameter.isoTime,
} as const;

/**
 * The errors that the filters let through, in the order of this server; both ends of a time range are included.
 *
 * @param otherFilters whether those beside the times are heeded
 */
export function filterErrors(
	{ errorOrder }: CeligoSwitches,
	errors: ErrorList,
	query: QueryReader,
	otherFilters: 'honoured' | 'ignored',
): readonly StepError[] {
	const isHeeded = otherFilters === 'honoured';
	const sources = isHeeded ? query.list('source') : [];
	const classifications = isHeeded ? query.list('classification') : [];
	const jobId = isHeeded ? query.text('_flowJobId') : undefined;
	const resolved = rangeOf(query, 'resolvedAt');
	const isResolvedOnly = query.has('resolvedAt_gte');
	const occurred = errors.inOrder(errorOrder, rangeOf(query, 'occurredAt'));
	const isAll =
		resolved === undefined && sources.length + classifications.length === 0 && jobId === undefined;
	if (isAll) return occurred;
	return occurred.filter(
		(error) =>
			(!isResolvedOnly || error.resolvedAt !== undefined) &&
			isWithin(error.resolvedAt, resolved) &&
			(sources.length === 0 || sources.includes(error.source)) &&
			(classifications.length === 0 || classifications.includes(error.classification)) &&
			(jobId === undefined || error._flowJobId === jobId),
	);
}

/** Undefined where the query bounds the time on neither side. */
function rangeOf(query: QueryReader, name: 'occurredAt' | 'resolvedAt'): TimeRange | undefined {
	const fromMs = query.time(`${name}_gte`);
	const toMs = query.time(`${name}_lte`);
	if (fromMs === undefined && toMs === undefined) return undefined;
	return { fromMs: fromMs ?? -Infinity, toMs: toMs ?? Infinity };
}

/** One page of errors under `key`, with the address of the next one in the body. */
export function errorPage(
	world: CeligoWorld,
	call: ListCall,
	key: 'errors' | 'resolved',
	list: ErrorList,
): Answer {
	const { switches } = world;
	const errors =
		switches.errorFilters === 'ignored'
			? list.inOrder(switches.errorOrder, undefined)
			: filterErrors(switches, list, call.query, 'honoured');
	const limit = Math.min(call.query.number('limit') ?? switches.errorPageSize, switches.errorPageSize);
	const keyOf = (error: StepError) => placeOf(switches.errorOrder, error);
	const page = cutPage(world, call, errors, keyOf, limit, switches.nextPageKey, true);
	if (page.rows.length === 0 && switches.emptyErrorList === 'noContent') return noContent();
	const rows = page.rows.map((error) => shownError(switches, error));
	if (page.next === undefined) return json(200, { [key]: rows });
	return json(200, { [key]: rows, nextPageURL: nextPageAddress(switches, call.origin, page.next) });
}

/** A `nextPageURL` for a path of this server, in one of the forms that were seen (section 4.2). */
export function nextPageAddress({ nextPageUrl }: CeligoSwitches, origin: string, path: string): string {
	const route = path.replace(/^\/v1/, '');
	switch (nextPageUrl) {
		case '/v1':
		case '/api':
		case '/api/v1':
			return nextPageUrl + route;
		case 'query':
			return route.replace(/^[^?]*/, '');
		case 'absolute':
			return `${origin}/v1${route}`;
		case 'otherHost':
			return `${otherHostOf(origin)}/api/v1${route}`;
	}
}
