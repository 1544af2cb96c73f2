import { omit, pick } from 'lodash';

import {
	json,
	noContent,
	pageByOffset,
	parameter,
	text,
	type Answer,
	type CallContext,
	type QueryReader,
	type SortKey,
} from '../switchboard';

import { otherHostOf } from './access';
import type { CeligoWorld } from './CeligoWorld';
import { cutPage, type ListCall } from './pages';

/** Query parameters of every Link-paged list. */
export const pageQuery = {
	limit: parameter.positiveNumber,
	offset: parameter.wholeNumber,
	after: parameter.text,
	skip: parameter.wholeNumber,
} as const;

/** Fields to show or to leave out: comma lists of dot paths. */
export const fieldsQuery = { include: parameter.text, exclude: parameter.text } as const;

const BELOW_INTEGRATION = /\/integrations\/[^/]+\/./;

interface ListOptions<Row> {
	/** The key of the rows when lists come wrapped. */
	resourceName: string;
	/** Default: by `_id`, as they were made. */
	keyOf?: (row: Row) => SortKey;
	/** The row as the API shows it. Default: as it is. */
	shown?: (row: Row) => object;
}

/** A list paged by the Link header (section 4.1), in whichever form the switches ask for. */
export function linkedList<Row extends { _id: string }>(
	world: CeligoWorld,
	call: ListCall,
	rows: readonly Row[],
	{ resourceName, keyOf = ({ _id }) => [0, _id], shown = (row) => row }: ListOptions<Row>,
): Answer {
	const { switches, refusals } = world;
	const { query } = call;
	if (
		query.has('include') &&
		switches.subListFields === 'refused' &&
		BELOW_INTEGRATION.test(call.request.path)
	) {
		throw refusals.with(400, { code: 'invalid_query_params', message: 'include is not supported' });
	}
	const limit = Math.min(query.number('limit') ?? switches.defaultPageSize, switches.maxPageSize);
	if (switches.nextLink === 'none') {
		if (query.has('after') || query.has('skip')) throw refusals.badQuery('this server makes no links');
		const page = pageByOffset(rows, keyOf, limit, query.number('offset') ?? 0);
		return wholeList(world, page.rows.map(shown), resourceName, query);
	}
	if (query.has('offset') && switches.offsetParameter !== 'ignored') {
		throw refusals.with(switches.offsetParameter, {
			code: 'invalid_query_params',
			message: 'offset is not known',
		});
	}
	const page = cutPage(world, call, rows, keyOf, limit, switches.nextLink);
	const answer = wholeList(world, page.rows.map(shown), resourceName, query);
	if (page.next === undefined) return answer;
	const link = `<${linkTo(world, call, page.next)}>; rel="next"`;
	return { ...answer, headers: { ...answer.headers, link } };
}

/** A list answered whole: bare or wrapped, and nothing in one of three ways. */
export function wholeList(
	{ switches, refusals }: CeligoWorld,
	rows: readonly object[],
	resourceName: string,
	query?: QueryReader,
): Answer {
	const include = query?.text('include')?.split(',');
	const exclude = query?.text('exclude')?.split(',');
	if (include !== undefined && exclude !== undefined)
		throw refusals.badQuery('use include or exclude, not both');
	if (rows.length === 0 && switches.emptyList === 'noContent') return noContent();
	if (rows.length === 0 && switches.emptyList === 'emptyText')
		return text(200, '', 'application/json; charset=utf-8');
	const shown = rows.map((row) => {
		if (include !== undefined) return pick(row, ['_id', ...include]);
		return exclude === undefined ? row : omit(row, exclude);
	});
	if (switches.listWrapping === 'bare') return json(200, shown);
	return json(200, {
		[switches.listWrapping === 'resourceName' ? resourceName : switches.listWrapping]: shown,
	});
}

function linkTo({ switches }: CeligoWorld, { origin }: CallContext, path: string): string {
	switch (switches.linkForm) {
		case 'absolute':
			return `${origin}${path}`;
		case 'relative':
			return path;
		case 'query':
			return path.replace(/^[^?]*/, '');
		case 'otherHost':
			return `${otherHostOf(origin)}${path}`;
	}
}
