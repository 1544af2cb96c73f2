import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from './ApiClient';

/** The pages of one list, watched: a repeated page or one too many is an error instead of an endless loop. */
export class PageGuard {
	private readonly seen = new Set<string>();
	private pages = 0;

	constructor(
		private readonly api: ApiClient,
		private readonly list = 'The list',
	) {}

	/** @throws when this very page came before, or when there are more pages than a list may have. */
	check(rows: readonly IDataObject[]): void {
		this.pages += 1;
		if (this.pages > this.api.maxPages) {
			throw this.api.error(
				`${this.list} did not end after ${this.api.maxPages} ${this.api.maxPages === 1 ? 'page' : 'pages'}`,
				'Set a Limit or narrower filters, or raise "Max Pages" in Options.',
			);
		}
		if (rows.length === 0) return;
		// Row by row: the text of a whole page would be a page's memory once more.
		const text = createHash('sha1');
		for (const row of rows) text.update(JSON.stringify(row));
		this.refuseSecond(text.digest('base64'), `page ${this.pages} of the list`);
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
