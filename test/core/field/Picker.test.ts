import { expect, test } from '@jest/globals';

import { choicesOf } from '../../../core/field/Picker';

const rows = [
	{ id: 7, attributes: { name: 'Seven' } },
	{ attributes: { name: 'Without id' } },
	{ id: 'eight', attributes: {} },
	{ id: '', attributes: { name: 'Empty id' } },
];

async function* paged() {
	yield* await Promise.resolve(rows);
}

async function all<Row>(given: AsyncIterable<Row>): Promise<Row[]> {
	const found: Row[] = [];
	for await (const row of given) found.push(row);
	return found;
}

test.each([
	['a list', () => rows],
	['a list to come', async () => await Promise.resolve(rows)],
	['pages', paged],
])('choices of %s: rows with an id, by name or by id', async (_what, given) => {
	const found = await all(choicesOf(given(), 'id', 'attributes.name'));
	expect(found).toEqual([
		{ name: 'Seven', value: '7' },
		{ name: 'eight', value: 'eight' },
	]);
});

test('a choice may have a page, and a name of its own beside what the list shows', async () => {
	const more = { url: () => 'https://example.com/7', ownName: 'attributes.name' };
	expect(
		await all(choicesOf([{ id: 7, attributes: { name: 'Seven' } }], 'id', () => 'Seven (7)', more)),
	).toEqual([{ name: 'Seven (7)', value: '7', url: 'https://example.com/7', ownName: 'Seven' }]);
});

test('ids and names may be made of a row', async () => {
	const found = choicesOf(
		rows,
		({ id }) => (id === 7 ? 'seventh' : undefined),
		() => null,
	);
	expect(await all(found)).toEqual([{ name: 'seventh', value: 'seventh' }]);
});
