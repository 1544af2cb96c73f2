import { Listing } from '../../../core';
import type { Page, Query } from '../../../core';
import { isRefusedWith } from '../refusals';
import { MOST_ROWS } from './rows';

/** With which of these a list refuses `include`, which the newer reference has for some lists only. */
const REFUSED_FIELDS = [400, 422];

/** A list of rows with these fields only; of whole rows where Celigo refuses that, which it says at the first page. */
export function shortRows(fields: string, list: (query: Query) => Listing): Listing {
	const whole = { limit: MOST_ROWS };
	async function* pages(): AsyncGenerator<Page> {
		const short = list({ include: fields, ...whole }).pages[Symbol.asyncIterator]();
		const first = await short.next().catch((failure: unknown) => {
			if (!isRefusedWith(REFUSED_FIELDS, failure)) throw failure;
			return undefined;
		});
		if (first === undefined) yield* list(whole).pages;
		for (let next = first; next?.done === false; next = await short.next()) yield next.value;
	}
	return new Listing(pages());
}
