import type { IDataObject } from 'n8n-workflow';
import { isEqual, omit } from 'lodash';

import { distinct, Listing, pagesFrom, textOf } from '../../../core';
import type { ApiClient, ApiRequest, ApiResponse, Page, Route, Send } from '../../../core';
import { isRefusedQuery, REFUSED_QUERY } from '../refusals';
import { nextPageOf, withoutGaps } from './pages';
import { isAskedFor, rowsOf } from './rows';

/** What no server has that goes on in the other way. */
const NOT_THERE = [404, 405];

/** As an integration, all flows that belong to none (provider document, section 10). */
const FLOWS_OF_NONE = ['none'];

/** What both routes take (section 10): flows or integrations, never both; nothing means all. */
export interface Wanted extends IDataObject {
	readonly _flowIds?: string[];
	readonly _integrationIds?: string[];
	readonly status?: string[];
}

interface OverviewRequest extends ApiRequest {
	readonly body: Wanted;
}

/**
 * The rows of POST /jobs/current or POST /flows/runs/stats: what is wanted is a body, but nothing is changed (provider document,
 * section 10). A next page is requested like the first (so the web UI), else by GET (so the official command line).
 */
export function runOverview(api: ApiClient, route: Route, wanted: Wanted): Listing {
	const request: OverviewRequest = { method: 'POST', route, body: wanted, reads: true };
	async function* pages(): AsyncGenerator<Page> {
		let isEmpty = true;
		for await (const page of overviewPages(api, request)) {
			isEmpty &&= page.length === 0;
			yield page;
		}
		// What is in a sandbox, Celigo may list only when it is asked for as such; where it may not be asked so, nothing is there.
		const body = { ...wanted, sandbox: true };
		if (isEmpty && !('sandbox' in wanted) && isOfOneEnvironment(wanted)) {
			yield* overviewPages(api, { ...request, body, accept: REFUSED_QUERY });
		}
	}
	return new Listing(pages());
}

/** Whether a flow or an integration is wanted: of anything else, the runs of one environment would pass for those of the other. */
function isOfOneEnvironment({ _flowIds, _integrationIds = FLOWS_OF_NONE }: Wanted): boolean {
	return _flowIds !== undefined || !isEqual(_integrationIds, FLOWS_OF_NONE);
}

/** The pages, without rows that say themselves that they are of another flow, integration or status: Celigo may ignore what it is asked for. */
async function* overviewPages(api: ApiClient, first: OverviewRequest): AsyncGenerator<Page> {
	const { _flowIds: _flowId, _integrationIds: _integrationId, status } = first.body;
	const query = { _flowId, _integrationId, status };
	// A run has an ID, statistics have the flow that they are of.
	const fresh = distinct((row) => textOf(row['_id']) ?? textOf(row['_flowId']));
	const rows = (response: ApiResponse) => (isRefusedQuery(response) ? [] : rowsOf(api, response.body));
	// A refusal is an answer of the first page only.
	const further = (request: ApiRequest) => omit(request, 'accept');
	const linked = (send: Send) =>
		pagesFrom(
			api,
			first,
			rows,
			({ response }) => nextPageOf(response),
			async (client, one) => await send(client, one.route === first.route ? one : further(one)),
		);
	for await (const page of withoutGaps(api, first, { linked, next: nextPageOf, send: sendOnwards(first) })) {
		yield fresh(page).filter((row) => isAskedFor(row, query, Object.keys(query)));
	}
}

/** How the first page is requested, and each further one. */
function sendOnwards(first: OverviewRequest): Send {
	let isByGet = false;
	return async (api, request) => {
		if (request.route === first.route) return await api.send(request);
		if (!isByGet) {
			const posted = await api.send({ ...request, accept: [...NOT_THERE, ...(request.accept ?? [])] });
			if (!NOT_THERE.includes(posted.status)) return posted;
		}
		const got = await api.send({ method: 'GET', route: request.route, accept: request.accept });
		isByGet ||= got.status < 300;
		return got;
	};
}
