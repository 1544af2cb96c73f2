import type { IDataObject } from 'n8n-workflow';
import { differenceBy } from 'lodash';

import {
	distinct,
	isRecord,
	Listing,
	numberedPages,
	PageSize,
	route,
	saysItself,
	saysOther,
	textOf,
} from '../../../core';
import type { ApiClient, NumberedPage, Page, Query } from '../../../core';
import { isCut } from './cutPages';
import {
	asOption,
	attributesOf,
	isRelated,
	ownOptionsOf,
	relatedTo,
	resourceOf,
	resourcesOf,
} from './documents';

const STATUS_FILTER = 'filter[integration.status]';
const ERRORS_FILTER = 'filter[integration.integration-errors]';
export const RUNNING: Query = { [STATUS_FILTER]: 'running' };
export const WITH_ERRORS: Query = { [ERRORS_FILTER]: 'true' };

/** Rows of a page where none are asked for. How many there may be is not documented (provider document, section 8). */
const USUAL_PAGE = 100;

export const OPTIONS = route`/api/integration-options`;

/**
 * GET /api/integrations by `page[number]`. `meta.page` has the total and the size that the server really gives; without
 * `meta` the first response is complete. Where integrations were removed or added meanwhile, others may have slipped past
 * between two pages: the list is read once more then, page after page.
 */
export function allIntegrations(api: ApiClient, filters: Query = {}): Listing {
	return new Listing(integrationPages(api, filters)).filter((row) => isAskedFor(filters, row));
}

/**
 * Whether an integration may be one of those that were asked for: of the statuses only `running` is documented, and a server
 * that does not know another one may return all. One that does not say stays.
 */
function isAskedFor(filters: Query, row: IDataObject): boolean {
	if (saysOther(attributesOf(row)['status'], filters[STATUS_FILTER])) return false;
	const areErrorsKnown = ERRORS_FILTER in filters && isRelated(row, 'integration-errors');
	return !areErrorsKnown || relatedTo(row, 'integration-errors').length > 0;
}

/** As `allIntegrations`, where not the integrations are what is wanted: as many a page as there may be. */
export function everyIntegration(api: ApiClient): Listing {
	return allIntegrations(api, { 'page[size]': api.platform.rowsPerPage });
}

async function* integrationPages(api: ApiClient, filters: Query): AsyncGenerator<Page> {
	// One without ID would come again with each reading.
	const idOf = (row: IDataObject) => api.platform.recordId(row) ?? JSON.stringify(row);
	const fresh = distinct(idOf);
	let missing: string | undefined;
	for (const ahead of [undefined, 1]) {
		const reading = new Reading(api, filters);
		// IDs of a long list are many: the first reading needs them once only.
		const counted = ahead === undefined ? fresh : distinct(idOf);
		for await (const rows of numberedPages(api, async (page) => await reading.fetchPage(page), ahead)) {
			const received = counted(rows);
			reading.received += received.length;
			yield counted === fresh ? received : fresh(received);
		}
		({ missing } = reading);
		if (missing === undefined) return;
	}
	api.remark(
		`The list changed while it was read: ${missing}. Run the operation again if an integration is missing.`,
	);
}

/** One reading of the list of integrations, and what its pages said of its length. */
class Reading {
	received = 0;
	private total = 0;
	/** The rows of a page, where the server cut the first one, infinite where it did not; undefined before the first one. */
	private cutTo: number | undefined;
	/** The second page, where it was read to know whether the first one was cut. */
	private second: unknown;
	private readonly size: PageSize;

	constructor(
		private readonly api: ApiClient,
		private readonly filters: Query,
	) {
		this.size = new PageSize(api, Number(filters['page[size]'] ?? api.rowsToAsk(filters)), USUAL_PAGE);
	}

	async fetchPage(page: number): Promise<NumberedPage> {
		const { second } = this;
		this.second = undefined;
		if (page > 1)
			return await this.pageIn(page === 2 && second !== undefined ? second : await this.send(page), page);
		const body = await this.size.first(async () => await this.send(1));
		const asked = this.size.rows;
		const first = await this.pageIn(body, 1);
		if (this.size.rows === asked) return first;
		this.second = await this.send(2);
		if (await this.isReallyCut(first.rows, asked)) return first;
		// Not the server's pages are so small, but that is what the caller may see of the first one.
		this.second = undefined;
		this.cutTo = Number.POSITIVE_INFINITY;
		this.size.rows = asked;
		return await this.pageIn(body, 1);
	}

	/**
	 * Whether the server cut the first page: the second one of that size has other rows, or, where the caller may see none of it, a
	 * page behind the end of a list in the pages that were `asked` for has some.
	 */
	private async isReallyCut(first: readonly IDataObject[], asked: number): Promise<boolean> {
		const { api, second, total } = this;
		const rows = await resourcesOf(api, second);
		const isOther = differenceBy(rows, first, api.platform.recordId).length > 0;
		if (isOther || total === 0) return isOther;
		const behind = Math.ceil(total / first.length);
		return (await resourcesOf(api, await this.send(behind, asked))).length > 0;
	}

	private async send(page: number, size = this.size.rows): Promise<unknown> {
		const query = { ...this.filters, 'page[size]': size, 'page[number]': page };
		return await this.api.get(route`/api/integrations`, query);
	}

	private async pageIn(body: unknown, page: number): Promise<NumberedPage> {
		const { api } = this;
		const rows = await resourcesOf(api, body);
		const meta = isRecord(body) && isRecord(body['meta']) ? body['meta']['page'] : undefined;
		if (!isRecord(meta)) return { rows, lastPage: 1 };
		const told = Number(meta['size']) > 0 ? Number(meta['size']) : this.size.rows;
		const counted = Number(textOf(meta['total']));
		const total = counted >= 0 ? counted : undefined;
		if (this.cutTo === undefined && isCut({ rows: rows.length, size: told, total })) {
			this.size.rows = rows.length;
			this.cutTo = rows.length;
		}
		this.cutTo ??= Number.POSITIVE_INFINITY;
		const perPage = Math.min(told, this.cutTo);
		// Without a total, pages are read until one is empty.
		if (total === undefined) return { rows, perPage };
		this.total = Math.max(this.total, total);
		const lastPage = Math.max(1, Math.ceil(this.total / perPage));
		// A full page at the told end: some totals count one page only.
		const isFull = page >= lastPage && rows.length >= perPage;
		return { rows, perPage, lastPage: isFull ? page + 1 : lastPage };
	}

	/** What is missing; undefined when the list is whole. */
	get missing(): string | undefined {
		return this.received < this.total
			? `${this.received} of ${this.total} integrations were received`
			: undefined;
	}
}

/** GET /api/integrations/{id}. */
export async function oneIntegration(api: ApiClient, integrationId: string): Promise<IDataObject> {
	return resourceOf(api, await api.get(route`/api/integrations/${integrationId}`), integrationId);
}

/** For a choice that nothing listed stands for: an ID of another server, or of an integration that was reinstalled since. */
export function noIntegration(api: ApiClient, integrationId: string): Error {
	return api.error(
		`Polarity has no integration ${integrationId}`,
		"Check 'Integration': an integration that was reinstalled may have another ID.",
	);
}

/** GET /api/integrations/{id}. @throws when there is none; a caller from whom it is hidden may still read errors */
export async function expectIntegration(api: ApiClient, integrationId: string): Promise<void> {
	const one = route`/api/integrations/${integrationId}`;
	const response = await api.send({ method: 'GET', route: one, accept: [403, 404] });
	if (saysItself(response, 404)) throw noIntegration(api, integrationId);
	if (!saysItself(response, 403)) resourceOf(api, response.body, integrationId);
}

/**
 * GET /api/integration-options of one integration; those of the integration itself where the server has no such list, or none of
 * them in it. @throws when there is no such integration: it has no options either
 */
export async function* optionsOf(api: ApiClient, integrationId: string): AsyncGenerator<IDataObject> {
	const listed = (await listedOptions(api, integrationId, NO_SUCH_LIST)) ?? [];
	yield* listed.length > 0 ? listed : ownOptionsOf(await oneIntegration(api, integrationId));
}

/** The same with the flags that the list has, or the integration itself; those that the server does not show are missing. */
export async function readableOptionsOf(api: ApiClient, integrationId: string): Promise<IDataObject[]> {
	const listed = (await listedOptions(api, integrationId, [403, ...NO_SUCH_LIST])) ?? [];
	if (listed.some((option) => 'admin-only' in attributesOf(option))) return listed;
	const own = ownOptionsOf(await oneIntegration(api, integrationId));
	return own.length > 0 ? own : listed;
}

const NO_SUCH_LIST = [404, 405];

/** Undefined where the response has one of these statuses. */
async function listedOptions(
	api: ApiClient,
	integrationId: string,
	accept: readonly number[],
): Promise<IDataObject[] | undefined> {
	const query = { 'filter[integration.id]': integrationId };
	const { status, body } = await api.send({ method: 'GET', route: OPTIONS, query, accept });
	if (status >= 400) return undefined;
	// That the server heeds the filter is only known from a link; an option's ID begins with that of its integration.
	const rows = (await resourcesOf(api, body)).map(asOption);
	const own = rows.filter(({ id }) => beginsWithId(integrationId, textOf(id) ?? ''));
	if (own.length > 0 || rows.length === 0) return own;
	const named = await namedOptions(api, integrationId);
	return named === undefined ? rows : rows.filter(({ id }) => named.has(textOf(id) ?? ''));
}

/** The IDs of the options that an integration names as its own; undefined where it does not say. */
export async function namedOptions(
	api: ApiClient,
	integrationId: string,
): Promise<ReadonlySet<string> | undefined> {
	const integration = await oneIntegration(api, integrationId);
	if (!isRelated(integration, 'integration-options')) return undefined;
	return new Set(relatedTo(integration, 'integration-options').flatMap(({ id }) => textOf(id) ?? []));
}

/** Whether an ID, or a key, begins as the IDs of an integration's options do (provider document, section 2). */
export function beginsWithId(integrationId: string, option: string): boolean {
	return option.startsWith(`${integrationId}-`);
}
