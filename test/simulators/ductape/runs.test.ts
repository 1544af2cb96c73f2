import { describe, expect, it } from '@jest/globals';

import { Clock } from '../../../simulators/switchboard';
import { openUntilTestEnds, type Values } from './client';

const open = openUntilTestEnds();

describe('runs and logs (sections 2.1, 2.3 and 3)', () => {
	it('answers processes, job executions page by page, and messages', async () => {
		const { send, orders, simulator } = await open();
		const run = simulator.state.addProcess(orders);
		for (let count = 0; count < 3; count += 1) simulator.state.addJobExecution(orders);
		simulator.state.addJobExecution(orders, { phase: 'COMPLETED' });
		simulator.state.addNotificationMessage(orders);
		const product_tag = orders.tag;
		expect(
			(await send('GET', '/integrations/v1/processor/list', { status: 'fail', product_tag })).data.data,
		).toHaveLength(1);
		expect((await send('GET', `/integrations/v1/processor/${run.process_id}`)).data.data.status).toBe('fail');
		simulator.switches.processEnvelope = 'bare';
		expect((await send('GET', `/integrations/v1/processor/${run.process_id}`)).data.status).toBe('fail');
		const failed = { product_tag, phase: 'FAILED', limit: 2 };
		const first = (await send('GET', '/integrations/v1/job-executions', failed)).data.data;
		expect(first).toMatchObject({ total: 3, hasMore: true });
		const second = (await send('GET', '/integrations/v1/job-executions', { ...failed, page: 2 })).data.data;
		expect(second).toMatchObject({ hasMore: false });
		const id = String(simulator.state.jobExecutions[3]?._id);
		expect((await send('GET', `/integrations/v1/job-executions/${id}`)).data.data.phase).toBe('COMPLETED');
		const path = '/integrations/v1/notification-messages';
		const messages = async () => (await send('GET', path, { product_tag, limit: 500 })).data.data;
		expect((await messages()).items).toMatchObject([{ created_at: expect.any(String), status: 'failed' }]);
		Object.assign(simulator.switches, { messageList: 'array', messageTimes: 'createdAt' });
		expect(await messages()).toMatchObject([{ createdAt: expect.any(String) }]);
		expect((await send('GET', path)).status).toBe(422);
		simulator.switches.messageProductTag = 'optional';
		expect((await send('GET', path)).data.data).toHaveLength(1);
		expect(simulator.violations.lines()).toEqual([]);
		expect((await send('GET', '/integrations/v1/job-executions')).status).toBe(422);
		expect((await send('GET', '/integrations/v1/processor/nothing')).status).toBe(404);
	});

	it('holds no more processes and messages in a list than its switches say', async () => {
		const { send, orders, simulator } = await open();
		for (let count = 0; count < 3; count += 1) {
			simulator.state.addProcess(orders);
			simulator.state.addNotificationMessage(orders);
		}
		Object.assign(simulator.switches, { longestProcessList: 2, longestMessageList: 1, messageList: 'array' });
		const query = { product_tag: orders.tag, limit: 500 };
		expect((await send('GET', '/integrations/v1/processor/list', query)).data.data).toHaveLength(2);
		expect((await send('GET', '/integrations/v1/notification-messages', query)).data.data).toHaveLength(1);
	});

	it('has pages and a status of messages where its switches say so', async () => {
		const { send, orders, simulator } = await open();
		for (const status of ['failed', 'sent', 'failed'] as const) {
			simulator.state.addNotificationMessage(orders, { status });
		}
		const path = '/integrations/v1/notification-messages';
		const second = { product_tag: orders.tag, status: 'failed', limit: 1, page: 2 };
		const list = async () => (await send('GET', path, second)).data.data;
		const ids = simulator.state.notificationMessages.map(({ _id }) => _id);
		expect(await list()).toMatchObject({ items: [{ _id: ids[0] }] });
		Object.assign(simulator.switches, { messagePages: 'honoured', messageTotals: 'total' });
		expect(await list()).toMatchObject({ items: [{ _id: ids[1] }], total: 3, page: 2, limit: 1 });
		Object.assign(simulator.switches, { messageStatus: 'honoured', messageTotals: 'hasMore' });
		expect(await list()).toMatchObject({ items: [{ _id: ids[2] }], total: 2, hasMore: false });
		simulator.switches.messagePages = 'refused';
		expect((await send('GET', path, second)).status).toBe(422);
		Object.assign(simulator.switches, { messagePages: 'ignored', messageStatus: 'refused' });
		expect((await send('GET', path, second)).status).toBe(422);
	});

	it('pages logs, cuts them by day and shows late lines', async () => {
		const clock = new Clock('2026-01-05T10:00:00Z');
		const { send, orders, workspace, simulator } = await open({ clock });
		const { state, switches } = simulator;
		state.addFailedRun(orders);
		const late = state.addLog(orders, { timestamp: '2026-01-04T23:59:00.000Z' });
		const read = async (more: Values, reader = 'analytics') =>
			(await send('GET', `/log/v1/${reader}/${workspace._id}`, { status: 'fail', ...more })).data.data.logs;
		expect((await read({ limit: 3 }))?.metadata).toEqual({ total: 4, page: 1, limit: 3, totalPages: 2 });
		expect((await read({ limit: 3, page: 2 }))?.data.map(({ _id }) => _id)).toEqual([late._id]);
		expect((await read({ start_date: '2026-01-05' }))?.data).toHaveLength(3);
		expect((await read({ end_date: '2026-01-05' }))?.data).toHaveLength(4);
		switches.endDate = 'excluded';
		expect((await read({ end_date: '2026-01-05' }))?.data).toHaveLength(1);
		switches.logDates = 'exact';
		expect((await read({ start_date: '2026-01-04', end_date: '2026-01-05' }))?.data).toHaveLength(1);
		expect((await read({ only_completed_execution: true }))?.data).toHaveLength(2);
		expect(
			(await read({ product_id: orders._id, component: 'feature_step' }, 'workspace-logs'))?.data,
		).toHaveLength(1);
		switches.logOrder = 'asWritten';
		expect((await read({}))?.data.at(-1)?._id).toBe(late._id);
		switches.longestLogPage = 2;
		switches.logTotalCap = 3;
		expect((await read({}))?.metadata).toEqual({ total: 3, page: 1, limit: 2, totalPages: 2 });
		switches.analytics = 'missing';
		expect((await send('GET', `/log/v1/analytics/${workspace._id}`)).status).toBe(404);
		switches.workspaceLogs = 'missing';
		expect((await send('GET', `/log/v1/workspace-logs/${workspace._id}`)).status).toBe(404);
		expect(simulator.violations.lines()).toEqual([]);
		expect(
			(await send('GET', `/log/v1/analytics/${workspace._id}`, { start_date: '2026-01-05T10:00:00Z' }))
				.status,
		).toBe(422);
	});
});
