import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { feeds } from '../../../nodes/Celigo/events';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest, movableClock } from '../../lifecycle';
import { CeligoBench, chosen, emitted } from './bench';

const MINUTE_MS = 60_000;
const events = feeds.map(({ value }) => value);
const ofFlows = ['newError', 'newErrorsPerFlow', 'failedJob'];

const cases: Array<[event: string, chosen: 'integrationId' | 'flowId']> = [
	...events.map((event): [string, 'integrationId'] => [event, 'integrationId']),
	...ofFlows.map((event): [string, 'flowId'] => [event, 'flowId']),
];

let bench: CeligoBench;

const clock = movableClock();

forEachTest(async () => {
	bench = await CeligoBench.start();
	bench.switches.deleteNonEmpty = 'cascade';
	return bench;
});

const deleted = {
	integrationId: async () =>
		await bench.json('integration.delete', { integrationId: chosen(ids.integrationId) }),
	flowId: async () => await bench.json('flow.delete', { flowId: chosen(ids.flowId) }),
};
const given = (event: string, field: keyof typeof deleted): INodeParameters => ({
	events: [event],
	[field]: chosen(ids[field]),
});
const notFound = /(Integration|Flow) \w+ was not found/;

describe.each(cases)('%s with the %s', (event, field) => {
	test('of one that never was is refused when it is published', async () => {
		const session = bench.watch({ events: [event], [field]: chosen('0'.repeat(24)) });
		expect(await session.publish()).toEqual({ isAlive: false, items: null });
		await expect(session.activate()).rejects.toThrow(notFound);
		await expect(session.manual()).rejects.toThrow(notFound);
	});

	test('of one that was deleted before is refused when it is published', async () => {
		await deleted[field]();
		await expect(bench.watch(given(event, field)).activate()).rejects.toThrow(notFound);
	});

	test('of one that is deleted later fails at once, hourly after that, and at no start of n8n', async () => {
		const session = await bench.watching(given(event, field));
		await deleted[field]();
		await expect(session.poll()).rejects.toThrow(notFound);
		clock.pass(MINUTE_MS);
		expect(await session.poll()).toBeNull();
		clock.pass(60 * MINUTE_MS);
		await expect(session.poll()).rejects.toThrow(notFound);
		expect(await session.start()).toEqual({ isAlive: true, items: null });
	});

	test('of one that is deleted later is an event, if that is wanted', async () => {
		const options = { whenUnreachable: 'emit' };
		const session = await bench.watching({ ...given(event, field), options });
		await deleted[field]();
		expect(emitted(await session.poll())).toMatchObject([
			{ kind: 'unreachable', message: expect.stringMatching(notFound) },
		]);
		expect(await session.poll()).toBeNull();
	});
});

test.each([
	[false, ids.standaloneFlowId],
	[true, `${ids.standaloneFlowId} with resolved errors`],
])('an outage of a flow that belongs to no integration is named (resolved errors: %s)', async (...row) => {
	const [includeResolved, name] = row;
	const options = { whenUnreachable: 'emit' };
	const session = await bench.watching({ events: ['newError'], includeResolved, options });
	const path = new RegExp(`flows/${ids.standaloneFlowId}/errors$`);
	bench.faults.add({ path, times: 1, answer: { status: 403 } });
	expect(emitted(await session.poll())).toMatchObject([{ kind: 'unreachable' }]);
	clock.pass(MINUTE_MS);
	const message = `The outage of Celigo (${name}) is over, after 1 minute`;
	expect(emitted(await session.poll())).toMatchObject([{ kind: 'recovered', message }]);
});

test('a flow that comes back from the recycle bin is watched from where it was', async () => {
	const session = await bench.watching(given('newError', 'flowId'));
	await deleted.flowId();
	await expect(session.poll()).rejects.toThrow(notFound);
	await bench.json('recycleBin.restore', { resourceId: chosen(ids.flowId) });
	bench.state.addError(ids.flowId, ids.importId, { errorId: '901' });
	expect(emitted(await session.poll())).toMatchObject([{ errorId: '901' }]);
});
