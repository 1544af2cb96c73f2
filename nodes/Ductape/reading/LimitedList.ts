import type { IDataObject } from 'n8n-workflow';

import type { ApiClient, ApiRequest, Query } from '../../../core';
import { ductape } from '../platform';
import { rowsOf } from './envelope';

/** What is tried where more are refused. */
const LOWER_LIMITS = [500, 100];

/** Statuses that may refuse a limit; those of successes, because they may hold `status: false`. */
export const MAY_REFUSE = [200, 201, 400, 422];

export interface ListPage {
	readonly rows: readonly IDataObject[];
	/** How many were asked for. */
	readonly limit: number;
	readonly body: unknown;
}

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
	async page(limit: number): Promise<ListPage> {
		const limits = [limit, ...LOWER_LIMITS.filter((lower) => lower < limit)];
		const lowest = Math.min(...limits);
		const page = await this.pageIfTaken(limits.slice(0, -1));
		return page ?? this.pageOf(lowest, (await this.api.send(this.requestOf(lowest))).body);
	}

	/** A further one, of a list that has pages. @throws where it is refused */
	async pageNumbered(page: number, limit: number): Promise<ListPage> {
		return this.pageOf(limit, (await this.api.send(this.requestOf(limit, { page }))).body);
	}

	/** The second one; undefined where it is refused as what is not valid, or for its number. @throws where it is refused otherwise */
	async secondPage(limit: number): Promise<ListPage | undefined> {
		const { status, body } = await this.api.send({
			...this.requestOf(limit, { page: 2 }),
			accept: MAY_REFUSE,
		});
		if (status < 300 && ductape.isFailure?.(body) !== true) return this.pageOf(limit, body);
		const { message = '' } = ductape.explain(body);
		if (status >= 400 || /\bpage\b/i.test(message)) return undefined;
		// Sent as the later ones are, it fails in Ductape's words.
		return await this.pageNumbered(2, limit);
	}

	/** As many rows as the first of these limits that is not refused allows; undefined where all are. */
	async pageIfTaken(limits: readonly number[], more?: Query): Promise<ListPage | undefined> {
		for (const limit of limits.filter((each) => each < this.refused)) {
			const request = { ...this.requestOf(limit, more), accept: MAY_REFUSE };
			const { status, body } = await this.api.send(request);
			if (status < 300 && ductape.isFailure?.(body) !== true) return this.pageOf(limit, body);
			this.refused = limit;
		}
		return undefined;
	}

	private pageOf(limit: number, body: unknown): ListPage {
		return { limit, body, rows: rowsOf(this.api, body) };
	}

	private requestOf(limit: number, more?: Query): ApiRequest {
		return { ...this.request, method: 'GET', query: { ...this.request.query, ...more, limit } };
	}
}
