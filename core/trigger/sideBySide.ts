import pLimit from 'p-limit';

const SOURCES_AT_A_TIME = 5;

/** A source that could not be read. */
export interface Unread {
	readonly key: string;
	readonly failure: unknown;
}

/** Reads sources, several at a time. One that cannot be read holds up no other. */
export async function sideBySide<Source extends { readonly key: string }>(
	sources: readonly Source[],
	read: (source: Source) => Promise<void>,
): Promise<Unread[]> {
	const unread: Unread[] = [];
	const slots = pLimit(SOURCES_AT_A_TIME);
	const tried = async (source: Source) => {
		try {
			await read(source);
		} catch (failure) {
			unread.push({ key: source.key, failure });
		}
	};
	await Promise.all(sources.map(async (source) => await slots(async () => await tried(source))));
	return unread;
}
