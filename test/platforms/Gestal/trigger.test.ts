import { describe, expect, test } from '@jest/globals';

import { textOf } from '../../../core';
import { feeds } from '../../../nodes/Gestal/events';
import { Clock } from '../../../simulators/switchboard';
import { forEachTest } from '../../lifecycle';
import { GestalBench, jsonOf } from './bench';
import { broughtBy, events } from './cases/eventCases';
import { ownDate, pass } from '../ownDate';

let bench: GestalBench;
forEachTest(ownDate);
forEachTest(async () => (bench = await GestalBench.start({ clock: new Clock() })));

test('every event of the dropdown is polled here', () => {
	expect(events.map(({ event }) => event).sort()).toEqual(feeds.map(({ value }) => value).sort());
});

describe.each(['seed', 'current'] as const)('paths: %s', (generation) => {
	test.each(events)('$event: a baseline, then once, and not again after a restart', async (one) => {
		one.prepare?.(bench);
		const parameters = { events: [one.event], ...one.parameters?.(bench) };
		const running = bench.watch(parameters, { generation });
		expect(await running.activate()).toBeNull();
		pass(60_000);
		expect(await running.poll()).toBeNull();
		one.change(bench);
		const emitted = await broughtBy(one, async () => await running.poll());
		expect(emitted).toMatchObject([
			{
				platform: 'gestal',
				errorId: null,
				occurrences: 1,
				occurredAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
				...one.emitted(bench),
			},
		]);
		const kind = textOf(emitted?.[0]?.['kind']) ?? '';
		expect(emitted?.[0]?.['eventId']).toMatch(new RegExp(`^gestal:${kind}:(?!${kind})`));
		expect(emitted?.[0]).not.toHaveProperty('raw');
		pass(60_000);
		expect(await running.poll()).toBeNull();
		expect(await running.restart()).toBeNull();
		expect(await running.poll()).toBeNull();
	});

	test.each(events)('$event: what happened while n8n was down is emitted after the start', async (one) => {
		one.prepare?.(bench);
		const running = bench.watch(
			{ events: [one.event], simplify: false, ...one.parameters?.(bench) },
			{ generation },
		);
		await running.activate();
		one.change(bench);
		const started = await running.restart();
		const isSeenOnce = (one.polls ?? 1) > 1;
		expect(started === null).toBe(isSeenOnce);
		const emitted = jsonOf(isSeenOnce ? await running.poll() : started);
		expect(emitted).toMatchObject([{ ...one.emitted(bench), raw: expect.any(Object) }]);
		expect(await running.poll()).toBeNull();
	});

	test.each(events)('$event: a test in the editor shows what there is, and keeps no state', async (one) => {
		one.prepare?.(bench);
		const parameters = { events: [one.event], ...one.parameters?.(bench) };
		const testing = bench.watch(parameters, { generation });
		if (one.shows === 'now') {
			expect((await testing.manual())?.length).toBeGreaterThan(0);
		} else {
			await expect(testing.manual()).rejects.toThrow('No matching event right now');
			one.change(bench);
			expect(jsonOf(await testing.manual())).toMatchObject([one.emitted(bench)]);
		}
		expect(testing.state).toEqual({});
	});

	test.each(events)('$event: a failed poll moves nothing', async (one) => {
		if (one.event === 'problemReachingIntegration') return;
		one.prepare?.(bench);
		const running = bench.watch({ events: [one.event], ...one.parameters?.(bench) }, { generation });
		await running.activate();
		one.change(bench);
		const before = running.state;
		const fault = bench.simulator.faults.add({
			path: /./,
			answer: { status: 403, body: { message: 'Closed' } },
		});
		await expect(running.poll()).rejects.toThrow('Closed');
		expect(running.state).toEqual(before);
		fault.remove();
		expect(await broughtBy(one, async () => await running.poll())).toMatchObject([one.emitted(bench)]);
	});
});

describe('durable cursors', () => {
	test.each(events)('$event: once', async (one) => {
		one.prepare?.(bench);
		const parameters = { events: [one.event], ...one.parameters?.(bench) };
		const running = bench.watch(parameters, { durable: true });
		expect(await running.activate()).toBeNull();
		expect(await running.poll()).toBeNull();
		one.change(bench);
		expect(await broughtBy(one, async () => await running.poll())).toMatchObject([one.emitted(bench)]);
		await running.restart();
		expect(await running.poll()).toBeNull();
	});
});

describe('what is there at activation', () => {
	test('is emitted on request', async () => {
		const running = bench.watch({ events: ['newIntegration'], options: { emitExisting: true } });
		expect(await running.activate()).toHaveLength(2);
		expect(await running.poll()).toBeNull();
	});

	test('a problem at activation is emitted at once: it is the only real error there is', async () => {
		bench.simulator.faults.add({
			path: '/integrations',
			answer: { status: 403, body: { message: 'Closed' } },
		});
		const running = bench.watch({ events: ['problemReachingIntegration', 'newIntegration'] });
		const emitted = jsonOf(await running.activate());
		expect(emitted).toMatchObject([
			{ kind: 'unreachable', code: '403', detail: { endpoint: 'problemReachingIntegration' } },
		]);
		expect(await running.poll()).toBeNull();
	});
});

test('the same record has the same id in every poll', async () => {
	const change = () => void bench.simulator.state.addIntegration({ name: 'Newest' });
	const [one, other] = [
		bench.watch({ events: ['newIntegration'] }),
		bench.watch({ events: ['newIntegration'] }),
	];
	await one.activate();
	await other.activate();
	change();
	const ids = [jsonOf(await one.poll()), jsonOf(await other.poll())].map(
		(emitted) => emitted?.[0]?.['eventId'],
	);
	expect(ids[0]).toMatch(/^gestal:newIntegration:int_/);
	expect(ids[1]).toBe(ids[0]);
});

test('batch ids are needed before anything is sent', async () => {
	await expect(bench.watch({ events: ['batchWithFailures'] }).activate()).rejects.toThrow(
		"'Batch IDs' must not be empty",
	);
	expect(bench.lines()).toEqual([]);
});
