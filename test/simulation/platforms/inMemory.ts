import type { INodeParameterResourceLocator } from 'n8n-workflow';

import type { InMemoryServer } from '../../../simulators/switchboard';

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
export function locator(value: string): INodeParameterResourceLocator {
	return { __rl: true, mode: 'id', value };
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
