import { describe, expect, it } from '@jest/globals';

import type { PortOptions } from '../../../simulators/port';
import { get, openUntilTestEnds } from './client';

const open = openUntilTestEnds();

describe('logs, syncs and kinds', () => {
	const minutes = (count: number) =>
		new Date(Date.parse('2026-01-01T00:00:00Z') + count * 60_000).toISOString();

	async function openWithLines(options: PortOptions = {}) {
		const opened = await open(options);
		for (let count = 1; count <= 5; count += 1) {
			opened.simulator.state.addLog('my-gitlab', {
				message: `line ${count}`,
				timestamp: minutes(count),
				level: count === 5 ? 'FATAL' : 'INFO',
				eventId: count > 3 ? 'late' : 'early',
				kind: 'project',
				phase: 'load',
			});
		}
		const page = async (search: string) =>
			(await get(opened.send, `/integration/my-gitlab/logs?${search}`)).data.map(
				({ message }: { message: string }) => message,
			);
		return { ...opened, page };
	}

	it('pages ascending from the newest, up and down from an edge', async () => {
		const { page, send, simulator } = await openWithLines();
		expect(await page('limit=2')).toEqual(['line 4', 'line 5']);
		const { data } = await get(send, '/integration/my-gitlab/logs?limit=2');
		const edge = `timestamp=${String(data[0]?.timestamp)}&log_id=${String(data[0]?._id)}`;
		expect(await page(`limit=2&${edge}&direction=up`)).toEqual(['line 2', 'line 3']);
		expect(await page(`limit=2&${edge}&direction=down`)).toEqual(['line 5']);
		const { switches } = simulator;
		switches.logEdge = 'inclusive';
		expect(await page(`limit=2&${edge}&direction=up`)).toEqual(['line 3', 'line 4']);
		switches.logUp = 'newer';
		expect(await page(`limit=2&${edge}&direction=up`)).toEqual(['line 4', 'line 5']);
		switches.logOrder = 'descending';
		expect(await page('limit=2')).toEqual(['line 5', 'line 4']);
		expect(await page('limit=0')).toEqual([]);
		expect((await send('GET', '/integration/my-gitlab/logs?limit=301')).status).toBe(422);
		expect(simulator.violations.kinds()).toEqual(['invalidQuery']);
	});

	it('of one generation only, where unknown parameters are refused', async () => {
		const { send, simulator } = await openWithLines({ switches: { unknownParameters: 'refused' } });
		const status = async (search: string) =>
			(await send('GET', `/integration/my-gitlab/logs?${search}`)).status;
		expect(await status('levels=FATAL&event_id=late')).toBe(200);
		expect(await status('event_id=late&eventId=late')).toBe(422);
		simulator.switches.logParameters = 'old';
		expect(await status('level=FATAL&eventId=late')).toBe(200);
		expect(await status('levels=FATAL')).toBe(422);
	});

	it('may count the last of several levels only, and not know CRITICAL as FATAL', async () => {
		const { page, simulator } = await openWithLines();
		simulator.switches.repeatedLevels = 'last';
		expect(await page('levels=INFO&levels=FATAL')).toEqual(['line 5']);
		expect(await page('levels=FATAL&levels=ERROR')).toEqual([]);
		simulator.switches.criticalFilter = 'literal';
		expect(await page('levels=FATAL')).toEqual(['line 5']);
		simulator.switches.highestLevel = 'CRITICAL';
		expect(await page('levels=FATAL')).toEqual([]);
		expect(await page('limit=1')).toEqual(['line 5']);
	});

	it('filters by one generation of parameter names and ignores the other', async () => {
		const { page, simulator, send } = await openWithLines();
		expect(await page('levels=ERROR&levels=FATAL')).toEqual(['line 5']);
		expect(await page('event_id=late&kinds=project&etl_phases=load')).toEqual(['line 4', 'line 5']);
		expect(await page('level=FATAL&limit=2')).toEqual(['line 4', 'line 5']);
		simulator.switches.logParameters = 'old';
		expect(await page('levels=FATAL&limit=2')).toEqual(['line 4', 'line 5']);
		expect(await page('level=FATAL&eventId=late')).toEqual(['line 5']);
		simulator.switches.logIdKey = 'none';
		simulator.switches.highestLevel = 'CRITICAL';
		const { data } = await get(send, '/integration/my-gitlab/logs?limit=1');
		expect(data).toEqual([{ level: 'CRITICAL', message: 'line 5', timestamp: minutes(5), extra: {} }]);
		expect(simulator.violations.lines()).toEqual([]);
	});

	it('counts a kind as a success only when it has ended without errors', async () => {
		const { simulator } = await open();
		const config = { resources: ['a', 'b', 'c'].map((kind) => ({ kind })) };
		Object.assign(simulator.state.installation('my-gitlab').record, { config });
		const { kinds } = simulator.resyncs.start('my-gitlab');
		const shown = () => kinds.map(({ syncState, success, loaded }) => [syncState, success, loaded]);
		expect(shown()).toEqual(Array.from({ length: 3 }, () => ['pending', 0, 0]));
		simulator.resyncs.end('my-gitlab', { status: 'aborted', reached: 2 });
		expect(shown()).toEqual([
			['completed', 1, 10],
			['aborted', 0, 0],
			['pending', 0, 0],
		]);
	});

	it('keeps a history of syncs by internal id; another id has none', async () => {
		const { simulator, send } = await open();
		const { _id } = simulator.state.installation('my-gitlab').record;
		simulator.resyncs.run('my-gitlab', {
			status: 'failed',
			kinds: [{ kind: 'project', success: 0, failed: 2 }],
		});
		const history = await get(send, `/integration/${String(_id)}/syncsMetadata`);
		expect(history).toMatchObject({ count: 2, data: [{ syncState: 'failed' }, { syncState: 'completed' }] });
		const metrics = await get(send, `/integration/${String(_id)}/syncMetrics?resyncId=`);
		expect(metrics.data[0]).toMatchObject({
			kind: 'project',
			eventId: history.data[0]?.eventId,
			metrics: {
				phase: { resync: { success: 0 }, load: { object_count_type: { failed: { object_count: 2 } } } },
			},
		});
		const older = `syncMetrics?resyncId=${String(history.data[1]?.eventId)}`;
		expect((await get(send, `/integration/${String(_id)}/${older}`)).data[0]?.syncState).toBe('completed');
		expect(await get(send, '/integration/my-gitlab/syncsMetadata')).toEqual({ ok: true, count: 0, data: [] });
		expect((await get(send, '/integration/nobody/syncMetrics')).data).toEqual([]);
		simulator.switches.internalId = 'installationId';
		expect((await get(send, '/integration/my-gitlab/syncsMetadata')).count).toBe(2);
		simulator.switches.syncEndpoints = 'missing';
		expect((await send('GET', '/integration/my-gitlab/syncsMetadata')).status).toBe(404);
		expect((await get(send, '/integration/my-gitlab/kinds')).data).toMatchObject({
			project: { examples: [{ _id: 'example_project' }] },
		});
		simulator.switches.wrapping = 'bare';
		expect(await get(send, '/integration/my-gitlab/kinds')).toMatchObject({
			project: { examples: [{ _id: 'example_project' }] },
		});
	});
});
