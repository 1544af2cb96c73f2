import { pageByCursor, pageByOffset, type CallContext, type QueryReader, type SortKey } from '../switchboard';

import type { CeligoWorld } from './CeligoWorld';

export interface ListCall extends CallContext {
	readonly query: QueryReader;
}

export interface CutPage<Row> {
	rows: Row[];
	/** Path and query of the next page; undefined on the last one. */
	next: string | undefined;
}

/**
 * The page that the query asks for, by `after` or by `skip`, and the address of the next one. Refuses places that this server
 * never named: links are opaque, so a client cannot have made one up.
 */
export function cutPage<Row>(
	world: CeligoWorld,
	call: ListCall,
	rows: readonly Row[],
	keyOf: (row: Row) => SortKey,
	limit: number,
	place: 'after' | 'skip',
	isSorted = false,
): CutPage<Row> {
	const { query, request } = call;
	if (query.has(place === 'after' ? 'skip' : 'after')) {
		throw world.refusals.badQuery('this server never made such a link: links are opaque');
	}
	const page =
		place === 'after'
			? afterPage(world, call, rows, keyOf, limit, isSorted)
			: skipPage(world, call, rows, keyOf, limit, isSorted);
	if (world.switches.pagingLoop === 'samePage')
		return { rows: page.rows, next: query.link(request.path, {}) };
	if (page.next === undefined) return { rows: page.rows, next: undefined };
	return { rows: page.rows, next: query.link(request.path, { [place]: page.next }) };
}

function afterPage<Row>(
	{ switches, refusals }: CeligoWorld,
	{ query, request }: ListCall,
	rows: readonly Row[],
	keyOf: (row: Row) => SortKey,
	limit: number,
	isSorted: boolean,
): CutPage<Row> {
	const [after, round] = query.text('after')?.split('~') ?? [];
	const cursor = round !== undefined && after === '' ? undefined : after;
	const page = pageByCursor(rows, keyOf, limit, cursor, isSorted);
	if (page === undefined) throw refusals.badQuery('this server never made such a cursor: links are opaque');
	if (switches.pagingLoop !== 'endless') return { rows: page.rows, next: page.nextCursor };
	// Every round under addresses of its own: only the rows give away that they come again.
	return { rows: page.rows, next: `${page.nextCursor ?? ''}~${request.sequence}` };
}

function skipPage<Row>(
	{ switches, refusals, namedSkips }: CeligoWorld,
	{ query }: ListCall,
	rows: readonly Row[],
	keyOf: (row: Row) => SortKey,
	limit: number,
	isSorted: boolean,
): CutPage<Row> {
	const skip = query.number('skip') ?? 0;
	if (switches.otherSkips === 'refused' && skip > 0 && !namedSkips.has(skip))
		throw refusals.with(400, { code: 'invalid_query_params', message: 'skip is not known' });
	const endless = switches.pagingLoop === 'endless';
	const offset = endless ? skip % Math.max(1, rows.length) : skip;
	const page = pageByOffset(rows, keyOf, limit, offset, isSorted);
	const next = endless ? skip + limit : page.nextOffset;
	if (next !== undefined) namedSkips.add(next);
	return { rows: page.rows, next: next?.toString() };
}
