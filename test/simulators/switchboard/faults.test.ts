import { describe, expect, it } from '@jest/globals';
import { AxiosError } from 'axios';
import type { Readable } from 'node:stream';

import type { CommonSwitches, Switchboard } from '../../../simulators/switchboard';
import { forEachTest } from '../../lifecycle';
import { http, open } from './things';

let board: Switchboard<CommonSwitches>;
forEachTest(async () => (board = await open()));

describe('faults', () => {
	const put = () => http.put('/things/1', { name: 'one' }).catch((error: unknown) => error);

	it('resets the connection before anything is done', async () => {
		const fault = board.faults.add({ answer: 'reset', times: 1 });
		expect(await put()).toMatchObject({ code: 'ECONNRESET' });
		expect(board.requests.last()).toMatchObject({ outcome: 'cut', status: undefined });
		expect((await other()).data.stored).toBe(1);
		expect(fault.hits).toBe(1);
	});

	const other = () => http.put<{ stored: number }>('/things/2', { name: 'two' });

	/** What comes of a request that is given up when `seen` has happened: no response is to be expected. */
	const givenUp = async (send: (signal: AbortSignal) => Promise<unknown>, seen: () => Promise<unknown>) => {
		const giveUp = new AbortController();
		const sent = send(giveUp.signal).catch((error: unknown) => error);
		await seen();
		giveUp.abort();
		return await sent;
	};

	it('accepts and never answers', async () => {
		board.faults.add({ answer: 'hang' });
		const failed = await givenUp(
			(signal) => http.get('/things/1/parts/1', { signal }),
			() => board.requests.waitFor({}),
		);
		expect(failed).toMatchObject({ code: 'ERR_CANCELED' });
		expect(board.requests.last()).toMatchObject({ status: undefined });
	});

	it('drips: bytes keep coming, one at a time', async () => {
		board.faults.add({ answer: { dripMs: 1 }, times: 1 });
		const response = await http.get<Readable>('/things/1/parts/1', { responseType: 'stream' });
		const chunks = await response.data.toArray();
		expect(chunks.length).toBeGreaterThan(5);
		expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({ thingId: '1', partId: '1' });
	});

	it.each(['reset', 'truncate'] as const)('does the work, then: %s', async (afterExecuting) => {
		board.faults.add({ answer: { afterExecuting }, times: 1 });
		expect(await put()).toBeInstanceOf(AxiosError);
		expect((await other()).data.stored).toBe(2);
	});

	it('does the work, then: hang', async () => {
		board.faults.add({ path: '/things/1', answer: { afterExecuting: 'hang' }, times: 1 });
		const failed = await givenUp(
			(signal) => http.put('/things/1', { name: 'one' }, { signal }),
			async () => {
				while ((await other()).data.stored < 2);
			},
		);
		expect(failed).toMatchObject({ code: 'ERR_CANCELED' });
	});

	it('does the work, then answers something else', async () => {
		board.faults.add({ answer: { afterExecuting: { status: 504, bodyText: '<html>' } }, times: 1 });
		expect(await put()).toMatchObject({ status: 504, data: '<html>' });
		expect((await other()).data.stored).toBe(2);
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
