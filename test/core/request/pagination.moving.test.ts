import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOf } from '../../../core/data/json';
import type { ApiClient } from '../../../core/request/ApiClient';
import { linkOf, numberedPages, onceEach, pagesFrom } from '../../../core/request/pagination';
import { route } from '../../../core/request/Route';
import { forAllTests } from '../../lifecycle';
import { listing, run, ThingsServer, type Received, type ThingsRun } from '../things';
import { thingsPlatform } from '../thingsPlatform';

/** Lists into which the platform puts new records while they are read: newest first, two a page. */
let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const PER_PAGE = 2;
const request = { method: 'GET', route: route`/things` } as const;

/** Serves pages of a list; before its second page is served, others are in front. */
function serve(before: IDataObject[], added: IDataObject[]): void {
	server.answer = ({ query }: Received, nth) => {
		const list = nth === 1 ? before : [...added, ...before];
		const page = Number(query.get('page') ?? '1');
		const next = page * PER_PAGE < list.length ? `/things?page=${page + 1}` : undefined;
		return {
			body: { rows: list.slice((page - 1) * PER_PAGE, page * PER_PAGE), total: list.length, next },
			...(next !== undefined && { headers: { link: `<${next}>; rel="next"` } }),
		};
	};
}

const styles: Record<string, (api: ApiClient) => AsyncIterable<IDataObject>> = {
	numbered: (api) =>
		onceEach(
			api,
			numberedPages(api, async (page) => {
				const body = await api.record(route`/things`, { query: { page } });
				return {
					rows: api.rows(body, 'rows'),
					lastPage: Math.ceil(Number(body['total']) / PER_PAGE),
					perPage: PER_PAGE,
				};
			}),
		),
	linked: (api) =>
		onceEach(
			api,
			pagesFrom(
				api,
				request,
				({ body }) => api.rows(body, 'rows'),
				({ response }) => linkOf(response),
			),
		),
	'with the address of the next page': (api) =>
		onceEach(
			api,
			pagesFrom(
				api,
				request,
				({ body }) => api.rows(body, 'rows'),
				({ response: { body } }) => (isRecord(body) ? textOf(body['next']) : undefined),
			),
		),
};
const read = async (style: string, more: ThingsRun = {}) => {
	const list = styles[style];
	if (list === undefined) throw new Error(`There are no lists ${style}`);
	return (await run(server, listing(list), { parameters: { returnAll: true }, ...more })).json;
};
const things = (...ids: string[]) => ids.map((id) => ({ id }));

describe.each(Object.keys(styles))('a list %s', (style) => {
	test.each([
		['one record', things('6'), things('5', '4', '3', '2', '1')],
		['exactly a page', things('6', '7'), things('5', '4', '3', '2', '1')],
		['more than a page', things('6', '7', '8'), things('5', '4', '8', '3', '2', '1')],
	])('shows each once although %s came in front', async (_what, added, all) => {
		serve(things('5', '4', '3', '2', '1'), added);
		expect(await read(style)).toEqual(all);
	});

	test('has as many records as are wanted, all the same', async () => {
		serve(things('5', '4', '3', '2', '1'), things('6'));
		expect(await read(style, { parameters: { limit: 4 } })).toEqual(things('5', '4', '3', '2'));
	});

	test('knows its records by the ID that the platform declares', async () => {
		const named = (...names: string[]) => names.map((name) => ({ id: 'same', name }));
		serve(named('d', 'c', 'b', 'a'), named('e'));
		const platform = thingsPlatform({ recordId: ({ name }) => textOf(name) });
		expect(await read(style, { platform })).toEqual(named('d', 'c', 'b', 'a'));
	});

	test('shows records without ID as often as they come', async () => {
		const platform = thingsPlatform({ recordId: () => undefined });
		serve(things('3', '2', '1'), things('4'));
		expect(await read(style, { platform })).toEqual(things('3', '2', '2', '1'));
	});
});
