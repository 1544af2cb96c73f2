import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { AxiosError } from 'axios';

import {
	body,
	Clock,
	json,
	LeakyBucket,
	noContent,
	pageByCursor,
	parameter,
	Refused,
	retryHeaders,
	route,
	SeededRandom,
	startSwitchboard,
	type CommonSwitches,
	type Switchboard,
} from '../../simulators/switchboard';

/** A platform of one resource, as small as one can be. */
function startThings(clock?: Clock) {
	const things = new Map<string, { name: string }>();
	const switches: CommonSwitches = { latencyMs: 0, rateLimit: 'off', retryHint: 'retryAfterSeconds' };
	return startSwitchboard({
		switches,
		...(clock === undefined ? {} : { clock }),
		guard: ({ request }, needs) => {
			if (needs !== 'nothing' && request.authorization !== 'Bearer good')
				throw new Refused(json(401, { error: 'token' }));
		},
		refuse: (refusal) => {
			switch (refusal.reason) {
				case 'unknownPath':
					return json(404, refusal);
				case 'wrongMethod':
					return json(405, refusal);
				case 'wrongMediaType':
					return json(415, refusal);
				case 'bodyTooLarge':
					return json(413, refusal);
				case 'rateLimited':
					return json(429, refusal.reason, refusal.headers);
				case 'simulatorDefect':
					return json(500, refusal);
				case 'malformedBody':
				case 'invalidQuery':
					return json(400, refusal);
				case 'invalidBody':
					return json(422, refusal);
			}
		},
		routes: [
			route({
				method: 'GET',
				path: '/things/:thingId/parts/:partId',
				needs: 'token',
				query: { limit: parameter.positiveNumber, kind: parameter.repeatable },
				handle: ({ params, query }) =>
					json(200, { ...params, limit: query.number('limit'), kinds: query.list('kind') }),
			}),
			route({
				method: 'PUT',
				path: '/things/:id',
				needs: 'token',
				body: body<{ name: string }>({
					type: 'object',
					required: ['name'],
					properties: { name: { type: 'string' } },
					additionalProperties: false,
				}),
				handle: ({ params, body: thing }) => {
					things.set(params.id, thing);
					return json(200, { ...thing, stored: things.size });
				},
			}),
			route({ method: 'DELETE', path: '/things/:id', needs: 'token', handle: () => noContent() }),
			route({
				method: 'GET',
				path: '/defect',
				needs: 'nothing',
				handle: () => {
					throw new TypeError('a mistake of ours');
				},
			}),
		],
	});
}

describe('switchboard', () => {
	let board: Switchboard<CommonSwitches>;
	// axios would mend a broken text; bytes it sends as they are.
	const asJson = { headers: { 'content-type': 'application/json' } };
	const http = axios.create({
		validateStatus: () => true,
		headers: { authorization: 'Bearer good' },
		timeout: 5000,
	});

	beforeEach(async () => {
		board = await startThings();
		http.defaults.baseURL = board.url;
	});

	afterEach(() => board.stop());

	it('decodes path parameters and reads single and repeated query parameters', async () => {
		const { data } = await http.get<unknown>('/things/a%2Fb/parts/%25?limit=20&kind=x&kind=y');
		expect(data).toEqual({ thingId: 'a/b', partId: '%', limit: 20, kinds: ['x', 'y'] });
		expect(board.violations.lines()).toEqual([]);
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

	describe('faults', () => {
		const put = () => http.put('/things/1', { name: 'one' }).catch((error: unknown) => error);

		it('resets the connection before anything is done', async () => {
			const fault = board.faults.add({ answer: 'reset', times: 1 });
			expect(await put()).toMatchObject({ code: 'ECONNRESET' });
			expect(board.requests.last()).toMatchObject({ outcome: 'cut', status: undefined });
			expect((await http.put<{ stored: number }>('/things/2', { name: 'two' })).data.stored).toBe(1);
			expect(fault.hits).toBe(1);
		});

		it('accepts and never answers', async () => {
			board.faults.add({ answer: 'hang' });
			const sent = http.get('/things/1/parts/1', { timeout: 50 });
			await expect(sent).rejects.toMatchObject({ code: 'ECONNABORTED' });
			expect(board.requests.last()).toMatchObject({ status: undefined });
		});

		it.each(['reset', 'hang', 'truncate'] as const)('does the work, then: %s', async (afterExecuting) => {
			board.faults.add({ answer: { afterExecuting }, times: 1 });
			const failed = await http
				.put('/things/1', { name: 'one' }, { timeout: 200 })
				.catch((error: unknown) => error);
			expect(failed).toBeInstanceOf(AxiosError);
			expect((await http.put<{ stored: number }>('/things/2', { name: 'two' })).data.stored).toBe(2);
		});

		it('does the work, then answers something else', async () => {
			board.faults.add({ answer: { afterExecuting: { status: 504, bodyText: '<html>' } }, times: 1 });
			expect(await put()).toMatchObject({ status: 504, data: '<html>' });
			expect((await http.put<{ stored: number }>('/things/2', { name: 'two' })).data.stored).toBe(2);
		});

		it('answers instead of the platform: JSON, text, headers, nothing', async () => {
			board.faults.add({
				method: 'put',
				path: '/things/1',
				times: 1,
				answer: { status: 503, body: { busy: true } },
			});
			board.faults.add({
				path: /^\/things/,
				times: 1,
				answer: { bodyText: '{"cut', contentType: 'application/json' },
			});
			board.faults.add({ answer: { status: 429, headers: { 'retry-after': '7' } } });
			expect(await put()).toMatchObject({ status: 503, data: { busy: true } });
			expect(await put()).toMatchObject({ status: 200, data: '{"cut' });
			expect(await put()).toMatchObject({ status: 429, data: '', headers: { 'retry-after': '7' } });
			board.faults.clear();
			expect(await put()).toMatchObject({ status: 200, data: { stored: 1 } });
		});

		it('lets some through, strikes some, delays some', async () => {
			board.faults.add({ after: 1, times: 1, answer: { status: 500 } });
			board.faults.add({ times: 1, answer: { delayMs: 40 } });
			const startedAt = performance.now();
			expect(await put()).toMatchObject({ status: 200 });
			expect(performance.now() - startedAt).toBeGreaterThanOrEqual(35);
			expect(await put()).toMatchObject({ status: 500 });
			expect(await put()).toMatchObject({ status: 200 });
		});

		it('stops at once, hanging and delayed requests included', async () => {
			board.faults.add({ times: 1, answer: 'hang' });
			board.faults.add({ answer: { delayMs: 60_000 } });
			const sent = Promise.allSettled([http.get('/things/1/parts/1'), http.get('/things/1/parts/2')]);
			await board.requests.waitFor({}, 2);
			await board.stop();
			expect((await sent).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		});
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

	it('tells its own time', async () => {
		await board.stop();
		const clock = new Clock('2024-01-15T12:00:00.000Z');
		board = await startThings(clock);
		clock.advance(60_000);
		const { headers } = await http.get(`${board.url}/defect`);
		expect(headers.date).toBe('Mon, 15 Jan 2024 12:01:00 GMT');
	});
});

describe('parts of a simulator', () => {
	it('LeakyBucket gives back at its pace', () => {
		let nowMs = 0;
		const bucket = new LeakyBucket(() => nowMs);
		const size = { capacity: 2, refillPerSecond: 4 };
		expect([bucket.take(size), bucket.take(size), bucket.take(size)]).toEqual([0, 0, 250]);
		nowMs = 250;
		expect([bucket.take(size), bucket.take(size)]).toEqual([0, 250]);
	});

	it('retryHeaders says the same wait in each form', () => {
		expect(retryHeaders('retryAfterSeconds', 1200)).toEqual({ 'retry-after': '2' });
		expect(retryHeaders('retryAfterDate', 1200, 5000)).toEqual({
			'retry-after': 'Thu, 01 Jan 1970 00:00:07 GMT',
		});
		expect(retryHeaders('resetEpoch', 1200, 5000)).toMatchObject({ 'x-ratelimit-reset': '7' });
		expect(retryHeaders('resetDelay', 1, 5000)).toMatchObject({ 'x-ratelimit-reset': '1' });
	});

	it('SeededRandom repeats itself for the same seed only, and object ids ascend', () => {
		const draw = (seed: number) => {
			const random = new SeededRandom(seed);
			return [random.hex(8), random.digits(6), random.uuid(), random.integer(1, 9), random.objectId()];
		};
		expect(draw(7)).toEqual(draw(7));
		expect(draw(7)).not.toEqual(draw(8));
		const random = new SeededRandom();
		const ids = Array.from({ length: 300 }, () => random.objectId());
		expect([...ids].sort()).toEqual(ids);
		expect(ids[0]).toMatch(/^[0-9a-f]{24}$/);
	});

	it('pageByCursor neither skips nor repeats when rows vanish between pages', () => {
		const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
		const key = ({ id }: { id: string }) => [0, id] as const;
		const first = pageByCursor(rows, key, 2);
		expect(first?.rows).toEqual([{ id: 'a' }, { id: 'b' }]);
		const second = pageByCursor(rows.slice(2), key, 3, first?.nextCursor);
		expect(second).toEqual({ rows: rows.slice(2), nextCursor: undefined });
		expect(pageByCursor(rows, key, 2, 'not a cursor')).toBeUndefined();
	});
});
