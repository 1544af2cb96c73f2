const HEX_DIGITS = '0123456789abcdef';

/** A small seeded generator (mulberry32): the same seed always gives the same records, so a failing test fails again. */
export class SeededRandom {
	private state: number;

	private objectIds = 0;

	private readonly objectIdPrefix: string;

	constructor(seed = 1) {
		this.state = seed | 0;
		this.objectIdPrefix = `64f0${this.hex(12)}`;
	}

	/** A fraction from 0 up to, not including, 1. */
	fraction(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number, both ends included. */
	integer(lowest: number, highest: number): number {
		return lowest + Math.floor(this.fraction() * (highest - lowest + 1));
	}

	pick<Value>(values: readonly [Value, ...Value[]]): Value {
		return values[this.integer(0, values.length - 1)] ?? values[0];
	}

	hex(length: number): string {
		let text = '';
		while (text.length < length) text += HEX_DIGITS.charAt(Math.floor(this.fraction() * 16));
		return text;
	}

	digits(length: number): string {
		return Array.from({ length }, (_, index) => this.integer(index === 0 ? 1 : 0, 9)).join('');
	}

	uuid(): string {
		return [this.hex(8), this.hex(4), `4${this.hex(3)}`, `8${this.hex(3)}`, this.hex(12)].join('-');
	}

	/** 24 hex characters, always larger than the one before: what a document database hands out. */
	objectId(): string {
		this.objectIds += 1;
		return this.objectIdPrefix + this.objectIds.toString(16).padStart(8, '0');
	}
}
