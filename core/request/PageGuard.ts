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
		this.refuseSecond(this.signature(rows), `page ${this.pages} of the list`);
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
		return createHash('sha1').update(marks.join('\n')).digest('base64');
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
