import { isLikelyCap } from '../../../core';

/** The most rows that a server sends at once are surely a multiple of one of these; another number may be what the caller may see. */
const ROUND_TO = [10, 25];

/** What a first page shows of its list. */
interface FirstPage {
	readonly rows: number;
	readonly size: number;
	readonly total: number | undefined;
}

/** Whether a server sent fewer rows of a first page than were asked for, though it shows that size: all pages are as large as this one. */
export function isCut({ rows, size, total = size }: FirstPage): boolean {
	return rows < Math.min(size, total) && mayBeFull(rows);
}

/** Whether so many rows may be a full page of a server, whatever size it shows. */
export function mayBeFull(rows: number): boolean {
	return ROUND_TO.some((step) => isLikelyCap(rows, step));
}
