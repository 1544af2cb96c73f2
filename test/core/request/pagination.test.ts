import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { isRecord, textOf } from '../../../core/data/json';
import { all, firstOf, linkOf, onceEach, pagesFrom } from '../../../core/request/pagination';
import { route } from '../../../core/request/Route';
import {
	failureOf,
	goesOn,
	listing,
	run,
	ThingsServer,
	type Received,
	type ThingsRun,
	type Answer,
} from '../things';
import { gate } from '../../gate';
import { forAllTests } from '../../lifecycle';

let server: ThingsServer;
let elsewhere: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);
forAllTests(
	async () => (elsewhere = await ThingsServer.start()),
	() => elsewhere.clear(),
);

const read = async (list: (api: ApiClient) => AsyncIterable<IDataObject>, more: ThingsRun = {}) =>
	await run(server, listing(list), { parameters: { returnAll: true }, ...more });
const idsOf = ({ json }: { json: IDataObject[] }) => json.map(({ id }) => id);
const rows = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => ({ id: from + index }));

const byLink = (api: ApiClient) =>
	onceEach(
		api,
		pagesFrom(
			api,
			{ method: 'GET', route: route`/things`, query: { limit: 2 } },
			({ body }) => api.rows(body),
			({ response }) => linkOf(response),
		),
	);
/** Three pages of two, linked; the last has one. */
const linked = ({ query }: Received): Answer => {
	const page = Number(query.get('cursor') ?? '1');
	const next = `</v0/things?cursor=${page + 1}&limit=2>; rel="next", <${server.url}/things>; rel="first"`;
	return { body: rows(page * 2 - 1, Math.min(5, page * 2)), ...(page < 3 && { headers: { link: next } }) };
};

describe('pages behind a Link header', () => {
	test('are read to the last, in order', async () => {
		server.answer = linked;
		expect(idsOf(await read(byLink))).toEqual([1, 2, 3, 4, 5]);
		expect(server.received.map(({ query }) => query.toString())).toEqual([
			'limit=2',
			'cursor=2&limit=2',
			'cursor=3&limit=2',
		]);
	});

	test('are not fetched beyond the limit', async () => {
		server.answer = linked;
		expect(idsOf(await read(byLink, { parameters: { limit: 2 } }))).toEqual([1, 2]);
		expect(server.received).toHaveLength(1);
		server.clear();
		server.answer = linked;
		expect(idsOf(await read(byLink, { parameters: { limit: 3 } }))).toEqual([1, 2, 3]);
		expect(server.received).toHaveLength(2);
	});

	test('are followed on the own host only', async () => {
		server.answer = (_request, nth) =>
			nth === 1
				? { body: rows(1, 2), headers: { link: `<${elsewhere.url}/things?cursor=2>; rel="next"` } }
				: { body: rows(3, 3) };
		expect(idsOf(await read(byLink))).toEqual([1, 2, 3]);
		expect(elsewhere.received).toEqual([]);
	});

	test('go on at the same path where the link is a query alone', async () => {
		server.answer = (_request, nth) => ({
			body: rows(nth, nth),
			...(nth < 3 && { headers: { link: `<?cursor=${nth}>; rel="next"` } }),
		});
		const list = route`/things/${'a/b: c'}/parts`;
		const pages = (api: ApiClient) =>
			onceEach(
				api,
				pagesFrom(
					api,
					{ method: 'GET', route: list, query: { limit: 1 } },
					({ body }) => api.rows(body),
					({ response }) => linkOf(response),
				),
			);
		expect(idsOf(await read(pages))).toEqual([1, 2, 3]);
		expect(server.received.map(({ path, query }) => `${path}?${query}`)).toEqual([
			`${list.path}?limit=1`,
			`${list.path}?cursor=1`,
			`${list.path}?cursor=2`,
		]);
	});

	test('that repeat themselves are an error, after what was read', async () => {
		server.answer = (_request, nth) => ({
			body: rows(1, 2),
			headers: { link: `</things?cursor=${nth}>; rel="next"` },
		});
		const failed = await read(byLink, goesOn);
		expect(failed.json.slice(0, 2)).toEqual(rows(1, 2));
		expect(failureOf(failed, 2).message).toBe('The platform sent page 2 of the list a second time');
		expect(server.received).toHaveLength(3);
	});

	test('whose link repeats itself are an error', async () => {
		server.answer = (_request, nth) => ({
			body: rows(nth, nth),
			headers: { link: '</things?cursor=2>; rel="next"' },
		});
		const { error } = await read(byLink);
		expect(error?.message).toBe('The platform sent the same link to a next page a second time');
		expect(server.received).toHaveLength(2);
	});

	test('whose link is broken are an error, after what was read, where more is wanted', async () => {
		server.answer = () => ({ body: rows(1, 2), headers: { link: '<http://[/things>; rel="next"' } });
		const failed = await read(byLink, goesOn);
		expect(failed.json.slice(0, 2)).toEqual(rows(1, 2));
		expect(failureOf(failed, 2)).toMatchObject({
			message: 'Things returned an unexpected response (expected the address of the next page)',
			description: expect.stringContaining('Try again.'),
		});
		expect(idsOf(await read(byLink, { parameters: { limit: 2 } }))).toEqual([1, 2]);
	});

	test('that never end are an error', async () => {
		server.answer = (_request, nth) => ({
			body: rows(nth, nth),
			headers: { link: `</things?cursor=${nth}>; rel="next"` },
		});
		const { error } = await read(byLink, { options: { maxPages: 4 } });
		expect(error?.message).toBe('The list did not end after 4 pages');
		expect(error?.description).toContain('Max Pages');
		expect(server.received).toHaveLength(5);
	});

	test('may have an empty one behind as many as Max Pages allows, which ends them', async () => {
		const options = { options: { maxPages: 2 } };
		const link = (nth: number) => ({ headers: { link: `</things?cursor=${nth}>; rel="next"` } });
		server.answer = (_request, nth) => (nth > 2 ? { body: [] } : { body: rows(nth, nth), ...link(nth) });
		const { json, error } = await read(byLink, options);
		expect(error).toBeUndefined();
		expect(idsOf({ json })).toEqual([1, 2]);
		server.answer = (_request, nth) => ({ body: [], ...link(nth) });
		expect((await read(byLink, options)).error?.message).toBe('The list did not end after 2 pages');
	});

	test('may be empty on the way', async () => {
		server.answer = (_request, nth) => ({
			body: nth === 3 ? rows(1, 1) : [],
			...(nth < 3 && { headers: { link: `</things?cursor=${nth}>; rel="next"` } }),
		});
		expect(idsOf(await read(byLink))).toEqual([1]);
	});

	test('end with the Stop button', async () => {
		const stop = new AbortController();
		const end = gate();
		server.answer = (_request, nth) => {
			if (nth === 3) stop.abort();
			return { body: rows(nth, nth), headers: { link: `</things?cursor=${nth}>; rel="next"` } };
		};
		const watched = async function* (api: ApiClient) {
			try {
				yield* byLink(api);
			} finally {
				end.open();
			}
		};
		expect((await read(watched, { cancel: stop.signal })).status).toBe('canceled');
		await end.opened;
		expect(server.received).toHaveLength(3);
	});
});

test('the address of the next page may stand in the body', async () => {
	server.answer = (_request, nth) => ({
		body: { items: rows(nth, nth), ...(nth < 3 && { next: `/things?page=${nth + 1}` }) },
	});
	const pages = (api: ApiClient) =>
		onceEach(
			api,
			pagesFrom(
				api,
				{ method: 'GET', route: route`/things` },
				({ body }) => api.rows(body, 'items'),
				({ response: { body } }) => (isRecord(body) ? textOf(body['next']) : undefined),
			),
		);
	expect(idsOf(await read(pages))).toEqual([1, 2, 3]);
	expect(server.received.map(({ query }) => query.get('page'))).toEqual([null, '2', '3']);
});

test.each([
	['<https://a.example.com/?x=1,2;3>; rel="next"', 'https://a.example.com/?x=1,2;3'],
	['<a>; rel="prev", <b>; title="x"; rel="next last"', 'b'],
	['<a>; rel=first , <b>;rel=next', 'b'],
	['<a>; REL="NEXT"', 'a'],
	[['<a>; rel="prev"', '<b>; rel="next"'], 'b'],
	['<next>; rel="prev"', undefined],
	['<a>; rel="nextish"', undefined],
	['', undefined],
	[undefined, undefined],
])('the next link in %j is %s', (header, link) => {
	expect(linkOf({ status: 200, headers: { link: header }, body: undefined })).toBe(link);
});

test('of the first of a list no more is read than they take', async () => {
	const given: number[] = [];
	const endless = async function* () {
		for (let entry = 1; ; entry += 1) {
			given.push(entry);
			yield await Promise.resolve(entry);
		}
	};
	expect(await all(firstOf(endless(), 3))).toEqual([1, 2, 3]);
	expect(given).toEqual([1, 2, 3]);
	const short = async function* () {
		yield await Promise.resolve('only');
	};
	expect(await all(firstOf(short(), 3))).toEqual(['only']);
});
