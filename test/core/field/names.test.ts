import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { recordsIn, textOf } from '../../../core/data/json';
import { locator } from '../../../core/field/locators';
import { choicesOf, pickerWithin, type Picker } from '../../../core/field/Picker';
import { operation } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { listSearch } from '../../engine';
import { forAllTests } from '../../lifecycle';
import { access, failureOf, goesOn, run, thingsNode, ThingsServer } from '../things';

/** Records that are given by their names: shelves, and things on a shelf. */

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		server.answer = ({ path }) => ({ body: path === '/shelves' ? SHELVES : THINGS });
	},
);

const SHELVES = [
	{ id: 's1', name: 'Fiction' },
	{ id: 's2', name: 'Twice' },
	{ id: 's3', name: 'Twice' },
	{ id: 's4', name: 'Old fiction' },
	{ id: 's5', name: 'Poe\u0301sie' },
];
const THINGS = [{ id: 't1', name: 'Book' }];

const shelves: Picker = {
	name: 'searchShelves',
	choices: async function* (api) {
		yield* choicesOf(
			recordsIn(await api.get(route`/shelves`)),
			'id',
			({ id, name }) => `${textOf(name) ?? ''} (${textOf(id) ?? ''})`,
			{ ownName: 'name' },
		);
	},
};
const things = pickerWithin(
	'searchThings',
	{ field: 'shelfId', what: 'a shelf' },
	async function* (api, shelf) {
		yield* choicesOf(recordsIn(await api.get(route`/shelves/${shelf}/things`)), 'id', 'name');
	},
);
const shelf = locator({
	displayName: 'Shelf',
	picker: shelves,
	idExample: 's1',
	nameExample: 'Fiction',
	url: { pattern: 'https://things\\.example\\.com/(\\w+)', example: 'https://things.example.com/s1' },
});
const thing = locator({ displayName: 'Thing', picker: things, idExample: 't1', nameExample: 'Book' });
const take = operation({
	name: 'Take',
	action: 'Take a thing',
	fields: { shelfId: shelf, thingId: thing },
	run: async (api, { shelfId, thingId }) => {
		await api.post(route`/take/${shelfId}/${thingId}`, {});
		return undefined;
	},
});

const by = (mode: string, value: string) => ({ __rl: true, mode, value });
const taking = (shelfId: INodeParameters, thingId: INodeParameters) => ({ parameters: { shelfId, thingId } });

describe('a record by its name', () => {
	test('is the one that has exactly this name, also where its list depends on another one', async () => {
		await run(server, take, taking(by('name', ' Fiction '), by('name', 'Book')));
		expect(server.lines).toEqual(['GET /shelves', 'GET /shelves/s1/things', 'POST /take/s1/t1']);
	});

	test('has it also where its accents are written in another form', async () => {
		await run(server, take, taking(by('name', 'Po\u00e9sie'), by('id', 't1')));
		expect(server.lines.at(-1)).toBe('POST /take/s5/t1');
	});

	test('may depend on one that is given by its ID', async () => {
		await run(server, take, taking(by('id', 's4'), by('name', 'Book')));
		expect(server.lines).toEqual(['GET /shelves/s4/things', 'POST /take/s4/t1']);
	});

	test('may depend on one that is given by its address', async () => {
		const shelfUrl = (value: string) => taking(by('url', value), by('name', 'Book'));
		await run(server, take, shelfUrl('={{ "https://things.example.com/" + "s4" }}'));
		expect(server.lines).toEqual(['GET /shelves/s4/things', 'POST /take/s4/t1']);
		server.clear();
		const refused = await run(server, take, { ...shelfUrl('={{ "s4" }}'), ...goesOn });
		expect(failureOf(refused).message).toBe(
			`'Shelf': "s4" is not a URL such as https://things.example.com/s1`,
		);
		expect(server.lines).toEqual([]);
	});

	test('costs one list, however many items there are; its name may come from each', async () => {
		const items = Array.from({ length: 20 }, () => ({ shelf: 'Fiction' }));
		await run(server, take, { ...taking(by('name', '={{ $json.shelf }}'), by('id', 't1')), items });
		expect(server.lines.filter((line) => line.startsWith('GET'))).toEqual(['GET /shelves']);
		expect(server.lines.filter((line) => line.startsWith('POST'))).toHaveLength(20);
	});

	test('that several have is refused, with their IDs, before anything is changed', async () => {
		const refused = await run(server, take, { ...taking(by('name', 'Twice'), by('id', 't1')), ...goesOn });
		expect(failureOf(refused)).toMatchObject({
			message: '\'Shelf\': 2 records are named "Twice"',
			description: expect.stringContaining('Choose one of them by ID: s2 (Twice (s2)), s3 (Twice (s3)).'),
		});
		expect(server.lines).toEqual(['GET /shelves']);
	});

	test('that none has is refused, with those that are there, the most alike first', async () => {
		const refused = await run(server, take, { ...taking(by('name', 'fiction'), by('id', 't1')), ...goesOn });
		expect(failureOf(refused)).toMatchObject({
			message: '\'Shelf\': no record is named "fiction"',
			description: expect.stringContaining('Available: Fiction, Old fiction, Twice, Twice, '),
		});
	});

	test('is refused where the list is empty, or the name is', async () => {
		server.answer = () => ({ body: [] });
		const unknown = await run(server, take, { ...taking(by('name', 'x'), by('id', 't1')), ...goesOn });
		expect(failureOf(unknown).description).toContain('The list is empty');
		server.clear();
		const empty = await run(server, take, { ...taking(by('name', ' '), by('id', 't1')), ...goesOn });
		expect(failureOf(empty).message).toBe("'Shelf' must not be empty");
		expect(server.lines).toEqual([]);
	});

	test('fails its own items only', async () => {
		const items = [{ shelf: 'Nobody' }, { shelf: 'Fiction' }];
		const parameters = taking(by('name', '={{ $json.shelf }}'), by('id', 't1'));
		const { json } = await run(server, take, { ...parameters, items, ...goesOn });
		expect(json.map(({ error }) => textOf(error)?.slice(0, 17))).toEqual(["'Shelf': no recor", undefined]);
	});
});

describe('a list that depends on a record', () => {
	const search = async (shelfId: INodeParameters) =>
		await listSearch({
			node: thingsNode([take]),
			...access(server.url),
			method: 'searchThings',
			parameters: { resource: 'thing', operation: 'take', shelfId },
		});

	test('takes it by its name, too', async () => {
		expect((await search(by('name', 'Fiction'))).results).toEqual([{ name: 'Book', value: 't1' }]);
		expect(server.lines).toEqual(['GET /shelves', 'GET /shelves/s1/things']);
	});

	test('asks for it as long as none is chosen', async () => {
		await expect(search(by('list', ''))).rejects.toMatchObject({
			// Only of errors of this class does the editor show more than the message.
			name: 'NodeApiError',
			message: 'Choose a shelf first',
			description: expect.stringContaining('run the nodes before this one first'),
		});
		expect(server.lines).toEqual([]);
	});
});
