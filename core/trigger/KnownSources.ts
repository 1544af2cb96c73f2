import { hash } from '../data/hash';

/** 36 bits: of 2,000 sources two are alike once in 30,000 states. */
export const SOURCE_LENGTH = 6;
/** Past it those that were there first are forgotten; they would get a new baseline. */
const MOST_KNOWN = 20_000;

/** The sources that a feed has a baseline of, so that another choice sets one for the new ones only. */
export class KnownSources {
	private readonly hashes: ReadonlySet<string>;

	/** @param text what `with` gave. */
	constructor(readonly text = '') {
		this.hashes = new Set(text.match(/.{6}/g));
	}

	has(key: string): boolean {
		return this.hashes.has(hash(key, SOURCE_LENGTH));
	}

	/** The same by a key's hash; without one, of the only source of a list, whose key is empty. */
	hasHashed(hashed: string): boolean {
		return this.hashes.has(hashed === '' ? hash('', SOURCE_LENGTH) : hashed);
	}

	/** The text to keep, when these are known too. A source that is missing stays known: it may come back. */
	with(sources: ReadonlyArray<{ readonly key: string }>): string {
		const all = new Set([...this.hashes, ...sources.map(({ key }) => hash(key, SOURCE_LENGTH))]);
		return [...all].slice(-MOST_KNOWN).join('');
	}

	/** Without these, as if they had never been there. */
	without(keys: Iterable<string>): KnownSources {
		const others = new Set(this.hashes);
		for (const key of keys) others.delete(hash(key, SOURCE_LENGTH));
		return new KnownSources([...others].join(''));
	}
}
