import type { IDataObject } from 'n8n-workflow';

import { textIn } from '../platforms/inMemory';

/** An outage that was emitted: what could not be read, and since when. */
interface Begun {
	/** What has it, for the node that emitted it; the same in its next outage. */
	readonly of: string;
	readonly integrationId: string;
	isOver: boolean;
}

/**
 * Knows what was emitted of outages, where a trigger emits them: each begins once, ends once, and does not begin again before
 * it has ended. Of an outage whose execution n8n lost nobody was told; it ends all the same.
 */
export class EmittedOutages {
	private readonly begun = new Map<string, Begun>();

	/** What is wrong about an emitted item of an outage; undefined where nothing is. */
	take(node: string, item: IDataObject): string | undefined {
		const { id, of } = namesOf(node, item);
		return item['kind'] === 'unreachable' ? this.begin(id, of, item) : this.end(id);
	}

	/** n8n lost the execution with this item. */
	lose(node: string, item: IDataObject): void {
		this.take(node, item);
	}

	/** Outages that did not end, of integrations that are watched. */
	open(isWatched: (integrationId: string) => boolean): string[] {
		return [...this.begun].flatMap(([id, { isOver, integrationId }]) =>
			isOver || !isWatched(integrationId) ? [] : [id],
		);
	}

	private begin(id: string, of: string, item: IDataObject): string | undefined {
		if (this.begun.has(id)) return `${id} began twice`;
		const before = [...this.begun].find(([, other]) => other.of === of && !other.isOver);
		this.begun.set(id, { of, integrationId: textIn(item, 'integrationId'), isOver: false });
		return before === undefined ? undefined : `${id} began while ${before[0]} had not ended`;
	}

	private end(id: string): string | undefined {
		const outage = this.begun.get(id);
		if (outage === undefined) return `${id} ended, but had not begun`;
		if (outage.isOver) return `${id} ended twice`;
		outage.isOver = true;
		return undefined;
	}
}

/** An outage's own name, `platform:kind:of:since` without the kind, and what it is of. */
function namesOf(node: string, item: IDataObject): { id: string; of: string } {
	const [, , ...names] = textIn(item, 'eventId').split(':');
	return { id: `${node} ${names.join(':')}`, of: `${node} ${names.slice(0, -1).join(':')}` };
}
