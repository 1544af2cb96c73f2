import { parameter, pageByNumber, type QueryReader } from '../switchboard';

/** Query parameters of every list (section 4). */
export const listQuery = { page: parameter.positiveNumber, per_page: parameter.positiveNumber };

/** The current site has comparison operators of an unpublished syntax: any further parameter passes. */
export const anyQuery = { '^(?!(page|per_page)$).+$': parameter.repeatable };

interface PageForm {
	/** Rows of a page where none are asked for. */
	perPage: number;
	largest: number;
	withPageTotal: boolean;
	/** Whether the meta says which pages are next to this one. */
	namesNext?: boolean;
	/** Pages of a list without rows. */
	fewestPages?: number;
	/** Objects that are counted beside the rows. */
	unlisted?: number;
}

/** One page with its meta: `next_page` and `previous_page` are numbers, or false where there is none. */
export function pageOf<Row>(
	rows: readonly Row[],
	query: QueryReader,
	{ perPage, largest, withPageTotal, namesNext = true, fewestPages = 1, unlisted = 0 }: PageForm,
): { data: Row[]; meta: Record<string, unknown> } {
	const page = query.number('page') ?? 1;
	const size = Math.min(query.number('per_page') ?? perPage, largest);
	const { rows: data, total, pages: told } = pageByNumber(rows, page, size);
	const pages = total === 0 ? fewestPages : told;
	const meta = {
		total: total + unlisted,
		...(withPageTotal && { page_total: data.length }),
		pages,
		per_page: size,
		current_page: page,
		...(namesNext && {
			next_page: page < pages ? page + 1 : false,
			previous_page: page > 1 ? page - 1 : false,
		}),
		first_page: page === 1,
		last_page: page === pages,
		out_of_range: page > pages,
	};
	return { data, meta };
}

/** Newest first by a time; equal times in the order of their ids, so that pages are stable. */
export function newestFirst<Row>(
	rows: Iterable<Row>,
	by: { readonly time: (row: Row) => string; readonly id: (row: Row) => string },
): Row[] {
	return [...rows].sort((left, right) => {
		const [leftTime, rightTime] = [by.time(left), by.time(right)];
		if (leftTime !== rightTime) return leftTime < rightTime ? 1 : -1;
		return by.id(left) < by.id(right) ? -1 : 1;
	});
}
