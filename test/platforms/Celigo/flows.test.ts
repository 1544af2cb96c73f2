import { beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';

const flowId = chosen(ids.flowId);
const integrationId = chosen(ids.integrationId);
const path = `/flows/${ids.flowId}`;

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

const stored = (id: string = ids.flowId) => ({ ...bench.state.flows.get(id), lastModified: '' });

const named = (name: string) => [...bench.state.flows.values()].filter((flow) => flow.name === name);

describe('Create', () => {
	test('is off, and outside any integration, unless that is asked for', async () => {
		await bench.json('flow.create', { name: 'Returns' });
		expect(bench.sent()).toEqual([{ name: 'Returns', disabled: true }]);
		await bench.json('flow.create', { name: 'Refunds', integrationId, enabled: true });
		expect(named('Refunds')).toMatchObject([{ disabled: false, _integrationId: ids.integrationId }]);
	});

	test.each([
		['in an integration', { integrationId }, `/integrations/${ids.integrationId}/flows`],
		['outside any', {}, '/flows'],
	])('whose response is lost is looked for %s, and not sent again', async (_name, more, list) => {
		bench.state.addFlow({ name: 'Returns', _integrationId: ids.emptyIntegrationId });
		bench.faults.add({ method: 'POST', times: 1, answer: { afterExecuting: 'reset' } });
		const [made] = await bench.json('flow.create', { name: 'Returns', ...more });
		expect(named('Returns')).toHaveLength(2);
		expect(made?.['_id']).toBe(named('Returns')[1]?._id);
		expect(bench.asked()).toEqual(['POST /flows', expect.stringMatching(`^GET ${list}\\?limit=`)]);
		bench.faults.add({ method: 'POST', times: 1, answer: 'reset' });
		bench.simulator.clock.advance(60_000);
		expect(await bench.failure('flow.create', { name: 'Returns', ...more })).toMatch(
			/Check whether the change was applied/,
		);
	});

	test.each([
		['0 2 * * *', /'Schedule': "0 2 \* \* \*" is not a schedule of Celigo.*"\? 0 2 \* \* \*"/],
		['0 0 2 * * *', /the first is always a question mark: "\? 0 2 \* \* \*"/],
		['hourly', /six fields: \? minute hour day month weekday/],
	])('refuses the schedule %s before any request', async (schedule, message) => {
		expect(await bench.failure('flow.create', { name: 'Returns', details: { schedule } })).toMatch(message);
		expect(bench.asked()).toEqual([]);
	});

	test.each(['flow.create', 'integration.create'])(
		'%s takes from Additional Fields what a field left empty',
		async (task) => {
			const details = { description: '={{ " " }}', more: '{"description": "Given"}' };
			await bench.json(task, { name: 'Returns', details });
			expect(bench.sent()).toMatchObject([{ name: 'Returns', description: 'Given' }]);
		},
	);

	test('refuses an unknown timezone before any request', async () => {
		const details = { timezone: 'Mars/Olympus' };
		expect(await bench.failure('flow.create', { name: 'Returns', details })).toMatch(
			/'Timezone': "Mars\/Olympus" is not a timezone/,
		);
		expect(bench.asked()).toEqual([]);
	});
});

describe('Update', () => {
	test('changes what PATCH takes by itself, and nothing else', async () => {
		const before = stored();
		const details = { description: 'All of them', timezone: 'Europe/Berlin', more: '{"aliases": []}' };
		await bench.json('flow.update', { flowId, details });
		expect(stored()).toEqual({
			...before,
			description: 'All of them',
			timezone: 'Europe/Berlin',
			aliases: [],
		});
		expect(bench.asked()).toEqual([`PATCH ${path}`, `GET ${path}`]);
	});

	test('takes a field away that is given as null', async () => {
		await bench.json('flow.update', { flowId, details: { more: '{"schedule": null}' } });
		expect(bench.sent()).toEqual([[{ op: 'remove', path: '/schedule' }]]);
		expect(stored()).not.toHaveProperty('schedule');
	});

	describe('of what the flow lacks, on a server that patches only what is there', () => {
		beforeEach(() => {
			bench.switches.patchTarget = 'required';
			const flow = bench.state.flows.get(ids.flowId);
			for (const field of ['description', 'timezone', 'schedule', 'disabled'] as const) {
				if (flow !== undefined) Reflect.deleteProperty(flow, field);
			}
		});

		test('is set by PUT, and what is stored stays', async () => {
			const before = stored();
			const details = { description: 'All of them', timezone: 'Europe/Berlin' };
			await bench.json('flow.update', { flowId, details });
			expect(stored()).toMatchObject({ ...before, ...details, lastModified: expect.any(String) });
		});

		test('is no reason to refuse what takes away what is not there', async () => {
			const before = stored();
			await bench.json('flow.update', { flowId, details: { more: '{"schedule": null}' } });
			expect(stored()).toMatchObject({ ...before, lastModified: expect.any(String) });
			expect(stored()).not.toHaveProperty('schedule');
		});

		test('is the only reason for another way: what is refused otherwise stays refused', async () => {
			Object.assign(bench.state.flows.get(ids.flowId) ?? {}, { disabled: false });
			bench.faults.add({ method: 'PATCH', answer: { status: 422, body: { message: 'Too many flows' } } });
			expect(await bench.failure('flow.disable', { flowId })).toMatch(/Too many flows/);
			expect(bench.asked()).toEqual([`PATCH ${path}`, `GET ${path}`]);
			expect(stored()).toMatchObject({ disabled: false });
		});

		test.each([
			['disable', true],
			['enable', false],
		])('does not keep %s from its work', async (operation, disabled) => {
			expect(await bench.json(`flow.${operation}`, { flowId })).toMatchObject([{ disabled }]);
		});
	});

	test.each<[INodeParameters, object]>([
		[{ more: '{"disabled": true}' }, { disabled: true }],
		[
			{ more: '{"disabled": true}', name: 'Renamed' },
			{ disabled: true, name: 'Renamed' },
		],
		[{ more: '{"disabled": true, "pageProcessors": []}' }, { disabled: true, pageProcessors: [] }],
		[{ more: '{"disabled": true}', enabled: true }, { disabled: false }],
		[{ more: '{"description": "Given"}', description: '={{ " " }}' }, { description: 'Given' }],
	])('takes what only Additional Fields has (%j)', async (details, expected) => {
		await bench.json('flow.update', { flowId, details });
		expect(stored()).toMatchObject(expected);
	});

	test('of other fields keeps every stored field that is not given', async () => {
		const before = stored();
		const pageProcessors = [{ type: 'import', _importId: ids.routedImportId }];
		const details = { name: 'Renamed', more: JSON.stringify({ pageProcessors }) };
		await bench.json('flow.update', { flowId, details });
		expect(stored()).toEqual({ ...before, name: 'Renamed', pageProcessors });
		expect(bench.asked()).toEqual([`GET ${path}`, `PUT ${path}`]);
	});

	test('by PUT leaves out what is given as null: what is left out is erased', async () => {
		await bench.json('flow.update', {
			flowId,
			details: { more: '{"schedule": null, "pageProcessors": []}' },
		});
		expect(stored()).not.toHaveProperty('schedule');
		expect(bench.sent()).toEqual([expect.not.objectContaining({ schedule: null })]);
	});

	test('by several items: none undoes another', async () => {
		const _flowGroupingId = '5f1b2c3d4e5f6a7b8c9d7001';
		const items = [{ runPageGeneratorsInParallel: true }, { _flowGroupingId }, { name: 'Third' }];
		const details = { more: '={{ $json.more }}' };
		const given = { items: items.map((more) => ({ more })) };
		await bench.json('flow.update', { flowId, details }, given);
		expect(stored()).toMatchObject({
			name: 'Third',
			runPageGeneratorsInParallel: true,
			_flowGroupingId,
			schedule: '? 0 * * * *',
		});
	});

	test.each<INodeParameters>([{}, { name: '' }, { schedule: '={{ $json.nothing }}' }])(
		'of nothing (%j) is refused before any request',
		async (details) => {
			expect(await bench.failure('flow.update', { flowId, details })).toMatch(/'Update Fields' is empty/);
			expect(bench.asked()).toEqual([]);
		},
	);

	test('and Create refuse a list entry that an expression left undefined', async () => {
		const details = { more: '={{ ({ pageGenerators: [{ _exportId: $json.none }] }) }}' };
		for (const task of ['flow.update', 'flow.create']) {
			expect(await bench.failure(task, { flowId, name: 'New', details })).toMatch(
				/has no value for "pageGenerators\[0\]._exportId"/,
			);
		}
		expect(bench.asked()).toEqual([]);
	});

	test.each(['{"schedule": null}', '{"schedule": null, "pageProcessors": [{}]}'])(
		'of a flow of an Integration App with %s gives no remark, once the schedule is gone',
		async (more) => {
			bench.switches.integrationAppPut = 'applied';
			const app = bench.state.addFlow({ name: 'App', _connectorId: 'app', pageProcessors: [{}] });
			app.schedule = '? 0 2 * * *';
			const run = await bench.run('flow.update', { flowId: chosen(app._id), details: { more } });
			expect(run.hints).toEqual([]);
			expect(bench.state.flows.get(app._id)).not.toHaveProperty('schedule');
		},
	);

	describe.each([
		['PATCH', { name: 'Mine' }],
		['PUT', { more: '{"name": "Mine", "pageProcessors": []}' }],
	])('of a flow of an Integration App, by %s', (_method, details) => {
		const own = () => bench.state.addFlow({ name: 'App', _connectorId: 'app', pageProcessors: [{}] })._id;

		test('that is ignored gives a remark and what is really stored', async () => {
			const run = await bench.run('flow.update', { flowId: chosen(own()), details });
			expect(run.json).toMatchObject([{ name: 'App' }]);
			expect(JSON.stringify(run.hints)).toMatch(/did not change this Integration App/);
		});

		test('that is refused is an error', async () => {
			bench.switches.integrationAppPut = 'refused';
			expect(await bench.failure('flow.update', { flowId: chosen(own()), details })).toMatch(
				/field_locked_by_integration_app/,
			);
		});

		test('that is applied gives none', async () => {
			bench.switches.integrationAppPut = 'applied';
			const run = await bench.run('flow.update', { flowId: chosen(own()), details });
			expect(run.json).toMatchObject([{ name: 'Mine' }]);
			expect(run.hints).toEqual([]);
		});
	});
});

describe('Clone', () => {
	const name = 'Copy';

	test('into another integration, with other connections, needs one request', async () => {
		const connectionMap = {
			[ids.connectionId]: ids.offlineConnectionId,
			[ids.otherConnectionId]: ids.otherConnectionId,
		};
		const toIntegrationId = chosen(ids.emptyIntegrationId);
		const cloneOptions = { connectionMap: JSON.stringify(connectionMap) };
		await bench.json('flow.clone', { flowId, name, toIntegrationId, cloneOptions });
		expect(bench.asked()).toEqual([`POST ${path}/clone`]);
		const [copy] = named(name);
		expect(copy).toMatchObject({ disabled: true, _integrationId: ids.emptyIntegrationId });
		const used = copy === undefined ? [] : bench.state.connectionIdsOf(copy);
		expect(used.sort()).toEqual(Object.values(connectionMap).sort());
	});

	test('whose response is a list of what was made returns it', async () => {
		bench.switches.cloneAnswer = 'manifest';
		expect(await bench.json('flow.clone', { flowId, name })).toEqual([
			{
				_id: named(name)[0]?._id,
				_sourceId: ids.flowId,
				manifest: [{ model: 'Flow', _id: named(name)[0]?._id, name }],
			},
		]);
	});

	test('whose response is lost is looked for, and not sent again', async () => {
		bench.faults.add({ method: 'POST', times: 1, answer: { afterExecuting: 'reset' } });
		const [made] = await bench.json('flow.clone', { flowId, name });
		expect(named(name)).toHaveLength(1);
		expect(made).toMatchObject({ _id: named(name)[0]?._id, name });
	});

	test('of a flow outside any integration asks for one', async () => {
		const standalone = { flowId: chosen(ids.standaloneFlowId), name };
		expect(await bench.failure('flow.clone', standalone)).toMatch(/Choose a 'Target Integration'/);
		expect(bench.sent()).toEqual([]);
		await bench.json('flow.clone', { ...standalone, toIntegrationId: integrationId });
		expect(named(name)).toMatchObject([{ _integrationId: ids.integrationId }]);
	});

	test('without all connections says which field to check', async () => {
		const cloneOptions = { connectionMap: `{"${ids.connectionId}": "${ids.connectionId}"}` };
		expect(await bench.failure('flow.clone', { flowId, name, cloneOptions })).toMatch(
			/invalid_connectionMap.*Check 'Connection Map \(JSON\)' and .*'Target Integration' must exist/,
		);
		expect(named(name)).toEqual([]);
	});

	test('whose steps Celigo does not list, in whatever words, says which field to check', async () => {
		bench.faults.add({
			path: /descendants$/,
			answer: { status: 404, bodyText: 'Not found', contentType: 'text/plain' },
		});
		expect(await bench.failure('flow.clone', { flowId, name })).toMatch(/Check 'Connection Map \(JSON\)'/);
		expect(bench.sent()).toMatchObject([{ connectionMap: {} }]);
	});

	test.each(['<html>Blocked</html>', 'default backend - 404'])(
		'is not sent without its connections for what a gateway says of its steps: %s',
		async (bodyText) => {
			bench.faults.add({ path: /descendants$/, answer: { status: 404, bodyText } });
			expect(await bench.failure('flow.clone', { flowId, name })).toMatch(/unexpected response/);
			expect(bench.sent()).toEqual([]);
		},
	);

	test('without an environment, where Celigo requires one, says where to choose it', async () => {
		bench.switches.cloneEnvironment = 'required';
		expect(await bench.failure('flow.clone', { flowId, name })).toMatch(
			/envId is missing.*'Environment', which Celigo may require/,
		);
		const [environment] = bench.state.environments;
		const cloneOptions = { envId: chosen(environment?._id ?? '') };
		expect(await bench.json('flow.clone', { flowId, name, cloneOptions })).toHaveLength(1);
	});

	test('into a group that the target does not have says which field to check', async () => {
		const cloneOptions = { _flowGroupingId: '5f1b2c3d4e5f6a7b8c9d7001' };
		const toEmpty = { flowId, name, toIntegrationId: chosen(ids.emptyIntegrationId), cloneOptions };
		expect(await bench.failure('flow.clone', toEmpty)).toMatch(
			/no flow group.*Check .*have the group of 'Flow Group ID'/,
		);
		await bench.json('flow.clone', { flowId, name, cloneOptions });
		expect(named(name)).toMatchObject([cloneOptions]);
	});
});

describe('Replace Connection', () => {
	const connections = () => {
		const flow = bench.state.flows.get(ids.flowId);
		return flow === undefined ? [] : bench.state.connectionIdsOf(flow);
	};

	test('changes the steps that used it, and only those', async () => {
		expect(connections()).toEqual([ids.connectionId, ids.otherConnectionId]);
		const both = {
			connectionId: chosen(ids.otherConnectionId),
			newConnectionId: chosen(ids.offlineConnectionId),
		};
		await bench.json('flow.replaceConnection', { flowId, ...both });
		expect(connections()).toEqual([ids.connectionId, ids.offlineConnectionId]);
	});

	test('by several items in their order', async () => {
		const third = bench.state.addConnection({ name: 'Third' })._id;
		const items = [
			{ from: ids.otherConnectionId, to: ids.offlineConnectionId },
			{ from: ids.offlineConnectionId, to: third },
		];
		bench.faults.add({ method: 'PUT', times: 1, answer: { delayMs: 100 } });
		await bench.json(
			'flow.replaceConnection',
			{ flowId, connectionId: chosen('={{ $json.from }}'), newConnectionId: chosen('={{ $json.to }}') },
			{ items },
		);
		expect(connections()).toEqual([ids.connectionId, third]);
	});

	test('by itself is refused before any request', async () => {
		const same = { connectionId: chosen(ids.connectionId), newConnectionId: chosen(ids.connectionId) };
		expect(await bench.failure('flow.replaceConnection', { flowId, ...same })).toMatch(
			/'New Connection' is the connection to replace/,
		);
		expect(bench.asked()).toEqual([]);
	});
});

test('Delete moves the flow to the recycle bin, and a lost response is no failure', async () => {
	bench.faults.add({ method: 'DELETE', times: 1, answer: { afterExecuting: 'reset' } });
	expect(await bench.json('flow.delete', { flowId })).toEqual([{ deleted: true, _id: ids.flowId }]);
	expect(bench.state.flows.has(ids.flowId)).toBe(false);
	expect(bench.state.recycleBin.get(ids.flowId)).toMatchObject({ model: 'Flow', doc: { name: 'Customers' } });
});

describe.each([
	['flow.disable', 'enabled', false],
	['flow.enable', 'disabled', true],
])('%s of a flow of an Integration App', (task, still, disabled) => {
	const own = () =>
		bench.state.addFlow({ name: 'App', _connectorId: 'app', disabled, pageProcessors: [{}] })._id;

	test('is no success where Celigo changes nothing', async () => {
		bench.switches.integrationAppDisable = 'asOtherChanges';
		const flow = own();
		expect(await bench.failure(task, { flowId: chosen(flow) })).toMatch(
			new RegExp(
				`accepted the request, but the flow is still ${still} \\| If it belongs to an Integration App`,
			),
		);
		expect(bench.state.flows.get(flow)?.disabled).toBe(disabled);
	});

	test('is what Celigo stores where it does', async () => {
		const flow = own();
		await bench.json(task, { flowId: chosen(flow) });
		expect(bench.state.flows.get(flow)?.disabled).toBe(!disabled);
	});
});

test('Replace Connection of two flows that share a step leaves what the later item asks for', async () => {
	const shared = bench.state.addFlow({
		name: 'Returns',
		_integrationId: ids.integrationId,
		pageGenerators: [{ _exportId: ids.exportId }],
	});
	const items = [
		{ flow: ids.flowId, from: ids.connectionId, to: ids.otherConnectionId },
		{ flow: shared._id, from: ids.otherConnectionId, to: ids.offlineConnectionId },
	];
	bench.faults.add({
		method: 'PUT',
		path: `/v1${path}/replaceConnection`,
		times: 1,
		answer: { delayMs: 100 },
	});
	const parameters = {
		flowId: chosen('={{ $json.flow }}'),
		connectionId: chosen('={{ $json.from }}'),
		newConnectionId: chosen('={{ $json.to }}'),
	};
	await bench.json('flow.replaceConnection', parameters, { items });
	expect(bench.state.exports.get(ids.exportId)?._connectionId).toBe(ids.offlineConnectionId);
});
