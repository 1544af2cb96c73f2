import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { recordsIn, rowsIn, textOf } from '../../../core/data/json';
import { operation } from '../../../core/operation/Operation';
import { backwardsInTime, numberedPages } from '../../../core/request/pagination';
import { route } from '../../../core/request/Route';
import { failureOf, goesOn, run, ThingsServer, type ThingsRun } from '../things';

let server: ThingsServer;
beforeAll(async () => {
	server = await ThingsServer.start();
});
afterAll(async () => await server.stop());
beforeEach(() => server.clear());

const read = async (list: (api: ApiClient) => AsyncIterable<IDataObject>, more: ThingsRun = {}) =>
	await run(server, operation({ name: 'Get Many', action: 'Get many things', fields: {}, list }), {
		parameters: { returnAll: true },
		...more,
	});
const idsOf = ({ json }: { json: IDataObject[] }) => json.map(({ id }) => id);
const page = (number: number, size = 2) =>
	Array.from({ length: size }, (_, index) => ({ id: (number - 1) * size + index + 1 }));
const asked = (name: string) => server.received.map(({ query }) => Number(query.get(name)));

describe('numbered pages', () => {
	const numbered = (total?: number, ahead?: number) => (api: ApiClient) =>
		numberedPages(
			api,
			async (number) => ({
				rows: rowsIn(await api.get(route`/things`, { page: number }), 'rows'),
				lastPage: total,
				perPage: 2,
			}),
			ahead,
		);

	test('come in order although they are fetched ahead, so many at a time', async () => {
		let release: () => void = () => undefined;
		const sixth = new Promise<void>((resolve) => {
			release = resolve;
		});
		server.answer = async ({ query }) => {
			const number = Number(query.get('page'));
			// The second page is answered only when those fetched ahead of it have all been asked for.
			if (number === 2) await sixth;
			if (number === 6) release();
			return { body: { rows: page(number) } };
		};
		expect(idsOf(await read(numbered(12)))).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
		expect(server.received).toHaveLength(12);
		expect(server.mostInFlight).toBeLessThanOrEqual(5);
	});

	test('are not fetched ahead beyond the limit', async () => {
		server.answer = ({ query }) => ({ body: { rows: page(Number(query.get('page'))) } });
		expect(idsOf(await read(numbered(100), { parameters: { limit: 5 } }))).toEqual([1, 2, 3, 4, 5]);
		expect(asked('page').sort()).toEqual([1, 2, 3]);
		server.clear();
		server.answer = ({ query }) => ({ body: { rows: page(Number(query.get('page'))) } });
		await read(numbered(100), { parameters: { limit: 2 } });
		expect(asked('page')).toEqual([1]);
	});

	test('without a known last one are read one by one to an empty one', async () => {
		server.answer = ({ query }) => {
			const number = Number(query.get('page'));
			return { body: { rows: number > 3 ? [] : page(number) } };
		};
		expect(idsOf(await read(numbered()))).toEqual([1, 2, 3, 4, 5, 6]);
		expect([asked('page'), server.mostInFlight]).toEqual([[1, 2, 3, 4], 1]);
	});

	test('may be none', async () => {
		server.answer = () => ({ body: { rows: [] } });
		expect((await read(numbered(9))).json).toEqual([]);
		expect(server.received).toHaveLength(1);
	});

	test('where one fails fail when its turn comes, after the rows before it', async () => {
		server.answer = ({ query }) =>
			query.get('page') === '3' ? { status: 404 } : { body: { rows: page(Number(query.get('page'))) } };
		const failed = await read(numbered(5), goesOn);
		expect(idsOf({ json: failed.json.slice(0, 4) })).toEqual([1, 2, 3, 4]);
		expect(failureOf(failed, 4).httpCode).toBe('404');
		expect(failed.json).toHaveLength(5);
		await server.hasReceived(5);
	});

	test.each([undefined, 50])('that are always the same are an error (last page: %s)', async (total) => {
		server.answer = () => ({ body: { rows: page(1) } });
		const { error } = await read(numbered(total));
		expect(error?.message).toBe('The platform sent page 2 of the list a second time');
		await server.hasReceived(total === undefined ? 2 : 6);
		expect(server.received).toHaveLength(total === undefined ? 2 : 6);
	});

	test('that never end are an error', async () => {
		server.answer = ({ query }) => ({ body: { rows: page(Number(query.get('page'))) } });
		const { error } = await read(numbered(), { options: { maxPages: 3 } });
		expect(error?.message).toBe('The list did not end after 3 pages');
		expect(server.received).toHaveLength(4);
	});

	test('may become more while they are read', async () => {
		const growing = (api: ApiClient) =>
			numberedPages(api, async (number) => ({
				rows: rowsIn(await api.get(route`/things`, { page: number }), 'rows'),
				lastPage: number === 1 ? 2 : 3,
			}));
		server.answer = ({ query }) => ({ body: { rows: page(Number(query.get('page'))) } });
		expect(idsOf(await read(growing))).toEqual([1, 2, 3, 4, 5, 6]);
	});
});

describe('pages backwards in time', () => {
	const PER_PAGE = 3;
	const backwards = (api: ApiClient) =>
		backwardsInTime(api, async (before) => recordsIn(await api.get(route`/things`, { before })), {
			time: 'at',
			id: 'id',
			mostRows: PER_PAGE,
		});
	/** Newest first, up to and including the time that was asked for. */
	const serve = (things: ReadonlyArray<{ id: string; at?: string }>, respects = true) => {
		server.answer = ({ query }) => {
			const before = query.get('before');
			const older = things.filter(({ at }) => !respects || before === null || (at ?? '') <= before);
			return { body: older.slice(0, PER_PAGE) };
		};
	};
	const at = (minute: number) => `2024-01-15T12:${String(minute).padStart(2, '0')}:00.000Z`;

	test('are read to the end, rows of equal times once', async () => {
		serve(['a9', 'b8', 'c7', 'd7', 'e6', 'f5', 'g5', 'h1'].map((id) => ({ id, at: at(Number(id[1])) })));
		expect(idsOf(await read(backwards))).toEqual(['a9', 'b8', 'c7', 'd7', 'e6', 'f5', 'g5', 'h1']);
	});

	test.each([0, 1, 2, 3, 4, 5, 6, 7])('a list of %d is read whole', async (count) => {
		const things = Array.from({ length: count }, (_, index) => ({ id: `t${index}`, at: at(59 - index) }));
		serve(things);
		expect(idsOf(await read(backwards))).toEqual(things.map(({ id }) => id));
	});

	test('are not fetched beyond the limit', async () => {
		serve(Array.from({ length: 9 }, (_, index) => ({ id: `t${index}`, at: at(59 - index) })));
		await read(backwards, { parameters: { limit: 3 } });
		expect(server.received).toHaveLength(1);
	});

	test.each([
		['on the first page', [5, 5, 5, 5, 1]],
		['later', [9, 8, 5, 5, 5, 5, 1]],
	])('more rows of one time than a page holds are an error %s', async (_where, minutes) => {
		serve(minutes.map((minute, index) => ({ id: `t${index}`, at: at(minute) })));
		const failed = await read(backwards, goesOn);
		const failure = failureOf(failed, failed.json.length - 1);
		expect(failure.message).toContain(`have the time ${at(5)}`);
		expect(failure.description).toContain('narrower filters');
	});

	test('a server that always answers the same page is an error', async () => {
		serve(
			[9, 8, 7, 6].map((minute) => ({ id: `t${minute}`, at: at(minute) })),
			false,
		);
		const { error } = await read(backwards);
		expect(error?.message).toContain('cannot');
		expect(server.received.length).toBeLessThanOrEqual(3);
	});

	test('end where rows have no time, and know rows without id by what they hold', async () => {
		serve([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
		expect((await read(backwards)).json).toHaveLength(3);
		const nameless = (api: ApiClient) =>
			backwardsInTime(api, async () => recordsIn(await api.get(route`/things`)), {
				time: 'at',
				id: 'key',
				mostRows: PER_PAGE,
			});
		serve([
			{ id: 'a', at: at(2) },
			{ id: 'b', at: at(1) },
		]);
		expect(idsOf(await read(nameless)).map(textOf)).toEqual(['a', 'b']);
	});
});
