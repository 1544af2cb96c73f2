/** A page with fewer was not cut off by the server. */
const FEWEST_ROWS_OF_A_CUT_PAGE = 10;

/** What of a first page says how many rows one holds. */
interface FirstPage {
	/** The limit that was asked for, and the one that the page shows. */
	readonly asked: number;
	readonly shown: unknown;
	readonly rows: number;
	/** Whether others may follow. */
	readonly goesOn: boolean;
}

/** How many rows a page holds: one that returns fewer at once than were asked for may show the limit that was asked for. */
export function pageSize({ asked, shown, rows, goesOn }: FirstPage): number {
	const limit = Math.min(asked, Number(shown) || asked);
	return goesOn && rows >= FEWEST_ROWS_OF_A_CUT_PAGE ? Math.min(limit, rows) : limit;
}
