import type { INodeParameterResourceLocator, INodeParameters } from 'n8n-workflow';
import { range } from 'lodash';

import type { InMemoryServer } from '../../../simulators/switchboard';
import { HEALTH, type Fact, type PlatformModel, type Watch } from './PlatformModel';

/** More integrations than any history has. */
const MOST_PLACES = 100;

/** A simulator that opens no socket, and the server that answers for it. */
export async function inMemory<Simulator>(
	start: (attach: (server: InMemoryServer) => void) => Promise<Simulator>,
): Promise<{ server: InMemoryServer; simulator: Simulator }> {
	const attached: InMemoryServer[] = [];
	const simulator = await start((server) => attached.push(server));
	const [server] = attached;
	if (server === undefined) throw new Error('The simulator attached no server');
	return { server, simulator };
}

/** A record as the editor stores a choice of it. */
export function locator(value: string, mode = 'id'): INodeParameterResourceLocator {
	return { __rl: true, mode, value };
}

/** The integration that is watched, as the editor stores it, where one is chosen. */
export function chosenIntegration({ only, isByName }: Watch, ids: readonly string[]): INodeParameters {
	const [place] = only;
	if (place === undefined) return {};
	return { integrationId: isByName ? locator(nameOf(place), 'name') : locator(ids[place] ?? '') };
}

/** How the integration at a place is called. */
export function nameOf(place: number): string {
	return `Integration ${place}`;
}

/** A part of an event's ID, `platform:kind:id`, from which on (0 is the platform). */
export function partOf(item: object, place: number, last = place): string {
	return textIn(item, 'eventId')
		.split(':')
		.slice(place, last + 1)
		.join(':');
}

/** A value of a record as text; empty where there is none. */
export function textIn(record: object, name: string): string {
	const value: unknown = Reflect.get(record, name);
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Two accounts never hand out the same IDs. */
export function burn(account: number, id: () => string): void {
	for (let count = 1; count < account * 100; count += 1) id();
}

/** The health of an account's integrations: whether each works. */
export class Health {
	private readonly down: Set<number>;

	/** @param down those that do not work at first */
	constructor(
		down: readonly number[] = [],
		private readonly event = HEALTH,
	) {
		this.down = new Set(down);
	}

	/** An integration that works fails, and one that fails works again; `set` makes it so. */
	turn(place: number, set: (isDown: boolean) => void): Fact[] {
		const isDown = !this.down.has(place);
		if (isDown) this.down.add(place);
		else this.down.delete(place);
		set(isDown);
		const key = turnKey(this.event, place, isDown);
		return [{ key, event: this.event, integration: place, isRise: true, turns: `${this.event} of ${place}` }];
	}
}

/** What an emitted change of health is recognized by. */
export function healthKeyOf(
	item: object,
	platform: Pick<PlatformModel, 'integrationId'>,
	event = HEALTH,
): string {
	const id = textIn(item, 'integrationId');
	const place = range(MOST_PLACES).find((each) => platform.integrationId(each) === id);
	return turnKey(event, place, ['ERROR', 'INACTIVE', 'stopped'].includes(textIn(item, 'code')));
}

function turnKey(event: string, place: number | undefined, isDown: boolean): string {
	return `${event} ${String(place)} ${isDown ? 'down' : 'up'}`;
}
