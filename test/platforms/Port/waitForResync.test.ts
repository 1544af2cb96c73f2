import { describe, expect, test } from '@jest/globals';
import { get } from 'lodash';

import { isoTime } from '../../../core';
import { forEachTest, movableClock } from '../../lifecycle';
import { chosen, PortBench } from './bench';

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

const integrationId = chosen('on-call');
const clock = movableClock();

const requested = async () => {
	const [before] = await bench.json('resync', { integrationId });
	return before ?? {};
};

describe('Wait for Resync', () => {
	test('waits for the resync that was requested, and returns what came of it', async () => {
		const items = [await requested()];
		bench.simulator.requests.clear();
		const startedAfter = '={{ $json.lastResyncStart }}';
		const waitOptions = { checkEverySeconds: 1 };
		const [done] = await bench.json('waitForResync', { integrationId, startedAfter, waitOptions }, { items });
		expect(done).toEqual({
			integrationId: 'on-call',
			installationId: 'on-call',
			title: 'On Call',
			type: 'pagerduty',
			status: 'ACTIVE',
			resyncStatus: 'completed',
			lastResyncStart: expect.any(String),
			lastResyncEnd: expect.any(String),
			resyncReason: null,
			resyncSeconds: expect.any(Number),
		});
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
		expect(bench.simulator.state.installation('on-call').syncs.at(-1)?.syncState).toBe('completed');
	});

	test.each(['resync', 'updateConfig'])(
		'does not take the resync before for the one of %s whose response leaves it out',
		async (operation) => {
			bench.simulator.resyncs.run('on-call');
			bench.simulator.switches.resyncProgress = 'never';
			const body = { ok: true, integration: { installationId: 'on-call' } };
			const answer = { afterExecuting: { status: 200, body } };
			bench.simulator.faults.add({ method: 'PATCH', path: /on-call/, answer });
			const config = operation === 'updateConfig' ? { config: '{"deleteDependentEntities": false}' } : {};
			const items = await bench.json(operation, { integrationId, ...config });
			expect(items).toMatchObject([{ lastResyncStart: expect.any(String), title: 'On Call' }]);
			const startedAfter = '={{ $json.lastResyncStart }}';
			const parameters = { integrationId, startedAfter, waitOptions: { waitSeconds: 1 } };
			expect(await bench.failure('waitForResync', parameters, { items })).toMatch(/took longer than/);
		},
	);

	describe.each([
		['resync', { resyncOptions: { skipIfRunning: true } }],
		['updateConfig', { config: '{"deleteDependentEntities": false}' }],
	])('after %s to which Port returned nothing, and whose resync began at once', (operation, parameters) => {
		test.each([true, false])('waits for that one (synced before: %s)', async (isSynced) => {
			const { resyncs, state, switches } = bench.simulator;
			const { record } = state.installation('on-call');
			delete record.resyncState;
			if (isSynced) resyncs.run('on-call');
			Object.assign(switches, { changeAnswer: 'empty', resyncProgress: 'never' });
			bench.onLook('on-call', 1, () => void resyncs.run('on-call'));
			const items = await bench.json(operation, { integrationId, ...parameters });
			const startedAfter = '={{ $json.lastResyncStart }}';
			const given = { integrationId, startedAfter, waitOptions: { waitSeconds: 1 } };
			const ended = await bench.json('waitForResync', given, { items });
			const lastResyncStart = isoTime(get(record, 'resyncState.lastResyncStart'));
			expect(lastResyncStart).toBeDefined();
			expect(ended).toMatchObject([{ resyncStatus: 'completed', lastResyncStart }]);
		});
	});

	test('waits for the one that Skip If Running found, where Started After is left empty for it', async () => {
		const { resyncs } = bench.simulator;
		resyncs.start('on-call');
		const resyncOptions = { skipIfRunning: true };
		const items = await bench.json('resync', { integrationId, resyncOptions });
		bench.onLook('on-call', 1, () => resyncs.end('on-call'));
		const startedAfter =
			"={{ $json.resyncSkipped && $json.resyncStatus === 'running' ? null : $json.lastResyncStart }}";
		const parameters = { integrationId, startedAfter, waitOptions: { checkEverySeconds: 1 } };
		expect(await bench.json('waitForResync', parameters, { items })).toMatchObject([
			{ resyncStatus: 'completed', lastResyncStart: items[0]?.['lastResyncStart'] },
		]);
	});

	test('says at the limit that the one whose start was given has ended', async () => {
		bench.simulator.resyncs.run('on-call');
		const startedAfter = bench.simulator.state.installation('on-call').record.resyncState?.lastResyncStart;
		const parameters = { integrationId, startedAfter: startedAfter ?? '', waitOptions: { waitSeconds: 1 } };
		expect(await bench.failure('waitForResync', parameters)).toMatch(
			/the one that began at \S+ has ended as 'completed', and none later was seen/,
		);
	});

	test('waits for the one that runs', async () => {
		bench.simulator.resyncs.start('on-call');
		bench.simulator.faults.add({
			method: 'GET',
			path: '/v1/integration/on-call',
			after: 1,
			times: 1,
			answer: { first: () => bench.simulator.resyncs.end('on-call') },
		});
		const [done] = await bench.json('waitForResync', { integrationId });
		expect(done).toMatchObject({ resyncStatus: 'completed' });
		expect(bench.asked()).toEqual(['GET /integration/on-call', 'GET /integration/on-call']);
	});

	test.each(['kept', 'gone'] as const)(
		'returns at once how the last one ended (its start: %s)',
		async (start) => {
			bench.simulator.switches.startAtEnd = start;
			bench.simulator.resyncs.run('on-call', { status: 'failed', message: 'Quota exceeded' });
			const waitOptions = { failUnlessCompleted: false };
			const [failed] = await bench.json('waitForResync', { integrationId, waitOptions });
			expect(failed).toMatchObject({
				resyncStatus: 'failed',
				resyncReason: 'Quota exceeded',
				resyncSeconds: start === 'kept' ? expect.any(Number) : null,
			});
			bench.simulator.resyncs.run('on-call');
			expect(await bench.json('waitForResync', { integrationId })).toMatchObject([{ resyncReason: null }]);
		},
	);

	test('takes the end of the last one for its time where Port shows no start', async () => {
		bench.simulator.switches.startAtEnd = 'gone';
		bench.simulator.resyncs.run('on-call');
		const items = [await requested()];
		const startedAfter = '={{ $json.lastResyncStart ?? $json.lastResyncEnd }}';
		await bench.json('waitForResync', { integrationId, startedAfter }, { items });
		expect(bench.simulator.state.installation('on-call').syncs).toHaveLength(3);
		bench.onLook('on-call', 2, () => clock.pass(60_000));
		const waiting = {
			integrationId,
			startedAfter: new Date().toISOString(),
			waitOptions: { waitSeconds: 60 },
		};
		expect(await bench.failure('waitForResync', waiting)).toMatch(/took longer than 60 seconds/);
	});

	test('takes no end without start for that of a later one, where an earlier one runs', async () => {
		Object.assign(bench.simulator.switches, { startAtEnd: 'gone', resyncProgress: 'manual' });
		bench.simulator.resyncs.start('on-call');
		const startedAfter = bench.simulator.state.installation('on-call').record.resyncState?.lastResyncStart;
		bench.simulator.faults.add({
			method: 'GET',
			path: '/v1/integration/on-call',
			after: 1,
			times: 1,
			answer: { first: () => bench.simulator.resyncs.end('on-call') },
		});
		bench.onLook('on-call', 3, () => clock.pass(60_000));
		const parameters = { integrationId, startedAfter: startedAfter ?? '', waitOptions: { waitSeconds: 60 } };
		expect(await bench.failure('waitForResync', parameters)).toMatch(/took longer than 60 seconds/);
	});

	test.each([
		['takes the end without start of a later one, once that was seen to run', { startAtEnd: 'gone' }, 2],
		['waits on where the one before shows as aborted on the next', { abortShows: 'onNext' }, 4],
	] as const)('%s', async (_, switches, lastLook) => {
		Object.assign(bench.simulator.switches, { resyncProgress: 'manual', ...switches });
		bench.simulator.resyncs.start('on-call');
		const startedAfter = bench.simulator.state.installation('on-call').record.resyncState?.lastResyncStart;
		bench.simulator.clock.advance(1000);
		bench.onLook('on-call', 1, () => bench.simulator.resyncs.start('on-call'));
		bench.onLook('on-call', lastLook, () => bench.simulator.resyncs.end('on-call'));
		const parameters = { integrationId, startedAfter: startedAfter ?? '' };
		expect(await bench.json('waitForResync', parameters)).toMatchObject([{ resyncStatus: 'completed' }]);
	});

	test('fails with an error that was logged while it ran, where its end shows no start', async () => {
		Object.assign(bench.simulator.switches, { startAtEnd: 'gone', resyncProgress: 'manual' });
		bench.simulator.resyncs.start('on-call');
		bench.simulator.clock.advance(1000);
		bench.simulator.state.addLog('on-call', { level: 'ERROR', message: 'Quota exceeded' });
		bench.simulator.clock.advance(1000);
		bench.simulator.resyncs.end('on-call', { status: 'failed' });
		expect(await bench.failure('waitForResync', { integrationId })).toMatch(/failed: Quota exceeded/);
	});

	test('fails with the newest error of the log, unless it is to return it', async () => {
		bench.simulator.resyncs.run('on-call', { status: 'failed', message: 'Quota exceeded' });
		expect(await bench.failure('waitForResync', { integrationId })).toMatch(
			/The resync of "on-call" failed: Quota exceeded \| Find the cause with Get Logs/,
		);
	});

	test('says why without the secrets that the integration has logged', async () => {
		const message = 'GET https://gitlab.example.com/api?private_token=glpat-AbC123dEf456 failed';
		bench.simulator.resyncs.run('on-call', { status: 'failed', message });
		const shown = await bench.failure('waitForResync', { integrationId });
		expect(shown).toMatch(
			/failed: GET https:\/\/gitlab\.example\.com\/api\?private_token=\[redacted\] failed/,
		);
		expect(shown).not.toContain('glpat-');
	});

	test('an aborted one is over when it stays aborted, not when another follows', async () => {
		const waitOptions = { failUnlessCompleted: false };
		// The resync of the sample, and the error that it logged, may be of the same millisecond.
		bench.simulator.clock.advance(1000);
		bench.simulator.resyncs.run('on-call', { status: 'aborted' });
		const [aborted] = await bench.json('waitForResync', { integrationId, waitOptions });
		expect(aborted).toMatchObject({ resyncStatus: 'aborted', status: 'INACTIVE' });
		expect(await bench.failure('waitForResync', { integrationId })).toMatch(
			/"on-call" was aborted \| Another resync was requested in the meantime\. Run this operation again to wait for it\./,
		);
		bench.simulator.faults.add({
			method: 'GET',
			path: '/v1/integration/on-call',
			after: 1,
			times: 1,
			answer: { first: () => bench.simulator.resyncs.run('on-call') },
		});
		const [followed] = await bench.json('waitForResync', { integrationId, waitOptions });
		expect(followed).toMatchObject({ resyncStatus: 'completed' });
	});

	test.each([
		['no process runs', 'on-call'],
		['the integration is not based on Ocean', '12345678'],
	])('ends where %s', async (_why, id) => {
		bench.simulator.switches.resyncProgress = 'never';
		const startedAfter = new Date(Date.now() + 1000).toISOString();
		bench.onLook(id, 2, () => clock.pass(60_000));
		const waitOptions = { waitSeconds: 60 };
		const parameters = { integrationId: chosen(id), startedAfter, waitOptions };
		expect(await bench.failure('waitForResync', parameters)).toMatch(
			/The resync of ".*" \(only Ocean .*\) took longer than 60 seconds/,
		);
	});

	test('says that it still runs where it takes longer than the wait', async () => {
		bench.simulator.switches.resyncProgress = 'manual';
		const startedAfter = bench.simulator.clock.iso();
		bench.simulator.clock.advance(1000);
		bench.simulator.resyncs.start('on-call');
		bench.onLook('on-call', 2, () => clock.pass(60_000));
		const parameters = { integrationId, startedAfter, waitOptions: { waitSeconds: 60 } };
		expect(await bench.failure('waitForResync', parameters)).toMatch(
			/The resync of "on-call" \(shown as 'running'\) took longer than 60 seconds/,
		);
	});

	test('goes on after an outage that a single request does not survive', async () => {
		bench.simulator.resyncs.run('on-call');
		const path = '/v1/integration/on-call';
		bench.simulator.faults.add({ path, times: 20, answer: { status: 502 } });
		const [ended] = await bench.json('waitForResync', { integrationId });
		expect(ended).toMatchObject({ resyncStatus: 'completed' });
	});

	test('says nothing of a change where the integration cannot be read: it made none', async () => {
		bench.simulator.faults.add({ path: '/v1/integration/on-call', answer: { status: 403 } });
		const failure = await bench.failure('waitForResync', { integrationId });
		expect(failure).toMatch(/moderator or admin/);
		expect(failure).not.toMatch(/applied/);
	});

	test('an expression without a value is refused; null is what an integration returns that was never synced', async () => {
		const given = (startedAfter: string) => ({ integrationId, startedAfter });
		const items = [{ lastResyncStart: null }];
		expect(await bench.failure('waitForResync', given('={{ $json.lastResyncStrat }}'), { items })).toMatch(
			/'Started After' has no value/,
		);
		expect(bench.asked()).toEqual([]);
		bench.simulator.resyncs.run('on-call');
		const [ended] = await bench.json('waitForResync', given('={{ $json.lastResyncStart }}'), { items });
		expect(ended).toMatchObject({ resyncStatus: 'completed' });
	});

	test('refuses a time that is none before any request', async () => {
		expect(await bench.failure('waitForResync', { integrationId, startedAfter: 'soon' })).toMatch(
			/"soon" is not a time/,
		);
		expect(bench.asked()).toEqual([]);
	});
});
