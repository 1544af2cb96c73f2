import { describe, expect, it } from '@jest/globals';

import { get, openUntilTestEnds } from './client';

const open = openUntilTestEnds();

describe('audit log (section 2.4)', () => {
	it('ANDs its filters, includes fields, times out on too much', async () => {
		const { simulator, send } = await open();
		const { state, switches } = simulator;
		state.addAudit({ InstallationId: 'on-call', status: 'FAILURE', at: '2026-01-01T00:00:00.000Z' });
		state.addAudit({ InstallationId: 'on-call', status: 'FAILURE', at: '2026-01-03T00:00:00.000Z' });
		state.addAudit({ InstallationId: 'my-gitlab', resourceType: 'run', run_id: 'r1' });
		const failures = '/audit-log?InstallationId=on-call&status=FAILURE';
		expect((await get(send, failures)).audits).toHaveLength(2);
		expect((await get(send, `${failures}&from=2026-01-02T00:00:00.000Z`)).audits).toHaveLength(1);
		expect((await get(send, `${failures}&to=2026-01-02T00:00:00.000Z`)).audits).toHaveLength(1);
		expect((await get(send, `${failures}&limit=1&includes=status`)).audits).toEqual([{ status: 'FAILURE' }]);
		expect((await get(send, '/audit-log?resources=run&origin=my-gitlab')).audits).toHaveLength(1);
		switches.auditOrder = 'oldestFirst';
		const [oldest] = (await get(send, failures)).audits;
		expect(oldest?.trigger.at).toBe('2026-01-01T00:00:00.000Z');
		switches.auditIdentifier = 'absent';
		switches.auditTime = 'createdAt';
		const [beside] = (await get(send, failures)).audits;
		expect(beside).toMatchObject({ createdAt: '2026-01-01T00:00:00.000Z', status: 'FAILURE' });
		expect(beside).not.toHaveProperty('identifier');
		expect(beside?.trigger).not.toHaveProperty('at');
		switches.auditTime = 'absent';
		const [timeless] = (await get(send, failures)).audits;
		expect(timeless).not.toHaveProperty('createdAt');
		expect(timeless?.trigger).not.toHaveProperty('at');
		switches.auditEntriesUntilTimeout = 2;
		expect((await send('GET', '/audit-log')).status).toBe(504);
		switches.role = 'moderator';
		expect((await send('GET', failures)).status).toBe(403);
		expect((await send('GET', '/audit-log?run_id=r1')).status).toBe(200);
		expect(simulator.violations.lines()).toEqual([]);
	});
});
