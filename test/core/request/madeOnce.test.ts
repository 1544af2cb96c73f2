import { describe, expect, test } from '@jest/globals';
import { jsonParse, type IDataObject } from 'n8n-workflow';

import { operation } from '../../../core/operation/Operation';
import { id } from '../../../core/field/ids';
import type { ApiClient } from '../../../core/request/ApiClient';
import { madeOnce } from '../../../core/request/madeOnce';
import { route } from '../../../core/request/Route';
import { forAllTests } from '../../lifecycle';
import { failureOf, goesOn, run, ThingsServer, type Answer, type Received } from '../things';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const create = operation({
	name: 'Create',
	action: 'Create thing',
	fields: { name: id({ displayName: 'Name' }) },
	exclusive: ({ name }) => name,
	run: async (api, { name }) => await made(api, name),
});

async function made(api: ApiClient, name: string): Promise<IDataObject> {
	return await madeOnce(api, {
		make: async () => api.asRecord(await api.post(route`/things`, { name })),
		look: async function* () {
			yield* api.rows(await api.get(route`/things`));
		},
		sent: { name },
		idField: 'id',
		timeField: 'createdAt',
	});
}

/** A server that makes a thing, and whose response is what the test says; `clockMs` is how far its clock is ahead. */
class Things {
	readonly stored: IDataObject[] = [];

	constructor(
		private readonly response: (record: IDataObject, nth: number) => Answer,
		private readonly clockMs = 0,
	) {}

	answer({ method, body }: Received): Answer {
		const headers = { date: new Date(Date.now() + this.clockMs).toUTCString() };
		if (method === 'GET') return { headers, body: this.stored };
		return { headers, ...this.response(jsonParse<IDataObject>(body), this.stored.length) };
	}

	store(record: IDataObject, ageMs = 0): IDataObject {
		const createdAt = new Date(Date.now() + this.clockMs - ageMs).toISOString();
		const stored = { ...record, id: `t${this.stored.length + 1}`, createdAt };
		this.stored.push(stored);
		return stored;
	}
}

const lost: readonly Answer[] = [
	{ lost: 'reset' },
	{ status: 303, headers: { location: '/things/t1' } },
	{ status: 304 },
	{ status: 408 },
	{ status: 500 },
	{ status: 504 },
	{ body: '<html>Sign in</html>' },
	{ status: 200, body: '' },
	{ status: 200, body: { ok: true } },
];

async function created(things: Things, names = ['a'], more = {}) {
	server.answer = (request) => things.answer(request);
	const items = names.map((name) => ({ name }));
	return await run(server, create, { parameters: { name: '={{ $json.name }}' }, items, ...more });
}

describe('what was made, and its response lost, is found', () => {
	test.each(lost)('%j', async (answer) => {
		const things: Things = new Things((record) => {
			things.store(record);
			return answer;
		});
		expect((await created(things)).json).toEqual(things.stored);
		expect(server.lines).toEqual(['POST /things', 'GET /things']);
	});

	test.each([-7_200_000, 7_200_000])('where the clocks are %d ms apart', async (clockMs) => {
		const things: Things = new Things((record) => {
			things.store(record);
			return { status: 500 };
		}, clockMs);
		things.store({ name: 'a' }, 60_000);
		expect((await created(things)).json).toEqual([things.stored[1]]);
	});
});

test('what the server stores without the blanks around it is found, too', async () => {
	const things: Things = new Things((record) => {
		things.store({ ...record, name: `${JSON.stringify(record['name']).slice(1, -1)} ` });
		return { status: 500 };
	});
	expect((await created(things)).json).toEqual(things.stored);
});

describe('it is not sent again, and its failure is shown', () => {
	test.each(lost)('where it is not there: %j', async (answer) => {
		const things = new Things(() => answer);
		things.store({ name: 'a' }, 60_000);
		things.store({ name: 'b' });
		const { description } = failureOf(await created(things, ['a'], goesOn));
		expect(description).toContain('Check whether the change was applied');
		expect(server.lines).toEqual(['POST /things', 'GET /things']);
	});

	test('where it cannot be looked for', async () => {
		server.answer = ({ method }) => ({ status: method === 'GET' ? 403 : 502 });
		const failure = failureOf(await run(server, create, { parameters: { name: 'a' }, ...goesOn }));
		expect(failure.message).toBe('Things: status 502');
	});

	test.each([400, 401, 403, 404, 409, 422])('where it was refused: %d', async (status) => {
		await created(new Things(() => ({ status })), ['a'], goesOn);
		expect(server.lines).not.toContain('GET /things');
	});
});

test('what another item made is not taken for it', async () => {
	const things: Things = new Things((record, nth) =>
		nth === 0 ? { body: things.store(record) } : { status: 500 },
	);
	const run = await created(things, ['a', 'a'], goesOn);
	expect(run.json[0]).toEqual(things.stored[0]);
	expect(failureOf(run, 1).message).toBe('Things: status 500');
});
