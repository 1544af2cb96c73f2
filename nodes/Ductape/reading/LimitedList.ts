import type { IDataObject } from 'n8n-workflow';

import type { ApiClient, ApiRequest } from '../../../core';
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
		private readonly request: Pick<ApiRequest, 'route' | 'query' | 'refusalHint'>,
	) {}

	/** Up to so many rows, or fewer where so many are refused. @throws where it is not the limit that is refused. */
	async rows(limit: number): Promise<IDataObject[]> {
		const limits = [limit, ...LOWER_LIMITS.filter((lower) => lower < limit)];
		const lowest = Math.min(...limits);
		const rows = await this.rowsIfTaken(limits.slice(0, -1));
		return rows ?? rowsOf(this.api, (await this.api.send(this.requestOf(lowest))).body);
	}

	/** As many rows as the first of these limits that is not refused allows; undefined where all are. */
	async rowsIfTaken(limits: readonly number[]): Promise<IDataObject[] | undefined> {
		for (const limit of limits.filter((each) => each < this.refused)) {
			const { status, body } = await this.api.send({ ...this.requestOf(limit), accept: MAY_REFUSE });
			if (status < 300 && ductape.isFailure?.(body) !== true) return rowsOf(this.api, body);
			this.refused = limit;
		}
		return undefined;
	}

	private requestOf(limit: number): ApiRequest {
		return { ...this.request, method: 'GET', query: { ...this.request.query, limit } };
	}
}
