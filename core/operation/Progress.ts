import { compact, sortBy } from 'lodash';

import { listed } from '../data/text';
import type { Job, Planned } from './jobs';

/** What of which items is done: nothing of it is rolled back when something else fails. */
export class Progress {
	private readonly plans = new Map<number, Planned>();
	/** Of each item the number of its entries, or 1 where it is one job. */
	private readonly done = new Map<number, number>();
	/** Items that had made a change when they failed, and those that may have. */
	private readonly changed = new Set<number>();
	private readonly open = new Set<number>();

	expect(plans: readonly Planned[]): void {
		for (const plan of plans) this.plans.set(plan.itemIndex, plan);
	}

	add({ itemIndexes, changes = itemIndexes, entryCounts }: Job): void {
		for (const itemIndex of changes) {
			this.done.set(itemIndex, this.countOf(itemIndex) + (entryCounts?.[itemIndex] ?? 1));
		}
	}

	/** A job that failed after a change, or after what may be one. What the first did to its own item its failure says. */
	addFailed({ itemIndexes, changes = itemIndexes }: Job, hasChanged: boolean, isFirst: boolean): void {
		const left = hasChanged ? this.changed : this.open;
		for (const itemIndex of changes.slice(isFirst ? 1 : 0)) left.add(itemIndex);
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
		const others = [...this.done.keys()].filter((other) => other !== itemIndex);
		const whole = others.filter((other) => this.countOf(other) >= this.sizeOf(other)).length;
		const inPart = others.length - whole;
		const left = compact([
			this.changed.size > 0 && `${items(this.changed)} had already made a change`,
			this.open.size > 0 && `${items(this.open)} may have made a change`,
		]);
		return compact([
			whole > 0 && `${otherItems(whole)} already processed and not rolled back.`,
			inPart > 0 && `${otherItems(inPart)} processed in part.`,
			left.length > 0 && `Check before you run the node again: ${left.join(', ')}.`,
		]);
	}

	private countOf(itemIndex: number): number {
		return this.done.get(itemIndex) ?? 0;
	}

	private sizeOf(itemIndex: number): number {
		return this.plans.get(itemIndex)?.work.batch?.entries.length ?? 1;
	}
}

function otherItems(count: number): string {
	return count === 1 ? '1 other item was' : `${shown(count)} other items were`;
}

/** `item 0`, `items 0, 4`. */
function items(indexes: ReadonlySet<number>): string {
	return `item${indexes.size === 1 ? '' : 's'} ${listed(sortBy([...indexes]).map(String))}`;
}

function shown(count: number): string {
	return count.toLocaleString('en-US');
}
