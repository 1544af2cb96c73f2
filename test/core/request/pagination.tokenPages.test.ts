import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOf } from '../../../core/data/json';
import type { ApiClient } from '../../../core/request/ApiClient';
import { tokenPages } from '../../../core/request/pagination';
import { route } from '../../../core/request/Route';
import { forAllTests } from '../../lifecycle';
import { failureOf, goesOn, listing, run, ThingsServer, type ThingsRun } from '../things';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const byToken = (api: ApiClient) =>
	tokenPages(
		api,
		{ method: 'GET', route: route`/things`, query: { limit: 2 } },
		({ body }) => api.rows(body, 'rows'),
		{ parameter: 'cursor', of: (body) => (isRecord(body) ? textOf(body['next']) : undefined) },
	);
const read = async (more: ThingsRun = {}) =>
	await run(server, listing(byToken), { parameters: { returnAll: true }, ...more });
const idsOf = ({ json }: { json: IDataObject[] }) => json.map(({ id }) => id);
const rows = (...ids: number[]) => ids.map((id) => ({ id }));
const queries = () => server.received.map(({ query }) => query.toString());

/** Answers the nth request with the nth page; each page but the last has a cursor to the next. */
const serve = (pages: IDataObject[][], last: IDataObject = {}) => {
	server.answer = (_request, nth) => ({
		body: { rows: pages[nth - 1] ?? [], ...(nth < pages.length ? { next: `after page ${nth}` } : last) },
	});
};

describe('pages behind a cursor in the body', () => {
	test('are read to the last, in order, each with the query of the first', async () => {
		serve([rows(1, 2), rows(3, 4), rows(5)]);
		expect(idsOf(await read())).toEqual([1, 2, 3, 4, 5]);
		expect(queries()).toEqual(['limit=2', 'limit=2&cursor=after+page+1', 'limit=2&cursor=after+page+2']);
	});

	test.each([
		['absent', {}],
		['null', { next: null }],
		['empty', { next: '' }],
	])('end where the cursor is %s', async (_what, last) => {
		serve([rows(1, 2), rows(3)], last);
		expect(idsOf(await read())).toEqual([1, 2, 3]);
		expect(server.received).toHaveLength(2);
	});

	test('may be one, or none with rows', async () => {
		serve([rows(1)]);
		expect(idsOf(await read())).toEqual([1]);
		serve([[]]);
		expect(idsOf(await read())).toEqual([]);
		expect(server.received).toHaveLength(2);
	});

	test('may be empty on the way', async () => {
		serve([rows(1), [], rows(2)]);
		expect(idsOf(await read())).toEqual([1, 2]);
	});

	test.each(['a+b/c==', 'x&limit=9#top', '{"after":[1,"ü"]}', '17'])(
		'hand the cursor back as it came: %s',
		async (cursor) => {
			server.answer = (_request, nth) => ({ body: { rows: rows(nth), ...(nth === 1 && { next: cursor }) } });
			expect(idsOf(await read())).toEqual([1, 2]);
			const [, second] = server.received;
			expect([second?.query.get('cursor'), second?.query.getAll('limit')]).toEqual([cursor, ['2']]);
		},
	);

	test('take a number for a cursor too', async () => {
		server.answer = (_request, nth) => ({ body: { rows: rows(nth), ...(nth === 1 && { next: 17 }) } });
		expect(idsOf(await read())).toEqual([1, 2]);
		expect(queries()).toEqual(['limit=2', 'limit=2&cursor=17']);
	});

	test('are not fetched beyond the limit', async () => {
		serve([rows(1, 2), rows(3, 4), rows(5)]);
		expect(idsOf(await read({ parameters: { limit: 2 } }))).toEqual([1, 2]);
		expect(server.received).toHaveLength(1);
		server.clear();
		serve([rows(1, 2), rows(3, 4), rows(5)]);
		expect(idsOf(await read({ parameters: { limit: 3 } }))).toEqual([1, 2, 3]);
		expect(server.received).toHaveLength(2);
	});

	test('show a row once that comes again on a later page', async () => {
		serve([rows(1, 2), rows(2, 3), rows(3, 4)]);
		expect(idsOf(await read())).toEqual([1, 2, 3, 4]);
	});

	test('whose cursor comes a second time are an error, after what was read', async () => {
		server.answer = (_request, nth) => ({ body: { rows: rows(nth), next: 'the same' } });
		const failed = await read(goesOn);
		expect(idsOf({ json: failed.json.slice(0, 2) })).toEqual([1, 2]);
		expect(failureOf(failed, 2).message).toMatch(/^The platform sent the same .* a second time$/);
		expect(server.received).toHaveLength(2);
	});

	test('that lead in a circle are an error', async () => {
		server.answer = (_request, nth) => ({ body: { rows: rows(nth), next: `page ${nth % 3}` } });
		const { error } = await read();
		expect(error?.message).toContain('a second time');
		expect(server.received).toHaveLength(4);
	});

	test('that repeat themselves behind new cursors are an error', async () => {
		server.answer = (_request, nth) => ({ body: { rows: rows(1, 2), next: `cursor ${nth}` } });
		const { error } = await read();
		expect(error?.message).toBe('The platform sent page 2 of the list a second time');
		expect(server.received).toHaveLength(3);
	});

	test('that never end are an error', async () => {
		server.answer = (_request, nth) => ({ body: { rows: rows(nth), next: `cursor ${nth}` } });
		const { error } = await read({ options: { maxPages: 4 } });
		expect(error?.message).toBe('The list did not end after 4 pages');
		expect(error?.description).toContain('Max Pages');
		expect(server.received).toHaveLength(5);
	});

	test.each([
		['a page of a proxy', '<html>Sign in</html>'],
		['something else', { items: [] }],
		['nothing', undefined],
	])('are an error where one is no list but %s, after what was read', async (_what, body) => {
		server.answer = (_request, nth) => ({ body: nth === 1 ? { rows: rows(1, 2), next: 'second' } : body });
		const failed = await read(goesOn);
		expect(idsOf({ json: failed.json.slice(0, 2) })).toEqual([1, 2]);
		expect(failureOf(failed, 2).message).toMatch(/^Things:? returned .+ \((expected a list|200 OK)\)$/);
		expect(failed.json).toHaveLength(3);
	});

	test('fail with the request that fails', async () => {
		server.answer = (_request, nth) =>
			nth === 1 ? { body: { rows: rows(1), next: 'second' } } : { status: 404 };
		const failed = await read(goesOn);
		expect(idsOf({ json: failed.json.slice(0, 1) })).toEqual([1]);
		expect(failureOf(failed, 1).httpCode).toBe('404');
	});
});
