import type { IDataObject } from 'n8n-workflow';

import type { ApiClient, Query, Route } from '../../../core';
import { ductape } from '../platform';
import { rowsOf } from './envelope';

/** What is tried where more are refused. */
const LOWER_LIMITS = [500, 100];

/** Statuses that may refuse a limit; those of successes, because they may hold `status: false`. */
const MAY_REFUSE = [200, 201, 400, 422];

/**
 * A list that knows a limit, but no pages (provider document, sections 2.1 and 4). The highest limit is not documented: a higher
 * one may be cut or refused. What was refused is not tried again, nor is more.
 */
export class LimitedList {
	private refused = Number.POSITIVE_INFINITY;

	constructor(
		private readonly api: ApiClient,
		private readonly list: Route,
		private readonly query: Query,
	) {}

	/** Up to so many rows, or fewer where so many are refused. @throws where it is not the limit that is refused. */
	async rows(limit: number): Promise<IDataObject[]> {
		const limits = [limit, ...LOWER_LIMITS.filter((lower) => lower < limit)];
		const lowest = Math.min(...limits);
		const rows = await this.rowsIfTaken(limits.slice(0, -1));
		return rows ?? rowsOf(this.api, await this.api.get(this.list, { ...this.query, limit: lowest }));
	}

	/** As many rows as the first of these limits that is not refused allows; undefined where all are. */
	async rowsIfTaken(limits: readonly number[]): Promise<IDataObject[] | undefined> {
		for (const limit of limits.filter((each) => each < this.refused)) {
			const query = { ...this.query, limit };
			const sent = await this.api.send({ method: 'GET', route: this.list, query, accept: MAY_REFUSE });
			const isTaken = sent.status < 300 && ductape.isFailure?.(sent.body) !== true;
			if (isTaken) return rowsOf(this.api, sent.body);
			this.refused = limit;
		}
		return undefined;
	}
}
