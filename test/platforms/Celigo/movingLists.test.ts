import { describe, expect, test } from '@jest/globals';

import { textOf } from '../../../core';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';

/** Comes before every ID of the sample, and moves all rows behind it to later places. */
const firstId = '000000000000000000000001';
const integrationId = chosen(ids.integrationId);
const allRows = { returnAll: true, options: { rowsPerPage: 2 } };

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

/** Does `change` after the first page was sent and before the second is made, while `read` reads a list. */
async function betweenPages<Result>(
	path: RegExp,
	read: () => Promise<Result>,
	change: () => void,
): Promise<Result> {
	bench.faults.add({ path, after: 1, times: 1, answer: { delayMs: 100 } });
	const seen = bench.simulator.requests.count({ path });
	const reading = read();
	await bench.simulator.requests.waitFor({ path }, seen + 2);
	change();
	return await reading;
}

const addIntegration = () => void bench.state.addIntegration({ _id: firstId, name: 'Inserted' });
const integrations = /\/v1\/integrations$/;
const everyIntegration = [
	ids.integrationId,
	ids.integrationAppId,
	ids.sandboxIntegrationId,
	ids.emptyIntegrationId,
].sort();

describe('rows that move to the next page while a list is read are returned once', () => {
	test.each(['skip', 'none'] as const)('integrations (next link: %s)', async (nextLink) => {
		bench.switches.nextLink = nextLink;
		const found = await betweenPages(
			integrations,
			async () => await bench.json('integration.getMany', allRows),
			addIntegration,
		);
		expect(found.map(({ _id }) => _id).sort()).toEqual(everyIntegration);
		expect(bench.simulator.requests.count({ path: integrations })).toBeGreaterThan(2);
	});

	test.each(
		(['none', 'skip'] as const).flatMap((nextLink) => [1, 2, 3].map((count) => [count, nextLink] as const)),
	)(
		'integrations behind %i that were removed meanwhile, where rows are counted (next link: %s)',
		async (count, nextLink) => {
			Object.assign(bench.switches, { nextLink, maxPageSize: 3 });
			const added = ['1', '2', '3', '4'].map((end) => `${firstId.slice(0, -1)}${end}`);
			for (const _id of added) bench.state.addIntegration({ _id, name: 'Inserted' });
			const found = await betweenPages(
				integrations,
				async () => await bench.json('integration.getMany', allRows),
				() => added.slice(0, count).forEach((_id) => bench.state.integrations.delete(_id)),
			);
			const ids = found.map(({ _id }) => textOf(_id)).sort();
			expect(ids).toEqual(expect.arrayContaining([...added.slice(count), ...everyIntegration]));
			expect(new Set(ids).size).toBe(ids.length);
		},
	);

	test('integrations, where the server takes only the places that it named', async () => {
		Object.assign(bench.switches, { nextLink: 'skip', otherSkips: 'refused' });
		const found = await betweenPages(
			integrations,
			async () => await bench.json('integration.getMany', allRows),
			addIntegration,
		);
		expect(found.map(({ _id }) => _id).sort()).toEqual(everyIntegration);
	});

	test('flows of an integration, where the server makes no links', async () => {
		bench.switches.nextLink = 'none';
		const { length } = bench.state.flowsOf(ids.integrationId);
		expect(length).toBeGreaterThan(1);
		const options = { rowsPerPage: 1 };
		const found = await bench.json('integration.getFlows', { integrationId, returnAll: true, options });
		expect(found).toHaveLength(length);
	});

	test('flows of an integration', async () => {
		Object.assign(bench.switches, { nextLink: 'skip', maxPageSize: 2 });
		bench.state.addFlow({ name: 'Third', _integrationId: ids.integrationId });
		const found = await betweenPages(
			/\/flows$/,
			async () => await bench.json('integration.getFlows', { integrationId, ...allRows }),
			() => void bench.state.addFlow({ _id: firstId, name: 'F', _integrationId: ids.integrationId }),
		);
		expect(found.map(({ name }) => name)).toEqual(['Customers', 'Orders', 'Third']);
	});

	test('errors of a step', async () => {
		Object.assign(bench.switches, { nextPageKey: 'skip', errorPageSize: 2 });
		bench.state.addError(ids.flowId, ids.importId, { errorId: '4210987699' });
		const parameters = { of: 'step', flowId: chosen(ids.flowId), stepId: chosen(ids.importId) };
		const found = await betweenPages(
			/\/errors$/,
			async () => await bench.json('error.getMany', { ...parameters, ...allRows }),
			() => void bench.state.addError(ids.flowId, ids.importId),
		);
		expect(found.map(({ errorId }) => errorId).sort()).toEqual(['4210987651', '4210987652', '4210987699']);
	});
});

test.each([400, 403, 404])(
	'a refused page behind links that count rows is a failure (%i), also where a refused list is none',
	async (status) => {
		Object.assign(bench.switches, { listUnasked: 'production', nextLink: 'skip', maxPageSize: 2 });
		bench.state.integrations.clear();
		for (const name of ['1', '2', '3']) bench.state.addIntegration({ name, sandbox: true });
		const body = { errors: [{ code: 'no', message: 'Not for you' }] };
		bench.faults.add({ path: integrations, after: 2, answer: { status, body } });
		expect(await bench.failure('integration.getMany', { returnAll: true })).toContain(`HTTP ${status}`);
	},
);

test.each([1, 2, 5])('errors of a step behind %i that were resolved meanwhile', async (count) => {
	Object.assign(bench.switches, { nextPageKey: 'skip', errorPageSize: 5, errorOrder: 'oldestFirst' });
	const store = bench.state.errorStore(ids.flowId, ids.importId);
	store?.resolve([...store.open.keys()], 'somebody', new Date().toISOString());
	const added = Array.from({ length: 13 }, (_, index) => String(1000 + index));
	for (const [index, errorId] of added.entries()) {
		const occurredAt = new Date(Date.now() - 60_000 + index * 1000).toISOString();
		bench.state.addError(ids.flowId, ids.importId, { errorId, occurredAt });
	}
	const parameters = { of: 'step', flowId: chosen(ids.flowId), stepId: chosen(ids.importId) };
	const found = await betweenPages(
		/\/errors$/,
		async () => await bench.json('error.getMany', { ...parameters, returnAll: true }),
		() => store?.resolve(added.slice(0, count), 'somebody', new Date().toISOString()),
	);
	const errorIds = found.map(({ errorId }) => textOf(errorId)).sort();
	expect(errorIds).toEqual(expect.arrayContaining(added.slice(count)));
	expect(new Set(errorIds).size).toBe(errorIds.length);
});

describe('a trigger', () => {
	const reads = (list: 'audit' | 'errors') =>
		everyIntegration.map((id) => bench.simulator.requests.count({ path: `/v1/integrations/${id}/${list}` }));

	test('reads each integration once while their list moves', async () => {
		Object.assign(bench.switches, { nextLink: 'skip', maxPageSize: 2 });
		const session = await bench.watching({ events: ['auditEntry'] });
		bench.simulator.requests.clear();
		await betweenPages(integrations, async () => await session.poll(), addIntegration);
		expect(reads('audit')).toEqual([1, 1, 1, 1]);
	});

	test('with several events reads the list of integrations, and their error counts, once in a poll', async () => {
		const events = ['newError', 'newErrorsPerFlow', 'failedJob', 'auditEntry'];
		const session = await bench.watching({ events });
		bench.simulator.requests.clear();
		await session.poll();
		expect(bench.simulator.requests.count({ path: integrations })).toBe(1);
		expect(reads('errors')).toEqual([1, 1, 1, 1]);
	});
});

test('an integration that moves to the next page while the trigger reads the list is watched once', async () => {
	Object.assign(bench.switches, { nextLink: 'skip', maxPageSize: 2 });
	const session = await bench.watching({ events: ['newErrorsPerFlow', 'newError'] });
	const items = await betweenPages(
		integrations,
		async () => {
			bench.state.addError(ids.flowId, ids.importId);
			return await session.poll();
		},
		addIntegration,
	);
	expect(items).toHaveLength(2);
	const path = `/v1/integrations/${ids.integrationAppId}/errors`;
	expect(bench.simulator.requests.count({ path })).toBe(2);
});
