import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { numberedPages, onceEach } from '../../../core/request/pagination';
import { route } from '../../../core/request/Route';
import { failureOf, goesOn, listing, run, ThingsServer, type ThingsRun } from '../things';
import { gate } from '../../gate';
import { forAllTests } from '../../lifecycle';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const read = async (list: (api: ApiClient) => AsyncIterable<IDataObject>, more: ThingsRun = {}) =>
	await run(server, listing(list), { parameters: { returnAll: true }, ...more });
const idsOf = ({ json }: { json: IDataObject[] }) => json.map(({ id }) => id);
const page = (number: number, size = 2) =>
	Array.from({ length: size }, (_, index) => ({ id: (number - 1) * size + index + 1 }));
const asked = (name: string) => server.received.map(({ query }) => Number(query.get(name)));

describe('numbered pages', () => {
	const numbered = (total?: number, ahead?: number) => (api: ApiClient) =>
		onceEach(
			api,
			numberedPages(
				api,
				async (number) => ({
					rows: api.rows(await api.get(route`/things`, { page: number }), 'rows'),
					lastPage: total,
					perPage: 2,
				}),
				ahead,
			),
		);

	test('come in order although they are fetched ahead, so many at a time', async () => {
		const sixth = gate();
		server.answer = async ({ query }) => {
			const number = Number(query.get('page'));
			// The second page is answered only when those fetched ahead of it have all been asked for.
			if (number === 2) await sixth.opened;
			if (number === 6) sixth.open();
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
		expect((await read(numbered(1))).json).toEqual([]);
		expect(server.received).toHaveLength(1);
	});

	test('may be empty before the last one: what the caller may not see may fill a page', async () => {
		server.answer = () => ({ body: { rows: [] } });
		expect((await read(numbered(3))).json).toEqual([]);
		expect(server.received).toHaveLength(3);
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
		await server.hasReceived(total === undefined ? 3 : 12);
		expect(server.received).toHaveLength(total === undefined ? 3 : 12);
	});

	test('that never end are an error', async () => {
		server.answer = ({ query }) => ({ body: { rows: page(Number(query.get('page'))) } });
		const { error } = await read(numbered(), { options: { maxPages: 3 } });
		expect(error?.message).toBe('The list did not end after 3 pages');
		expect(server.received).toHaveLength(4);
	});

	test('may become more while they are read', async () => {
		const growing = (api: ApiClient) =>
			onceEach(
				api,
				numberedPages(api, async (number) => ({
					rows: api.rows(await api.get(route`/things`, { page: number }), 'rows'),
					lastPage: number === 1 ? 2 : 3,
				})),
			);
		server.answer = ({ query }) => ({ body: { rows: page(Number(query.get('page'))) } });
		expect(idsOf(await read(growing))).toEqual([1, 2, 3, 4, 5, 6]);
	});
});
