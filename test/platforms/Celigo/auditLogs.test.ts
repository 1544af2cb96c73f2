import { beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { textOf } from '../../../core';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen, emitted } from './bench';

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

const ofIntegration = { integrationId: chosen(ids.integrationId), returnAll: true };
const ofFlow = { flowId: chosen(ids.flowId), returnAll: true };
const mona = { _id: 'mona', email: 'mona@example.com' };

const changes = [
	['update', 'ui', 'mona'],
	['delete', 'api', 'mona'],
	['create', 'script', 'owner'],
	['update', 'api', 'owner'],
] as const;

/** What was done, by way of what, in the order of the log. */
async function found(task: string, parameters: INodeParameters): Promise<string[]> {
	bench.state.auditEntries.clear();
	for (const [index, [event, source, user]] of changes.entries()) {
		bench.state.addAuditEntry({
			event,
			source,
			resourceType: 'flow',
			_resourceId: ids.flowId,
			_integrationId: ids.integrationId,
			time: bench.simulator.clock.iso(index * 60_000),
			...(user === 'mona' && { byUser: mona }),
		});
	}
	const entries = await bench.json(task, parameters);
	return entries.map(({ action, source }) => `${textOf(action)} ${textOf(source)}`);
}

describe('of an integration', () => {
	const path = `/integrations/${ids.integrationId}/audit`;

	test('with several sources or actions is asked for by POST', async () => {
		const filters = { source: ['api', 'script'], action: 'update, create' };
		expect(await found('integration.getAuditLog', { ...ofIntegration, filters })).toEqual([
			'create script',
			'update api',
		]);
		expect(bench.asked()).toEqual([`POST ${path}?limit=100`]);
		expect(bench.sent()).toEqual([{ source: ['api', 'script'], action: ['update', 'create'] }]);
	});

	test("a day without a time as 'To' is included whole", async () => {
		const day = bench.simulator.clock.iso().slice(0, 10);
		const filters = { from: day, to: day };
		expect(await found('integration.getAuditLog', { ...ofIntegration, filters })).toHaveLength(4);
	});

	test('asks for each further page in the same way', async () => {
		bench.switches.maxPageSize = 1;
		const filters = { action: ['update', 'delete'] };
		expect(await found('integration.getAuditLog', { ...ofIntegration, filters })).toEqual([
			'update ui',
			'delete api',
			'update api',
		]);
		expect(bench.asked().map((line) => line.split(' ')[0])).toEqual(['POST', 'POST', 'POST']);
		expect(new Set(bench.sent().map((body) => JSON.stringify(body))).size).toBe(1);
	});

	test('is asked for again where the server is busy: it is only read', async () => {
		bench.faults.add({ method: 'POST', times: 2, answer: { status: 503 } });
		const filters = { source: ['api', 'script'] };
		expect(await found('integration.getAuditLog', { ...ofIntegration, filters })).toHaveLength(3);
	});

	test('with several of them and a user, the user is left to Celigo', async () => {
		const filters = { source: ['api', 'script'], _byUserId: 'mona' };
		expect(
			await found('integration.getAuditLog', { ...ofIntegration, limit: 1, returnAll: false, filters }),
		).toEqual(['delete api']);
		expect(bench.asked()).toEqual([`GET ${path}?limit=100&_byUserId=mona`]);
	});

	test.each(['honoured', 'ignored'] as const)(
		'with several of them and a time has no others, where a POST has its times %s',
		async (auditSearchTimes) => {
			bench.switches.auditSearchTimes = auditSearchTimes;
			const { clock } = bench.simulator;
			const filters = {
				source: ['api', 'script', 'ui'],
				from: clock.iso(150_000),
				to: clock.iso(30_000),
			};
			expect(await found('integration.getAuditLog', { ...ofIntegration, filters })).toEqual([
				'delete api',
				'create script',
			]);
		},
	);

	test.each<[INodeParameters, string[]]>([
		[{ source: ['script'] }, ['create script']],
		[{ action: 'delete' }, ['delete api']],
		[{ _byUserId: 'mona' }, ['update ui', 'delete api']],
		[{ source: ['api', 'script'] }, ['delete api', 'create script', 'update api']],
		[{}, ['update ui', 'delete api', 'create script', 'update api']],
	])('filtered by %j has no others, where Celigo ignores that', async (filters, expected) => {
		bench.switches.auditFilters = 'ignored';
		expect(await found('integration.getAuditLog', { ...ofIntegration, filters })).toEqual(expected);
		const limited = { ...ofIntegration, filters, returnAll: false, limit: 1 };
		expect(await found('integration.getAuditLog', limited)).toEqual(expected.slice(0, 1));
	});

	test('takes the single source and action that older workflows have stored', async () => {
		const filters = { source: 'api', action: 'update' };
		expect(await found('integration.getAuditLog', { ...ofIntegration, filters })).toEqual(['update api']);
		expect(bench.asked()).toEqual([`GET ${path}?limit=100&action=update&source=api`]);
	});

	test('has the entries of the older form, whatever their source', async () => {
		bench.switches.auditForm = 'seed';
		const filters = { source: ['api', 'script'], _byUserId: 'mona' };
		expect(await found('integration.getAuditLog', { ...ofIntegration, filters })).toHaveLength(2);
	});

	test.each([null, ''])('has the entries that say %j of what is filtered by', async (none) => {
		const body = [
			{ _id: '1', time: bench.simulator.clock.iso(), event: none, source: none, byUser: { _id: none } },
		];
		bench.faults.add({ path: /audit$/, answer: { body } });
		const filters = { source: 'api', action: 'update', _byUserId: 'mona' };
		expect(await bench.json('integration.getAuditLog', { ...ofIntegration, filters })).toHaveLength(1);
	});

	test('refuses an unknown source before any request', async () => {
		const given = { ...ofIntegration, filters: { source: ['moon'] } };
		expect(await bench.failure('integration.getAuditLog', given)).toMatch(/'Sources'/);
		expect(bench.asked()).toEqual([]);
	});
});

describe('of a flow', () => {
	test('several sources and actions are filtered by the node', async () => {
		const filters = { source: ['api', 'script'], action: ['update'] };
		expect(await found('flow.getAuditLog', { ...ofFlow, filters })).toEqual(['update api']);
		expect(bench.asked()).toEqual([`GET /flows/${ids.flowId}/audit?limit=100&action=update`]);
	});

	test.each<[INodeParameters, string[]]>([
		[{ source: ['script'] }, ['create script']],
		[{ action: 'delete' }, ['delete api']],
		[{ source: ['api'], action: 'update' }, ['update api']],
		[{ _byUserId: 'mona' }, ['update ui', 'delete api']],
		[{}, ['update ui', 'delete api', 'create script', 'update api']],
	])('filtered by %j has no others, though Celigo may ignore that', async (filters, expected) => {
		for (const flowAuditFilters of ['honoured', 'ignored'] as const) {
			bench.switches.flowAuditFilters = flowAuditFilters;
			expect(await found('flow.getAuditLog', { ...ofFlow, filters })).toEqual(expected);
			const limited = { ...ofFlow, filters, returnAll: false, limit: 1 };
			expect(await found('flow.getAuditLog', limited)).toEqual(expected.slice(0, 1));
		}
	});

	test('takes a user and an action in capitals where the node filters', async () => {
		bench.switches.flowAuditFilters = 'ignored';
		const filters = { _byUserId: 'MONA', action: 'Update' };
		expect(await found('flow.getAuditLog', { ...ofFlow, filters })).toEqual(['update ui']);
	});

	test('of a period has no others, though Celigo may ignore that', async () => {
		const { clock } = bench.simulator;
		const filters = { from: clock.iso(150_000), to: clock.iso(30_000) };
		for (const flowAuditFilters of ['honoured', 'ignored'] as const) {
			bench.switches.flowAuditFilters = flowAuditFilters;
			expect(await found('flow.getAuditLog', { ...ofFlow, filters })).toEqual([
				'delete api',
				'create script',
			]);
		}
	});

	test('without filters asks for no more than is wanted', async () => {
		expect(await found('flow.getAuditLog', { ...ofFlow, returnAll: false, limit: 2 })).toHaveLength(2);
		expect(bench.asked()).toEqual([`GET /flows/${ids.flowId}/audit?limit=2`]);
	});
});

test.each([400, 403, 404, 422] as const)(
	'that Celigo does not keep (status %i): the failure says so',
	async (noAuditLogStatus) => {
		bench.switches.noAuditLogStatus = noAuditLogStatus;
		bench.state.withoutAuditLog.add(ids.integrationId);
		for (const filters of [{}, { action: 'update, create' }]) {
			expect(await bench.failure('integration.getAuditLog', { ...ofIntegration, filters })).toMatch(
				/audit_not_supported.*Celigo does not keep an audit log of this resource/,
			);
		}
	},
);

describe.each(['newestFirst', 'oldestFirst'] as const)('in the order %s', (auditOrder) => {
	beforeEach(() => void Object.assign(bench.switches, { auditOrder, maxPageSize: 1 }));

	test('is returned as it comes, the whole log whatever the order', async () => {
		const whole = ['update ui', 'delete api', 'create script', 'update api'];
		const expected = auditOrder === 'newestFirst' ? whole : [...whole].reverse();
		expect(await found('integration.getAuditLog', ofIntegration)).toEqual(expected);
		expect(
			await bench.json('integration.getAuditLog', { ...ofIntegration, returnAll: false, limit: 1 }),
		).toHaveLength(1);
	});

	test('is emitted by Audit Entry, each entry once', async () => {
		const session = await bench.watching({ events: ['auditEntry'] });
		for (const event of ['create', 'update', 'delete']) {
			bench.simulator.clock.advance(1000);
			const of = { resourceType: 'integration', _resourceId: ids.integrationId };
			bench.state.addAuditEntry({ event, ...of });
		}
		const codes = emitted(await session.poll()).map(({ code }) => code);
		expect(codes).toEqual(['create', 'update', 'delete']);
		expect(await session.poll()).toBeNull();
	});
});

describe('the entry of a deletion', () => {
	test.each([
		['present', 'Old orders', 'owner@example.com: delete (flow "Old orders")'],
		['absent', null, 'owner@example.com: delete (flow)'],
	] as const)(
		'names what was deleted, where Celigo says so (%s)',
		async (deletedInfo, resourceName, message) => {
			bench.switches.deletedInfo = deletedInfo;
			const { _id } = bench.state.addFlow({ name: 'Old orders', _integrationId: ids.integrationId });
			const session = await bench.watching({ events: ['auditEntry'] });
			await bench.json('flow.delete', { flowId: chosen(_id) });
			expect(emitted(await session.poll())).toMatchObject([
				{ message, detail: { resourceId: _id, resourceName } },
			]);
			const entries = await bench.json('integration.getAuditLog', {
				...ofIntegration,
				filters: { action: 'delete' },
			});
			expect(entries).toMatchObject([{ _resourceId: _id, resourceName }]);
		},
	);
});
