import { describe, expect, test } from '@jest/globals';
import type { INodeType } from 'n8n-workflow';

import { collection, rows } from '../../../core/field/fieldGroups';
import { listSearchMethods } from '../../../core/field/listSearch';
import { locator } from '../../../core/field/locators';
import { recordsIn, textOf } from '../../../core/data/json';
import { operation } from '../../../core/operation/Operation';
import type { Picker } from '../../../core/field/Picker';
import { route } from '../../../core/request/Route';
import { listSearch } from '../../engine';
import { access, SECRET, ThingsServer, thingsNode } from '../things';
import { thingsPlatform } from '../thingsPlatform';
import { forAllTests } from '../../lifecycle';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		server.answer = () => ({
			body: Array.from({ length: 1250 }, (_, index) => ({
				id: `id-${index}`,
				name: index % 2 ? 'Odd' : 'Even',
			})),
		});
	},
);

const things: Picker = {
	name: 'searchThings',
	dependsOn: ['shelfId'],
	choices: async function* (api, sibling) {
		const found = recordsIn(await api.get(route`/things`, { of: sibling('shelfId') }));
		for (const { id, name } of found) yield { name: textOf(name) ?? '', value: textOf(id) ?? '' };
	},
};
const shelves: Picker = { name: 'searchShelves', choices: async function* () {} };
const shelf = locator({ displayName: 'Shelf', picker: shelves, idExample: '1' });
const thingId = locator({ displayName: 'Thing', picker: things, idExample: '1' });
const definition = { action: 'Get a thing', run: async () => await Promise.resolve(undefined) };
const get = operation({ ...definition, name: 'Get', fields: { shelfId: shelf, thingId } });

interface Search {
	filter?: string;
	paginationToken?: string;
	parameters?: object;
	node?: INodeType;
}
const search = async (more: Search = {}) => {
	const { parameters, ...rest } = more;
	return await listSearch({
		node: thingsNode([get]),
		...access(server.url),
		method: 'searchThings',
		parameters: { resource: 'thing', operation: 'get', ...parameters },
		...rest,
	});
};

describe('a picker', () => {
	test('finds a name however its accents are written', async () => {
		const name = 'Caf\u00e9';
		server.answer = () => ({
			body: [
				{ id: '1', name },
				{ id: '2', name: name.normalize('NFD') },
			],
		});
		for (const filter of ['caf\u00e9', 'cafe\u0301', 'CAFE\u0301']) {
			expect((await search({ filter })).results.map(({ value }) => value)).toEqual(['1', '2']);
		}
	});

	test('that is refused names no option: a dropdown has none, and does not poll', async () => {
		server.answer = () => ({ status: 429, headers: { 'retry-after': '3600' } });
		await expect(search()).rejects.toMatchObject({
			description: expect.stringMatching(
				/^Too many requests. Try again later, or less often. Things asked to wait/,
			),
		});
	});

	test('shows five hundred at a time, to the end', async () => {
		const first = await search();
		const second = await search({ paginationToken: String(first.paginationToken) });
		const third = await search({ paginationToken: String(second.paginationToken) });
		expect([first, second, third].map(({ results }) => results.length)).toEqual([500, 500, 250]);
		expect(third.paginationToken).toBeUndefined();
		const values = [first, second, third].flatMap(({ results }) => results.map(({ value }) => value));
		expect(new Set(values).size).toBe(1250);
	});

	test('finds by name and by id, in any case, page by page', async () => {
		const odd = await search({ filter: ' odd ' });
		expect([odd.results.length, odd.paginationToken]).toEqual([500, '500']);
		const rest = await search({ filter: 'odd', paginationToken: '500' });
		expect([rest.results.length, rest.paginationToken]).toEqual([125, undefined]);
		expect((await search({ filter: 'ID-1249' })).results).toEqual([{ name: 'Odd', value: 'id-1249' }]);
		expect((await search({ filter: 'nobody' })).results).toEqual([]);
	});

	test('that is shown whole has no next page', async () => {
		server.answer = () => ({ body: Array.from({ length: 500 }, (_, id) => ({ id, name: 'Thing' })) });
		const { results, paginationToken } = await search();
		expect([results.length, paginationToken]).toEqual([500, undefined]);
	});

	test('may depend on another field, whichever way that is given', async () => {
		await search({ parameters: { shelfId: { __rl: true, mode: 'id', value: 'p7' } } });
		await search();
		expect(server.received.map(({ query }) => query.get('of'))).toEqual(['p7', null]);
	});

	test('works where an operation does not have that other field', async () => {
		const other = operation({ ...definition, name: 'Open', fields: { thingId } });
		const node = thingsNode([get, other]);
		await search({ node, parameters: { operation: 'open' } });
		expect(server.received.map(({ query }) => query.get('of'))).toEqual([null]);
	});

	test('says what failed, without the secret', async () => {
		server.answer = () => ({ status: 403, body: { message: `no rights, ${SECRET}` } });
		await expect(search()).rejects.toMatchObject({
			message: 'Things: no rights, [redacted]',
			description: expect.stringContaining('[Loading things: GET /things: HTTP 403'),
		});
	});
});

test('every picker of a node has its method once', () => {
	expect(Object.keys(thingsNode([get, get]).methods?.listSearch ?? {})).toEqual([
		'searchShelves',
		'searchThings',
	]);
});

test('the pickers of fields inside groups have one too', () => {
	const id = (name: string) =>
		locator({ displayName: 'ID', idExample: '1', picker: { name, choices: async function* () {} } });
	const methods = listSearchMethods(thingsPlatform(), [
		{
			fields: {
				id: id('top'),
				rows: rows({
					displayName: 'Rows',
					addLabel: 'Add',
					rowName: 'Row',
					fields: { id: id('inRow') },
				}),
				more: collection({ displayName: 'More', fields: { id: id('inCollection') } }),
			},
		},
	]);
	expect(Object.keys(methods)).toEqual(['top', 'inRow', 'inCollection']);
});
