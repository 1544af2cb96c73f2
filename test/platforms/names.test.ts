import { describe, expect, test } from '@jest/globals';

import { celigoSample as ids } from '../../simulators/celigo';
import { untilTestEnds } from '../lifecycle';
import { CeligoBench } from './Celigo/bench';
import { DuctapeBench } from './Ductape/bench';
import { GestalBench, jsonOf } from './Gestal/bench';
import { PolarityBench, VIRUS_TOTAL } from './Polarity/bench';
import { PortBench } from './Port/bench';

/** Integrations, and Celigo's flows, by the names that people know. */

const running = untilTestEnds();
const byName = (value: string) => ({ __rl: true, mode: 'name', value });

test('of Celigo', async () => {
	const bench = running(await CeligoBench.start());
	const name = String(bench.state.integrations.get(ids.integrationId)?.name);
	const integrationId = byName(name);
	expect(await bench.json('integration.get', { integrationId })).toMatchObject([{ _id: ids.integrationId }]);
	expect(await bench.json('flow.get', { flowId: byName('Customers') })).toMatchObject([{ _id: ids.flowId }]);
	// The list depends on the integration, which the operation hides while a flow is asked for.
	const latest = bench.json('job.getLatest', { of: 'flow', flowId: byName('Customers') });
	expect(await latest).toMatchObject([{ _flowId: ids.flowId }]);
});

test('of Celigo, in the trigger: the flow is looked for in the integration', async () => {
	const bench = running(await CeligoBench.start());
	const other = bench.state.addIntegration({ name: 'Another' });
	bench.state.addFlow({ name: 'Customers', _integrationId: other._id });
	const name = String(bench.state.integrations.get(ids.integrationId)?.name);
	await expect(bench.watch({ events: ['newError'], flowId: byName('Customers') }).activate()).rejects.toThrow(
		'\'Flow\': 2 records are named "Customers"',
	);
	const session = await bench.watching({
		events: ['newError'],
		integrationId: byName(name),
		flowId: byName('Customers'),
	});
	bench.state.addError(ids.flowId, ids.importId);
	expect(await session.poll()).toHaveLength(1);
});

test('of Celigo, in the trigger: what was found is still known while it cannot be listed, but not to another process', async () => {
	const bench = running(await CeligoBench.start());
	const name = String(bench.state.integrations.get(ids.integrationId)?.name);
	const session = await bench.watching({ events: ['newError'], integrationId: byName(name) });
	const fault = bench.faults.add({ path: '/v1/integrations', answer: { status: 503, body: {} } });
	bench.state.addError(ids.flowId, ids.importId);
	expect(await session.poll()).toHaveLength(1);
	bench.state.addError(ids.flowId, ids.importId);
	await session.restart();
	await expect(session.poll()).rejects.toMatchObject({ httpCode: '503' });
	fault.remove();
	expect(await session.poll()).toHaveLength(1);
});

test('of Celigo, in the trigger: a test in the editor changes nothing that the published one has found', async () => {
	const bench = running(await CeligoBench.start());
	const name = String(bench.state.integrations.get(ids.integrationId)?.name);
	const watched = (integration: string) => ({ events: ['newError'], integrationId: byName(integration) });
	const session = await bench.watching(watched(name), { workflowId: 'published' });
	bench.state.addIntegration({ name: 'Another' });
	const tested = bench.watch(watched('Another'), { workflowId: 'published' }).manual();
	await expect(tested).rejects.toThrow('No matching event');
	bench.faults.add({ path: '/v1/integrations', answer: { status: 503, body: {} } });
	bench.state.addError(ids.flowId, ids.importId);
	expect(await session.poll()).toHaveLength(1);
});

describe('of Gestal, in the trigger that reports what cannot be reached', () => {
	const closed = { path: '/integrations', answer: { status: 503, body: {} } };
	const watching = async (bench: GestalBench) => {
		const session = bench.watch({
			events: ['problemReachingIntegration', 'newInstallation'],
			integrationId: byName('Herd Mirror'),
			options: { whenUnreachable: 'emit' },
		});
		await session.activate();
		return session;
	};

	test('an outage is reported by that event', async () => {
		const bench = running(await GestalBench.start());
		const session = await watching(bench);
		const fault = bench.simulator.faults.add({ answer: closed.answer });
		expect(jsonOf(await session.poll())).toMatchObject([{ kind: 'unreachable' }]);
		fault.remove();
		expect(jsonOf(await session.poll())).toMatchObject([{ kind: 'recovered' }]);
	});

	test('an outage over a restart begins and ends, each time', async () => {
		const bench = running(await GestalBench.start());
		const session = await watching(bench);
		for (let time = 0; time < 2; time += 1) {
			const fault = bench.simulator.faults.add(closed);
			expect(jsonOf(await session.restart())).toMatchObject([{ kind: 'unreachable' }]);
			expect(await session.poll()).toBeNull();
			fault.remove();
			expect(jsonOf(await session.poll())).toMatchObject([{ kind: 'recovered' }]);
			expect(await session.poll()).toBeNull();
		}
	});
});

test('that nobody has any more fails a poll once an hour', async () => {
	const bench = running(await CeligoBench.start());
	const integration = bench.state.integrations.get(ids.integrationId);
	const session = await bench.watching({
		events: ['newError'],
		integrationId: byName(String(integration?.name)),
	});
	Object.assign(integration ?? {}, { name: 'Renamed' });
	await expect(session.poll()).rejects.toThrow('no record is named');
	expect(await session.poll()).toBeNull();
});

test('of Ductape', async () => {
	const bench = running(await DuctapeBench.start());
	expect(await bench.json('integration', 'get', { integrationId: byName('Orders Hub') })).toMatchObject([
		{ _id: bench.orders._id },
	]);
});

test('of Gestal', async () => {
	const bench = running(await GestalBench.start());
	expect(await bench.json('integration', 'get', { integrationId: byName('Herd Mirror') })).toMatchObject([
		{ name: 'Herd Mirror' },
	]);
});

test('of Polarity', async () => {
	const bench = running(await PolarityBench.start());
	expect(await bench.json('integration', 'get', { integrationId: byName('VirusTotal') })).toMatchObject([
		{ id: VIRUS_TOTAL },
	]);
});

test('of Port: by the title alone, though the list shows the ID beside it', async () => {
	const bench = running(await PortBench.start());
	expect(await bench.json('get', { integrationId: byName('My GitLab') })).toMatchObject([
		{ title: 'My GitLab' },
	]);
});
