import { get } from 'lodash';

import type { ApiClient } from './ApiClient';

/** With which a page that is too large is refused. */
const TOO_LARGE: readonly unknown[] = ['400', '422'];
/** The servers that refused one, by base URL. */
const refusing = new Set<string>();

/** Whether so many rows may be the most that a server sends at once, whatever it was asked for: that is surely a round number. */
export function isLikelyCap(rows: number, roundTo = 100): boolean {
	return rows > 0 && rows % roundTo === 0;
}

/**
 * How many rows a page of a list is asked for, where it is not documented how many it may have: a server that refuses the first
 * page is asked for the usual number, which none refuses, and later lists of it at once.
 */
export class PageSize {
	rows: number;

	constructor(
		private readonly api: Pick<ApiClient, 'baseUrl'>,
		wanted: number,
		private readonly usual: number,
	) {
		this.rows = refusing.has(api.baseUrl) ? Math.min(wanted, usual) : wanted;
	}

	/** The first page. @throws the refusal, where it is not for the size */
	async first<FirstPage>(fetch: () => Promise<FirstPage>): Promise<FirstPage> {
		return await fetch().catch(async (failure: unknown) => {
			const mayBeTooLarge = this.rows > this.usual && TOO_LARGE.includes(get(failure, 'httpCode'));
			if (!mayBeTooLarge) return await Promise.reject<FirstPage>(failure);
			this.rows = this.usual;
			const page = await fetch();
			refusing.add(this.api.baseUrl);
			return page;
		});
	}
}
