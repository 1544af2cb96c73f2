type Entries = Iterable<readonly [unknown, unknown]>;
type Keys = Iterable<object>;

/** Constructors of the collections in which modules keep something. */
export type Collections = Readonly<Record<'Map' | 'Set' | 'WeakMap' | 'WeakSet', unknown>>;

export const plainCollections: Collections = { Map, Set, WeakMap, WeakSet };

/** The collections that modules made for themselves while they were loaded: they can be emptied from outside. */
export class KeptCollections {
	private made: Array<() => () => void> = [];

	private readonly resets: Array<() => void> = [];

	/** In place of the plain ones: what `new` makes with them is kept. Functions, because what they return is what was made. */
	readonly collections: Collections;

	constructor() {
		const keep = <Made>(made: Made, resetOf: () => () => void): Made => {
			this.made.push(resetOf);
			return made;
		};
		this.collections = {
			Map: function (entries?: Entries) {
				const map = new Map(entries);
				return keep(map, () => {
					const initial = [...map];
					return () => {
						map.clear();
						for (const [key, value] of initial) map.set(key, value);
					};
				});
			},
			Set: function (values?: Iterable<unknown>) {
				const set = new Set(values);
				return keep(set, () => {
					const initial = [...set];
					return () => {
						set.clear();
						for (const value of initial) set.add(value);
					};
				});
			},
			WeakMap: function (entries?: Entries) {
				if (entries !== undefined)
					throw new Error('A weak collection that does not begin empty is not known');
				const map = new ForgetfulWeakMap();
				return keep(map, () => () => map.forget());
			},
			WeakSet: function (keys?: Keys) {
				if (keys !== undefined) throw new Error('A weak collection that does not begin empty is not known');
				const set = new ForgetfulWeakSet();
				return keep(set, () => () => set.forget());
			},
		};
	}

	/** The contents of now are what `forget` goes back to. */
	areWhole(): void {
		this.resets.push(...this.made.map((resetOf) => resetOf()));
		this.made = [];
	}

	forget(): void {
		for (const reset of this.resets) reset();
	}
}

/** A WeakMap cannot be emptied, but it can be replaced. */
class ForgetfulWeakMap {
	private known = new WeakMap<object, unknown>();

	get(key: object): unknown {
		return this.known.get(key);
	}

	has(key: object): boolean {
		return this.known.has(key);
	}

	set(key: object, value: unknown): this {
		this.known.set(key, value);
		return this;
	}

	delete(key: object): boolean {
		return this.known.delete(key);
	}

	forget(): void {
		this.known = new WeakMap();
	}
}

class ForgetfulWeakSet {
	private known = new WeakSet();

	has(key: object): boolean {
		return this.known.has(key);
	}

	add(key: object): this {
		this.known.add(key);
		return this;
	}

	delete(key: object): boolean {
		return this.known.delete(key);
	}

	forget(): void {
		this.known = new WeakSet();
	}
}
