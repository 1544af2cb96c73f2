import { sortBy } from 'lodash';

/** The middle of several measurements, and how far they lie apart. */
export interface Figure {
	median: number;
	lowest: number;
	highest: number;
}

/** @throws when there is nothing to take the median of. */
export function figureOf(values: readonly number[]): Figure {
	const sorted = sortBy(values);
	const [lowest, highest] = [sorted[0], sorted.at(-1)];
	const [left, right] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
	if (lowest === undefined || highest === undefined || left === undefined || right === undefined) {
		throw new Error('Nothing was measured');
	}
	return { median: (left + right) / 2, lowest, highest };
}

/** Value by value: those of one round were measured one right after the other. */
export function ratioOf(values: readonly number[], others: readonly number[]): Figure {
	return figureOf(values.map((value, round) => value / (others[round] ?? Number.NaN)));
}

/** `1.23 (1.20-1.31)` */
export function shown({ median, lowest, highest }: Figure, digits: number): string {
	return `${median.toFixed(digits)} (${lowest.toFixed(digits)}-${highest.toFixed(digits)})`;
}
