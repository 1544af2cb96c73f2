import type { IDataObject } from 'n8n-workflow';

/** The records of a page; never changed. */
export type Page = readonly IDataObject[];

/**
 * A list as it comes: page by page for who takes whole pages (handing on each record by itself costs more than the record),
 * record by record for everyone else. It is read once, and no further than its reader goes.
 */
export class Listing implements AsyncIterable<IDataObject> {
	constructor(readonly pages: AsyncIterable<Page>) {}

	/** Any list in pages: what comes record by record is a page each. */
	static async *pagesOf<Entry>(list: AsyncIterable<Entry>): AsyncGenerator<readonly Entry[]> {
		for await (const entry of list) yield [entry];
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<IDataObject> {
		for await (const page of this.pages) {
			for (const record of page) yield record;
		}
	}

	map(change: (record: IDataObject) => IDataObject): Listing {
		return this.eachPage((page) => page.map(change));
	}

	filter(isWanted: (record: IDataObject) => boolean): Listing {
		return this.eachPage((page) => page.filter(isWanted));
	}

	eachPage(change: (page: Page) => Page): Listing {
		const { pages } = this;
		async function* changed(): AsyncGenerator<Page> {
			for await (const page of pages) yield change(page);
		}
		return new Listing(changed());
	}
}
