import { isWhole } from './roundedNumbers';

/**
 * A number of JSON that JavaScript would round, with its digits as they were written. It goes back to a platform as the
 * same number (`exactJson.ts`); people see whole numbers as text.
 */
export class ExactNumber {
	constructor(readonly digits: string) {}

	/** A whole number as text; a fraction rounded, as JavaScript does it. */
	get shown(): string | number {
		const rounded = Number(this.digits);
		return isWhole(this.digits) || !Number.isFinite(rounded) ? this.digits : rounded;
	}

	toString(): string {
		return this.digits;
	}

	toJSON(): string | number {
		return this.shown;
	}
}
