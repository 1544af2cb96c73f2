import { describe, expect, test } from '@jest/globals';

import { celigoSample } from '../../simulators/celigo';
import type { FaultPlan } from '../../simulators/switchboard';
import type { NodeRun, PollSession } from '../engine';
import { forEachTest } from '../lifecycle';
import { CeligoBench, chosen } from './Celigo/bench';
import { DuctapeBench } from './Ductape/bench';
import { GestalBench } from './Gestal/bench';
import { visible } from './PlatformBench';
import { PolarityBench, VIRUS_TOTAL } from './Polarity/bench';
import { PortBench } from './Port/bench';

/** Of a third party, in the words of an error that a platform reports. */
const SECRET = 'sk9f8a7b6c5d4e3f';
const MESSAGE = `401 for https://shop.example.com/orders?access_token=${SECRET} with {"apiKey":"${SECRET}"}`;
const SHOWN = 'access_token=[redacted] with {"apiKey":"[redacted]"}';

interface Reporting {
	readonly faults: FaultPlan;
	/** A trigger, and what makes it emit an error with the message. */
	readonly session: (simplify: boolean) => PollSession;
	readonly cause: () => void;
	/** Operations that return it. */
	readonly reads: ReadonlyArray<() => Promise<NodeRun>>;
	/** A read that the test lets fail. */
	readonly list: () => Promise<NodeRun>;
	stop(): Promise<void>;
}

interface Subject {
	readonly name: string;
	readonly start: () => Promise<Reporting>;
}

const subjects: readonly Subject[] = [
	{
		name: 'Celigo',
		start: async () => {
			const bench = await CeligoBench.start();
			const { flowId, importId, integrationId } = celigoSample;
			const place = { flowId: chosen(flowId), stepId: chosen(importId) };
			return {
				faults: bench.faults,
				session: (simplify) => bench.watch({ events: ['newError'], simplify }),
				cause: () => void bench.state.addError(flowId, importId, { message: MESSAGE }),
				reads: [true, false].flatMap((simplify) => [
					async () => await bench.run('error.getMany', { of: 'step', ...place, simplify }),
					async () =>
						await bench.run('integration.getHealth', { integrationId: chosen(integrationId), simplify }),
				]),
				list: async () => await bench.run('integration.getMany'),
				stop: async () => await bench.stop(),
			};
		},
	},
	{
		name: 'Port',
		start: async () => {
			const bench = await PortBench.start();
			const integrationId = chosen('my-gitlab');
			return {
				faults: bench.faults,
				session: (simplify) => bench.watch({ events: ['errorLogLine'], simplify }),
				cause: () => {
					bench.state.addLog('my-gitlab', { level: 'ERROR', message: MESSAGE });
					bench.state.setDeployment('my-gitlab', 'UnHealthy', MESSAGE);
				},
				reads: [true, false].flatMap((simplify) => [
					async () => await bench.run('getLogs', { integrationId, simplify }),
					async () => await bench.run('getHealth', { integrationId, simplify }),
				]),
				list: async () => await bench.run('getMany'),
				stop: async () => await bench.stop(),
			};
		},
	},
	{
		name: 'Ductape',
		start: async () => {
			const bench = await DuctapeBench.start();
			return {
				faults: bench.faults,
				session: (simplify) => bench.watch({ events: ['failedRun'], simplify }),
				cause: () => void bench.state.addFailedRun(bench.orders, { given: { message: MESSAGE } }),
				reads: [true, false].flatMap((simplify) => [
					async () => await bench.run('log', 'getMany', { ...bench.ordersField, simplify }),
					async () => await bench.run('integration', 'getHealth', { ...bench.ordersField, simplify }),
				]),
				list: async () => await bench.run('integration', 'getMany'),
				stop: async () => await bench.stop(),
			};
		},
	},
	{
		name: 'Polarity',
		start: async () => {
			const bench = await PolarityBench.start();
			const integrationId = chosen(VIRUS_TOTAL);
			return {
				faults: bench.faults,
				session: (simplify) => bench.watch({ events: ['newErrorOccurrence'], simplify }),
				cause: () => void bench.state.addError(VIRUS_TOTAL, { title: 'Refused', detail: MESSAGE }),
				reads: [true, false].flatMap((simplify) => [
					async () => await bench.run('integrationError', 'getMany', { integrationId, simplify }),
					async () => await bench.run('integration', 'getHealth', { integrationId, simplify }),
				]),
				list: async () => await bench.run('integration', 'getMany'),
				stop: async () => await bench.stop(),
			};
		},
	},
	{
		// It reports no errors: what it says of a request that it refused is all that there is.
		name: 'Gestal Cloud',
		start: async () => {
			const bench = await GestalBench.start();
			return {
				faults: bench.faults,
				session: (simplify) => bench.watch({ events: ['problemReachingIntegration'], simplify }),
				cause: () =>
					void bench.faults.add({
						path: '/integrations',
						answer: { status: 400, body: { message: MESSAGE } },
					}),
				reads: [],
				list: async () => await bench.run('integration', 'getMany'),
				stop: async () => await bench.stop(),
			};
		},
	},
];

describe.each(subjects)('$name: a secret of a third party in the words of an error', ({ start }) => {
	let platform: Reporting;
	forEachTest(async () => (platform = await start()));

	test.each([true, false])('is not in what a trigger emits (simplify: %s)', async (simplify) => {
		const session = platform.session(simplify);
		await session.activate();
		platform.cause();
		const emitted = JSON.stringify(await session.poll());
		expect(JSON.parse(emitted)).toMatchObject([{ json: { message: expect.stringContaining(SHOWN) } }]);
		expect(emitted).not.toContain(SECRET);
	});

	test('is not in what operations return', async () => {
		platform.cause();
		for (const read of platform.reads) {
			const run = await read();
			expect(run.error).toBeUndefined();
			expect(visible(run)).toContain('access_token=[redacted]');
			expect(visible(run)).not.toContain(SECRET);
		}
	});

	test('is not in the failure of an operation, whose code and trace may hold it too', async () => {
		const errors = [{ message: MESSAGE, detail: MESSAGE, code: `token=${SECRET}` }];
		const body = { ok: false, message: MESSAGE, errors, code: `token=${SECRET}` };
		platform.faults.add({ method: 'GET', answer: { status: 400, body } });
		const run = await platform.list();
		expect(run.error?.message).toContain('access_token=[redacted] with');
		expect(visible(run)).not.toContain(SECRET);
	});
});
