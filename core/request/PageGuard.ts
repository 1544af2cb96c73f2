import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from './ApiClient';

/** How a page is read once more. */
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

	/** @throws when this very page came before, or when there are more pages than a list may have. */
	check(rows: readonly IDataObject[]): void {
		this.count();
		if (rows.length > 0) this.refuseSecond(keyOf(rows), this.thisPage);
	}

	/**
	 * As `check`, for a list whose pages can be read again. Where as many rows as a page has were added while it was read, a page
	 * comes again: then the page before it holds other rows by now, and the list goes on.
	 */
	async checkMoving(rows: readonly IDataObject[], again: Again): Promise<void> {
		this.count();
		if (rows.length === 0) return;
		const key = keyOf(rows);
		const { before } = this;
		const isMoved = this.seen.has(key) && before !== undefined && keyOf(await before.again()) !== before.key;
		if (!isMoved) this.refuseSecond(key, this.thisPage);
		this.before = { key, again };
	}

	private get thisPage(): string {
		return `page ${this.pages} of the list`;
	}

	private count(): void {
		this.pages += 1;
		if (this.pages > this.api.maxPages) {
			throw this.api.error(
				`${this.list} did not end after ${this.api.maxPages} ${this.api.maxPages === 1 ? 'page' : 'pages'}`,
				'Set a Limit or narrower filters, or raise "Max Pages" in Options.',
			);
		}
	}

	/** The token or address of the next page. @throws when it was followed before. */
	follow(next: string): string {
		this.refuseSecond(`next ${next}`, 'the same link to a next page');
		return next;
	}

	private refuseSecond(key: string, what: string): void {
		if (this.seen.has(key)) {
			throw this.api.error(
				`The platform sent ${what} a second time`,
				'The list cannot be read to its end. Set a Limit, or try again later.',
			);
		}
		this.seen.add(key);
	}
}

/** Row by row: the text of a whole page would be a page's memory once more. */
function keyOf(rows: readonly IDataObject[]): string {
	const text = createHash('sha1');
	for (const row of rows) text.update(JSON.stringify(row));
	return text.digest('base64');
}
