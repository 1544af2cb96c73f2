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

/** A value of a record as text; empty where there is none. */
export function textIn(record: unknown, name: string): string {
	if (typeof record !== 'object' || record === null) return '';
	const value: unknown = Reflect.get(record, name);
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
