import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { linkedPages } from '../../../nodes/Celigo/reading/pages';
import { route } from '../../../core/request/Route';
import { listing, run, ThingsServer, type Answer, type Received, type ThingsRun } from '../../core/things';
import { forAllTests } from '../../lifecycle';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const read = async (list: (api: ApiClient) => AsyncIterable<IDataObject>, more: ThingsRun = {}) =>
	await run(server, listing(list), { parameters: { returnAll: true }, ...more });
const idsOf = ({ json }: { json: IDataObject[] }) => json.map(({ id }) => id);

const rows = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => ({ id: from + index }));

/** The rows of a list that a server sends which knows offset and limit. */
const pageOf = (list: readonly IDataObject[], { query }: Received) => {
	const offset = Number(query.get('offset') ?? '0');
	return { body: list.slice(offset, offset + Number(query.get('limit'))) };
};

describe('a list without any Link, where an offset is known', () => {
	const withOffset = (api: ApiClient) => linkedPages(api, route`/things`, { limit: 2 });

	test('is read on by it', async () => {
		server.answer = (request) => pageOf(rows(1, 5), request);
		expect(idsOf(await read(withOffset))).toEqual([1, 2, 3, 4, 5]);
		expect(server.received.map(({ query }) => query.get('offset'))).toEqual([null, '1', '3', '4']);
	});

	test('has each row once, also one that changed while the list was read', async () => {
		server.answer = (_request, nth) => ({
			body: nth < 3 ? rows(1, 2).map((row) => ({ ...row, runs: nth })) : [],
		});
		expect(idsOf(await read(withOffset))).toEqual([1, 2]);
	});

	test('ends where a server that ignores it sends rows without ID again', async () => {
		server.answer = () => ({ body: [{ time: 1 }, { time: 2 }] });
		const { json, error } = await read(withOffset);
		expect(error).toBeUndefined();
		expect(json).toEqual([{ time: 1 }, { time: 2 }]);
		expect(server.received).toHaveLength(3);
	});

	test.each<[string, Answer, requests: number]>([
		// Where the known row should be is none: the page before is looked at.
		['null', { body: null }, 3],
		['the same rows again, as without it', { body: rows(1, 2) }, 3],
		['a refusal', { status: 400, body: { message: 'no such parameter' } }, 2],
		['a refusal as invalid', { status: 422, body: { errors: [{ message: 'offset is not allowed' }] } }, 2],
		['nothing', { status: 204 }, 3],
	])('ends with %s', async (_what, answer, requests) => {
		server.answer = (_request, nth) => (nth === 1 ? { body: rows(1, 2) } : answer);
		expect(idsOf(await read(withOffset))).toEqual([1, 2]);
		expect(server.received).toHaveLength(requests);
	});

	test.each([1, 2, 3, 4, 5])('has every row although %i came in front while it was read', async (added) => {
		const before = rows(1, 5);
		server.answer = (request, nth) =>
			pageOf(nth === 1 ? before : [...rows(6, 5 + added), ...before], request);
		expect(idsOf(await read(withOffset))).toEqual(expect.arrayContaining([1, 2, 3, 4, 5]));
	});

	test.each([
		[[1], 1],
		[[2], 1],
		[[1, 2], 1],
		[[1, 2, 3, 4], 1],
		[[4], 2],
		[[1, 2, 3, 4], 2],
		[[1, 2, 3, 4, 5, 6, 7, 8, 9], 1],
	])('has every row that stays although %j were removed after page %i', async (removed, after) => {
		const before = rows(1, 9);
		const left = before.filter(({ id }) => !removed.includes(id));
		server.answer = (request, nth) => pageOf(nth <= after ? before : left, request);
		const found = idsOf(await read(withOffset));
		expect(found).toEqual(expect.arrayContaining(left.map(({ id }) => id)));
		expect(new Set(found).size).toBe(found.length);
	});

	describe('asked for without limit, of which a page has 100 rows', () => {
		const capped = (api: ApiClient) => linkedPages(api, route`/things`);
		const atMost100 = (list: readonly IDataObject[], request: Received) => ({
			body: pageOf(list, request).body.slice(0, 100),
		});

		test('is read on', async () => {
			server.answer = (request, nth) =>
				nth === 1 ? { body: rows(1, 100) } : atMost100(rows(1, 250), request);
			expect(idsOf(await read(capped))).toHaveLength(250);
		});

		test('ends there where it has no more, or the server does not know the offset', async () => {
			const refusals = [400, 403, 404, 422].map((status) => ({ status, body: { message: 'Not known' } }));
			const last: Answer[] = [{ body: rows(100, 100) }, { body: rows(1, 100) }, { status: 400 }, ...refusals];
			for (const answer of last) {
				server.clear();
				server.answer = (_request, nth) => (nth === 1 ? { body: rows(1, 100) } : answer);
				const { json, error, hints } = await read(capped);
				expect(error).toBeUndefined();
				expect(json).toHaveLength(100);
				expect(hints).toEqual([]);
				expect(server.received.length).toBeLessThanOrEqual(3);
			}
		});

		test('ends with any other number of rows', async () => {
			server.answer = () => ({ body: rows(1, 101) });
			expect(idsOf(await read(capped))).toHaveLength(101);
			expect(server.received).toHaveLength(1);
		});
	});

	test.each([400, 403, 404, 422])(
		'that is refused with %i deep in the list is an error, not its end',
		async (status) => {
			server.answer = (_request, nth) =>
				nth < 3
					? { body: nth === 1 ? rows(1, 2) : rows(2, 4) }
					: { status, body: { message: 'offset is too large' } };
			const { error } = await read(withOffset);
			expect(error?.message).toBe(`Celigo rejected the page starting at row 4 (HTTP ${status})`);
		},
	);

	test.each([400, 403, 404, 422])(
		"that a gateway refuses with a page of its own is an error: Celigo's own %i would be its end",
		async (status) => {
			const body = '<html><body>Rejected</body></html>';
			server.answer = (_request, nth) => (nth === 1 ? { body: rows(1, 2) } : { status, body });
			const { error } = await read(withOffset);
			expect(error?.message).toBe(`Celigo rejected the page starting at row 2 (HTTP ${status})`);
			expect(error?.description).toContain('The list is incomplete.');
		},
	);

	test.each([
		['a first page that is not full', { body: rows(1, 1) }],
		['an empty one', { body: [] }],
	])('ends with %s', async (_what, answer) => {
		server.answer = () => answer;
		expect((await read(withOffset)).json).toHaveLength(answer.body.length);
		expect(server.received).toHaveLength(1);
	});

	test('an empty page that a link promised is said', async () => {
		server.answer = (_request, nth) =>
			nth === 1 ? { body: rows(1, 2), headers: { link: '</things?cursor=2>; rel="next"' } } : { body: [] };
		const { json, hints } = await read(withOffset);
		expect(json).toHaveLength(2);
		expect(JSON.stringify(hints)).toContain('may be incomplete');
	});

	const announced = (body: unknown) => ({ body, headers: { link: '</things?cursor=2>; rel="next"' } });

	test('nothing is said of an empty page that follows a full one, where the list is what it was', async () => {
		server.answer = ({ query }) => (query.has('cursor') ? { body: [] } : announced(rows(1, 2)));
		const { json, hints } = await read(withOffset);
		expect(json).toHaveLength(2);
		expect(hints).toEqual([]);
		expect(server.received).toHaveLength(3);
	});

	test.each<[string, Answer[], requests: number]>([
		['follows a page that is not full', [announced(rows(1, 1)), { body: [] }], 2],
		[
			'follows rows of which some are gone by now',
			[announced(rows(1, 2)), { body: [] }, { body: rows(2, 3) }],
			3,
		],
		['follows what cannot be read again', [announced(rows(1, 2)), { body: [] }, { status: 403 }], 3],
		[
			'follows what is no list when it is read again',
			[announced(rows(1, 2)), { body: [] }, { body: { message: 'Maintenance' } }],
			3,
		],
	])('an empty page that %s is said', async (_what, answers, requests) => {
		server.answer = (_request, nth) => answers[nth - 1] ?? {};
		const { error, hints } = await read(withOffset);
		expect(error).toBeUndefined();
		expect(JSON.stringify(hints)).toContain('may be incomplete');
		expect(server.received).toHaveLength(requests);
	});

	test.each<[string, removed: number[], after: number, expected: number]>([
		['nothing', [], 0, 0],
		['a row of the first page after the second', [1], 2, 1],
		['a row of the second page after it', [3], 2, 1],
		['a row of the first page before the second', [1], 1, 1],
	])(
		'after links that count rows in a way that nobody knows and %s was removed, an empty page is said only where rows may be missing',
		async (_what, removed, after, expected) => {
			const all = rows(1, 4 + removed.length);
			server.answer = ({ query }, nth) => {
				const list = nth <= after ? all : all.filter(({ id }) => !removed.includes(id));
				const place = Number(query.get('place') ?? '0');
				const body = list.slice(place, place + 2);
				return body.length < 2
					? { body }
					: { body, headers: { link: `</things?limit=2&place=${place + 2}>; rel="next"` } };
			};
			const { error, hints } = await read(withOffset);
			expect(error).toBeUndefined();
			expect(hints).toHaveLength(expected);
			expect(server.received.length).toBeLessThanOrEqual(5);
		},
	);

	test('is not used where there were links', async () => {
		server.answer = (_request, nth) =>
			nth === 1
				? { body: rows(1, 2), headers: { link: '</things?cursor=2>; rel="next"' } }
				: { body: rows(3, 4) };
		expect(idsOf(await read(withOffset))).toEqual([1, 2, 3, 4]);
		expect(server.received).toHaveLength(2);
	});
});

describe('a list with links that count rows', () => {
	const linked = (api: ApiClient) => linkedPages(api, route`/things`, { limit: 3 });

	/** A page and, where rows are behind it, the link to them. */
	const pageOf = (list: readonly IDataObject[], { query }: Received, perPage = 3, word = 'skip'): Answer => {
		const skip = Number(query.get(word) ?? '0');
		const body = list.slice(skip, skip + perPage);
		const link = `</things?limit=3&${word}=${skip + perPage}>; rel="next"`;
		return { body, ...(list.length > skip + perPage && { headers: { link } }) };
	};

	test.each(['skip', 'offset', 'after'])(
		'is read from row to row, each page from the last one that is known (%s)',
		async (word) => {
			server.answer = (request) => pageOf(rows(1, 8), request, 3, word);
			expect(idsOf(await read(linked))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
			expect(server.received.map(({ query }) => query.get(word))).toEqual([null, '2', '4', '6']);
		},
	);

	test.each(['after=7', 'after=3a', 'place=3'])(
		'is followed as it is where the link has %s',
		async (place) => {
			server.answer = (_request, nth) =>
				nth === 1
					? { body: rows(1, 3), headers: { link: `</things?${place}&limit=3>; rel="next"` } }
					: { body: rows(4, 5) };
			expect(idsOf(await read(linked))).toEqual([1, 2, 3, 4, 5]);
			expect(server.received[1]?.query.toString()).toBe(`${place}&limit=3`);
		},
	);

	test.each([400, 403, 404, 422])(
		'is followed as it is where the server takes only the links that it made (%i)',
		async (status) => {
			server.answer = (request) => {
				const isMade = Number(request.query.get('skip') ?? '0') % 3 === 0;
				return isMade ? pageOf(rows(1, 8), request) : { status, body: { errors: [{ code: 'bad_link' }] } };
			};
			expect(idsOf(await read(linked))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
			expect(server.received.map(({ query }) => query.get('skip'))).toEqual([null, '2', '3', '6']);
		},
	);

	/** As a server sends it that makes a link behind each page that has a row. */
	const announcingPageOf = (list: readonly IDataObject[], request: Received): Answer => {
		const { body } = pageOf(list, request);
		const skip = Number(request.query.get('skip') ?? '0');
		const link = `</things?limit=3&skip=${skip + 3}>; rel="next"`;
		return Array.isArray(body) && body.length > 0 ? { body, headers: { link } } : { body };
	};

	test.each([1, 2, 3, 10])('of no more than Max Pages (%i) is read whole', async (maxPages) => {
		const options = { options: { maxPages } };
		for (const page of [pageOf, announcingPageOf]) {
			server.answer = (request) => page(rows(1, 3 * maxPages), request);
			const { json, error } = await read(linked, options);
			expect(error).toBeUndefined();
			expect(json).toHaveLength(3 * maxPages);
			server.answer = (request) => page(rows(1, 3 * maxPages + 1), request);
			expect((await read(linked, options)).error?.message).toContain(`did not end after ${maxPages} page`);
		}
	});

	test.each([5, 6, 7])(
		'of %i rows is read whole where a link stands behind each page that has a row',
		async (count) => {
			server.answer = (request) => announcingPageOf(rows(1, count), request);
			const { error, json, hints } = await read(linked);
			expect(error).toBeUndefined();
			expect(idsOf({ json })).toEqual(rows(1, count).map(({ id }) => id));
			expect(hints).toEqual([]);
			expect(server.received.length).toBeLessThan(6);
		},
	);

	test.each([
		[3, 6],
		[4, 9],
	])('is followed as it is behind an empty page in its middle (from row %i on)', async (gap, goesOnAt) => {
		server.answer = (request) => {
			const skip = Number(request.query.get('skip') ?? '0');
			const answer = pageOf(rows(1, 12), request);
			return skip >= gap && skip < gap + 3 ? { ...answer, body: [] } : answer;
		};
		const { error, json } = await read(linked);
		expect(error).toBeUndefined();
		expect(idsOf({ json })).toEqual(
			expect.arrayContaining([...rows(1, 3), ...rows(goesOnAt + 1, 12)].map(({ id }) => id)),
		);
		expect(server.received.length).toBeLessThan(9);
	});

	test('has each row that may be seen where a server cuts its pages before it leaves rows out', async () => {
		server.answer = (request) => {
			const answer = pageOf(rows(0, 11), request);
			const seen = Array.isArray(answer.body) ? answer.body.filter(({ id }) => id !== 3 && id !== 4) : [];
			return { ...answer, body: seen };
		};
		const { error, json } = await read(linked);
		expect(error).toBeUndefined();
		expect(idsOf({ json }).sort((one, other) => Number(one) - Number(other))).toEqual([
			0, 1, 2, 5, 6, 7, 8, 9, 10, 11,
		]);
	});

	test('whose next page is gone says that it is incomplete', async () => {
		server.answer = (request, nth) =>
			nth < 3 ? pageOf(rows(1, 12), request) : { status: 404, body: { errors: [] } };
		const { error } = await read(linked);
		expect(error?.message).toContain('no longer has the next page');
		expect(error?.description).toContain('The list is incomplete');
	});

	test.each([Math.floor, Math.ceil])(
		'has each row once where the server counts pages by it (%p)',
		async (rounded) => {
			server.answer = ({ query }) => {
				const skip = 3 * rounded(Number(query.get('skip') ?? '0') / 3);
				const link = `</things?limit=3&skip=${skip + 3}>; rel="next"`;
				return { body: rows(1, 8).slice(skip, skip + 3), ...(skip < 6 && { headers: { link } }) };
			};
			const { error, json } = await read(linked);
			expect(error).toBeUndefined();
			expect(idsOf({ json }).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
		},
	);

	test('of one row a page is followed as it is', async () => {
		server.answer = (request) => pageOf(rows(1, 3), request, 1);
		expect(idsOf(await read(linked))).toEqual([1, 2, 3]);
		expect(server.received.map(({ query }) => query.get('skip'))).toEqual([null, '1', '2']);
	});

	test('of rows without ID is followed as it is: each is a row of its own, and may change from page to page', async () => {
		const nameless = rows(1, 6).map(() => ({ event: 'update' }));
		server.answer = (request, nth) =>
			pageOf(nth < 2 ? nameless : nameless.map((row) => ({ ...row, nth })), request);
		expect((await read(linked)).json).toHaveLength(6);
		expect(server.received.map(({ query }) => query.get('skip'))).toEqual([null, '3']);
	});

	test.each([
		[[1], 1],
		[[3], 1],
		[[1, 2, 3], 1],
		[[1, 2, 3, 4, 5], 1],
		[[6], 2],
		[[1, 2, 3, 4, 5, 6], 2],
		[[1, 9], 3],
		[[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 1],
	])('has every row that stays although %j were removed after page %i', async (removed, after) => {
		const before = rows(1, 11);
		const left = before.filter(({ id }) => !removed.includes(id));
		server.answer = (request, nth) => pageOf(nth <= after ? before : left, request);
		const { json, error, hints } = await read(linked);
		expect(error).toBeUndefined();
		expect(hints).toEqual([]);
		const found = idsOf({ json });
		expect(found).toEqual(expect.arrayContaining(left.map(({ id }) => id)));
		expect(new Set(found).size).toBe(found.length);
	});

	test.each([1, 2, 3, 7])('has every row although %i came in front while it was read', async (added) => {
		const before = rows(1, 8);
		const later = [...rows(9, 8 + added), ...before];
		server.answer = (request, nth) => pageOf(nth === 1 ? before : later, request);
		expect(idsOf(await read(linked))).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
	});

	test('that begins anew without end is an error', async () => {
		server.answer = ({ query }) => {
			const skip = Number(query.get('skip') ?? '0');
			const link = `</things?limit=3&skip=${skip + 3}>; rel="next"`;
			return { body: rows(skip, skip + 2).map(({ id }) => ({ id: id % 4 })), headers: { link } };
		};
		const { error } = await read(linked);
		expect(error?.message).toMatch(/a second time/);
		expect(server.received.length).toBeLessThan(12);
	});
});
