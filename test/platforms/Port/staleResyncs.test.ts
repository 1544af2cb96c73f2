import { describe, expect, test } from '@jest/globals';
import { jsonParse, type IDataObject, type INodeExecutionData } from 'n8n-workflow';

import { forEachTest } from '../../lifecycle';
import { HOUR_MS, ownDate, pass } from '../ownDate';
import { chosen, PortBench } from './bench';

/** No Recent Resync with Include Overdue: two events, each of its own. */
let bench: PortBench;

forEachTest(ownDate);
forEachTest(async () => (bench = await PortBench.start()));

const said = (items: INodeExecutionData[] | null) => (items ?? []).map(({ json }) => json);
const watched = {
	events: ['noRecentResync'],
	integrations: { rows: [{ integrationId: chosen('my-gitlab') }] },
	includeOverdue: true,
	staleAfterHours: 4,
};

/** A resync ended just now; the next is planned in so many hours. */
function plan(hours: number): void {
	bench.simulator.resyncs.run('my-gitlab');
	const { resyncState } = bench.simulator.state.installation('my-gitlab').record;
	if (resyncState) resyncState.nextResync = bench.simulator.clock.iso(-hours * HOUR_MS);
}

describe('a planned resync that did not start, and no resync for hours', () => {
	test.each([
		['the planned time first', 2, ['overdue', null]],
		['the hours first', 6, [null, 'overdue']],
	] as const)('are two events, each once: %s', async (_first, planned, codes) => {
		const session = bench.watch(watched);
		await session.activate();
		plan(planned);
		expect(await session.poll()).toBeNull();
		const emitted: IDataObject[] = [];
		for (let hour = 1; hour <= 8; hour += 1) {
			pass(HOUR_MS);
			emitted.push(...said(await session.poll()));
		}
		expect(emitted.map(({ code }) => code)).toEqual(codes);
		expect(new Set(emitted.map(({ eventId }) => eventId)).size).toBe(2);
	});

	test('of one resync after which two planned ones did not start are two', async () => {
		const session = bench.watch(watched);
		await session.activate();
		plan(1);
		await session.poll();
		const emitted: IDataObject[] = [];
		for (let planned = 1; planned <= 2; planned += 1) {
			const { resyncState } = bench.simulator.state.installation('my-gitlab').record;
			if (resyncState) resyncState.nextResync = bench.simulator.clock.iso(-HOUR_MS);
			expect(await session.poll()).toBeNull();
			pass(1.5 * HOUR_MS);
			emitted.push(...said(await session.poll()));
		}
		expect(emitted).toMatchObject([{ code: 'overdue' }, { code: 'overdue' }]);
		expect(new Set(emitted.map(({ eventId }) => eventId)).size).toBe(2);
	});

	test('of one state have the same IDs, whoever reads it', async () => {
		const session = bench.watch(watched);
		await session.activate();
		plan(2);
		await session.poll();
		const before = session.state;
		pass(5 * HOUR_MS);
		const emitted = said(await session.poll());
		pass(60_000);
		const again = said(await bench.watch(watched, { state: before }).restart());
		expect(emitted).toHaveLength(2);
		expect(again.map(({ eventId }) => eventId)).toEqual(emitted.map(({ eventId }) => eventId));
	});

	test('are not repeated after a version that had one value for both', async () => {
		const session = bench.watch(watched);
		await session.activate();
		plan(2);
		await session.poll();
		pass(3 * HOUR_MS);
		expect(said(await session.poll())).toMatchObject([{ code: 'overdue' }]);
		const former = JSON.stringify(session.state)
			.replace(/\\"fresh\\"/, () => '\\"stale:@last\\"')
			.replace(/,?\\"[^"]+\\":\\"overdue:(\d+)\\"/, '')
			.replace(
				'@last',
				String(
					Date.parse(
						String(bench.simulator.state.installation('my-gitlab').record.resyncState?.lastResyncEnd),
					),
				),
			);
		expect(former).not.toContain('overdue');
		const upgraded = bench.watch(watched, { state: jsonParse<IDataObject>(former) });
		expect(await upgraded.restart()).toBeNull();
		expect(await upgraded.poll()).toBeNull();
	});
});
