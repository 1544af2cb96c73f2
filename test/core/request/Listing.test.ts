import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { Listing, type Page } from '../../../core/request/Listing';

/** A list of three pages, and how many of them were read. */
function pages() {
	const read = { pages: 0, isLeft: false };
	async function* made(): AsyncGenerator<Page> {
		try {
			for (const page of [[{ id: 1 }, { id: 2 }], [], [{ id: 3 }]]) {
				read.pages += 1;
				yield await Promise.resolve(page);
			}
		} finally {
			read.isLeft = true;
		}
	}
	return { read, listing: new Listing(made()) };
}

async function collected<Entry>(entries: AsyncIterable<Entry>): Promise<Entry[]> {
	const list: Entry[] = [];
	for await (const entry of entries) list.push(entry);
	return list;
}

describe('a list', () => {
	test('is read record by record, or page by page', async () => {
		expect(await collected(pages().listing)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
		expect(await collected(pages().listing.pages)).toEqual([[{ id: 1 }, { id: 2 }], [], [{ id: 3 }]]);
	});

	test('is read no further than its reader goes', async () => {
		const { listing, read } = pages();
		for await (const record of listing) {
			expect(record).toEqual({ id: 1 });
			break;
		}
		expect(read).toEqual({ pages: 1, isLeft: true });
	});

	test('is changed, and thinned out, page by page', async () => {
		const { listing, read } = pages();
		const odd = listing
			.filter(({ id }) => Number(id) % 2 === 1)
			.map((record): IDataObject => ({ ...record, isOdd: true }));
		expect(read.pages).toBe(0);
		expect(await collected(odd.pages)).toEqual([[{ id: 1, isOdd: true }], [], [{ id: 3, isOdd: true }]]);
	});

	test('that comes record by record is a page each', async () => {
		expect(await collected(Listing.pagesOf(pages().listing))).toEqual([
			[{ id: 1 }],
			[{ id: 2 }],
			[{ id: 3 }],
		]);
	});
});
