import { describe, expect, test } from '@jest/globals';

import { remove as removeFlow } from '../../../nodes/Celigo/resources/flow';
import { remove as removeIntegration } from '../../../nodes/Celigo/resources/integration';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

const flowId = chosen(ids.flowId);
const integrationId = chosen(ids.integrationId);

describe('Connection', () => {
	test.each([
		['any', 3],
		['online', 2],
		['offline', 1],
	])('Get Many of status %s', async (status, count) => {
		expect(await bench.json('connection.getMany', { status, returnAll: true })).toHaveLength(count);
	});

	test('Get Many of offline ones reads on until enough are there', async () => {
		bench.switches.maxPageSize = 1;
		const found = await bench.json('connection.getMany', { status: 'offline', limit: 1 });
		expect(found).toMatchObject([{ name: 'Old warehouse' }]);
		expect(bench.asked()).toHaveLength(3);
	});

	test('Ping says why a connection is offline, and is tried again where Celigo is busy', async () => {
		bench.faults.add({ method: 'POST', times: 1, answer: { status: 503 } });
		expect(await bench.json('connection.ping', { connectionId: chosen(ids.offlineConnectionId) })).toEqual([
			{ _id: ids.offlineConnectionId, online: false, code: 401, message: 'The connection is offline' },
		]);
	});

	test.each([404, 405] as const)('Ping asks by GET where POST is answered with %s', async (status) => {
		Object.assign(bench.switches, { pingVerb: 'GET', wrongMethodStatus: status });
		expect(await bench.json('connection.ping', { connectionId: chosen(ids.connectionId) })).toMatchObject([
			{ _id: ids.connectionId, online: true },
		]);
		expect(await bench.failure('connection.ping', { connectionId: chosen('none') })).toMatch(
			/Connection none was not found/,
		);
	});

	test('Get hides its secrets', async () => {
		const http = { auth: { token: { token: 'very-secret' }, basic: { password: 'very-secret' } } };
		Object.assign(bench.state.connections.get(ids.connectionId) ?? {}, { http });
		const given = { connectionId: chosen(ids.connectionId), simplify: false };
		const found = JSON.stringify(await bench.json('connection.get', given));
		expect(found).toContain('[redacted]');
		expect(found).not.toContain('very-secret');
	});

	test('is chosen from a list that shows which are offline', async () => {
		expect(await bench.choices('searchConnections')).toMatchObject({
			results: [
				{ name: 'Salesforce', value: ids.connectionId },
				{ name: 'NetSuite' },
				{ name: 'Old warehouse (offline)', value: ids.offlineConnectionId },
			],
		});
		const byName = { __rl: true, mode: 'name', value: 'Old warehouse' };
		expect(await bench.json('connection.get', { connectionId: byName })).toMatchObject([
			{ _id: ids.offlineConnectionId },
		]);
	});
});

describe('Notification', () => {
	const subscriptions = () =>
		[...bench.state.subscriptions.values()].map(({ _id: _, subscribed: _subscribed, ...more }) => more);

	test("Subscribe and Unsubscribe change one subscription: the token's own without an email", async () => {
		const mona = 'mona@example.com';
		await bench.json('notification.subscribe', { of: 'flow', flowId, email: mona });
		await bench.json('notification.subscribe', { of: 'integration', integrationId });
		const connectionId = chosen(ids.connectionId);
		await bench.json('notification.subscribe', { of: 'connection', connectionId, email: mona });
		const own = { _integrationId: ids.integrationId, subscribedByUserEmail: bench.state.owner.email };
		const ofFlow = { _flowId: ids.flowId, subscribedByUserEmail: mona };
		const ofConnection = { _connectionId: ids.connectionId, subscribedByUserEmail: mona };
		expect(subscriptions()).toEqual([ofFlow, own, ofConnection]);
		await bench.json('notification.unsubscribe', { of: 'connection', connectionId, email: mona });
		expect(subscriptions()).toEqual([ofFlow, own]);
	});

	test('of several items stands side by side, after lost responses too', async () => {
		bench.faults.add({ method: 'PUT', times: 1, answer: { afterExecuting: 'reset' } });
		const items = ['mona@example.com', 'max@example.com'].map((email) => ({ email }));
		const each = { of: 'flow', flowId, email: '={{ $json.email }}' };
		await bench.json('notification.subscribe', each, { items });
		expect(subscriptions()).toHaveLength(2);
	});

	test('of someone who is no user is refused with a hint', async () => {
		const email = 'nobody@example.com';
		expect(await bench.failure('notification.subscribe', { of: 'flow', flowId, email })).toMatch(
			/There is no user nobody.*must be that of a user in the account/,
		);
	});

	test.each(['subscribe', 'unsubscribe'])(
		"%s of the token's own user says nothing of an email address when it is refused",
		async (operation) => {
			const body = { errors: [{ code: 'invalid_field', message: 'Not possible' }] };
			bench.faults.add({ method: 'PUT', answer: { status: 422, body } });
			const refused = await bench.failure(`notification.${operation}`, { of: 'flow', flowId });
			expect(refused).toMatch(/Not possible/);
			expect(refused).not.toMatch(/email/);
		},
	);

	test('with something else than an email address is refused before any request', async () => {
		expect(await bench.failure('notification.subscribe', { of: 'flow', flowId, email: 'Mona' })).toMatch(
			/'Email': "Mona" is not an email address/,
		);
		expect(bench.asked()).toEqual([]);
	});
});

describe('Recycle Bin', () => {
	const resourceId = flowId;
	const remove = async () => {
		await bench.json('flow.delete', { flowId });
		bench.simulator.requests.clear();
	};

	test.each([
		{ remove: removeFlow, operation: 'flow.delete', id: ids.flowId },
		{ remove: removeIntegration, operation: 'integration.delete', id: ids.emptyIntegrationId },
	])('has what $operation deletes, which says so and nothing of permanently', async (deleting) => {
		const [whose] = deleting.operation.split('.');
		await bench.json(deleting.operation, { [`${whose}Id`]: chosen(deleting.id) });
		await bench.json('recycleBin.restore', { resourceId: chosen(deleting.id) });
		expect(bench.state.flows.has(deleting.id) || bench.state.integrations.has(deleting.id)).toBe(true);
		const { action, description } = deleting.remove;
		expect(action).toBe(`Delete ${whose}`);
		expect(description).toMatch(/Celigo keeps it in its recycle bin for 30 days\b/);
	});

	test.each(['cascade', 'plain'] as const)('Restore undoes Flow: Delete (%s)', async (form) => {
		bench.switches.recycleBinRestore = form;
		await remove();
		await bench.json('recycleBin.restore', { resourceId });
		expect(bench.state.flows.get(ids.flowId)).toMatchObject({
			name: 'Customers',
			_integrationId: ids.integrationId,
		});
		expect(bench.state.recycleBin.size).toBe(0);
	});

	test.each(['cascade', 'plain'] as const)(
		'Restore whose response is lost (%s) is not sent again',
		async (form) => {
			bench.switches.recycleBinRestore = form;
			await remove();
			const path = form === 'plain' ? /\/flows\/\w+$/ : /doCascadeRestore$/;
			bench.faults.add({ method: 'POST', path, answer: { afterExecuting: 'reset' } });
			expect(await bench.json('recycleBin.restore', { resourceId })).toMatchObject([{ restored: true }]);
			expect(bench.simulator.requests.count({ method: 'POST', path })).toBe(1);
			expect(bench.asked().at(-1)).toBe(`GET /flows/${ids.flowId}`);
		},
	);

	test('Restore that is seen to be applied needs no further look', async () => {
		await remove();
		bench.faults.add({ method: 'POST', path: /doCascadeRestore$/, answer: { afterExecuting: 'reset' } });
		bench.faults.add({ path: '/recycleBinTTL', after: 1, answer: { status: 403 } });
		expect(await bench.json('recycleBin.restore', { resourceId })).toMatchObject([{ restored: true }]);
		expect(bench.state.flows.has(ids.flowId)).toBe(true);
	});

	test('Restore that was not applied says where to look', async () => {
		await remove();
		bench.faults.add({ method: 'POST', answer: 'reset' });
		expect(await bench.failure('recycleBin.restore', { resourceId })).toMatch(
			/Check whether the change was applied.*Look for \w+ among the flows, and in the recycle bin/,
		);
		expect(bench.state.recycleBin.size).toBe(1);
	});

	test("Restore takes a gateway's page with 404 for no word of Celigo's on what is there", async () => {
		await remove();
		bench.faults.add({ method: 'POST', path: /doCascadeRestore$/, answer: { status: 200, body: {} } });
		const path = /\/flows\/\w+$/;
		bench.faults.add({ method: 'GET', path, answer: { status: 404, bodyText: '<html>Blocked</html>' } });
		expect(await bench.failure('recycleBin.restore', { resourceId })).toMatch(
			/Celigo returned an unexpected response.*Check whether the change was applied/,
		);
	});

	test.each(['<html>Blocked</html>', 'default backend - 404'])(
		'Restore is not sent without the cascade for a gateway that has no such route: %s',
		async (bodyText) => {
			await remove();
			const path = /doCascadeRestore$/;
			bench.faults.add({ method: 'POST', path, answer: { status: 404, bodyText } });
			expect(await bench.failure('recycleBin.restore', { resourceId })).toMatch(
				/Celigo returned an unexpected response/,
			);
			expect(bench.simulator.requests.count({ method: 'POST' })).toBe(1);
		},
	);

	test.each(['Cannot POST /v1/recycleBinTTL', '<!DOCTYPE html><pre>Cannot POST /v1/recycleBinTTL</pre>'])(
		'Restore is sent without the cascade where Celigo has no such route: %s',
		async (bodyText) => {
			bench.switches.recycleBinRestore = 'plain';
			await remove();
			const path = /doCascadeRestore$/;
			bench.faults.add({ method: 'POST', path, answer: { status: 404, bodyText } });
			expect(await bench.json('recycleBin.restore', { resourceId })).toMatchObject([{ restored: true }]);
		},
	);

	test('Restore of an integration brings its flows back; an item of one of them says so', async () => {
		bench.switches.deleteNonEmpty = 'cascade';
		await bench.json('integration.delete', { integrationId });
		const items = [{ id: ids.integrationId }, { id: ids.flowId }];
		const each = { resourceId: chosen('={{ $json.id }}') };
		const run = await bench.run('recycleBin.restore', each, { items, onError: 'continueErrorOutput' });
		expect(run.json).toMatchObject([{ restored: true, resourceType: 'integrations' }]);
		expect(JSON.stringify(run.errorItems)).toMatch(/The recycle bin has no resource with the ID/);
		expect(bench.state.flows.has(ids.flowId)).toBe(true);
	});

	test('of an empty one', async () => {
		expect(await bench.json('recycleBin.getMany', { returnAll: true })).toEqual([]);
		expect(await bench.failure('recycleBin.restore', { resourceId })).toMatch(/restored already/);
	});

	test('Get Many of other types is empty, and types are named as paths name them', async () => {
		await remove();
		bench.state.recycle('TradingPartnerConnector', { _id: 'tp', name: 'Partner', lastModified: '' });
		const types = async (resourceTypes: string) =>
			(await bench.json('recycleBin.getMany', { resourceTypes, returnAll: true })).map(
				(row) => row['resourceType'],
			);
		expect(await types('')).toEqual(['flows', 'tpconnectors']);
		expect(await types('tpconnectors, scripts')).toEqual(['tpconnectors']);
		expect(await types('imports')).toEqual([]);
		for (const name of ['flow', 'Flow', 'FLOWS']) expect(await types(name)).toEqual(['flows']);
		for (const name of ['tpconnector', 'TradingPartnerConnector', 'trading partner connector']) {
			expect(await types(name)).toEqual(['tpconnectors']);
		}
		expect(await types('lookupcache, MCP Server')).toEqual([]);
	});

	test.each(['flws', 'flows, integration apps', '={{ ["flows", "none"] }}'])(
		'Get Many of a type that there is not (%s) is refused with those that there are',
		async (resourceTypes) => {
			expect(await bench.failure('recycleBin.getMany', { resourceTypes })).toMatch(
				/'Resource Types': "[^"]+" is not a type of resource \| Celigo has: .*flows.*Nothing was sent/,
			);
			expect(bench.asked()).toEqual([]);
		},
	);

	test('is what the picker shows', async () => {
		await remove();
		expect(await bench.choices('searchDeleted')).toMatchObject({
			results: [{ name: 'Customers (flows)', value: ids.flowId }],
		});
	});
});
