import { describe, expect, test } from '@jest/globals';

import { operation } from '../../../core/operation/Operation';
import { readAhead, settledLater } from '../../../core/request/readAhead';
import { route } from '../../../core/request/Route';
import { runNode } from '../../engine';
import { forAllTests } from '../../lifecycle';
import { access, thingsNode, ThingsServer } from '../things';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

async function* numbers() {
	for (let number = 1; number <= 8; number += 1) yield await Promise.resolve(number);
}

const getEach = operation({
	name: 'Get Each',
	action: 'Get each',
	fields: {},
	list: (api) => readAhead(api, numbers(), async (number) => await api.record(route`/things/${number}`)),
});

const run = async (more: object) =>
	await runNode({
		node: thingsNode([getEach]),
		parameters: { resource: 'thing', operation: 'getEach', ...more },
		...access(server.url),
	});

describe('what is read ahead', () => {
	test('comes in the order of the entries, whichever is there first', async () => {
		server.answer = async ({ path }) => {
			const id = Number(path.split('/').at(-1));
			if (id === 1) await server.hasReceived(2);
			return { body: { id } };
		};
		expect((await run({ returnAll: true })).json).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({ id })));
		expect(server.mostInFlight).toBeGreaterThan(1);
	});

	test('is nothing beyond what is wanted', async () => {
		server.answer = ({ path }) => ({ body: { id: path } });
		expect((await run({ returnAll: false, limit: 3 })).json).toHaveLength(3);
		expect(server.lines.sort()).toEqual(['GET /things/1', 'GET /things/2', 'GET /things/3']);
	});

	test('fails at its turn, with what came before it in the output', async () => {
		server.answer = ({ path }) => (path === '/things/3' ? { status: 404 } : { body: { id: path } });
		const { error } = await run({ returnAll: true });
		expect(error?.description).toContain('GET /things/3');
	});

	test('may fail before anyone waits for it', async () => {
		const failing = settledLater(Promise.reject(new Error('early')));
		await new Promise(setImmediate);
		await expect(failing).rejects.toThrow('early');
	});
});
