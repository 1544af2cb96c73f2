import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { jsonParse, type IDataObject } from 'n8n-workflow';

import { ids, text } from '../../../core/field/fields';
import { operation } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { failureOf, goesOn, run, ThingsServer, type ThingsRun } from '../things';

/** One request for the entries of many items. */
let server: ThingsServer;
beforeAll(async () => {
	server = await ThingsServer.start();
});
afterAll(async () => await server.stop());
beforeEach(() => server.clear());

const close = operation({
	name: 'Close',
	action: 'Close things',
	fields: { place: text({ displayName: 'Place' }), things: ids({ displayName: 'Things' }) },
	batch: {
		of: 'things',
		size: 3,
		run: async (api, { place, things }) => api.asRecord(await api.post(route`/${place}/close`, { things })),
	},
});
const closes = async (items: IDataObject[], more: ThingsRun = {}) =>
	await run(server, close, {
		parameters: { place: '={{ $json.place }}', things: '={{ $json.things }}' },
		items,
		options: { concurrency: 1 },
		...more,
	});
const sent = () =>
	server.received.map(({ path, body }) => [path, jsonParse<{ things: string[] }>(body).things] as const);

test('entries of items that want the same are sent together, and the answer is theirs', async () => {
	server.answer = ({ path }) => ({ body: { path } });
	const { items } = await closes([
		{ place: 'x', things: 'a' },
		{ place: 'y', things: 'b' },
		{ place: 'x', things: ['c'] },
	]);
	expect(sent()).toEqual([
		['/x/close', ['a', 'c']],
		['/y/close', ['b']],
	]);
	expect(items.map(({ json, pairedItem }) => [json['path'], pairedItem])).toEqual([
		['/x/close', [{ item: 0 }, { item: 2 }]],
		['/y/close', { item: 1 }],
	]);
});

test('no request has more entries than the platform takes', async () => {
	await closes([
		{ place: 'x', things: 'a,b' },
		{ place: 'x', things: 'c,d,e,f,g' },
	]);
	expect(sent().map(([, things]) => things)).toEqual([['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]);
});

test('an entry that several items name is sent once, in whatever request', async () => {
	const { items } = await closes([
		{ place: 'x', things: 'a,b' },
		{ place: 'x', things: 'c,d' },
		{ place: 'x', things: 'b,a' },
		{ place: 'x', things: 'd' },
	]);
	expect(sent().map(([, things]) => things)).toEqual([['a', 'b', 'c'], ['d']]);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
		[{ item: 0 }, { item: 1 }, { item: 2 }],
		[{ item: 1 }, { item: 3 }],
	]);
});

test('a failure marks every item of its request, and no other', async () => {
	server.answer = ({ path }) =>
		path === '/x/close' ? { status: 500, body: { message: 'broken' } } : { body: { done: true } };
	const result = await closes(
		[
			{ place: 'x', things: 'a' },
			{ place: 'y', things: 'b' },
			{ place: 'x', things: 'c' },
			{ place: 'x', things: ' , ' },
		],
		goesOn,
	);
	expect(sent()).toHaveLength(2);
	expect(result.items.map(({ json, pairedItem }) => [json['error'] ?? 'done', pairedItem])).toEqual([
		['Things: broken', { item: 0 }],
		['Things: broken', { item: 2 }],
		['done', { item: 1 }],
		['Things: must not be empty', { item: 3 }],
	]);
	expect(failureOf(result).description).toContain('look first whether it was carried out');
});

test('a failure tells how many items were done before it', async () => {
	server.answer = (_request, nth) => (nth === 2 ? { status: 422, body: { message: 'odd' } } : { body: {} });
	const items = 'abcdefg'.split('').map((things) => ({ place: 'x', things }));
	const { error } = await closes(items);
	expect(error?.message).toBe('Things: odd');
	expect(error?.description).toContain('3 other items were already done and not undone.');
	expect(server.received).toHaveLength(2);
});
