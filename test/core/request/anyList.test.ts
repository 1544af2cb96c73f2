import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { anyRecords, lastLine } from '../../../core/request/anyList';
import type { ListForm } from '../../../core/request/ListForm';
import { operation } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { runNode } from '../../engine';
import { forAllTests } from '../../lifecycle';
import { access, thingsNode, ThingsServer, type Answer } from '../things';
import { thingsPlatform } from '../thingsPlatform';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const getAny = operation({
	name: 'Get Any',
	action: 'Get any',
	fields: {},
	list: (api) => anyRecords(api, { method: 'GET', route: route`/things`, query: { kind: 'a' } }),
});
const change = operation({
	name: 'Change',
	action: 'Change',
	fields: {},
	list: (api) => anyRecords(api, { method: 'POST', route: route`/things`, body: {} }),
});

async function run(lists?: ListForm, more: object = {}, named = 'getAny') {
	const platform = { ...thingsPlatform(), ...(lists && { lists }) };
	const parameters = { resource: 'thing', operation: named, returnAll: true, ...more };
	return await runNode({ node: thingsNode([getAny, change], platform), parameters, ...access(server.url) });
}

const asked = () => server.received.map(({ path, query }) => `${path}?${query}`);

/** Pages by a number in the body. */
const numbered: ListForm = {
	rowsOf: (body) =>
		body instanceof Object && 'rows' in body && Array.isArray(body.rows) ? body.rows : undefined,
	next: ({ response: { body } }) =>
		body instanceof Object && 'more' in body ? { query: { page: Number(body.more) } } : undefined,
};

describe('a platform with bare lists', () => {
	test('has ones that go on by Link', async () => {
		const link = `<${server.url}/elsewhere?after=x>; rel="next"`;
		server.answer = (_request, nth) =>
			nth === 1 ? { body: [{ id: 1 }], headers: { link } } : { body: [{ id: 2 }] };
		expect((await run()).json).toEqual([{ id: 1 }, { id: 2 }]);
		expect(asked()).toEqual(['/things?kind=a', '/elsewhere?after=x']);
	});

	test('has ones whose link is a query alone', async () => {
		const link = '<?after=x>; rel="next"';
		server.answer = (_request, nth) =>
			nth === 1 ? { body: [{ id: 1 }], headers: { link } } : { body: [{ id: 2 }] };
		expect((await run()).json).toEqual([{ id: 1 }, { id: 2 }]);
		expect(asked()).toEqual(['/things?kind=a', '/things?after=x']);
	});

	test('has one that fails where its link is broken', async () => {
		server.answer = () => ({ body: [{ id: 1 }], headers: { link: '<http://[/things>; rel="next"' } });
		const { error } = await run();
		expect(error?.message).toBe(
			'Things returned an unexpected response (expected the address of the next page)',
		);
	});

	test.each<[string, Answer, unknown[]]>([
		['a record', { body: { list: [{ id: 1 }] } }, [{ list: [{ id: 1 }] }]],
		['nothing', { status: 204 }, [{ success: true }]],
		['a text', { body: 'a,b' }, [{ data: 'a,b' }]],
		['a number', { body: '7' }, [{ data: 7 }]],
		['a list of texts', { body: ['a', 'b'] }, [{ data: 'a' }, { data: 'b' }]],
		['a list with lists and nothing', { body: [[1], null] }, [{ data: [1] }, { data: null }]],
		['an empty list', { body: [] }, []],
	])('%s', async (_what, answer, records) => {
		server.answer = () => answer;
		expect((await run()).json).toEqual(records);
	});
});

describe('a platform that declares its lists', () => {
	const pages = [
		{ rows: [{ id: 1 }, { id: 2 }, { id: 2 }], more: 2 },
		{ rows: [{ id: 2 }, { id: 3 }], more: 3 },
		{ rows: [{ id: 4 }] },
	];

	test('is asked for the next page with the parameters of the first, and a row of an earlier page is left out', async () => {
		server.answer = (_request, nth) => ({ body: pages[nth - 1] });
		expect((await run(numbered)).json).toEqual([1, 2, 2, 3, 4].map((id) => ({ id })));
		expect(asked()).toEqual(['/things?kind=a', '/things?kind=a&page=2', '/things?kind=a&page=3']);
	});

	test('is asked for no page beyond the limit', async () => {
		server.answer = (_request, nth) => ({ body: pages[nth - 1] });
		expect((await run(numbered, { returnAll: false, limit: 4 })).json).toHaveLength(4);
		expect(asked()).toHaveLength(2);
	});

	test('whose list never ends fails instead of going on', async () => {
		server.answer = (_request, nth) => ({ body: { rows: [{ id: nth }], more: 2 } });
		const { error } = await run(numbered);
		expect(error?.message).toMatch(/the same link to a next page a second time/);
		expect(server.received).toHaveLength(2);
	});

	test.each<[string, Answer]>([
		['nothing', { status: 204 }],
		['a text', { body: '{"rows":[{"id":3}' }],
		['a record', { body: { message: 'upstream busy' } }],
	])('whose next page is %s fails: it would pass for the end of the list', async (_what, answer) => {
		server.answer = (_request, nth) => (nth === 1 ? { body: pages[0] } : answer);
		const { error } = await run(numbered);
		expect(error?.message).toBe('Things returned an unexpected response (expected a list)');
	});

	test('may end with a page that is empty, whatever that is there', async () => {
		const lists: ListForm = {
			...numbered,
			rowsOf: (body) => (body === undefined ? [] : numbered.rowsOf(body)),
		};
		server.answer = (_request, nth) => (nth === 1 ? { body: pages[0] } : { status: 204 });
		expect((await run(lists)).json).toEqual(pages[0]?.rows);
	});

	test('a record goes on nowhere, whatever stands in it', async () => {
		server.answer = () => ({ body: { id: 1, more: 2 } });
		expect((await run(numbered)).json).toEqual([{ id: 1, more: 2 }]);
	});
});

describe('a change', () => {
	test.each<[string, Answer, unknown[]]>([
		['returned nothing', { status: 204 }, [{ success: true }]],
		['returned a record', { body: { id: 1 } }, [{ id: 1 }]],
		['returned a list', { body: { rows: [{ id: 1 }, { id: 2 }] } }, [{ id: 1 }, { id: 2 }]],
	])('%s', async (_what, answer, records) => {
		server.answer = () => answer;
		expect((await run(numbered, {}, 'change')).json).toEqual(records);
	});

	test('that returned nothing was done, where nothing would be an empty list, too', async () => {
		server.answer = () => ({ status: 204 });
		const lists: ListForm = {
			rowsOf: (body) => (body === undefined ? [] : undefined),
			next: () => undefined,
		};
		expect((await run(lists, {}, 'change')).json).toEqual([{ success: true }]);
		expect((await run(lists)).json).toEqual([]);
		server.answer = () => ({ body: { rows: [] } });
		expect((await run(numbered, {}, 'change')).json).toEqual([{ success: true }]);
	});
});

describe('the last of several JSON texts', () => {
	test('is what a pattern finds, in any small text', () => {
		const pattern = /\}\s*\n(\s*\{[^\n]*)\s*$/;
		const part = fc.constantFrom('{', '}', '\n', '\r\n', ' ', '\t', '\u00a0', '\u2028', '"', 'a', '}\n{');
		const found = new Set<boolean>();
		fc.assert(
			fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
				const text = parts.join('');
				const expected = pattern.exec(text)?.[1] ?? text;
				found.add(expected !== text);
				expect(lastLine(text)).toBe(expected);
			}),
			{ numRuns: 5000 },
		);
		expect(found.size).toBe(2);
	});

	// The pattern took two seconds for 20,000 of them, and four times as long for twice as many.
	test('is looked for once in a text of a million line breaks', async () => {
		const text = `}${'\n'.repeat(1_000_000)}x`;
		server.answer = () => ({ body: text, headers: { 'content-type': 'text/plain' } });
		expect((await run()).json).toEqual([{ data: text }]);
	});
});
