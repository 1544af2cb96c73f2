import { expect, test } from '@jest/globals';

import { sideBySide } from '../../../core/trigger/sideBySide';
import { gate } from '../../gate';

const sources = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => ({ key }));

test('sources are read five at a time, each once', async () => {
	const fifth = gate();
	const read: string[] = [];
	let underWay = 0;
	let most = 0;
	const unread = await sideBySide(sources, async ({ key }) => {
		underWay += 1;
		most = Math.max(most, underWay);
		read.push(key);
		if (read.length === 5) fifth.open();
		await fifth.opened;
		underWay -= 1;
	});
	expect([read, most, unread]).toEqual([sources.map(({ key }) => key), 5, []]);
});

test('one that cannot be read holds up no other', async () => {
	const read: string[] = [];
	const failure = new Error('lost');
	const unread = await sideBySide(sources, async ({ key }) => {
		if (key === 'a' || key === 'g') throw failure;
		await Promise.resolve(read.push(key));
	});
	expect(read).toEqual(['b', 'c', 'd', 'e', 'f']);
	expect(unread).toEqual([
		{ key: 'a', failure },
		{ key: 'g', failure },
	]);
});

test('there may be none', async () => {
	expect(await sideBySide([], async () => await Promise.reject(new Error('never')))).toEqual([]);
});
