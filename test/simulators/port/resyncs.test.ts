import { describe, expect, it } from '@jest/globals';

import { get, openUntilTestEnds, type Send } from './client';

const open = openUntilTestEnds();

describe('resyncs (section 2.3)', () => {
	const state = async (send: Send, id = 'on-call') =>
		(await get(send, `/integration/${id}`)).integration.resyncState;

	it('an empty PATCH asks for one; looks move it on; another one aborts it', async () => {
		const { send } = await open();
		const asked = await send('PATCH', '/integration/on-call', {});
		expect(asked.data.integration.resyncState?.status).toBe('failed');
		const running = await state(send);
		expect(running).toMatchObject({ status: 'running', lastResyncEnd: null });
		await send('PATCH', '/integration/on-call', {});
		expect(await state(send)).toMatchObject({
			status: 'aborted',
			lastResyncStart: running?.lastResyncStart,
		});
		expect((await state(send))?.status).toBe('running');
		expect((await state(send))?.status).toBe('completed');
		expect((await state(send))?.status).toBe('completed');
	});

	it('one that another aborts may show on the other one, which then runs on', async () => {
		const { send, simulator } = await open({ switches: { abortShows: 'onNext' } });
		simulator.resyncs.start('on-call');
		const { lastResyncStart } = (await state(send)) ?? {};
		await send('PATCH', '/integration/on-call', {});
		const shown = await state(send);
		expect(shown).toMatchObject({ status: 'aborted', lastResyncEnd: expect.any(String) });
		expect(shown?.lastResyncStart).not.toBe(lastResyncStart);
		const states = simulator.state.installation('on-call').syncs.map(({ syncState }) => syncState);
		expect(states).toEqual(['failed', 'aborted', 'syncing']);
		expect(await state(send)).toMatchObject({ status: 'completed', lastResyncStart: shown?.lastResyncStart });
	});

	it('one that is over has its end, unless the switch says that it is missing', async () => {
		const { send, simulator } = await open();
		const end = async () => {
			await send('PATCH', '/integration/on-call', {});
			for (let look = 0; look < 3; look += 1) await state(send);
			return await state(send);
		};
		expect(await end()).toMatchObject({ status: 'completed', lastResyncEnd: expect.any(String) });
		simulator.switches.endAtEnd = 'missing';
		expect(await end()).toMatchObject({ status: 'completed', lastResyncEnd: null });
		simulator.switches.endAtEnd = 'set';
		const { lastResyncEnd } = (await end()) ?? {};
		simulator.switches.endAtEnd = 'ofRunBefore';
		expect(await end()).toMatchObject({ status: 'completed', lastResyncEnd });
	});

	it('one is dated by the clock of the integration, which may be behind', async () => {
		const { send, simulator } = await open({ switches: { integrationClockBehindMs: 3_600_000 } });
		simulator.resyncs.run('on-call');
		const { updatedAt = '', ...dates } = (await state(send)) ?? {};
		const hourBefore = new Date(Date.parse(updatedAt) - 3_600_000).toISOString().slice(0, 16);
		const behind = expect.stringContaining(hourBefore);
		expect(dates).toMatchObject({ lastResyncStart: behind, lastResyncEnd: behind });
	});

	it('a config PATCH asks for one, unless x-skip-resync', async () => {
		const { send, simulator } = await open();
		const change = (headers = {}) =>
			send('PATCH', '/integration/on-call/config', { config: { resources: [] } }, headers);
		await change({ 'x-skip-resync': 'true' });
		expect((await state(send))?.status).toBe('failed');
		await change();
		expect((await state(send))?.status).toBe('running');
		await send('PATCH', '/integration/my-gitlab', { title: 'x' });
		expect((await state(send, 'my-gitlab'))?.status).toBe('completed');
		simulator.switches.plainPatch = 'resyncs';
		await send('PATCH', '/integration/my-gitlab', { title: 'y' });
		expect((await state(send, 'my-gitlab'))?.status).toBe('running');
	});

	it('never starts without a process, or outside Ocean', async () => {
		const { send, simulator } = await open({ switches: { resyncProgress: 'never' } });
		await send('PATCH', '/integration/on-call', {});
		expect((await state(send))?.status).toBe('failed');
		simulator.switches.resyncProgress = 'perLook';
		await send('PATCH', '/integration/12345678', {});
		expect(await state(send, '12345678')).toBeUndefined();
	});

	it('ends as planned, in either time form', async () => {
		const { simulator, send } = await open({ switches: { startAtEnd: 'gone', timestamps: 'zulu' } });
		simulator.resyncs.plan('my-gitlab', { status: 'failed', message: 'The token has expired' });
		await send('PATCH', '/integration/my-gitlab', {});
		expect((await state(send, 'my-gitlab'))?.lastResyncStart).toMatch(/\.\d{6}Z$/);
		const ended = await state(send, 'my-gitlab');
		expect(ended?.status).toBe('failed');
		expect(ended).not.toHaveProperty('lastResyncStart');
		expect((await get(send, '/integration/my-gitlab/logs')).data.at(-1)).toMatchObject({
			level: 'ERROR',
			message: 'The token has expired',
		});
	});
});
