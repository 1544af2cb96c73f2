import { createHash } from 'node:crypto';

import { compareKeys, firstPlace, sortedRows, type SortKey } from '../switchboard';

import type { StepError } from './records';
import type { CeligoSwitches } from './switches';

type Order = CeligoSwitches['errorOrder'];

/** Milliseconds since 1970, both ends included. */
export interface TimeRange {
	readonly fromMs: number;
	readonly toMs: number;
}

/** The order of errors is not documented; a random one is at least the same on every page. */
export function placeOf(order: Order, { errorId, occurredAt }: StepError): SortKey {
	switch (order) {
		case 'newestFirst':
			return [-Date.parse(occurredAt), errorId];
		case 'oldestFirst':
			return [Date.parse(occurredAt), errorId];
		case 'random':
			return [createHash('sha1').update(errorId).digest().readUInt32BE(), errorId];
	}
}

/**
 * Errors by id, which also stand in the order that was last asked for: a step may have tens of thousands, and sorting them anew for
 * each page would take longer than everything else.
 */
export class ErrorList extends Map<string, StepError> {
	private order: Order | undefined;

	private sorted: StepError[] = [];

	/** All of them, or those that occurred within a time. */
	inOrder(order: Order, range?: TimeRange): readonly StepError[] {
		if (order !== this.order) {
			this.sorted = sortedRows([...this.values()], (error) => placeOf(order, error));
			this.order = order;
		}
		if (range === undefined) return this.sorted;
		const { fromMs, toMs } = range;
		switch (order) {
			case 'oldestFirst':
				return this.sorted.slice(
					this.first(({ occurredAt }) => Date.parse(occurredAt) >= fromMs),
					this.first(({ occurredAt }) => Date.parse(occurredAt) > toMs),
				);
			case 'newestFirst':
				return this.sorted.slice(
					this.first(({ occurredAt }) => Date.parse(occurredAt) <= toMs),
					this.first(({ occurredAt }) => Date.parse(occurredAt) < fromMs),
				);
			case 'random':
				return this.sorted.filter(({ occurredAt }) => isWithin(occurredAt, range));
		}
	}

	override set(errorId: string, error: StepError): this {
		this.takeOut(errorId);
		super.set(errorId, error);
		if (this.order !== undefined) this.sorted.splice(this.placeAmong(this.order, error), 0, error);
		return this;
	}

	override delete(errorId: string): boolean {
		this.takeOut(errorId);
		return super.delete(errorId);
	}

	override clear(): void {
		super.clear();
		this.sorted = [];
	}

	private takeOut(errorId: string): void {
		const error = this.get(errorId);
		if (error === undefined || this.order === undefined) return;
		this.sorted.splice(this.placeAmong(this.order, error), 1);
	}

	/** Where an error stands, or is to stand. */
	private placeAmong(order: Order, error: StepError): number {
		const key = placeOf(order, error);
		return this.first((other) => compareKeys(placeOf(order, other), key) >= 0);
	}

	private first(isThere: (error: StepError) => boolean): number {
		return firstPlace(this.sorted, isThere);
	}
}

/** What has no time is within every range. */
export function isWithin(time: string | undefined, range: TimeRange | undefined): boolean {
	if (time === undefined || range === undefined) return true;
	const ms = Date.parse(time);
	return ms >= range.fromMs && ms <= range.toMs;
}
