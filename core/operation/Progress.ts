import { compact, groupBy, map, sortBy } from 'lodash';

import { listed } from '../data/text';
import type { Job, Planned } from './jobs';

/** What of which items is done: nothing of it is rolled back when something else fails. */
export class Progress {
	private readonly plans = new Map<number, Planned>();
	/** Of each item the number of its entries, or 1 where it is one job. */
	private readonly done = new Map<number, number>();
	/** Of items that failed after a change, or what may be one: what they did. */
	private readonly left = new Map<number, string>();

	expect(plans: readonly Planned[]): void {
		for (const plan of plans) this.plans.set(plan.itemIndex, plan);
	}

	add({ itemIndexes, changes = itemIndexes, parts, entries }: Job): void {
		for (const [nth, itemIndex] of changes.entries()) {
			const own = parts?.[nth]?.entries ?? entries;
			this.done.set(itemIndex, this.countOf(itemIndex) + (own.length || 1));
		}
	}

	/** A job that failed, and what it did before. */
	addFailed({ itemIndexes, changes = itemIndexes }: Job, did: string): void {
		for (const itemIndex of changes) this.left.set(itemIndex, did);
	}

	/** `Of this item, 1,000 of 2,500 'Retry Data Keys' were already processed ...`; undefined where nothing of it was. */
	ofItem(itemIndex: number): string | undefined {
		const count = this.countOf(itemIndex);
		const batch = this.plans.get(itemIndex)?.work.batch;
		if (count === 0 || batch === undefined) return undefined;
		const all = batch.entries.length;
		return `Of this item, ${shown(count)} of ${shown(all)} '${batch.label}' were already processed and not rolled back.`;
	}

	ofOthers(itemIndex: number): string[] {
		// What was done to the item that failed its failure says.
		const others = [...this.done.keys()].filter((other) => other !== itemIndex);
		const sizeOf = (other: number) => this.plans.get(other)?.work.batch?.entries.length ?? 1;
		const whole = others.filter((other) => this.countOf(other) >= sizeOf(other)).length;
		const inPart = others.length - whole;
		const open = [...this.left].filter(([other]) => other !== itemIndex);
		const alike = groupBy(sortBy(open, 0), 1);
		const left = map(alike, (each, did) => `${listed(each.map(([index]) => `item ${index}`))} ${did}`);
		return compact([
			whole > 0 && `${otherItems(whole)} already processed and not rolled back.`,
			inPart > 0 && `${otherItems(inPart)} processed in part.`,
			left.length > 0 && `Check before you run the node again: ${left.join(', ')}.`,
		]);
	}

	private countOf(itemIndex: number): number {
		return this.done.get(itemIndex) ?? 0;
	}
}

function otherItems(count: number): string {
	return count === 1 ? '1 other item was' : `${shown(count)} other items were`;
}

function shown(count: number): string {
	return count.toLocaleString('en-US');
}
