import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { celigoNode, CeligoBench, chosen } from './bench';

const integrationId = chosen(ids.integrationId);
const flowId = chosen(ids.flowId);
const stepId = chosen(ids.importId);
const longestWait = (seconds: number) => ({ options: { longestWaitSeconds: seconds } });

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

describe('what is tried again', () => {
	const repeatable: Array<[string, string, INodeParameters]> = [
		['GET', 'integration.get', { integrationId }],
		['PUT', 'integration.update', { integrationId, details: { name: 'Customer Sync' } }],
		['PATCH', 'flow.disable', { flowId }],
		['PATCH', 'flow.update', { flowId, details: { name: 'Customers' } }],
		['PUT', 'notification.subscribe', { of: 'flow', flowId }],
		['POST', 'connection.ping', { connectionId: chosen(ids.connectionId) }],
		['DELETE', 'integration.delete', { integrationId: chosen(ids.emptyIntegrationId) }],
		['PUT', 'error.resolve', { flowId, stepId, errorIds: '4210987651' }],
	];

	test.each(repeatable)(
		'%s of %s after 5xx, 408, resets and lost responses',
		async (method, task, parameters) => {
			for (const answer of [
				{ status: 500 },
				{ status: 408 },
				'reset',
				{ afterExecuting: 'reset' },
				{ afterExecuting: { status: 503 } },
			] as const) {
				bench.state.addIntegration({ _id: ids.emptyIntegrationId, name: 'Warehouse Returns' });
				bench.faults.add({ method, times: 1, answer });
				bench.simulator.requests.clear();
				expect((await bench.run(task, parameters)).error).toBeUndefined();
				const tries = bench.simulator.requests.all({ method });
				expect(tries.length).toBeGreaterThan(1);
				expect(tries[1]?.bodyText).toBe(tries[0]?.bodyText);
			}
		},
	);

	test('three times at most, and not beyond the longest wait', async () => {
		bench.faults.add({ answer: { status: 503, headers: { 'retry-after': '0' } } });
		expect(await bench.failure('integration.get', { integrationId })).toMatch(/HTTP 503 after 4 tries/);
		bench.faults.clear();
		bench.faults.add({ answer: { status: 429, headers: { 'retry-after': '5' } } });
		bench.simulator.requests.clear();
		expect(await bench.failure('integration.get', { integrationId, ...longestWait(4) })).toMatch(
			/Too many requests\..* raise 'Max Retry Wait.*HTTP 429/,
		);
		expect(bench.asked()).toHaveLength(1);
	});

	test.each([
		['integration.create', { name: 'New' }],
		['integration.clone', { integrationId, name: 'Copy' }],
		['flow.run', { flowId }],
		['flow.enable', { flowId }],
		['error.retry', { flowId, stepId, retryDataKeys: 'retry-4210987651' }],
		['error.assign', { flowId, stepId, errorIds: '4210987651', email: 'mona@example.com' }],
		['integration.delete', { integrationId: chosen(ids.emptyIntegrationId) }],
		['integration.getMany', {}],
	] as Array<[string, INodeParameters]>)(
		'%s after a 429, as late as Retry-After says',
		async (task, parameters) => {
			const answer = {
				status: 429,
				headers: { 'retry-after': '0' },
				body: { errors: [{ code: 'rate_limited' }] },
			};
			const fault = bench.faults.add({ times: 2, answer });
			expect((await bench.run(task, parameters)).error).toBeUndefined();
			expect(fault.hits).toBe(2);
		},
	);

	test('a full bucket: waited for, all items pass', async () => {
		const refused = { status: 429, headers: { 'retry-after': '0' } };
		const fault = bench.faults.add({ after: 2, times: 6, answer: refused });
		const items = Array.from({ length: 5 }, () => ({}));
		expect(await bench.json('integration.get', { integrationId }, { items })).toHaveLength(5);
		expect(fault.hits).toBe(6);
	});

	test('no response in time', async () => {
		const impatient = { node: celigoNode({ requestTimeoutMs: 200 }) };
		bench.faults.add({ method: 'GET', times: 1, answer: 'hang' });
		expect(await bench.json('integration.get', { integrationId }, impatient)).toHaveLength(1);
		bench.faults.add({ method: 'POST', answer: { afterExecuting: 'hang' } });
		expect(await bench.failure('flow.run', { flowId }, impatient)).toMatch(
			/Try again later\. You can also raise 'Request Timeout.*Check whether the change was applied/,
		);
		expect(bench.simulator.requests.count({ method: 'POST' })).toBe(1);
	});
});

describe('nothing is executed twice', () => {
	const jobsOf = (wanted: string) =>
		[...bench.simulator.runs.jobs.values()].filter(({ type }) => type === wanted).length;
	const made = {
		'flow.run': () => jobsOf('flow'),
		'error.retry': () => jobsOf('retry'),
	};
	const parameters: Record<keyof typeof made, INodeParameters> = {
		'flow.run': { flowId },
		'error.retry': { flowId, stepId, retryDataKeys: 'retry-4210987651' },
	};

	test.each(['flow.run', 'error.retry'] as const)('by %s whose response is lost', async (task) => {
		for (const answer of ['reset', { status: 500 }, { status: 504, bodyText: '<html>' }] as const) {
			const before = made[task]();
			bench.faults.add({ method: 'POST', times: 1, answer: { afterExecuting: answer } });
			bench.simulator.requests.clear();
			expect(await bench.failure(task, parameters[task])).toMatch(/Check whether the change was applied/);
			expect(bench.simulator.requests.count({ method: 'POST' })).toBe(1);
			expect(made[task]() - before).toBe(1);
		}
	});

	const clonePath = `/v1/integrations/${ids.integrationId}/clone`;
	const revisions = `/v1/integrations/${ids.integrationId}/revisions`;

	test.each<[string, INodeParameters, string, string]>([
		['integration.create', { name: 'New' }, '/v1/integrations', '/v1/integrations'],
		['integration.clone', { integrationId, name: 'New' }, clonePath, '/v1/integrations'],
		['revision.create', { integrationId, description: 'New' }, `${revisions}/create`, revisions],
	])('by %s whose response is lost: it is looked for', async (task, given, path, list) => {
		for (const answer of ['reset', { status: 408 }, { status: 504, bodyText: '<html>' }] as const) {
			bench.simulator.requests.clear();
			bench.faults.add({ method: 'POST', times: 1, answer: { afterExecuting: answer } });
			const [made] = await bench.json(task, { ...given, simplify: false });
			expect(made).toMatchObject(task === 'revision.create' ? { description: 'New' } : { name: 'New' });
			expect(bench.simulator.requests.count({ method: 'POST', path })).toBe(1);
			bench.simulator.clock.advance(60_000);
			bench.faults.add({ method: 'POST', times: 1, answer });
			expect(await bench.failure(task, given)).toMatch(/Check whether the change was applied/);
			expect(bench.simulator.requests.count({ method: 'POST', path })).toBe(2);
			expect(bench.simulator.requests.count({ method: 'GET', path: list })).toBe(2);
		}
	});

	test.each<[string, INodeParameters, () => number, string]>([
		['integration.create', { name: 'New' }, () => bench.state.integrations.size, '/v1/integrations'],
		[
			'integration.clone',
			{ integrationId, name: 'New' },
			() => bench.state.integrations.size,
			'/v1/integrations',
		],
		['revision.create', { integrationId, description: 'New' }, () => bench.state.revisions.size, revisions],
	])(
		'by %s of two items alike: what the one made is not taken for the other',
		async (task, given, count, list) => {
			const before = count();
			bench.faults.add({ method: 'POST', times: 1, answer: 'reset' });
			// While it is looked for, another item's would be there already, and its response still on its way.
			bench.faults.add({ method: 'POST', answer: { dripMs: 1 } });
			bench.faults.add({ method: 'GET', path: list, answer: { delayMs: 50 } });
			const items = [{}, {}];
			const run = await bench.run(task, given, { items, onError: 'continueErrorOutput' });
			expect(run.json).toHaveLength(1);
			expect(count() - before).toBe(1);
		},
	);

	test('by a clone that is found: the editor says that it may still be under way', async () => {
		bench.faults.add({ method: 'POST', times: 1, answer: { afterExecuting: { status: 504 } } });
		const given = { integrationId, name: 'New' };
		const found = await bench.run('integration.clone', given);
		expect(found.json).toMatchObject([{ _id: expect.any(String), name: 'New' }]);
		expect(JSON.stringify(found.hints)).toMatch(/New.*may still be under way/);
		expect((await bench.run('integration.clone', { integrationId, name: 'Newer' })).hints).toEqual([]);
	});

	test('by n8n items: one request an item', async () => {
		const items = Array.from({ length: 7 }, (_, index) => ({ name: `New ${index}` }));
		const created = await bench.run('integration.create', { name: '={{ $json.name }}' }, { items });
		expect(created.json.map(({ name }) => name)).toEqual(items.map(({ name }) => name));
		expect(created.items.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(bench.simulator.requests.count({ method: 'POST' })).toBe(7);
	});
});

describe('a response that is none of Celigo', () => {
	test.each([
		['integration.getMany', {}],
		['integration.getFlows', { integrationId }],
		['integration.getExports', { integrationId }],
		['integration.getErrorCounts', { integrationId }],
		['integration.getUsers', { integrationId }],
		['integration.getAuditLog', { integrationId }],
		['flow.getMany', {}],
		['job.getMany', { integrationId }],
		['error.getMany', { of: 'integration', integrationId }],
		['error.getMany', { of: 'flow', flowId }],
		['error.getMany', { of: 'step', flowId, stepId }],
		['error.getMany', { of: 'step', flowId, stepId, state: 'resolved' }],
	] as Array<[string, INodeParameters]>)('is no empty list for %s %j', async (task, parameters) => {
		const lists = /^(?!\/v1\/integrations\/[^/]+$)/;
		for (const answer of [{ bodyText: '<html>' }, { bodyText: '[{"_id":' }, { body: {} }]) {
			const fault = bench.faults.add({ method: 'GET', path: lists, answer });
			expect(await bench.failure(task, parameters)).toMatch(
				/(\(expected a list\)|a web page \(200).*Try again/,
			);
			fault.remove();
		}
	});

	test('is no retry of nothing', async () => {
		bench.faults.add({ method: 'POST', answer: { bodyText: '<html>' } });
		const parameters = { flowId, stepId, retryDataKeys: 'retry-4210987651' };
		expect(await bench.failure('error.retry', parameters)).toMatch(/returned a web page/);
	});

	test('is read again after a PUT', async () => {
		bench.faults.add({ method: 'PUT', answer: { afterExecuting: { bodyText: 'done' } } });
		const parameters = { integrationId, details: { name: 'Customer Sync' } };
		expect(await bench.json('integration.update', parameters)).toMatchObject([{ name: 'Customer Sync' }]);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(1);
	});
});
