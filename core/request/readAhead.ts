import type { ApiClient } from './ApiClient';

/**
 * What `read` gives for each entry, in their order. As many are read side by side as the pace allows, but none beyond those
 * that are wanted.
 */
export async function* readAhead<Entry, Read>(
	api: ApiClient,
	entries: AsyncIterable<Entry>,
	read: (entry: Entry) => Promise<Read>,
): AsyncGenerator<Read> {
	const underWay: Array<Promise<Read>> = [];
	let begun = 0;
	for await (const entry of entries) {
		underWay.push(settledLater(read(entry)));
		begun += 1;
		if (begun >= api.wanted) break;
		const [first] = underWay.length >= api.pagesAhead ? underWay.splice(0, 1) : [];
		if (first !== undefined) yield await first;
	}
	for (const next of underWay) yield await next;
}

/** What is read ahead may fail before anyone waits for it; its failure is met when its turn comes. */
export function settledLater<Result>(promise: Promise<Result>): Promise<Result> {
	promise.catch(() => undefined);
	return promise;
}
