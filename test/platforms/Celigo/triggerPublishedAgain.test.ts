import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen, emitted } from './bench';

let bench: CeligoBench;
let otherFlowId: string;

const stepId = '5f1b2c3d4e5f6a7b8c9d2f01';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

forEachTest(async () => {
	bench = await CeligoBench.start();
	bench.state.addExport({ _id: stepId, name: 'Get orders', _connectionId: ids.connectionId });
	otherFlowId = bench.state.addFlow({
		name: 'Another flow',
		_integrationId: ids.integrationId,
		pageGenerators: [{ _exportId: stepId }],
	})._id;
	return bench;
});

/** What is chosen: everything, an integration, or a flow of it. */
const choices = {
	all: () => ({}),
	integration: () => ({ integrationId: chosen(ids.integrationId) }),
	flow: () => ({ flowId: chosen(ids.flowId) }),
} satisfies Record<string, () => INodeParameters>;

type Choice = keyof typeof choices;

/** What goes wrong in a flow, by event, and the name that it has in what is emitted. */
const causes: Record<string, (flow: 'watched' | 'other', name: string) => void> = {
	newError: (flow, message) => {
		const [flowId, step] = flow === 'watched' ? [ids.flowId, ids.importId] : [otherFlowId, stepId];
		bench.state.addError(flowId, step, { message, occurredAt: bench.simulator.clock.iso(MINUTE_MS) });
	},
	failedJob: (flow, _id) => {
		const endedAt = bench.simulator.clock.iso(MINUTE_MS);
		const _flowId = flow === 'watched' ? ids.flowId : otherFlowId;
		bench.simulator.runs.add({ _id, _flowId, status: 'failed', createdAt: endedAt, endedAt });
	},
};

/** The names of what was emitted. */
function namesIn(items: Parameters<typeof emitted>[0]): string[] {
	const shown = emitted(items).map((item) => JSON.stringify(item));
	return shown.flatMap((item) => /"(?:message|jobId)":"(e\d)"/.exec(item)?.slice(1) ?? []).sort();
}

describe.each([false, true])('published again with another choice (durable cursors: %s)', (durable) => {
	describe.each(Object.entries(causes))('%s', (event, cause) => {
		test.each<[Choice, Choice]>([
			['all', 'flow'],
			['flow', 'all'],
			['integration', 'flow'],
			['flow', 'integration'],
			['all', 'integration'],
			['integration', 'all'],
		])('%s, then %s', async (before, after) => {
			const session = bench.watch({ events: [event], ...choices[before]() }, { durable });
			expect(await session.activate()).toBeNull();
			cause('watched', 'e1');
			expect(namesIn(await session.poll())).toEqual(['e1']);
			cause('watched', 'e2');
			cause('other', 'e3');
			const published = await session.activate({ events: [event], ...choices[after]() });
			const areBothWatched = before !== 'flow' && after !== 'flow';
			expect([...namesIn(published), ...namesIn(await session.poll())]).toEqual(
				areBothWatched ? ['e2', 'e3'] : ['e2'],
			);
			cause('watched', 'e4');
			cause('other', 'e5');
			expect(namesIn(await session.poll())).toEqual(after === 'flow' ? ['e4'] : ['e4', 'e5']);
			expect(await session.poll()).toBeNull();
		});
	});

	test.each<[Choice, Choice]>([
		['all', 'flow'],
		['flow', 'all'],
	])('New Errors per Flow: %s, then %s', async (before, after) => {
		const [watched, other] = [{ flowId: ids.flowId }, { flowId: otherFlowId }];
		const session = bench.watch({ events: ['newErrorsPerFlow'], ...choices[before]() }, { durable });
		expect(await session.activate()).toBeNull();
		causes['newError']?.('watched', 'e1');
		causes['newError']?.('other', 'e2');
		const published = await session.activate({ events: ['newErrorsPerFlow'], ...choices[after]() });
		const polled = await session.poll();
		expect([...emitted(published), ...emitted(polled)]).toMatchObject([{ detail: watched }]);
		causes['newError']?.('other', 'e3');
		const next = emitted(await session.poll());
		expect(next).toMatchObject(after === 'all' ? [{ detail: { ...other, newErrors: 1 } }] : []);
	});

	test.each<[Choice, Choice]>([
		['all', 'all'],
		['integration', 'flow'],
		['flow', 'all'],
	])(
		'%s, then %s with resolved errors too: those that were resolved before are known',
		async (first, second) => {
			const session = bench.watch({ events: ['newError'], ...choices[first]() }, { durable });
			expect(await session.activate()).toBeNull();
			const resolve = (message: string) => {
				const store = bench.state.errorStore(ids.flowId, ids.importId);
				const errors = [...(store?.open.values() ?? [])];
				const errorId = errors.find((error) => error.message === message)?.errorId ?? '';
				store?.resolve([errorId], 'somebody', bench.simulator.clock.iso());
			};
			causes['newError']?.('watched', 'e1');
			resolve('e1');
			expect(await session.poll()).toBeNull();
			causes['newError']?.('watched', 'e2');
			const thorough = { events: ['newError'], includeResolved: true, ...choices[second]() };
			const published = await session.activate(thorough);
			expect([...namesIn(published), ...namesIn(await session.poll())]).toEqual(['e2']);
			for (const message of ['e3', 'e4']) causes['newError']?.('watched', message);
			resolve('e3');
			const less = await session.activate({ events: ['newError'], ...choices[first]() });
			expect([...namesIn(less), ...namesIn(await session.poll())]).toEqual(['e4']);
			const again = await session.activate(thorough);
			expect([...namesIn(again), ...namesIn(await session.poll())]).toEqual([]);
			causes['newError']?.('watched', 'e5');
			resolve('e5');
			expect(namesIn(await session.poll())).toEqual(['e5']);
		},
	);

	test('an integration that cannot be read then goes on as soon as it can', async () => {
		const session = bench.watch({ events: ['newError'], ...choices.flow() }, { durable });
		expect(await session.activate()).toBeNull();
		causes['newError']?.('watched', 'e1');
		causes['newError']?.('other', 'e2');
		const path = new RegExp(`${ids.integrationId}/errors$`);
		const fault = bench.faults.add({ path, answer: { status: 404 } });
		expect(await session.activate({ events: ['newError'] })).toBeNull();
		fault.remove();
		expect(namesIn(await session.poll())).toEqual(['e1']);
		causes['newError']?.('other', 'e3');
		expect(namesIn(await session.poll())).toEqual(['e3']);
		expect(await session.poll()).toBeNull();
	});

	test('flows that are hidden then, because their list cannot be read, bring nothing that is older', async () => {
		const loneId = bench.state.addFlow({
			name: 'Of no integration',
			pageGenerators: [{ _exportId: stepId }],
		})._id;
		const failsAlone = (message: string, agoMs: number) =>
			bench.state.addError(loneId, stepId, { message, occurredAt: bench.simulator.clock.iso(agoMs) });
		const session = bench.watch({ events: ['newError'], ...choices.integration() }, { durable });
		expect(await session.activate()).toBeNull();
		bench.simulator.clock.advance(3 * HOUR_MS);
		expect(await session.poll()).toBeNull();
		failsAlone('e1', 2 * HOUR_MS);
		const fault = bench.faults.add({ path: /v1\/flows$/, answer: { status: 404 } });
		expect(await session.activate({ events: ['newError'] })).toBeNull();
		fault.remove();
		bench.simulator.clock.advance(MINUTE_MS);
		expect(await session.poll()).toBeNull();
		failsAlone('e2', 0);
		expect(namesIn(await session.poll())).toEqual(['e2']);
		expect(await session.poll()).toBeNull();
	});
});
