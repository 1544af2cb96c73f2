/** A seeded generator of fractions from 0 up to, not including, 1 (mulberry32). */
export function randomOf(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

/** Choices out of a generator. */
export class Dice {
	constructor(readonly fraction: () => number) {}

	/** A whole number, both ends included. */
	integer(lowest: number, highest: number): number {
		return lowest + Math.floor(this.fraction() * (highest - lowest + 1));
	}

	chance(probability: number): boolean {
		return this.fraction() < probability;
	}

	pick<Value>(values: readonly [Value, ...Value[]]): Value {
		return values[Math.floor(this.fraction() * values.length)] ?? values[0];
	}
}
