import type { IDataObject } from 'n8n-workflow';

import { hash } from '../data/hash';
import { counted } from '../data/text';
import type { ApiClient } from './ApiClient';
import { withOptions } from './meanings';

type Again = () => Promise<readonly IDataObject[]>;

/** The pages of one list, watched: a repeated page or one too many is an error instead of an endless loop. */
export class PageGuard {
	private readonly seen = new Set<string>();
	private pages = 0;
	private before: { readonly key: string; readonly again: Again } | undefined;

	constructor(
		private readonly api: ApiClient,
		private readonly list = 'The list',
	) {}

	/**
	 * Where pages can be read `again`, and as many rows as a page has were added while the list was read, a page comes again: then
	 * the page before it holds other rows by now, and the list goes on.
	 * @throws when this very page came before otherwise, or when there are more pages than a list may have
	 */
	async check(rows: readonly IDataObject[], again?: Again): Promise<void> {
		const { maxPages } = this.api.options;
		this.pages += 1;
		if (this.pages > maxPages) {
			const options = "Set a 'Limit' or narrower filters, or raise 'Max Pages' in Options.";
			const hint = withOptions(this.api.location, 'Read less at once.', options);
			throw this.api.error(`${this.list} did not end after ${counted(maxPages, 'page')}`, hint);
		}
		if (rows.length === 0) return;
		const key = this.signature(rows);
		const { before } = this;
		const isMoved =
			this.seen.has(key) && before !== undefined && this.signature(await before.again()) !== before.key;
		if (!isMoved) this.refuseSecond(key, `page ${this.pages} of the list`);
		this.before = again && { key, again };
	}

	/** The token or address of the next page. @throws when it was followed before. */
	follow(next: string): string {
		this.refuseSecond(`next ${next}`, 'the same link to a next page');
		return next;
	}

	/**
	 * What only the same page has: all IDs in their order, and what has none, with the whole first and last row. Making the text
	 * of every row again would take as long as reading it did.
	 */
	private signature(rows: readonly IDataObject[]): string {
		const { recordId } = this.api.platform;
		const marks = rows.map((row, at) => {
			const isEdge = at === 0 || at === rows.length - 1;
			return (isEdge ? undefined : recordId(row)) ?? JSON.stringify(row);
		});
		return hash(marks.join('\n'), 22);
	}

	private refuseSecond(key: string, what: string): void {
		if (this.seen.has(key)) {
			const incomplete = 'The list is incomplete. Try again later.';
			const hint = withOptions(this.api.location, incomplete, "Set a 'Limit' to read less of it.");
			throw this.api.error(`The platform sent ${what} a second time`, hint);
		}
		this.seen.add(key);
	}
}
