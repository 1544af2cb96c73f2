import { describe, expect, test } from '@jest/globals';
import { partition } from 'lodash';

import { feeds } from '../../../nodes/Celigo/events';
import { watchedFlow } from '../../../nodes/Celigo/locators';
import { celigoSample as ids } from '../../../simulators/celigo';
import { recordLog } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen, emitted } from './bench';

let bench: CeligoBench;

const { standaloneFlowId, standaloneExportId: stepId } = ids;

forEachTest(async () => (bench = await CeligoBench.start()));

const fail = (flowId: string) =>
	bench.simulator.runs.add({ _flowId: flowId, status: 'failed', endedAt: bench.simulator.clock.iso() });

test("'Flow' names the events that it narrows, and the others read what 'Integration' says", async () => {
	const [narrowed, others] = partition(feeds, ({ fields }) => 'flowId' in fields);
	const { description = '' } = watchedFlow.property;
	expect(narrowed.filter(({ name }) => !description.includes(name))).toEqual([]);
	expect(others.filter(({ name }) => description.includes(name))).toEqual([]);
	const session = await bench.watching({ events: ['auditEntry'], flowId: chosen(ids.flowId) });
	const _resourceId = ids.emptyIntegrationId;
	bench.state.addAuditEntry({ event: 'update', resourceType: 'integration', _resourceId });
	expect(emitted(await session.poll())).toMatchObject([{ integrationId: _resourceId }]);
});

test.each(['newError', 'newErrorsPerFlow'])(
	'a flow whose ID is typed in capitals is watched: %s',
	async (event) => {
		const id = ids.flowId.toUpperCase();
		bench.faults.add({ path: `/v1/flows/${id}`, answer: { body: { ...bench.state.flows.get(ids.flowId) } } });
		const integrationId = chosen(ids.integrationId.toUpperCase());
		const session = await bench.watching({ events: [event], flowId: chosen(id), integrationId });
		bench.state.addError(ids.flowId, ids.importId, { errorId: 'new' });
		expect(emitted(await session.poll())).toMatchObject([{ detail: { flowId: ids.flowId } }]);
	},
);

describe('a flow that belongs to no integration', () => {
	const happens: Record<string, { cause: () => void; emits: object }> = {
		newError: {
			cause: () => void bench.state.addError(standaloneFlowId, stepId, { errorId: '1' }),
			emits: { errorId: '1', detail: { stepId, stepName: 'Get stale carts', retryDataKey: 'retry-1' } },
		},
		newErrorsPerFlow: {
			cause: () => void bench.state.addError(standaloneFlowId, stepId),
			emits: { message: '1 open error in the flow Nightly Cleanup, 0 at the last poll' },
		},
		failedJob: { cause: () => void fail(standaloneFlowId), emits: { kind: 'failedJob' } },
	};

	describe.each(Object.entries(happens))('%s', (name, { cause, emits }) => {
		test.each([
			['with all integrations', () => ({})],
			['chosen', () => ({ flowId: chosen(standaloneFlowId) })],
		])('%s is emitted once', async (_how, choice) => {
			const session = await bench.watching({ events: [name], ...choice() });
			cause();
			const own = { integrationId: null, integrationName: null };
			const flow = { flowId: standaloneFlowId, flowName: 'Nightly Cleanup' };
			expect(emitted(await session.poll())).toMatchObject([{ ...own, ...emits, detail: flow }]);
			expect(await session.poll()).toBeNull();
		});
	});

	test('its resolved errors are emitted, when asked for', async () => {
		const session = await bench.watching({ events: ['newError'], includeResolved: true });
		bench.state.addError(standaloneFlowId, stepId, { errorId: '1' });
		const resolvedAt = bench.simulator.clock.iso();
		bench.state.errorStore(standaloneFlowId, stepId)?.resolve(['1'], 'somebody', resolvedAt);
		expect(emitted(await session.poll())).toMatchObject([{ errorId: '1' }]);
	});

	test('is seen where Celigo counts no errors of steps', async () => {
		bench.switches.flowErrorCounts = 'missing';
		const session = await bench.watching({ events: ['newError', 'newErrorsPerFlow'] });
		bench.state.addError(standaloneFlowId, stepId);
		expect(emitted(await session.poll())).toHaveLength(2);
		expect(await session.poll()).toBeNull();
	});

	test.each([1, 3])(
		'its open errors are known where the list of flows failed at publication: %s times',
		async (times) => {
			bench.state.addError(standaloneFlowId, stepId);
			const fault = bench.faults.add({ path: '/v1/flows', answer: { status: 403 } });
			const session = await bench.watching({ events: ['newErrorsPerFlow'] });
			for (let failed = 1; failed < times; failed += 1) await session.poll().catch(() => undefined);
			fault.remove();
			expect(await session.poll()).toBeNull();
			bench.state.addError(standaloneFlowId, stepId);
			expect(emitted(await session.poll())).toMatchObject([{ detail: { numError: 2, previous: 1 } }]);
			const { _id } = bench.state.addFlow({ name: 'New', pageGenerators: [{ _exportId: stepId }] });
			bench.state.addError(_id, stepId);
			expect(emitted(await session.poll())).toMatchObject([{ detail: { flowId: _id, previous: 0 } }]);
		},
	);

	test('while the list of flows cannot be read, integrations are, and its errors come later', async () => {
		const log = recordLog();
		const session = await bench.watching({ events: ['newError'] });
		bench.state.addError(standaloneFlowId, stepId, { errorId: '1' });
		bench.state.addError(ids.flowId, ids.importId, { errorId: '2' });
		const fault = bench.faults.add({ path: '/v1/flows', answer: { status: 403 } });
		expect(emitted(await session.poll())).toMatchObject([{ errorId: '2' }]);
		expect(JSON.stringify(log)).toContain('403');
		await expect(session.poll()).rejects.toThrow(/Celigo/);
		fault.remove();
		expect(emitted(await session.poll())).toMatchObject([{ errorId: '1' }]);
	});
});

describe('a flow that is not of the chosen integration', () => {
	test.each([
		['another integration', () => ids.sandboxFlowId, `integration ${ids.sandboxIntegrationId}`],
		['no integration', () => standaloneFlowId, 'It belongs to none'],
	])('but of %s is refused', async (_whose, flow, says) => {
		const session = bench.watch({ integrationId: chosen(ids.integrationId), flowId: chosen(flow()) });
		const refused = expect(session.activate()).rejects;
		await refused.toMatchObject({
			message: expect.stringMatching(/'Flow': .* does not belong to the chosen integration/),
			description: expect.stringContaining(says),
		});
	});

	test('is emitted where it is', async () => {
		const session = await bench.watching({
			integrationId: chosen(ids.integrationId),
			flowId: chosen(ids.flowId),
		});
		bench.state.addError(ids.flowId, ids.importId, { errorId: '1' });
		expect(emitted(await session.poll())).toMatchObject([{ errorId: '1' }]);
	});
});

test('what is excluded by its ID in capitals is not watched', async () => {
	const excludedIntegrations = `${ids.integrationId},${standaloneFlowId}`.toUpperCase();
	const events = ['newError', 'newErrorsPerFlow', 'failedJob', 'auditEntry'];
	const session = await bench.watching({ events, options: { excludedIntegrations } });
	for (const [flowId, step] of [
		[ids.flowId, ids.importId],
		[standaloneFlowId, stepId],
	] as const) {
		bench.state.addError(flowId, step);
		fail(flowId);
	}
	bench.state.addAuditEntry({ event: 'update', resourceType: 'integration', _resourceId: ids.integrationId });
	expect(await session.poll()).toBeNull();
});

describe('what is chosen and excluded as well', () => {
	const events = ['newError', 'newErrorsPerFlow', 'failedJob'];
	const options = () => ({ excludedIntegrations: `${ids.integrationId},${standaloneFlowId}` });

	test('is refused, whichever of the two is written in capitals', async () => {
		const capitals = ids.integrationId.toUpperCase();
		for (const [id, excludedIntegrations] of [
			[ids.integrationId, capitals],
			[capitals, ids.integrationId],
		] as const) {
			const parameters = { events, integrationId: chosen(id), options: { excludedIntegrations } };
			const message = "All chosen integrations are also in 'Exclude Integrations'";
			await expect(bench.watch(parameters).activate()).rejects.toMatchObject({ message });
		}
	});

	test('is refused: an integration', async () => {
		const parameters = { events, integrationId: chosen(ids.integrationId), options: options() };
		const message = "All chosen integrations are also in 'Exclude Integrations'";
		await expect(bench.watch(parameters).activate()).rejects.toMatchObject({ message });
		await expect(bench.watch(parameters).manual()).rejects.toMatchObject({ message });
	});

	describe.each(events)('is refused: by %s', (event) => {
		test.each([
			['a flow of that integration', () => ids.flowId],
			['a flow of no integration, by its own ID', () => standaloneFlowId],
		])('%s', async (_which, flow) => {
			const parameters = { events: [event], flowId: chosen(flow()), options: options() };
			const message = expect.stringMatching(/^'Flow': .* is excluded by 'Exclude Integrations'$/);
			await expect(bench.watch(parameters).activate()).rejects.toMatchObject({ message });
			await expect(bench.watch(parameters).manual()).rejects.toMatchObject({ message });
		});
	});
});

describe('names', () => {
	test('that cannot be read are null: the errors come all the same', async () => {
		const log = recordLog();
		const session = await bench.watching({ events: ['newError'], integrationId: chosen(ids.integrationId) });
		bench.state.addError(ids.flowId, ids.importId, { errorId: '1' });
		bench.faults.add({ path: /(exports|imports|flows)$/, answer: { status: 500 } });
		expect(emitted(await session.poll())).toMatchObject([
			{ errorId: '1', detail: { flowId: ids.flowId, flowName: null, stepName: null } },
		]);
		expect(JSON.stringify(log)).toContain('Flow and step names are missing');
	});

	test('cost the same number of requests for one error and for a hundred', async () => {
		const session = await bench.watching({ events: ['newError'] });
		const asked: number[] = [];
		for (const count of [1, 100]) {
			for (let index = 0; index < count; index += 1) bench.state.addError(ids.flowId, ids.importId);
			bench.simulator.requests.clear();
			expect(await session.poll()).toHaveLength(count);
			asked.push(bench.asked().length);
		}
		expect(asked[1]).toBe(asked[0]);
	});
});
