import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { celigoSample as ids } from '../../simulators/celigo';
import type { FaultPlan } from '../../simulators/switchboard';
import { forEachTest } from '../lifecycle';
import { CeligoBench, chosen } from './Celigo/bench';
import { DuctapeBench } from './Ductape/bench';
import { GestalBench } from './Gestal/bench';
import { PolarityBench, VIRUS_TOTAL } from './Polarity/bench';
import { PortBench } from './Port/bench';

/** What a refusal means is said of the statuses that mean it, and of no other. */

const CHECK_ID = /Check the ID\. (It does not exist, or this account cannot access it|If every list fails)/;
const NOT_A_SIGN_IN = /^(?!.*(access_token|login|auth)).*$/;
const CONFLICT = /It already exists, or is being changed by another request/;

type Case = [task: string, parameters: INodeParameters, own: RegExp];

async function failureAt(
	bench: { readonly faults: FaultPlan },
	method: string,
	status: number,
	run: () => Promise<string>,
): Promise<string> {
	bench.faults.add({
		method,
		path: NOT_A_SIGN_IN,
		answer: { status, body: { message: 'Refused by the test' } },
	});
	return await run();
}

describe('Celigo', () => {
	let bench: CeligoBench;
	forEachTest(async () => (bench = await CeligoBench.start()));

	const integrationId = chosen(ids.integrationId);
	const place = { flowId: chosen(ids.flowId), stepId: chosen(ids.importId) };
	const cases: Array<[method: string, ...Case]> = [
		['DELETE', 'integration.delete', { integrationId }, /delete those first/],
		['POST', 'flow.run', { flowId: chosen(ids.flowId) }, /does not run a disabled flow/],
		['PUT', 'job.cancel', { jobId: ids.completedJobId }, /Only a job that has not finished/],
		['POST', 'revision.create', { integrationId, description: 'x' }, /keeps no revisions/],
		['POST', 'integration.clone', { integrationId, name: 'x' }, /Connection Map/],
		['POST', 'error.retry', { ...place, retryDataKeys: 'a' }, /does not retry errors of a disabled flow/],
	];

	test.each(cases)('%s of %s: 404, 409 and 422', async (method, task, parameters, own) => {
		for (const [status, general] of [
			[404, CHECK_ID],
			[409, ['integration.delete', 'job.cancel'].includes(task) ? own : CONFLICT],
			[422, own],
		] as const) {
			const failure = await failureAt(
				bench,
				method,
				status,
				async () => await bench.failure(task, parameters),
			);
			bench.faults.clear();
			expect(failure).toMatch(general);
			if (general !== own) expect(failure).not.toMatch(own);
		}
	});
});

describe('Port', () => {
	let bench: PortBench;
	forEachTest(async () => (bench = await PortBench.start()));

	test.each([
		[408, /took too long.*Check whether the change was applied/, /exists/],
		[404, CHECK_ID, /exists already/],
		[409, /exists/, /took too long/],
	])('Create: %i', async (status, own, other) => {
		const given = { installationId: 'new-one', installationAppType: 'jira' };
		const failure = await failureAt(bench, 'POST', status, async () => await bench.failure('create', given));
		expect(failure).toMatch(own);
		expect(failure.replace(/\[.*/, '')).not.toMatch(other);
	});
});

describe('Polarity', () => {
	let bench: PolarityBench;
	forEachTest(async () => (bench = await PolarityBench.start()));

	const integrationId = chosen(VIRUS_TOTAL);
	test('403: who may change an integration is said of its changes only', async () => {
		const changed = async () =>
			await bench.failure('integration', 'update', { integrationId, changes: { autosubscribe: true } });
		expect(await failureAt(bench, 'PATCH', 403, changed)).toMatch(/users with the permission Admin/);
		bench.faults.clear();
		for (const [resource, operation] of [
			['integration', 'get'],
			['integration', 'getMany'],
			['integration', 'getOptions'],
		] as const) {
			const read = async () => await bench.failure(resource, operation, { integrationId });
			const failure = await failureAt(bench, 'GET', 403, read);
			expect(failure).toMatch(/This account lacks permission/);
			expect(failure).not.toMatch(/Admin on the integration|integration errors/);
			bench.faults.clear();
		}
	});

	test('404 of a change', async () => {
		const changed = async () =>
			await bench.failure('integration', 'update', { integrationId, changes: { autosubscribe: true } });
		expect(await failureAt(bench, 'PATCH', 404, changed)).toMatch(CHECK_ID);
	});
});

describe.each([
	['Ductape', async () => await DuctapeBench.start()],
	['Gestal Cloud', async () => await GestalBench.start()],
] as const)('%s', (name, start) => {
	let bench: DuctapeBench | GestalBench;
	forEachTest(async () => (bench = await start()));

	test.each([
		[404, CHECK_ID],
		[409, CONFLICT],
	])('Delete: %i', async (status, words) => {
		const id = name === 'Ductape' ? ids.integrationId : '1';
		const removed = async () => await bench.failure('integration', 'delete', { integrationId: chosen(id) });
		expect(await failureAt(bench, 'DELETE', status, removed)).toMatch(words);
	});
});

describe('Gestal, 2018', () => {
	let bench: GestalBench;
	forEachTest(async () => (bench = await GestalBench.start()));

	const created = { name: 'Herd', url: 'https://example.com' };
	test.each([
		['GET', 'integration', 'getMany', {}],
		['POST', 'integration', 'create', created],
		['GET', 'sow', 'getMany', {}],
		['GET', 'installation', 'getCurrent', {}],
		['POST', 'sowMirror', 'create', { vendorId: 'new-1' }],
	] as const)('%s without an ID: of %s %s no ID is to be checked', async (method, resource, task, given) => {
		for (const status of [404, 405]) {
			const run = async () => await bench.failure(resource, task, given);
			const failure = await failureAt(bench, method, status, run);
			expect(failure).toMatch(/\| If every list fails the same way, set 'API Version'/);
			bench.faults.clear();
		}
	});

	test.each([
		['installation', 'getMany', { integrationId: chosen('int_1') }],
		['sow', 'getVersions', { sowId: chosen('sow_1') }],
	] as const)('GET with an ID: of %s %s it is', async (resource, task, given) => {
		const run = async () => await bench.failure(resource, task, given);
		expect(await failureAt(bench, 'GET', 404, run)).toMatch(CHECK_ID);
	});
});
