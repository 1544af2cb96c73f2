import { describe, expect, it } from '@jest/globals';

import { Clock, type CommonSwitches, type Switchboard } from '../../../simulators/switchboard';
import { forEachTest, untilTestEnds } from '../../lifecycle';
import { http, open } from './things';

/** What a simulator takes, refuses and records. */
let board: Switchboard<CommonSwitches>;
forEachTest(async () => (board = await open()));
const running = untilTestEnds();

// axios would mend a broken text; bytes it sends as they are.
const asJson = { headers: { 'content-type': 'application/json' } };

it('decodes path parameters and reads single and repeated query parameters', async () => {
	const { data } = await http.get<unknown>('/things/a%2Fb/parts/%25?limit=20&kind=x&kind=y');
	expect(data).toEqual({ thingId: 'a/b', partId: '%', limit: 20, kinds: ['x', 'y'] });
	expect(board.violations.lines()).toEqual([]);
});

it('shares nothing with another simulator of the platform that runs beside it, or ran before', async () => {
	const first = running(await open());
	first.switches.unknownParameters = 'ignored';
	first.faults.add({ path: '/things/1', times: 1, answer: { status: 503 } });
	expect((await http.put('/things/1', { name: 'one' })).status).toBe(503);
	expect((await http.put('/things/1?x=1', { name: 'one' })).data).toEqual({ name: 'one', stored: 1 });
	expect((await http.get('/nothing')).status).toBe(404);
	expect([first.requests.length, first.violations.lines().length]).toEqual([3, 2]);
	const second = running(await open());
	expect((await http.put('/things/1?x=1', { name: 'two' })).status).toBe(400);
	expect((await http.put('/things/2', { name: 'two' })).data).toEqual({ name: 'two', stored: 1 });
	await first.stop();
	expect((await http.put('/things/3', { name: 'three' })).data).toEqual({ name: 'three', stored: 2 });
	expect([second.requests.length, second.violations.lines().length]).toEqual([3, 1]);
	expect([first.requests.length, board.requests.length]).toEqual([3, 0]);
});

it('keeps every request raw', async () => {
	await http.put('/things/1?', { name: 'one' });
	const request = board.requests.last();
	expect(request).toMatchObject({
		sequence: 1,
		method: 'PUT',
		path: '/things/1',
		authorization: 'Bearer good',
		body: { name: 'one' },
		bodyText: '{"name":"one"}',
		status: 200,
		outcome: 'answered',
		inFlight: 1,
	});
});

it.each([
	['unknownPath', 404, () => http.get('/nothing')],
	['wrongMethod', 405, () => http.post('/things/1')],
	['invalidQuery', 400, () => http.get('/things/1/parts/2?limit=many')],
	['invalidQuery', 400, () => http.get('/things/1/parts/2?offset=3')],
	['invalidBody', 422, () => http.put('/things/1', {})],
	['invalidBody', 422, () => http.put('/things/1', { name: 'one', other: 2 })],
	['invalidBody', 422, () => http.put('/things/1')],
	['malformedBody', 400, () => http.put('/things/1', Buffer.from('{"name":'), asJson)],
	[
		'wrongMediaType',
		415,
		() => http.put('/things/1', 'name=1', { headers: { 'content-type': 'text/plain' } }),
	],
	['simulatorDefect', 500, () => http.get('/defect')],
])('refuses and records: %s', async (kind, status, send) => {
	expect((await send()).status).toBe(status);
	expect(board.violations.kinds()).toEqual([kind]);
});

it('names the field that is wrong', async () => {
	const { data } = await http.put<{ complaints: unknown }>('/things/1', { other: 2 });
	expect(data.complaints).toEqual([
		{ field: 'name', keyword: 'required', message: "name must have required property 'name'" },
		{ field: 'other', keyword: 'additionalProperties', message: 'other is not known' },
	]);
});

it('records a body where none is expected, and answers all the same', async () => {
	const answer = await http.delete('/things/1', { data: { a: 1 } });
	expect(answer.status).toBe(204);
	expect(board.violations.kinds()).toEqual(['ignoredBody']);
});

it('asks the guard before it looks at the body, on unknown paths too', async () => {
	const headers = { authorization: '', 'content-type': 'application/json' };
	expect((await http.put('/things/1', Buffer.from('{'), { headers })).status).toBe(401);
	expect((await http.get('/nothing', { headers })).status).toBe(401);
	expect(board.violations.lines()).toEqual([]);
});

it('counts requests in flight, and lets a test wait for their arrival', async () => {
	board.switches.latencyMs = 60;
	const both = Promise.all([http.get('/things/1/parts/1'), http.get('/things/1/parts/2')]);
	await board.requests.waitFor({ path: /parts/ }, 2);
	expect(board.requests.inFlight).toBe(2);
	await both;
	expect(board.requests).toMatchObject({ inFlight: 0, maxInFlight: 2, length: 2 });
	board.requests.clear();
	await http.get('/things/1/parts/1');
	expect(board.requests.maxInFlight).toBe(1);
});

it('limits the rate in every form of hint, and refused requests take nothing', async () => {
	board.switches.rateLimit = { capacity: 1, refillPerSecond: 0.1 };
	await http.get('/things/1/parts/1');
	const refused = await http.get('/things/1/parts/1');
	expect(refused.status).toBe(429);
	expect(refused.headers['retry-after']).toBe('10');
	board.switches.retryHint = 'resetEpoch';
	const epoch = Number((await http.get('/things/1/parts/1')).headers['x-ratelimit-reset']);
	expect(epoch).toBeGreaterThan(Date.now() / 1000 + 8);
	board.switches.retryHint = 'none';
	expect((await http.get('/things/1/parts/1')).headers).not.toHaveProperty('retry-after');
});

describe('with a clock of its own', () => {
	const clock = new Clock('2024-01-15T12:00:00.000Z');
	forEachTest(async () => (board = await open(clock)));

	it('shows its own time', async () => {
		clock.advance(60_000);
		const { headers } = await http.get(`${board.url}/defect`);
		expect(headers.date).toBe('Mon, 15 Jan 2024 12:01:00 GMT');
	});
});
