import { describe, expect, test } from '@jest/globals';

import { textOf } from '../../../core/data/json';
import { text } from '../../../core/field/fields';
import { ids } from '../../../core/field/ids';
import { DownloadedFile, operation, resource, simplified } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { forAllTests } from '../../lifecycle';
import { doing, listing, run, ThingsServer } from '../things';
import { thingsPlatform } from '../thingsPlatform';
import { output } from './fileOrUrl';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const face = { action: 'Do a thing', fields: { names: ids({ displayName: 'Names' }) } };
const nothing = async () => await Promise.resolve(undefined);

test('the values that workflows store are the names in camel case', () => {
	expect(operation({ ...face, name: 'Get Many by ID', run: nothing }).value).toBe('getManyById');
	expect(resource('Some Thing', [])).toEqual({ name: 'Some Thing', value: 'someThing', operations: [] });
});

describe('what an operation returns', () => {
	test.each([
		['a record', { a: 1 }, [{ a: 1 }]],
		['several records', [{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 2 }]],
		['none', [], []],
		['nothing', undefined, [{ success: true }]],
	])('is %s of its item', async (_what, result, json) => {
		const { items } = await run(
			server,
			doing(async () => await Promise.resolve(result)),
		);
		expect(items.map((item) => item.json)).toEqual(json);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(json.map(() => ({ item: 0 })));
	});

	test('is a list, read only as far as its limit', async () => {
		const read: number[] = [];
		const list = listing(async function* () {
			for (let id = 1; ; id += 1) {
				read.push(id);
				yield await Promise.resolve({ id });
			}
		});
		expect((await run(server, list, { parameters: { limit: 2 } })).json).toEqual([{ id: 1 }, { id: 2 }]);
		expect(read).toEqual([1, 2]);
	});

	test('is a file beside its record', async () => {
		const download = operation({
			...face,
			name: 'Download',
			fields: {},
			returnsFile: true,
			run: async () =>
				await Promise.resolve(new DownloadedFile({ size: 1 }, Buffer.from('x'), 'x.txt', 'text/plain')),
		});
		const { items } = await run(server, download, { parameters: { binaryPropertyName: 'file' } });
		expect(items).toMatchObject([
			{ json: { size: 1 }, binary: { file: { fileName: 'x.txt', mimeType: 'text/plain' } } },
		]);
	});

	test('is a file only where its fields say so: what the file would be called is not read elsewhere', async () => {
		const download = operation({
			...face,
			name: 'Download',
			fields: { output },
			returnsFile: { output: ['file'] },
			run: async () => await Promise.resolve({ url: 'http://127.0.0.1/x' }),
		});
		const cleared = async (value: string) =>
			await run(server, download, { parameters: { output: value, binaryPropertyName: '={{ "" }}' } });
		expect((await cleared('url')).json).toEqual([{ url: 'http://127.0.0.1/x' }]);
		expect((await cleared('file')).error?.message).toBe("'Put Output File in Field' must not be empty");
	});
});

describe('the short form', () => {
	const record = { b: 0, a: { c: '' }, more: 1, none: undefined };

	test('of keys has these and no others, in their order, null where one is missing', () => {
		const short = simplified(record, ['a', 'missing', 'none', 'b']);
		expect(Object.entries(short)).toEqual([
			['a', { c: '' }],
			['missing', null],
			['none', null],
			['b', 0],
		]);
	});

	test('may be made by a function', () => {
		expect(simplified(record, ({ b }) => ({ b: b ?? null }))).toEqual({ b: 0 });
	});

	test('is what a node returns unless Simplify is off', async () => {
		server.answer = () => ({ body: [record, { a: false }] });
		const list = operation({
			...face,
			name: 'Get Many',
			fields: {},
			simplify: ['a', 'b'],
			list: async function* (api) {
				yield* api.rows(await api.get(route`/things`));
			},
		});
		expect((await run(server, list)).json).toEqual([
			{ a: { c: '' }, b: 0 },
			{ a: false, b: null },
		]);
		const raw = await run(server, list, { parameters: { simplify: false } });
		expect(raw.json).toEqual([{ b: 0, a: { c: '' }, more: 1 }, { a: false }]);
	});
});

test('a short form may say what the fields say, of a batch what its own request was for', async () => {
	const fields = { shelf: text({ displayName: 'Shelf' }), names: ids({ displayName: 'Names' }) };
	const parameters = { shelf: 'x', names: 'a, b, c' };
	const list = operation({
		...face,
		name: 'Get Many',
		fields,
		simplify: ({ id }, { shelf, names }) => ({ id: id ?? null, shelf, names: names.length }),
		list: async function* () {
			yield await Promise.resolve({ id: 1, more: 2 });
		},
	});
	expect((await run(server, list, { parameters })).json).toEqual([{ id: 1, shelf: 'x', names: 3 }]);
	const batch = operation({
		...face,
		name: 'Close',
		fields,
		simplify: (_record, { names }) => ({ names: names.length }),
		batch: { of: 'names', size: 2, run: async () => await Promise.resolve({ closed: true }) },
	});
	expect((await run(server, batch, { parameters })).json).toEqual([{ names: 2 }, { names: 1 }]);
	const raw = await run(server, batch, { parameters: { ...parameters, simplify: false } });
	expect(raw.json).toEqual([{ closed: true }, { closed: true }]);
});

test('a credential of its own is the one that signs its requests', async () => {
	server.answer = ({ path }) => ({ body: path === '/token' ? { token: 'fetched' } : { id: 1 } });
	const platform = thingsPlatform({
		connect: ({ baseUrl }) => ({ baseUrl: textOf(baseUrl) ?? '', secrets: [] }),
	});
	const own = operation({
		...face,
		name: 'Get',
		fields: { name: text({ displayName: 'Name' }) },
		credentialType: 'tokenApi',
		run: async (api, { name }) => await api.record(route`/things/${name}`),
	});
	expect((await run(server, own, { platform, parameters: { name: 'a' } })).json).toEqual([{ id: 1 }]);
	expect(server.received.at(-1)?.headers['authorization']).toBe('Key fetched');
});
