import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench } from './bench';

let bench: CeligoBench;
forEachTest(async () => (bench = await CeligoBench.start({ seed: { jobs: 250, errors: 25 } })));

const query = (parameters: Record<string, string>) => ({
	pairs: Object.entries(parameters).map(([name, value]) => ({ name, value })),
});
const call = async (parameters: INodeParameters) => await bench.json('api.customCall', parameters);

describe('the paging styles of Celigo', () => {
	test('jobs are read backwards in time, each once', async () => {
		bench.switches.jobsCap = 120;
		const filter = query({ type: 'flow', _integrationId: ids.integrationId });
		const jobs = await call({ path: '/jobs', query: filter, returnAll: true });
		const wanted = await bench.json('job.getMany', {
			of: 'integration',
			integrationId: { __rl: true, mode: 'id', value: ids.integrationId },
			returnAll: true,
		});
		expect(jobs.length).toBeGreaterThanOrEqual(250);
		expect(jobs.map(({ _id }) => _id)).toEqual(wanted.map(({ _id }) => _id));
		expect(bench.asked()[1]).toMatch(/^GET \/jobs\?.*createdAt_lte=/);
	});

	test('jobs that Max Pages allows are read whole', async () => {
		const filter = query({ type: 'flow', _integrationId: ids.integrationId });
		const given = { path: '/jobs', query: filter, returnAll: true, options: { maxPages: 1 } };
		expect((await call(given)).length).toBeGreaterThanOrEqual(250);
	});

	test('more jobs of one time than a response holds are an error, not a gap', async () => {
		const createdAt = bench.simulator.clock.iso(3_600_000 * 24);
		for (let job = 0; job < 1100; job += 1) bench.simulator.runs.add({ _flowId: ids.flowId, createdAt });
		const given = { path: '/jobs', query: query({ type: 'flow', _flowId: ids.flowId }), returnAll: true };
		expect(await bench.failure('api.customCall', given)).toMatch(/1001 .*records have the time.*narrower/);
	});

	test.each(['/v1', '/api', '/api/v1', 'otherHost'] as const)(
		'errors are read on by nextPageURL: %s',
		async (form) => {
			bench.switches.nextPageUrl = form;
			bench.switches.errorPageSize = 10;
			const path = `/flows/${ids.flowId}/${ids.importId}/errors`;
			const errors = await call({ path, returnAll: true });
			expect(errors).toHaveLength(
				(bench.state.errorStore(ids.flowId, ids.importId)?.all() ?? []).filter(
					(error) => error.resolvedAt === undefined,
				).length,
			);
			expect(errors.length).toBeGreaterThanOrEqual(25);
			expect(bench.asked()).toHaveLength(Math.ceil(errors.length / 10));
		},
	);

	test('an empty list (204) has no items', async () => {
		bench.state.tags.clear();
		expect(await call({ path: '/tags', returnAll: true })).toEqual([]);
	});
});

test('numbers keep their digits both ways, and {} sends no body', async () => {
	const { _id } = bench.state.addIntegration({ name: 'Exact' });
	const path = `/integrations/${_id}`;
	const body = '{"name": "Exact", "settings": {"big": 12345678901234567890, "price": 1.10}}';
	await call({ method: 'PUT', path, body });
	expect(bench.simulator.requests.last()?.bodyText).toContain('12345678901234567890');
	expect(await call({ path })).toMatchObject([{ settings: { big: '12345678901234567890', price: 1.1 } }]);
	await call({ method: 'DELETE', path, body: '{}' });
	expect(bench.simulator.requests.last()).toMatchObject({ method: 'DELETE', bodyText: '' });
	expect(bench.state.integrations.has(_id)).toBe(false);
});

test('changes at one path go one after the other, in input order', async () => {
	const { _id } = bench.state.addIntegration({ name: 'Item' });
	const names = Array.from({ length: 20 }, (_, index) => `Item ${index}`);
	const path = `/integrations/${_id}`;
	const parameters = { method: 'PUT', path, body: '={{ { name: $json.name } }}' };
	await bench.json('api.customCall', parameters, { items: names.map((name) => ({ name })) });
	expect(bench.sent()).toEqual(names.map((name) => ({ name })));
	expect(bench.simulator.requests.maxInFlight).toBe(1);
});

test('an ID from an expression is encoded in its place', async () => {
	const run = await bench.run(
		'api.customCall',
		{ path: '=/integrations/{{ $json.id }}' },
		{ items: [{ id: 'a b%2Fc' }, { id: '' }], onError: 'continueRegularOutput' },
	);
	expect(run.json).toMatchObject([
		{ error: expect.stringContaining('Celigo') },
		{ error: expect.stringContaining("'Path' has an empty part") },
	]);
	expect(bench.asked()).toHaveLength(1);
	expect([...bench.simulator.requests][0]?.url).toBe('/v1/integrations/a%20b%2Fc');
});
