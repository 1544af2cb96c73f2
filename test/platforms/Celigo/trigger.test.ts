import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { CeligoTrigger } from '../../../nodes/Celigo/CeligoTrigger.node';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen, emitted, time, valuesOf } from './bench';

interface Event {
	/** How it must be before. */
	prepare?: (bench: CeligoBench) => void;
	/** Makes it happen once in the sample integration. */
	cause: (bench: CeligoBench) => void;
	/** What it must emit besides integration and time. */
	emits: IDataObject;
	/** What the raw record must have. */
	raw: object;
	/** What a poll without news asks for, after the integrations. */
	asked: string[];
}

const below = `GET /integrations/${ids.integrationId}`;

const events: Record<string, Event> = {
	newError: {
		cause: ({ state }) =>
			void state.addError(ids.flowId, ids.importId, { errorId: '900', message: 'No email', code: 'INVALID' }),
		emits: {
			kind: 'stepError',
			errorId: '900',
			eventId: `celigo:stepError:${ids.flowId}:${ids.importId}:900`,
			severity: 'error',
			code: 'INVALID',
			message: 'No email',
			detail: {
				flowId: ids.flowId,
				flowName: 'Customers',
				stepId: ids.importId,
				stepName: 'Upsert customers',
				retryDataKey: 'retry-900',
				reqAndResKey: 'http-900',
				flowJobId: null,
				source: 'application',
				classification: 'value',
			},
		},
		raw: { errorId: '900', traceKey: 'trace-900' },
		asked: [`${below}/errors`],
	},
	newErrorsPerFlow: {
		cause: ({ state }) => void state.addError(ids.flowId, ids.importId),
		emits: {
			kind: 'flowErrors',
			errorId: null,
			eventId: expect.stringContaining(`celigo:flowErrors:${ids.flowId}:4:`),
			severity: 'error',
			code: null,
			message: '4 open errors in the flow Customers, 3 at the last poll',
			detail: { flowId: ids.flowId, flowName: 'Customers', numError: 4, previous: 3, newErrors: 1 },
		},
		raw: { _flowId: ids.flowId, numError: 4 },
		asked: [`${below}/errors`],
	},
	failedJob: {
		cause: ({ simulator: { runs, clock } }) =>
			void runs.add({
				_id: 'job-1',
				_flowId: ids.flowId,
				status: 'failed',
				numError: 2,
				createdAt: clock.iso(7_200_000),
				endedAt: clock.iso(),
			}),
		emits: {
			kind: 'failedJob',
			errorId: null,
			eventId: 'celigo:failedJob:job-1',
			severity: 'error',
			code: 'failed',
			message: 'The flow job failed with 2 errors',
			detail: expect.objectContaining({
				jobId: 'job-1',
				flowId: ids.flowId,
				flowName: 'Customers',
				type: 'flow',
				numError: 2,
			}),
		},
		raw: { _id: 'job-1', numPagesGenerated: 0 },
		asked: [`GET /jobs?_integrationId=${ids.integrationId}&status=failed`],
	},
	auditEntry: {
		cause: ({ state }) =>
			void state.addAuditEntry({
				_id: 'entry-1',
				event: 'update',
				resourceType: 'flow',
				_resourceId: ids.flowId,
				_integrationId: ids.integrationId,
				fieldChanges: [{ fieldPath: 'name', oldValue: 'a', newValue: 'b' }],
			}),
		emits: {
			kind: 'auditEntry',
			errorId: null,
			eventId: 'celigo:auditEntry:entry-1',
			severity: 'info',
			code: 'update',
			message: 'owner@example.com: update (flow)',
			detail: {
				source: 'ui',
				resourceType: 'flow',
				resourceId: ids.flowId,
				resourceName: null,
				user: 'owner@example.com',
				changes: { name: { old: 'a', new: 'b' } },
			},
		},
		raw: { byUser: { email: 'owner@example.com' } },
		asked: [`${below}/audit?limit=100`],
	},
	healthChanged: {
		prepare: ({ state, simulator: { runs } }) => {
			for (const { _id: flowId } of state.flows.values()) {
				for (const store of state.errorStoresOf(flowId).values()) store.open.clear();
			}
			runs.add({ _flowId: ids.flowId, status: 'completed' });
		},
		cause: ({ state }) => void state.addError(ids.flowId, ids.importId, { message: 'No email' }),
		emits: {
			kind: 'healthChanged',
			errorId: null,
			eventId: expect.stringMatching(`^celigo:healthChanged:${ids.integrationId}:(ACTIVE:\\d+)?:ERROR$`),
			severity: 'error',
			code: 'ERROR',
			message: expect.stringMatching(/^Salesforce to NetSuite Sync .* ERROR.*: No email$/),
			detail: expect.objectContaining({ to: 'ERROR', lastErrorMessage: 'No email', openErrors: 1 }),
		},
		raw: { integration: { _id: expect.any(String) }, errors: expect.any(Array) },
		asked: [`${below}/errors`, `${below}/jobs/latest`],
	},
};

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

describe.each([false, true])('every event (durable cursors: %s)', (durable) => {
	test.each(Object.entries(events))(
		'%s: nothing old, then once, also after restarts',
		async (name, event) => {
			event.prepare?.(bench);
			const session = await bench.watching({ events: [name] }, { durable });
			expect(await session.poll()).toBeNull();
			event.cause(bench);
			expect(emitted(await session.poll())).toEqual([
				{
					platform: 'celigo',
					integrationId: ids.integrationId,
					integrationName: 'Salesforce to NetSuite Sync',
					occurredAt: time,
					occurrences: 1,
					url: null,
					fingerprint: expect.any(String),
					...event.emits,
				},
			]);
			expect(await session.poll()).toBeNull();
			await session.restart();
			expect(await session.poll()).toBeNull();
		},
	);

	test.each(Object.entries(events))(
		'%s while n8n was down is emitted after the start',
		async (name, event) => {
			event.prepare?.(bench);
			const session = await bench.watching({ events: [name] }, { durable });
			event.cause(bench);
			const atStart = emitted(await session.restart());
			expect([...atStart, ...emitted(await session.poll())]).toMatchObject([event.emits]);
			expect(await session.poll()).toBeNull();
		},
	);
});

test('every event of the list has a run above', () => {
	const [field] = new CeligoTrigger().description.properties.filter(({ name }) => name === 'events');
	expect(field && valuesOf(field).sort()).toEqual(Object.keys(events).sort());
});

describe.each(Object.entries(events))('%s', (name, event) => {
	test('asks for what it needs, of the chosen integration only', async () => {
		event.prepare?.(bench);
		const session = await bench.watching({ events: [name], integrationId: chosen(ids.integrationId) });
		bench.simulator.requests.clear();
		await session.poll();
		const [first, ...rest] = bench.asked();
		expect(first).toBe(below);
		for (const line of event.asked) expect(rest.some((asked) => asked.startsWith(line))).toBe(true);
		expect(rest.some((line) => line.includes(ids.sandboxIntegrationId))).toBe(false);
	});

	test('in a test in the editor: shows what is there, keeps no state', async () => {
		event.prepare?.(bench);
		event.cause(bench);
		const session = bench.watch({ events: [name], simplify: false });
		const shown = emitted(await session.manual());
		expect(shown.length).toBeGreaterThan(0);
		expect(shown.length).toBeLessThanOrEqual(5);
		expect(shown[0]).toMatchObject({ kind: event.emits['kind'], raw: event.raw });
		expect(session.state).toEqual({});
	});

	test('with Emit Existing Events: emits at activation what is there, once', async () => {
		event.prepare?.(bench);
		event.cause(bench);
		const session = bench.watch({ events: [name], options: { emitExisting: true } });
		const kinds = emitted(await session.activate()).map(({ kind }) => kind);
		expect(new Set(kinds)).toEqual(new Set([event.emits['kind']]));
		expect(await session.poll()).toBeNull();
	});

	test('a poll that fails throws, and loses and repeats nothing', async () => {
		event.prepare?.(bench);
		const session = await bench.watching({ events: [name], integrationId: chosen(ids.integrationId) });
		const before = session.state;
		event.cause(bench);
		const fault = bench.faults.add({ path: /errors$|jobs$|audit$/, answer: { status: 403 } });
		await expect(session.poll()).rejects.toThrow(/Celigo/);
		expect(session.state).toEqual(before);
		fault.remove();
		expect(emitted(await session.poll())).toMatchObject([event.emits]);
		expect(await session.poll()).toBeNull();
	});
});

test('all events at once come together', async () => {
	const session = await bench.watching({ events: Object.keys(events) });
	for (const name of ['newError', 'failedJob', 'auditEntry']) events[name]?.cause(bench);
	const kinds = emitted(await session.poll()).map(({ kind }) => kind);
	expect(kinds.sort()).toEqual(['auditEntry', 'failedJob', 'flowErrors', 'stepError']);
	expect(await session.poll()).toBeNull();
});

describe('a test in the editor', () => {
	test('says so when there is nothing', async () => {
		const parameters = { events: ['newError'], integrationId: chosen(ids.emptyIntegrationId) };
		await expect(bench.watch(parameters).manual()).rejects.toThrow(/No matching event right now/);
	});

	test('and activation are refused with a wrong token, which is not shown', async () => {
		bench.state.tokens.clear();
		const session = bench.watch({ events: ['newError'] });
		await expect(session.manual()).rejects.toThrow('Celigo rejected the credential: Unauthorized');
		await expect(session.activate()).rejects.toThrow('Celigo rejected the credential: Unauthorized');
	});

	test('needs an event', async () => {
		await expect(bench.watch({ events: [] }).manual()).rejects.toThrow(/'Events' must not be empty|issues/);
	});
});
