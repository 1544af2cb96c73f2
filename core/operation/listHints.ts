import { compact } from 'lodash';

/**
 * What the editor shows beside the output of lists: how many items had one that ended at the limit, or had nothing. Where the
 * operation has remarked something itself, that says why one is empty.
 */
export function listHints(cut: number, empty: number, of: number, hasRemark: boolean): string[] {
	return compact([
		cut > 0 &&
			`'Limit' was reached${forItems(cut, of)}, so there may be more. Turn on 'Return All' or raise 'Limit' to get the rest.`,
		empty > 0 &&
			!hasRemark &&
			`Nothing was found${forItems(empty, of)}. Check the filters, and whether the credential has access to the records.`,
	]);
}

function forItems(count: number, of: number): string {
	return of === 1 ? '' : ` for ${count} of ${of} items`;
}
