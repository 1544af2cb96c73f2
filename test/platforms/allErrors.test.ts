import { describe, expect, test } from '@jest/globals';
import { omit, partition } from 'lodash';

import { celigoSample as ids } from '../../simulators/celigo';
import { forEachTest } from '../lifecycle';
import { CeligoBench } from './Celigo/bench';
import { PolarityBench, VIRUS_TOTAL } from './Polarity/bench';

/** Error: Get Many of all integrations: whose each error is, and the requests that it takes. */

const ALL = { of: 'integration', returnAll: true };

describe('Celigo', () => {
	let bench: CeligoBench;
	forEachTest(async () => (bench = await CeligoBench.start({ seed: { integrations: 20 } })));

	/** An error at the import of a further integration. */
	const addError = (name: string) => {
		const { state } = bench;
		const integration = [...state.integrations.values()].find((each) => each.name === name);
		const flow = [...state.flows.values()].find((each) => each._integrationId === integration?._id);
		const [step = ''] = flow?.pageProcessors?.flatMap(({ _importId }) => _importId ?? []) ?? [];
		state.addError(flow?._id ?? '', step, { message: `Broken in ${name}` });
		return { id: integration?._id, flowId: flow?._id, step };
	};

	test('names the integration of each error, and asks each integration for its errors', async () => {
		const { id, flowId, step } = addError('Integration 0007');
		const errors = await bench.json('error.getMany', ALL);
		const own = await bench.json('error.getMany', {
			...ALL,
			integrationId: { __rl: true, mode: 'id', value: ids.integrationId },
		});
		expect(errors).toEqual([
			...own.map((error) => ({ ...omit(error, 'source'), integrationName: 'Salesforce to NetSuite Sync' })),
			expect.objectContaining({
				message: 'Broken in Integration 0007',
				integrationId: id,
				integrationName: 'Integration 0007',
			}),
		]);
		bench.simulator.requests.clear();
		const raw = await bench.json('error.getMany', { ...ALL, simplify: false });
		expect(raw.at(-1)).toMatchObject({ _integrationId: id, integrationName: 'Integration 0007' });
		const [ofIntegrations, others] = partition(bench.asked(), (line) =>
			/integrations\/\w+\/errors/.test(line),
		);
		expect(ofIntegrations).toHaveLength(bench.state.integrations.size);
		expect(ofIntegrations).toContain(`GET /integrations/${ids.sandboxIntegrationId}/errors?sandbox=true`);
		expect(others.filter((line) => !line.includes(ids.flowId))).toEqual([
			'GET /integrations?limit=1000',
			`GET /flows/${flowId}/errors`,
			`GET /flows/${flowId}/${step}/errors`,
			'GET /flows?include=_id,name,_integrationId&limit=1000',
			`GET /flows/${ids.standaloneFlowId}/errors`,
		]);
	});

	test.each(['open', 'resolved'] as const)(
		'has the %s ones of flows that belong to no integration, behind the others',
		async (state) => {
			const { standaloneFlowId, standaloneExportId } = ids;
			addError('Integration 0007');
			bench.state.addError(standaloneFlowId, standaloneExportId, { message: 'Broken alone' });
			const store = bench.state.errorStore(standaloneFlowId, standaloneExportId);
			if (state === 'resolved') store?.resolve([...store.open.keys()], 'x', bench.state.clock.iso());
			const errors = await bench.json('error.getMany', { ...ALL, state });
			expect(errors.filter(({ integrationId }) => integrationId === null)).toEqual([errors.at(-1)]);
			expect(errors.at(-1)).toMatchObject({
				message: 'Broken alone',
				integrationId: null,
				integrationName: null,
				_flowId: standaloneFlowId,
				_expOrImpId: standaloneExportId,
			});
		},
	);

	test.each(['absent', 'stale'] as const)(
		'asks each, where numbers in the list are %s',
		async (listCounters) => {
			bench.switches.listCounters = listCounters;
			addError('Integration 0007');
			const errors = await bench.json('error.getMany', ALL);
			expect(errors.at(-1)).toMatchObject({ integrationName: 'Integration 0007' });
			const asked = bench.asked().filter((line) => /integrations\/\w+\/errors/.test(line));
			expect(asked).toHaveLength(bench.state.integrations.size);
		},
	);

	test.each(['open', 'resolved'] as const)(
		'has the %s ones of the others when an integration is deleted between its list and its flows',
		async (state) => {
			const gone = addError('Integration 0007');
			const { flowId = '', step } = addError('Integration 0008');
			const store = bench.state.errorStore(flowId, step);
			if (state === 'resolved') store?.resolve([...store.open.keys()], 'x', bench.state.clock.iso());
			const path = new RegExp(`integrations/${ids.integrationId}/(errors|flows)$`);
			bench.faults.add({ path, times: 1, answer: { delayMs: 100 } });
			const reading = bench.json('error.getMany', { ...ALL, state });
			await bench.simulator.requests.waitFor({ path }, 1);
			bench.state.integrations.delete(gone.id ?? '');
			const errors = await reading;
			expect(errors.at(-1)).toMatchObject({ integrationName: 'Integration 0008' });
		},
	);

	test('reads no further than the limit', async () => {
		addError('Integration 0007');
		expect(await bench.json('error.getMany', { of: 'integration', limit: 1 })).toHaveLength(1);
		expect(bench.asked().slice(0, 2)).toEqual([
			'GET /integrations?limit=1000',
			`GET /integrations/${ids.integrationId}/errors`,
		]);
		expect(bench.asked()).toHaveLength(4);
	});

	test('has resolved ones, too', async () => {
		const { flowId = '', step } = addError('Integration 0007');
		const store = bench.state.errorStore(flowId, step);
		store?.resolve([...store.open.keys()], 'x', bench.state.clock.iso());
		const errors = await bench.json('error.getMany', { ...ALL, state: 'resolved' });
		expect(errors.at(-1)).toMatchObject({
			message: 'Broken in Integration 0007',
			integrationName: 'Integration 0007',
		});
	});
});

describe('Polarity', () => {
	let bench: PolarityBench;
	forEachTest(async () => (bench = await PolarityBench.start()));

	test('names the integration of each error by one more list', async () => {
		bench.fillUpTo(20);
		bench.state.addError(VIRUS_TOTAL, { title: 'Quota' });
		bench.state.addError('feed_0009', { title: 'Down' });
		const errors = await bench.json('integrationError', 'getMany', { limit: 1 });
		expect(errors).toMatchObject([{ integrationId: VIRUS_TOTAL, integrationName: 'VirusTotal' }]);
		expect(bench.lines()).toEqual([
			'GET /api/integrations/errors',
			'GET /api/integrations?page[size]=300&page[number]=1',
		]);
		const raw = await bench.json('integrationError', 'getMany', { returnAll: true, simplify: false });
		expect(raw.map(({ integrationName }) => integrationName)).toEqual(['VirusTotal', 'Feed 0009']);
	});

	test('reads no names where there is no error, or one integration was chosen', async () => {
		expect(await bench.json('integrationError', 'getMany')).toEqual([]);
		bench.state.addError(VIRUS_TOTAL, { title: 'Quota' });
		const integrationId = { __rl: true, mode: 'id', value: VIRUS_TOTAL };
		const [error] = await bench.json('integrationError', 'getMany', { integrationId });
		expect(error).not.toHaveProperty('integrationName');
		expect(bench.lines()).toEqual(['GET /api/integrations/errors', 'GET /api/integrations/errors']);
	});
});
