import { afterEach, describe, expect, jest, test } from '@jest/globals';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { IPollFunctions } from 'n8n-workflow';

import { CredentialStore, listSearch, PollSession, recordLog, runNode, testCredential } from '.';
import { gate } from '../gate';
import { forAllTests } from '../lifecycle';
import { Counter, Fetcher, KeyApi, TokenApi } from './engineSubjects';
import { backOffMs, DURABLE_LIMIT_MS, LEASE_MS } from './n8nLife';

let server: FastifyInstance;
let baseUrl: string;
let requests: FastifyRequest[];
let tokensIssued: number;
let pollAnswer: string;

forAllTests(
	async () => {
		server = fastify();
		server.addHook('onRequest', async (request, reply) => {
			requests.push(request);
			if (request.url === '/token') return;
			const accepted = ['Key right', `Key token-${tokensIssued}`];
			if (!accepted.includes(request.headers.authorization ?? ''))
				await reply.code(401).send({ message: 'bad key' });
		});
		server.post('/token', async () => ({ token: `token-${++tokensIssued}` }));
		server.get(
			'/me',
			async (_request, reply) => await reply.code(pollAnswer === 'forbid' ? 403 : 200).send({}),
		);
		server.get('/names', async (request) => request.query);
		server.get('/poll', async () => ({ wanted: pollAnswer }));
		server.get<{ Params: { name: string } }>('/things/:name', async ({ params, raw }) => {
			if (params.name === 'endless') await new Promise((resolve) => raw.once('close', resolve));
			if (params.name === 'ill') return { ...params, error: 'Job failed' };
			return params.name === 'well' ? { ...params, error: null } : params;
		});
		baseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
		return { stop: async () => await server.close() };
	},
	() => {
		requests = [];
		tokensIssued = 0;
		pollAnswer = 'nothing';
	},
);

afterEach(() => {
	jest.restoreAllMocks();
});

const credentialTypes = [new KeyApi(), new TokenApi()];
const key = () => ({ keyApi: { baseUrl, key: 'right' } });
const fetcher = () => ({ node: new Fetcher(), credentialTypes, credentials: key() });

describe('runNode', () => {
	test('evaluates expressions for each item, fills in defaults, pairs items', async () => {
		const parameters = { name: '={{ $json.first.toUpperCase() }}' };
		const run = await runNode({ ...fetcher(), parameters, items: [{ first: 'a/b' }, { first: 'c' }] });
		expect(run).toMatchObject({
			status: 'success',
			json: [{ name: 'A/B' }, { name: 'C' }],
			error: undefined,
		});
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(requests[0]?.headers.authorization).toBe('Key right');
		expect((await runNode(fetcher())).json).toEqual([{ name: 'default' }]);
	});

	test('keeps binary data', async () => {
		const run = await runNode(fetcher());
		const data = run.items[0]?.binary?.['data'];
		expect(data).toMatchObject({ fileName: 'default.txt', mimeType: 'text/plain' });
		expect(Buffer.from(data?.data ?? '', 'base64').toString()).toBe('default');
	});

	test('stops, goes on, or routes to the error output as On Error says', async () => {
		const setup = {
			...fetcher(),
			parameters: { name: '={{ $json.name }}' },
			items: [{ name: 'fail' }, { name: 'b' }],
		};
		const stopped = await runNode(setup);
		expect(stopped).toMatchObject({ status: 'error', items: [], error: { message: 'Asked to fail' } });
		expect(stopped.error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 0 } });
		const regular = await runNode({ ...setup, onError: 'continueRegularOutput' });
		expect(regular).toMatchObject({ status: 'success', json: [{ error: 'Asked to fail' }, { name: 'b' }] });
		const routed = await runNode({ ...setup, onError: 'continueErrorOutput' });
		expect(routed.json).toEqual([{ name: 'b' }]);
		expect(routed.errorItems.map(({ json }) => json)).toEqual([{ name: 'fail', error: 'Asked to fail' }]);
	});

	test('runs again when Retry On Fail is set', async () => {
		await runNode({ ...fetcher(), credentials: { keyApi: { baseUrl, key: 'wrong' } }, maxTries: 2 });
		// Twice by Retry On Fail, and each of them twice because n8n sends again after a 401.
		expect(requests).toHaveLength(4);
	});

	test.each([
		['the first item fails', 'continueRegularOutput', ['fail', 'b'], 'b', 3],
		['another item fails', 'continueRegularOutput', ['b', 'fail'], 'b', 1],
		['the first record has a field error', 'stopWorkflow', ['ill', 'b'], 'ill', 3],
		['that field is null', 'stopWorkflow', ['well', 'b'], 'well', 1],
	] as const)(
		'runs again what succeeded, too, by Retry On Fail where %s',
		async (_name, onError, names, succeeded, times) => {
			const items = names.map((name) => ({ name }));
			const parameters = { name: '={{ $json.name }}' };
			await runNode({ ...fetcher(), parameters, items, onError, maxTries: 3 });
			expect(requests.filter(({ url }) => url === `/things/${succeeded}`)).toHaveLength(times);
		},
	);

	test('ends a request that is under way when it is stopped', async () => {
		const stop = new AbortController();
		const running = runNode({ ...fetcher(), parameters: { name: 'endless' }, cancel: stop.signal });
		while (requests.length === 0) await new Promise(setImmediate);
		stop.abort();
		expect((await running).status).toBe('canceled');
	});

	test('says that a credential type is missing', async () => {
		await expect(runNode({ ...fetcher(), credentialTypes: [] })).rejects.toThrow(
			'no credential type "keyApi"',
		);
	});
});

describe('a credential that fetches its token', () => {
	const setup = () => ({ ...fetcher(), parameters: { credential: 'tokenApi' } });

	test('fetches once, keeps the token, and fetches anew after a 401', async () => {
		const credentials = new CredentialStore(credentialTypes, { tokenApi: { baseUrl } });
		expect((await runNode({ ...setup(), credentials })).status).toBe('success');
		expect(credentials.data('tokenApi')['token']).toBe('token-1');
		await runNode({ ...setup(), credentials });
		expect(requests.map(({ url }) => url)).toEqual(['/token', '/things/default', '/things/default']);
		credentials.change('tokenApi', { token: 'expired' });
		expect((await runNode({ ...setup(), credentials })).status).toBe('success');
		expect(requests.slice(3).map(({ url }) => url)).toEqual(['/things/default', '/token', '/things/default']);
		expect(credentials.data('tokenApi')['token']).toBe('token-2');
	});
});

describe('testCredential', () => {
	const test_ = async (secret: string) =>
		await testCredential({ credentialType: new KeyApi(), data: { baseUrl, key: secret } });

	test('passes, fails with the status text, fails with a rule for the status', async () => {
		expect(await test_('right')).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(await test_('wrong')).toEqual({ status: 'Error', message: 'Unauthorized' });
		pollAnswer = 'forbid';
		expect(await test_('right')).toEqual({ status: 'Error', message: 'The key lacks rights.' });
	});
});

describe('listSearch', () => {
	test('passes filter and token on, and knows the defaults of the node', async () => {
		const first = await listSearch({ ...fetcher(), method: 'names', filter: 'x' });
		expect(first).toEqual({ results: [{ name: '{"q":"x","page":"1"}', value: 1 }], paginationToken: '2' });
		const second = await listSearch({ ...fetcher(), method: 'names', paginationToken: '2' });
		expect(second.results[0]?.name).toBe('{"q":"","page":"2"}');
	});
});

describe('PollSession', () => {
	const session = (durable: boolean) =>
		new PollSession({ trigger: new Counter(), credentialTypes, credentials: key(), durable });
	const answer = async (wanted: string, poll: () => Promise<unknown>) => {
		pollAnswer = wanted;
		return await poll();
	};

	test('default poller: stores at activation and with items, forgets the rest at a restart', async () => {
		const running = session(false);
		expect(await running.activate()).toBeNull();
		expect(running.state).toEqual({ state: { polls: 1 } });
		expect(await running.poll()).toBeNull();
		await expect(answer('throw', async () => await running.poll())).rejects.toThrow('The poll failed');
		expect(running.state).toEqual({ state: { polls: 1 } });
		// The memory of this life went on counting although nothing was stored.
		expect(await answer('items', async () => await running.poll())).toMatchObject([{ json: { polls: 4 } }]);
		expect(running.state).toEqual({ state: { polls: 4 } });
		await answer('nothing', async () => await running.poll());
		expect(await answer('items', async () => await running.restart())).toMatchObject([
			{ json: { polls: 5 } },
		]);
	});

	test('durable cursors: null commits, a throw does not, neither does null at activation', async () => {
		const running = session(true);
		await running.activate();
		expect(running.state).toEqual({});
		await running.poll();
		expect(running.state).toEqual({ state: { polls: 1 } });
		await expect(answer('throw', async () => await running.poll())).rejects.toThrow('The poll failed');
		expect(running.state).toEqual({ state: { polls: 1 } });
		expect(await running.restart()).toBeNull();
		expect(await answer('items', async () => await running.poll())).toMatchObject([{ json: { polls: 2 } }]);
		expect(running.state).toEqual({ state: { polls: 2 } });
	});

	test.each([false, true])('a throw refuses activation and keeps nothing (durable: %s)', async (durable) => {
		const running = session(durable);
		await expect(answer('throw', async () => await running.activate())).rejects.toThrow('The poll failed');
		expect(running.state).toEqual({});
		await expect(running.poll()).rejects.toThrow('not active');
	});

	test('a manual run sees the state and leaves it alone', async () => {
		const running = new PollSession({
			trigger: new Counter(),
			credentialTypes,
			credentials: key(),
			state: { kept: 1 },
		});
		const items = await answer('items', async () => await running.manual());
		expect(items).toMatchObject([{ json: { polls: 1, mode: 'manual' } }]);
		expect(running.state).toEqual({ kept: 1 });
		await expect(answer('throw', async () => await running.manual())).rejects.toThrow('The poll failed');
	});

	test('a publication tries five times and gives up; no start polls again, a publication does', async () => {
		const running = session(false);
		expect(await answer('throw', async () => await running.publish())).toEqual({
			isAlive: false,
			items: null,
		});
		expect(requests).toHaveLength(5);
		expect(await answer('items', async () => await running.start())).toMatchObject({ isAlive: false });
		await expect(running.poll()).rejects.toThrow('not active');
		expect(await running.publish()).toMatchObject({ isAlive: true, items: [{ json: { polls: 1 } }] });
	});

	test('a publication that takes longer than its lease is given up', async () => {
		const now = Date.now.bind(Date);
		jest.spyOn(Date, 'now').mockImplementation(() => now() + (requests.length > 0 ? LEASE_MS + 1000 : 0));
		expect(await session(false).publish()).toMatchObject({ isAlive: false });
		expect(requests).toHaveLength(1);
	});

	test.each(['items', 'throw'])(
		'nobody sees %s of a durable tick after 45 s: n8n abandons it',
		async (outcome) => {
			const running = session(true);
			await running.activate();
			const now = Date.now.bind(Date);
			const before = requests.length;
			const passed = () => (requests.length > before ? DURABLE_LIMIT_MS + 1000 : 0);
			const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + passed());
			expect(await answer(outcome, async () => await running.poll())).toBeNull();
			clock.mockRestore();
			expect(running.leftAloneMs).toBe(5000);
			expect(running.state).toEqual({});
		},
	);

	test('durable ticks see the cursor of when they were claimed', async () => {
		const running = session(true);
		await running.activate();
		const [one, other] = [running.claim(), running.claim()];
		expect(await answer('items', one)).toMatchObject([{ json: { polls: 1 } }]);
		expect(await answer('items', other)).toMatchObject([{ json: { polls: 1 } }]);
		expect(await answer('items', running.claim())).toMatchObject([{ json: { polls: 2 } }]);
	});

	test('the durable poller leaves a trigger alone ever longer while its polls throw, until one does not', async () => {
		const running = session(true);
		await running.activate();
		const waitsMs: number[] = [];
		for (let tick = 0; tick < 11; tick += 1) {
			await expect(answer('throw', async () => await running.poll())).rejects.toThrow('The poll failed');
			waitsMs.push(running.leftAloneMs);
		}
		expect(waitsMs.map((ms) => ms / 1000)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800]);
		await answer('nothing', async () => await running.poll());
		expect(running.leftAloneMs).toBe(0);
		await expect(answer('throw', async () => await running.poll())).rejects.toThrow('The poll failed');
		expect(running.leftAloneMs).toBe(5000);
	});

	test.each([
		[{ failure: { cause: 'temporarily-unavailable' } }, 2, 10],
		[{ failure: { cause: 'quota-exhausted' } }, 1, 5],
		[{ failure: { cause: 'rate-limited', retryAfterMs: 60_000 } }, 1, 60],
		[{ failure: { cause: 'rate-limited', retryAfterMs: 60_000 } }, 6, 160],
		[{ failure: { cause: 'rate-limited', retryAfterMs: 86_400_000 } }, 1, 3600],
		[{ failure: { cause: 'configuration-invalid' } }, 1, 1800],
		[{ httpCode: '409' }, 1, 5],
		[{ httpCode: '403' }, 1, 1800],
	])('what was thrown says how long: %j, number %d in a row, %d s', (said, inARow, seconds) => {
		expect(backOffMs(Object.assign(new Error('no'), said), inARow)).toBe(seconds * 1000);
	});

	test('polls that overlap share an isolate: one that ends takes it away from a declared authenticate', async () => {
		const first = gate();
		class Slow extends Counter {
			override async poll(this: IPollFunctions) {
				const nth = (polls += 1);
				if (nth === 2) await first.opened;
				return await Counter.prototype.poll.call(this);
			}
		}
		let polls = 0;
		const running = new PollSession({ trigger: new Slow(), credentialTypes, credentials: key() });
		await running.activate();
		const slow = expect(running.poll()).rejects.toThrow('No bridge acquired');
		await running.poll();
		first.open();
		await slow;
		expect(await running.poll()).toBeNull();
	});

	test('polls may overlap, and each returns to its own caller', async () => {
		const running = session(false);
		await running.activate();
		const both = await answer('items', async () => await Promise.all([running.poll(), running.poll()]));
		expect(both).toMatchObject([[{ json: { polls: 2 } }], [{ json: { polls: 3 } }]]);
	});
});

test('recordLog keeps what is written to the log of n8n, beside whoever else records it', async () => {
	const log = recordLog();
	const another = recordLog();
	class Chatty extends Fetcher {
		override execute: Fetcher['execute'] = async function () {
			this.logger.warn('Something is odd', { count: 2 });
			return [[]];
		};
	}
	await runNode({ ...fetcher(), node: new Chatty() });
	const entry = { level: 'warn', message: 'Something is odd', meta: { count: 2 } };
	expect(log).toContainEqual(entry);
	expect(another).toEqual(log);
});
