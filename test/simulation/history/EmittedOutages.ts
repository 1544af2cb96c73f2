import type { IDataObject } from 'n8n-workflow';

import type { Emission } from '../n8n/N8n';
import { textIn } from '../platforms/inMemory';

/** Whether one of the two began with a state in which the other's was not yet stored: neither can know of the other. */
export function areSideBySide(one: Emission, other: Emission): boolean {
	return one.source !== other.source && (isMissing(one, other) || isMissing(other, one));
}

function isMissing({ readMs }: Emission, { unknownFromMs, storedMs }: Emission): boolean {
	return readMs !== undefined && unknownFromMs <= readMs && readMs <= storedMs;
}

/** An outage that was emitted: what could not be read, and since when. */
interface Begun {
	/** What has it, for the node that emitted it; the same in its next outage. */
	readonly of: string;
	readonly integrationId: string;
	/** Whether the item named the integration. */
	readonly isNamed: boolean;
	/** Undefined where nobody was told. */
	readonly emission: Emission | undefined;
	/** The names under which it ended: several where processes began it side by side. */
	readonly ended: Set<string>;
}

/**
 * Knows what was emitted of outages, where a trigger emits them: each begins once, ends once, and does not begin again before
 * it has ended. Of an outage whose execution n8n lost nobody was told; it ends all the same. Two processes may each begin and
 * end one.
 */
export class EmittedOutages {
	private readonly begun = new Map<string, Begun>();

	/** What is wrong about an emitted item of an outage; undefined where nothing is. */
	take(node: string, item: IDataObject, emission?: Emission): string | undefined {
		const { id, of, key } = namesOf(node, item);
		if (item['kind'] !== 'unreachable') return this.end(id);
		// A digest is of no integration, and where one fails its outage is named by its ID.
		const named = textIn(item, 'integrationId');
		const isNamed = named !== '';
		return this.begin(id, { of, integrationId: named || key, isNamed, emission, ended: new Set() });
	}

	/** n8n lost the execution with this item. */
	lose(node: string, item: IDataObject): void {
		this.take(node, item);
	}

	/** Outages that did not end, of integrations that are watched. */
	open(isWatched: (integrationId: string, isNamed: boolean) => boolean): string[] {
		return [...this.begun].flatMap(([id, { ended, integrationId, isNamed }]) =>
			ended.size > 0 || !isWatched(integrationId, isNamed) ? [] : [id],
		);
	}

	private begin(id: string, outage: Begun): string | undefined {
		if (this.begun.has(id)) return `${id} began twice`;
		const [idBefore, before] =
			[...this.begun].find(([, { of, ended }]) => of === outage.of && ended.size === 0) ?? [];
		const same = before !== undefined && isSame(outage, before) ? before : undefined;
		this.begun.set(id, same ?? outage);
		return before === same ? undefined : `${id} began while ${idBefore} had not ended`;
	}

	private end(id: string): string | undefined {
		const outage = this.begun.get(id);
		if (outage === undefined) return `${id} ended, but had not begun`;
		if (outage.ended.has(id)) return `${id} ended twice`;
		outage.ended.add(id);
		return undefined;
	}
}

function isSame({ emission: one }: Begun, { emission: other }: Begun): boolean {
	return one !== undefined && other !== undefined && areSideBySide(one, other);
}

/** An outage's own name, `platform:kind:of:since` without the kind, and what it is of. */
function namesOf(node: string, item: IDataObject): { id: string; of: string; key: string } {
	const [, , ...names] = textIn(item, 'eventId').split(':');
	const key = names.slice(0, -1).join(':');
	return { id: `${node} ${names.join(':')}`, of: `${node} ${key}`, key };
}
