import type { IDataObject } from 'n8n-workflow';
import { compact, inRange, uniq } from 'lodash';

import { distinct, inSmallLetters, PageGuard, route, saysItself, textOf } from '../../../core';
import type { ApiClient, ApiResponse, Query } from '../../../core';
import { ductape } from '../platform';
import { isExecutionOf } from './askedFor';
import { tagOf } from './documents';
import { recordWith, remarkMissing, rowsOf } from './envelope';
import { MAY_REFUSE } from './LimitedList';
import { pageSize } from './pageSize';

/** After so many one after the other, a list that promises more has no more. */
const MOST_BLANK_PAGES = 10;

interface ExecutionPage {
	/** Those that were asked for and did not come before. */
	readonly rows: readonly IDataObject[];
	/** The phases of all that Ductape listed, as it writes them. */
	readonly phases: readonly string[];
	readonly goesOn: boolean;
}

/** GET /integrations/v1/job-executions of one integration, page by page until there is no more. */
export async function* jobExecutionsOf(
	api: ApiClient,
	integrationId: string,
	query: Query,
): AsyncGenerator<IDataObject> {
	yield* inEitherLetters(api, { ...query, product_tag: await tagOf(api, integrationId) });
}

/**
 * Those that failed, in few requests: the first page of all of these days is mostly the whole list, and where it is not, its rows
 * show how phases are written. Where none of them failed, they do not show how failures are.
 */
export async function* failedExecutions(
	api: ApiClient,
	productTag: string,
	days: Query,
): AsyncGenerator<IDataObject> {
	const asked = { ...days, product_tag: productTag };
	const failed = { ...asked, phase: 'FAILED' };
	const { rows, phases, goesOn } = await firstPage(api, asked);
	const isFailure = (row: IDataObject) => isExecutionOf(failed, row);
	const failures = rows.filter(isFailure);
	if (goesOn && failures.length === 0) return yield* inEitherLetters(api, failed, !phases.every(isSmall));
	const fresh = distinct(api.platform.recordId);
	yield* fresh(failures);
	if (!goesOn) return;
	for await (const page of pagesOfFailures(api, asked, failures, phases))
		yield* fresh(page.rows.filter(isFailure));
}

/**
 * The pages that hold all failures. Of the words that the first page suggests, some may be in capitals, others not. A server may
 * filter by another word than it shows, or refuse one: where they lack a failure of the first page, other words are tried, and last
 * the whole list is read. No failure may be lost to a guess.
 */
async function* pagesOfFailures(
	api: ApiClient,
	asked: Query,
	failures: readonly IDataObject[],
	phases: readonly string[],
): AsyncGenerator<ExecutionPage> {
	const { recordId } = api.platform;
	const lacking = new Set(failures.map(recordId));
	const likely = uniq(phases.map((written) => (isSmall(written) ? 'failed' : 'FAILED')));
	const shown = compact(failures.map(({ phase }) => textOf(phase)));
	for (const phase of uniq<string>([...likely, ...shown, 'FAILED', 'failed'])) {
		const isGuess = !likely.some((each) => each === phase);
		if (isGuess && lacking.size === 0) return;
		const query = { ...asked, phase };
		const accept = isGuess ? [...MAY_REFUSE, 500] : MAY_REFUSE;
		const first = await api.send({ ...pageRequest(query, 1, api.rowsToAsk(query)), accept });
		const isRefused = isRefusal(first);
		if (refusesPhase(first) || (isGuess && isRefused)) continue;
		for await (const page of executionPages(api, query, isRefused ? undefined : first)) {
			for (const row of page.rows) lacking.delete(recordId(row));
			yield page;
		}
	}
	if (lacking.size > 0) yield* executionPages(api, asked);
}

/**
 * Ductape may store phases in small letters, which the workbench reads as well, all or some: a phase in capitals is asked for in
 * small letters, too, unless what is listed shows that Ductape does not filter by the very word. A server that knows capitals only
 * may refuse it, and does so at once: what is refused later is a failure as in any list. It may also break on it: of a list that
 * has what was asked for, no guess makes a failure.
 *
 * @param hasCapitals whether some phase is known to be written so
 */
async function* inEitherLetters(
	api: ApiClient,
	query: Query,
	hasCapitals = false,
): AsyncGenerator<IDataObject> {
	const fresh = distinct(api.platform.recordId);
	const phase = inSmallLetters(query['phase']);
	let isByWord = phase !== undefined;
	let isGuess = hasCapitals;
	for await (const { rows, phases } of executionPages(api, query)) {
		isByWord &&= phases.every((written) => written === query['phase']);
		isGuess ||= rows.length > 0;
		yield* fresh(rows);
	}
	if (!isByWord) return;
	const small = { ...query, phase };
	const accept = isGuess ? [...MAY_REFUSE, 500] : MAY_REFUSE;
	const first = await api.send({ ...pageRequest(small, 1, api.rowsToAsk(small)), accept });
	if (refusesPhase(first)) return;
	if (isGuess && refuses(first, 200, 201, 500)) {
		api.remark(
			'Executions whose phase Ductape stores in small letters may be missing: it did not list them.',
		);
		return;
	}
	// What is refused for another reason is asked for as any other list is, and fails.
	for await (const { rows, phases } of executionPages(api, small, isRefusal(first) ? undefined : first)) {
		yield* fresh(rows);
		if (!phases.every(isSmall)) return;
	}
}

function isSmall(phase: string): boolean {
	return phase === phase.toLowerCase();
}

async function firstPage(api: ApiClient, query: Query): Promise<ExecutionPage> {
	for await (const page of executionPages(api, query)) return page;
	return { rows: [], phases: [], goesOn: false };
}

/**
 * Where `hasMore` is absent, the total decides, and a full page is never the last (section 4); nor is a long one that is not full,
 * where the total is absent, too. A blank page that promises more is none either.
 *
 * @param first the first page, where it was read before
 */
async function* executionPages(
	api: ApiClient,
	query: Query,
	first?: ApiResponse,
): AsyncGenerator<ExecutionPage> {
	const guard = new PageGuard(api, 'The list of job executions');
	const fresh = distinct(api.platform.recordId);
	let limit = api.rowsToAsk(query);
	let received = 0;
	let told = 0;
	let blankPages = 0;
	let known = first;
	for (let page = 1; ; page += 1) {
		const asked = pageRequest(query, page, limit);
		const read = async () => await api.send(asked);
		const { body } = known ?? (await read());
		known = undefined;
		const rows = rowsOf(api, body);
		if (rows.length > 0) {
			await guard.check(rows, async () => rowsOf(api, (await read()).body));
			blankPages = 0;
		} else blankPages += 1;
		received += rows.length;
		const { hasMore, total, limit: shown } = recordWith(body, 'items') ?? {};
		told = Math.max(told, toldIn(total));
		if (page === 1) {
			const mayGoOn = received < told || (told === 0 && hasMore !== false);
			limit = pageSize({ asked: limit, shown, rows: rows.length, goesOn: mayGoOn });
		}
		// Of a page that is shorter than it was asked to be, `hasMore` may go by what was asked for.
		const isCut = received < told && inRange(rows.length, 1, asked.query.limit);
		const goesOn = isCut || (typeof hasMore === 'boolean' ? hasMore : rows.length >= limit);
		const phases = compact(rows.map(({ phase }) => textOf(phase)));
		yield { rows: fresh(rows.filter((row) => isExecutionOf(query, row))), phases, goesOn };
		if (!goesOn) {
			remarkMissing(api, received, told);
			return;
		}
		if (blankPages === MOST_BLANK_PAGES) {
			throw api.error(
				`Ductape announced more job executions, but sent ${blankPages} empty pages`,
				'Choose fewer days or narrower filters.',
			);
		}
	}
}

function pageRequest(query: Query, page: number, limit: number) {
	const path = route`/integrations/v1/job-executions`;
	return { method: 'GET', route: path, query: { ...query, page, limit } } as const;
}

/**
 * Whether a phase is refused that nobody knows to be one: by a status of what is not valid, or in such words. A server error
 * proves nothing in any words.
 */
function refusesPhase(response: ApiResponse): boolean {
	const { message = '' } = ductape.explain(response.body);
	return refuses(response, 400, 422) || (refuses(response, 200, 201) && /\bphase\b|\benum\b/i.test(message));
}

/** Whether Ductape itself refuses with one of these statuses: a gateway's page says nothing of what was asked for. */
function refuses(response: ApiResponse, ...statuses: readonly number[]): boolean {
	return isRefusal(response) && saysItself(response, ...statuses);
}

function isRefusal({ status, body }: ApiResponse): boolean {
	return status >= 400 || ductape.isFailure?.(body) === true;
}

function toldIn(total: unknown): number {
	return Number(total) || 0;
}
