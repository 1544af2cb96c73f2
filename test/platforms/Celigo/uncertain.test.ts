import { describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { celigoSample as ids, type CeligoSwitches } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen, emitted } from './bench';

const integrationId = chosen(ids.integrationId);
const flowId = chosen(ids.flowId);
const stepId = chosen(ids.importId);
const empty = chosen(ids.emptyIntegrationId);
const all = { returnAll: true };

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

const set = (switches: Partial<CeligoSwitches>) => Object.assign(bench.switches, switches);

describe('lists', () => {
	const below: INodeParameters = { integrationId: empty, ...all };

	test.each(['noContent', 'array', 'emptyText'] as const)('nothing comes as %s', async (emptyList) => {
		set({ emptyList, emptyErrorList: emptyList === 'array' ? 'array' : 'noContent' });
		const lists = ['Flows', 'Exports', 'Imports', 'Connections', 'AuditLog', 'ErrorCounts'];
		for (const list of lists) expect(await bench.json(`integration.get${list}`, below)).toEqual([]);
		expect(await bench.json('job.getMany', below)).toEqual([]);
		const ofLookup = { of: 'step', flowId, stepId: chosen(ids.lookupId), ...all };
		expect(await bench.json('error.getMany', ofLookup)).toEqual([]);
		expect(await bench.json('error.getMany', { ...ofLookup, state: 'resolved' })).toEqual([]);
		expect(await bench.json('integration.getHealth', { integrationId: empty })).toMatchObject([
			{ status: 'UNKNOWN', lastErrorMessage: null, lastRunAt: null, openErrors: 0 },
		]);
	});

	test.each([
		{ nextLink: 'after', linkForm: 'absolute' },
		{ nextLink: 'skip', linkForm: 'relative' },
		{ nextLink: 'after', linkForm: 'query' },
		{ nextLink: 'after', linkForm: 'otherHost' },
		{ nextLink: 'skip', linkForm: 'otherHost', offsetParameter: 400 },
		{ nextLink: 'none' },
		{ listWrapping: 'data', nextLink: 'none' },
		{ listWrapping: 'items' },
		{ listWrapping: 'resourceName', listCounters: 'absent' },
		{ subListPaging: 'whole' },
	] as const)('are read to their end with %j', async (switches) => {
		set({
			...switches,
			...('nextLink' in switches && switches.nextLink === 'none' ? {} : { maxPageSize: 1 }),
		});
		const options = { rowsPerPage: 1 };
		expect(await bench.json('integration.getMany', { ...all, options })).toHaveLength(4);
		expect(await bench.json('flow.getMany', { ...all, options })).toHaveLength(4);
		expect(await bench.json('flow.getMany', { integrationId, ...all })).toHaveLength(2);
		expect(await bench.json('integration.getAuditLog', { integrationId, ...all, options })).toHaveLength(2);
		for (const list of ['Exports', 'Imports', 'Connections', 'Users', 'Flows']) {
			expect(await bench.json(`integration.get${list}`, { integrationId, ...all })).toHaveLength(2);
		}
		expect(await bench.json('error.getMany', { of: 'integration', integrationId, ...all })).toHaveLength(3);
		expect(await bench.json('job.getMany', { integrationId, ...all })).toHaveLength(2);
	});

	test.each(['honoured', 'ignored'] as const)(
		'the environment, where its filter is %s',
		async (sandboxFilter) => {
			set({ sandboxFilter });
			const names = async (environment: string) =>
				(await bench.json('integration.getMany', { ...all, environment })).map(({ _id }) => _id);
			expect(await names('sandbox')).toEqual([ids.sandboxIntegrationId]);
			expect(await names('production')).toEqual([
				ids.integrationId,
				ids.integrationAppId,
				ids.emptyIntegrationId,
			]);
		},
	);

	test('of the sandbox, where integrations are listed only when asked for as such', async () => {
		set({ listUnasked: 'production', sandboxErrors: 'onlyWhenAsked' });
		// A token is of one environment.
		for (const { _id, sandbox } of bench.state.integrations.values()) {
			if (!sandbox) bench.state.integrations.delete(_id);
		}
		for (const { _id, _integrationId } of bench.state.flows.values()) {
			if (_integrationId !== ids.sandboxIntegrationId) bench.state.flows.delete(_id);
		}
		const only = [{ _id: ids.sandboxIntegrationId }];
		expect(await bench.json('integration.getMany', all)).toMatchObject(only);
		expect(await bench.json('integration.getMany', { limit: 1 })).toMatchObject(only);
		expect(bench.asked()).toEqual([
			'GET /integrations?limit=1000',
			'GET /integrations?limit=1000&sandbox=true',
			'GET /integrations?limit=1',
			'GET /integrations?limit=1&sandbox=true',
		]);
		expect(await bench.choices('searchIntegrations')).toMatchObject({
			results: [{ value: ids.sandboxIntegrationId }],
		});
		expect(await bench.json('integration.getHealth', { integrations: 'all', ...all })).toHaveLength(1);
		const session = await bench.watching({ events: ['newError'] });
		bench.state.addError(ids.sandboxFlowId, ids.sandboxImportId, { errorId: '77' });
		expect(emitted(await session.poll())).toMatchObject([
			{ integrationId: ids.sandboxIntegrationId, errorId: '77' },
		]);
		expect(await bench.json('error.getMany', { of: 'integration', ...all })).toHaveLength(1);
	});

	test.each([400, 403, 404, 422])(
		'of no integrations are empty, where the second look, for those of the sandbox, is refused with %i',
		async (status) => {
			bench.state.integrations.clear();
			bench.faults.add({ path: '/v1/integrations', after: 1, answer: { status, body: { message: 'No' } } });
			expect(await bench.json('integration.getMany', all)).toEqual([]);
			expect(bench.asked()).toEqual([
				'GET /integrations?limit=1000',
				'GET /integrations?limit=1000&sandbox=true',
			]);
		},
	);

	test('of an integration are read by its ID in capitals, too', async () => {
		const id = ids.integrationId.toUpperCase();
		const path = `/v1/integrations/${id}`;
		const integrationAccessLevel = [
			{ _integrationId: ids.emptyIntegrationId, accessLevel: 'manage' },
			{ _integrationId: ids.integrationId, accessLevel: 'monitor' },
		];
		bench.faults.add({
			path: `${path}/ashares`,
			answer: { body: [{ _id: 'grant', integrationAccessLevel }] },
		});
		bench.faults.add({ path, answer: { body: { ...bench.state.integrations.get(ids.integrationId) } } });
		const below = { integrationId: chosen(id), ...all };
		expect(await bench.json('integration.getUsers', below)).toMatchObject([{ accessLevel: 'monitor' }]);
		set({ missingSubLists: ['flows'] });
		expect(await bench.json('integration.getFlows', below)).toHaveLength(2);
	});

	test('of no integrations fail, where a gateway refuses that look with a page of its own', async () => {
		bench.state.integrations.clear();
		const bodyText = '<html><body>Rejected</body></html>';
		bench.faults.add({ path: '/v1/integrations', after: 1, answer: { status: 403, bodyText } });
		expect(await bench.failure('integration.getMany', all)).toContain('expected a list');
	});

	test('of more rows than a page has, without links: users and names, too', async () => {
		set({ nextLink: 'none', defaultPageSize: 100 });
		const ofIntegration = { _connectionId: ids.connectionId, _integrationId: ids.integrationId };
		for (let number = 1; number <= 150; number += 1) {
			const sharedWithUser = { _id: `user ${number}`, email: `user${number}@example.com`, name: 'User' };
			bench.state.addUserGrant({ accessLevel: 'monitor', sharedWithUser });
		}
		for (let number = 1; number <= 1000; number += 1) {
			bench.state.addImport({ name: `Import ${number}`, ...ofIntegration });
		}
		expect(await bench.json('integration.getUsers', { integrationId, ...all })).toHaveLength(152);
		const _importId = 'f'.repeat(24);
		bench.state.addImport({ _id: _importId, name: 'The last import', ...ofIntegration });
		const flow = bench.state.addFlow({
			name: 'Last',
			_integrationId: ids.integrationId,
			pageProcessors: [{ _importId }],
		});
		const parameters = { resource: 'error', operation: 'getMany', of: 'step', flowId: chosen(flow._id) };
		expect(await bench.choices('searchSteps', { parameters })).toEqual({
			results: [{ name: 'The last import', value: _importId }],
		});
	});

	test('of which a server sends 100 rows at most, without links, whatever is asked for', async () => {
		set({ nextLink: 'none', maxPageSize: 100 });
		for (let number = 1; number <= 250; number += 1) {
			const { _id } = bench.state.addIntegration({ name: `Integration ${number}` });
			bench.state.addFlow({ name: `Flow ${number}`, _integrationId: _id });
		}
		expect(await bench.json('integration.getMany', all)).toHaveLength(254);
		expect(await bench.json('flow.getMany', all)).toHaveLength(254);
		expect(await bench.json('integration.getMany', { limit: 150 })).toHaveLength(150);
		expect(await bench.choices('searchIntegrations', { filter: 'Integration 250' })).toMatchObject({
			results: [{ name: 'Integration 250' }],
		});
	});

	test.each([400, 403, 404, 422] as const)(
		'of exactly 100 rows, where an offset is refused with %i, end there',
		async (offsetParameter) => {
			set({ offsetParameter });
			for (let number = bench.state.flows.size; number < 100; number += 1)
				bench.state.addFlow({ name: `Flow ${number}`, _integrationId: ids.integrationId });
			expect(await bench.json('flow.getMany', all)).toHaveLength(100);
			expect(bench.asked().at(-1)).toBe('GET /flows?limit=101&offset=99');
			expect(await bench.json('integration.getHealth', { integrations: 'all', ...all })).toHaveLength(4);
			const session = await bench.watching({ events: ['newError'] });
			bench.state.addError(ids.flowId, ids.importId, { errorId: '77' });
			expect(emitted(await session.poll())).toMatchObject([{ errorId: '77' }]);
		},
	);

	test('a limit fetches no page beyond it', async () => {
		expect(await bench.json('integration.getFlows', { integrationId, limit: 1 })).toHaveLength(1);
		expect(await bench.json('integration.getMany', { limit: 2 })).toHaveLength(2);
		expect(bench.asked()).toEqual([
			`GET /integrations/${ids.integrationId}/flows?limit=1`,
			'GET /integrations?limit=2',
		]);
	});

	test.each([
		['samePage', /second time|same link/],
		['endless', /second time|did not end/],
	] as const)('that go round in circles (%s) end with an error', async (pagingLoop, message) => {
		set({ pagingLoop, errorPageSize: 1 });
		expect(await bench.failure('integration.getMany', { ...all, options: { rowsPerPage: 2 } })).toMatch(
			message,
		);
		expect(await bench.failure('error.getMany', { of: 'step', flowId, stepId, ...all })).toMatch(message);
	});

	test('below an integration may be missing: flows are found among all, others say so', async () => {
		set({ missingSubLists: ['flows', 'exports', 'imports', 'connections'] });
		const flows = await bench.json('integration.getFlows', { integrationId, ...all });
		expect(flows.map(({ name }) => name)).toEqual(['Customers', 'Orders']);
		expect(bench.asked()).toEqual([
			`GET /integrations/${ids.integrationId}/flows?limit=1000`,
			`GET /integrations/${ids.integrationId}`,
			'GET /flows?limit=1000',
		]);
		bench.simulator.requests.clear();
		expect(await bench.json('integration.getFlows', { integrationId, limit: 1 })).toHaveLength(1);
		expect(bench.asked().at(-1)).toBe('GET /flows?limit=1000');
		expect(await bench.failure('integration.getExports', { integrationId })).toMatch(/not_found.*HTTP 404/);
		expect(await bench.failure('integration.getFlows', { integrationId: chosen('nobody') })).toMatch(
			/Integration nobody was not found/,
		);
	});
});

describe('errors of steps', () => {
	test.each(['/v1', '/api', '/api/v1', 'query', 'absolute', 'otherHost'] as const)(
		'the next page comes as %s',
		async (nextPageUrl) => {
			for (const nextPageKey of ['after', 'skip'] as const) {
				set({ nextPageUrl, nextPageKey, errorPageSize: 1 });
				bench.simulator.requests.clear();
				const filters = { occurredAt_gte: '2020-01-01T00:00:00Z' };
				expect(
					await bench.json('error.getMany', { of: 'step', flowId, stepId, ...all, filters }),
				).toHaveLength(2);
				// The address carries the filters already.
				expect(bench.asked()[1]?.match(/occurredAt_gte/g)).toHaveLength(1);
			}
		},
	);

	test.each([
		{ errorIdForm: 'number', errorIdField: '_id', purgeAtForm: 'epochMs' },
		{ errorIdField: 'both' },
		{ errorIdForm: 'mixed', errorIdField: 'errorId', missingValues: 'emptyText' },
		{ errorOrder: 'random', lastErrorAt: 'null' },
		{ lastErrorAt: 'absent', errorOrder: 'oldestFirst' },
		{ flowErrorCounts: 'missing' },
	] as const)('%j', async (switches) => {
		set(switches);
		const found = await bench.json('error.getMany', { of: 'integration', integrationId, ...all });
		expect(found.map(({ errorId }) => errorId).sort()).toEqual(['4210987651', '4210987652', '4210987653']);
		const errorIds = '={{ $json.errorId }}';
		const items = found.filter(({ _expOrImpId }) => _expOrImpId === ids.importId);
		const parameters = { flowId, stepId, errorIds, verify: true };
		const resolved = items.map((item) => ({ resolved: 1, errorIds: [item['errorId']] }));
		expect(resolved).toHaveLength(2);
		expect(await bench.json('error.resolve', parameters, { items })).toMatchObject(resolved);
	});

	describe.each([{ numError: null }, {}, { numError: '' }, { numError: '1,234' }])(
		'are found where %j stands for their number',
		(number) => {
			const found = async (of: INodeParameters) =>
				(await bench.json('error.getMany', { ...of, ...all })).map(({ errorId }) => errorId).sort();
			const ofImport = ['4210987651', '4210987652'];
			const health = { status: 'ERROR', lastErrorMessage: expect.any(String) };

			test('of a step', async () => {
				const flowErrors = [{ _expOrImpId: ids.importId, ...number }];
				bench.faults.add({ path: `/v1/flows/${ids.flowId}/errors`, answer: { body: { flowErrors } } });
				expect(await found({ of: 'flow', flowId })).toEqual(ofImport);
				expect(await found({ of: 'integration', integrationId })).toEqual(ofImport);
				expect(await bench.json('integration.getHealth', { integrationId })).toMatchObject([health]);
			});

			test('of a flow', async () => {
				const path = `/v1/integrations/${ids.integrationId}/errors`;
				const summary = [{ _flowId: ids.flowId, ...number }, number];
				bench.faults.add({ path, answer: { body: summary } });
				expect(await found({ of: 'integration', integrationId })).toEqual([...ofImport, '4210987653']);
				const [shown] = await bench.json('integration.getHealth', { integrationId, simplify: false });
				expect(shown).toMatchObject({ status: 'ERROR', openErrors: 3, raw: { errors: summary } });
				expect(await bench.json('integration.getHealth', { integrationId })).toMatchObject([health]);
			});
		},
	);

	test('a step without an error store has none', async () => {
		bench.state.removeErrorStore(ids.flowId, ids.routedImportId);
		set({ flowErrorCounts: 'missing' });
		expect(await bench.json('error.getMany', { of: 'flow', flowId, ...all })).toHaveLength(3);
		const step = { of: 'step', flowId, stepId: chosen(ids.routedImportId), ...all };
		expect(await bench.json('error.getMany', step)).toEqual([]);
	});

	test('a step or a flow that is not there is no step without errors', async () => {
		const missing = chosen('0'.repeat(24));
		for (const state of ['open', 'resolved']) {
			const ofStep = { of: 'step', state, ...all };
			expect(await bench.failure('error.getMany', { ...ofStep, flowId: missing, stepId })).toMatch(
				/was not found/,
			);
			expect(await bench.failure('error.getMany', { ...ofStep, flowId, stepId: missing })).toMatch(
				/The flow ".*" has no step "0{24}" \| Choose one of its steps/,
			);
		}
	});

	test.each(['honoured', 'ignored'] as const)('filters that are %s', async (errorFilters) => {
		set({ errorFilters });
		const add = (draft: object) => bench.state.addError(ids.flowId, ids.importId, draft).errorId;
		const ofLookup = add({ source: 'lookup', classification: 'missing', _flowJobId: 'a-run' });
		const ofParsing = add({ source: 'transformation', classification: 'parse', _flowJobId: 'another-run' });
		const ofStep = { of: 'step', flowId, stepId, ...all };
		const found = async (filters: INodeParameters) =>
			(await bench.json('error.getMany', { ...ofStep, filters })).map(({ errorId }) => errorId).sort();
		expect(await found({ source: ['lookup', 'transformation'] })).toEqual([ofLookup, ofParsing].sort());
		expect(await found({ classification: ['parse'] })).toEqual([ofParsing]);
		expect(await found({ _flowJobId: 'a-run' })).toEqual([ofLookup]);
		const at = (minutes: number) => bench.simulator.clock.iso(minutes * 60_000);
		const early = add({ occurredAt: at(90 * 24 * 60) });
		expect(await found({ occurredAt_lte: at(89 * 24 * 60) })).toEqual([early]);
		const occurredAt = at(-60);
		const late = add({ occurredAt });
		expect(await found({ occurredAt_gte: at(-61) })).toEqual([]);
		expect(await found({ occurredAt_gte: occurredAt })).toEqual([late]);
	});

	test.each(['honoured', 'ignored'] as const)('filters of jobs that are %s', async (jobFilters) => {
		set({ jobFilters });
		const at = (days: number) => bench.simulator.clock.iso(days * 24 * 3_600_000);
		const add = (draft: object) =>
			bench.simulator.runs.add({ _flowId: ids.disabledFlowId, type: 'flow', status: 'failed', ...draft })._id;
		const [old, started] = [{ createdAt: at(40) }, { createdAt: at(20), startedAt: at(19) }].map(add);
		const retry = add({ type: 'retry', createdAt: at(30) });
		const canceled = add({ status: 'canceled', createdAt: at(25) });
		const found = async (filters: INodeParameters, more: INodeParameters = {}) => {
			const of = { of: 'flow', flowId: chosen(ids.disabledFlowId), ...all };
			return (await bench.json('job.getMany', { ...of, ...more, filters })).map(({ _id }) => _id);
		};
		expect(await found({})).toEqual([started, canceled, old]);
		expect(await found({}, { type: 'retry' })).toEqual([retry]);
		const bulkRetry = add({ type: 'bulk_retry', createdAt: at(28) });
		expect(await found({}, { type: 'bulk_retry' })).toEqual([bulkRetry]);
		expect(await found({ status: 'failed' })).toEqual([started, old]);
		expect(await found({ status: 'failed' }, { returnAll: false, limit: 2 })).toEqual([started, old]);
		expect(await found({ createdAfter: at(26) })).toEqual([started, canceled]);
		expect(await found({ startedAfter: at(20), startedBefore: at(18), status: 'failed' })).toContain(started);
		expect(await found({ startedAfter: at(18.5), status: 'failed' })).not.toContain(started);
	});

	test.each(['honoured', 'ignored'] as const)(
		'jobs of an integration are its own, where filters are %s',
		async (jobFilters) => {
			set({ jobFilters, latestJobs: 'missing' });
			const { runs, clock } = bench.simulator;
			const own = runs.add({ _flowId: ids.flowId, createdAt: clock.iso(-1000) });
			const isLater = { createdAt: clock.iso(-2000), status: 'failed' } as const;
			runs.add({ _flowId: ids.sandboxFlowId, ...isLater });
			runs.add({ _flowId: ids.flowId, type: 'import', ...isLater });
			const found = await bench.json('job.getMany', { of: 'integration', integrationId, ...all });
			expect(found[0]).toMatchObject({ _id: own._id });
			expect(found.filter((row) => row['integrationId'] !== ids.integrationId)).toEqual([]);
			const health = { integrationId, simplify: false };
			expect(await bench.json('integration.getHealth', health)).toMatchObject([
				{ raw: { lastJob: { _id: own._id } } },
			]);
		},
	);

	test('resolved ones, of a step, a flow and an integration', async () => {
		for (const of of [
			{ of: 'step', flowId, stepId },
			{ of: 'flow', flowId },
			{ of: 'integration', integrationId },
		]) {
			expect(
				await bench.json('error.getMany', { ...of, state: 'resolved', ...all, simplify: false }),
			).toMatchObject([{ errorId: '4210987650', resolvedAt: expect.any(String), _expOrImpId: ids.importId }]);
		}
	});

	test('of a sandbox, where they show only when asked for as such', async () => {
		set({ sandboxErrors: 'onlyWhenAsked' });
		bench.state.addError(ids.sandboxFlowId, ids.sandboxImportId, { errorId: '77' });
		const sandbox = { integrationId: chosen(ids.sandboxIntegrationId) };
		expect(await bench.json('error.getMany', { of: 'integration', ...sandbox, ...all })).toMatchObject([
			{ errorId: '77', _flowId: ids.sandboxFlowId },
		]);
		expect(await bench.json('integration.getHealth', sandbox)).toMatchObject([
			{ status: 'ERROR', openErrors: 1 },
		]);
		expect(await bench.json('error.getMany', { of: 'integration', integrationId, ...all })).toHaveLength(3);
	});

	test('of a sandbox among all, where neither its list nor its summary counts them unasked', async () => {
		set({ sandboxErrors: 'onlyWhenAsked' });
		bench.state.addError(ids.sandboxFlowId, ids.sandboxImportId, { errorId: '77' });
		const ofSandbox = (rows: readonly IDataObject[]) =>
			rows.filter((row) => row['integrationId'] === ids.sandboxIntegrationId);
		expect(ofSandbox(await bench.json('error.getMany', { of: 'integration', ...all }))).toMatchObject([
			{ errorId: '77' },
		]);
		expect(
			ofSandbox(await bench.json('integration.getHealth', { integrations: 'all', ...all })),
		).toMatchObject([{ status: 'ERROR', openErrors: 1 }]);
	});

	test('among all, where the list of integrations does not count them yet', async () => {
		set({ listCounters: 'stale' });
		bench.state.addError(ids.flowId, ids.importId, { errorId: '77' });
		const found = await bench.json('error.getMany', { of: 'integration', ...all });
		expect(found.map(({ errorId }) => errorId)).toContain('77');
		expect(await bench.json('integration.getHealth', { integrations: 'all', ...all })).toContainEqual(
			expect.objectContaining({ integrationId: ids.integrationId, status: 'ERROR', openErrors: 4 }),
		);
	});

	test('resolve that has no effect is noticed when asked to', async () => {
		set({ resolveEffect: 'none' });
		const parameters = { flowId, stepId, errorIds: '4210987651, 4210987652' };
		const unseen = { ...parameters, verify: false };
		expect(await bench.json('error.resolve', unseen)).toMatchObject([{ requested: 2 }]);
		expect(await bench.failure('error.resolve', parameters)).toMatch(
			/2 of 2 errors are still open: 4210987651, 4210987652.*Resolve them again/,
		);
	});

	test('retry of what cannot be retried says that nothing was', async () => {
		const parameters = { flowId, stepId, retryDataKeys: 'retry-4210987650' };
		const nothing = { _flowId: ids.flowId, _expOrImpId: ids.importId, requested: 1, retried: 0 };
		expect(await bench.json('error.retry', { ...parameters, simplify: false })).toEqual([nothing]);
		expect(await bench.json('error.retry', parameters)).toMatchObject([
			{ ...nothing, _id: null, status: null },
		]);
	});

	test('a corrected record is sent whole and read back', async () => {
		const place = { flowId, stepId, retryDataKey: 'retry-4210987651' };
		const [envelope = {}] = await bench.json('error.getRetryData', place);
		const corrected = { ...envelope, data: { id: 'x', password: 'kept-as-it-is' } };
		await bench.json('error.updateRetryData', place, { items: [corrected] });
		expect(await bench.json('error.getRetryData', place)).toEqual([corrected]);
	});
});

describe('the health of an integration', () => {
	const status = async () =>
		(await bench.json('integration.getHealth', { integrationId: empty }))[0]?.['status'];
	const addFlow = (disabled: boolean) =>
		bench.state.addFlow({ name: 'Returns', disabled, _integrationId: ids.emptyIntegrationId });
	const setMode = (mode: 'install' | 'settings' | 'uninstall') => {
		const integration = bench.state.integrations.get(ids.emptyIntegrationId);
		if (integration) integration.mode = mode;
	};

	test.each(['available', 'missing'] as const)(
		'follows from its mode, its flows and its newest job (route of the latest jobs: %s)',
		async (latestJobs) => {
			set({ latestJobs });
			expect(await status()).toBe('UNKNOWN');
			addFlow(true);
			expect(await status()).toBe('INACTIVE');
			const { _id } = addFlow(false);
			expect(await status()).toBe('UNKNOWN');
			bench.switches.jobProgress = 'manual';
			bench.simulator.runs.add({ _flowId: _id, createdAt: '2026-01-05T09:00:00.000Z' });
			expect(await status()).toBe('ACTIVE');
			const canceled = bench.simulator.runs.add({ _flowId: _id, status: 'canceled' });
			expect(await status()).toBe('UNKNOWN');
			bench.simulator.runs.jobs.delete(canceled._id);
			const job = bench.simulator.runs.add({ _flowId: _id, status: 'running' });
			expect(await status()).toBe('SYNCING');
			job.status = 'failed';
			job.endedAt = '2026-01-05T10:00:00.000Z';
			expect(await bench.json('integration.getHealth', { integrationId: empty })).toMatchObject([
				{ status: 'ERROR', openErrors: 0, lastErrorMessage: null, lastErrorAt: job.endedAt },
			]);
			setMode('install');
			expect(await status()).toBe('PENDING');
			setMode('uninstall');
			expect(await status()).toBe('INACTIVE');
		},
	);

	test.each([
		['install', 'running', true, 'ERROR'],
		['install', 'running', false, 'PENDING'],
		['install', 'failed', false, 'PENDING'],
		['uninstall', 'running', true, 'ERROR'],
		['uninstall', 'running', false, 'INACTIVE'],
		['settings', 'running', true, 'ERROR'],
		['settings', 'running', false, 'SYNCING'],
		['settings', 'completed', true, 'ERROR'],
		['settings', 'completed', false, 'INACTIVE'],
		['settings', 'failed', false, 'ERROR'],
	] as const)('of mode %s, all flows disabled, newest job %s, open errors %s: %s', async (...row) => {
		const [mode, jobStatus, hasErrors, expected] = row;
		bench.switches.jobProgress = 'manual';
		setMode(mode);
		const flow = addFlow(true);
		bench.simulator.runs.add({ _flowId: flow._id, status: jobStatus });
		bench.state.addErrorStore(flow._id, ids.importId);
		if (hasErrors) bench.state.addError(flow._id, ids.importId);
		for (const states of ['documented', 'capitalized'] as const) {
			set({ states });
			expect(await status()).toBe(expected);
			const [ofAll] = (await bench.json('integration.getHealth', { integrations: 'all', ...all })).filter(
				(health) => health['integrationId'] === ids.emptyIntegrationId,
			);
			expect(ofAll).toMatchObject({ status: expected });
		}
	});

	test.each([
		['Install', 'PENDING'],
		['Uninstall', 'INACTIVE'],
	])('of a mode that is written with a capital, %s: %s', async (mode, expected) => {
		const body = { _id: ids.emptyIntegrationId, name: 'Empty', mode };
		bench.faults.add({ path: `/v1/integrations/${ids.emptyIntegrationId}`, answer: { status: 200, body } });
		expect(await status()).toBe(expected);
	});

	test.each([
		{ latestJobs: 'available' },
		{ latestJobs: 'missing' },
		{ latestJobs: 'missing', jobTypeIn: 'ignored', untypedJobs: 'runs' },
		{ latestJobs: 'missing', jobTypeIn: 'ignored', untypedJobs: 'withSteps' },
		{ latestJobs: 'missing', jobTypeIn: 'ignored' },
	] as const)('is known after a retry, too (%j)', async (switches) => {
		set({ ...switches, jobProgress: 'manual' });
		const { _id } = addFlow(false);
		const run = bench.simulator.runs.add({ _flowId: _id, createdAt: '2026-01-05T09:00:00.000Z' });
		bench.simulator.runs.add({ _flowId: _id, type: 'retry', createdAt: '2026-01-05T09:01:00.000Z' });
		const createdAt = '2026-01-05T09:02:00.000Z';
		const ofStep = { type: 'import', _importId: ids.importId, _flowJobId: run._id } as const;
		bench.simulator.runs.add({ _flowId: _id, ...ofStep, status: 'failed', createdAt });
		expect(await status()).toBe('ACTIVE');
		set({ states: 'capitalized' });
		expect(await status()).toBe('ACTIVE');
	});

	test.each([
		{ latestJobs: 'available' },
		{ latestJobs: 'missing' },
		{ latestJobs: 'missing', jobTypeIn: 'ignored', untypedJobs: 'runs' },
	] as const)('is ERROR after a retry of many records at once that failed (%j)', async (switches) => {
		set({ ...switches, jobProgress: 'manual' });
		const { _id } = addFlow(false);
		bench.simulator.runs.add({ _flowId: _id, createdAt: '2026-01-05T09:00:00.000Z' });
		bench.simulator.runs.add({ _flowId: _id, type: 'bulk_retry', status: 'failed' });
		expect(await status()).toBe('ERROR');
	});
});

describe('the newest error of an integration', () => {
	const message = 'The newest of all';
	const newestOf = async (_integrationId: string) => {
		const [health] = await bench.json('integration.getHealth', { integrationId: chosen(_integrationId) });
		return health;
	};

	test('is that of the step that has one, where Celigo does not count by step', async () => {
		set({ flowErrorCounts: 'missing' });
		const { _id } = bench.state.addFlow({
			name: 'Returns',
			_integrationId: ids.emptyIntegrationId,
			pageGenerators: [{ _exportId: ids.exportId }],
			pageProcessors: [{ type: 'import', _importId: ids.importId }],
		});
		bench.state.addError(_id, ids.importId, { message });
		expect(await newestOf(ids.emptyIntegrationId)).toMatchObject({
			openErrors: 1,
			lastErrorMessage: message,
		});
	});

	test.each(['absent', 'null'] as const)(
		'is the newest, whatever step it is of: lastErrorAt %s',
		async (lastErrorAt) => {
			set({ lastErrorAt });
			bench.simulator.clock.advance(60_000);
			const [first, second] = [ids.importId, ids.routedImportId];
			for (const stepId of [first, second, first]) {
				bench.simulator.clock.advance(1000);
				bench.state.addError(ids.flowId, stepId, { message: `${message} of ${stepId}` });
				expect(await newestOf(ids.integrationId)).toMatchObject({
					lastErrorMessage: `${message} of ${stepId}`,
				});
			}
		},
	);

	test.each(['dated', 'absent', 'missing'] as const)(
		'is one that is open, where a newer one was resolved: counts of steps %s',
		async (counts) => {
			set(counts === 'missing' ? { flowErrorCounts: 'missing' } : {});
			set(counts === 'absent' ? { lastErrorAt: 'absent' } : {});
			const addFlow = (name: string) =>
				bench.state.addFlow({
					name,
					_integrationId: ids.emptyIntegrationId,
					pageGenerators: [{ _exportId: ids.exportId }],
					pageProcessors: [{ type: 'import', _importId: ids.importId }],
				})._id;
			const [first, second] = [addFlow('Returns'), addFlow('Refunds')];
			const add = (flowId: string, text: string) => {
				bench.simulator.clock.advance(60_000);
				return bench.state.addError(flowId, ids.importId, { message: text });
			};
			add(first, 'The oldest');
			const { occurredAt } = add(second, message);
			const { errorId } = add(first, 'Resolved since');
			bench.state.errorStore(first, ids.importId)?.resolve([String(errorId)], 'somebody', occurredAt);
			expect(await newestOf(ids.emptyIntegrationId)).toMatchObject({
				openErrors: 2,
				lastErrorMessage: message,
				lastErrorAt: occurredAt,
			});
		},
	);

	test('makes it ERROR while another flow runs', async () => {
		bench.switches.jobProgress = 'manual';
		bench.simulator.runs.add({ _flowId: ids.flowId, status: 'running' });
		expect(await newestOf(ids.integrationId)).toMatchObject({ status: 'ERROR' });
	});
});

test('integrations that lack what is optional are read, updated and judged', async () => {
	set({ optionalFields: 'absent' });
	expect(await bench.json('integration.get', { integrationId })).toMatchObject([
		{ name: 'Salesforce to NetSuite Sync', mode: null },
	]);
	expect(await bench.json('integration.getHealth', { integrationId })).toMatchObject([{ status: 'ERROR' }]);
	const details = { settings: '{"region": "APAC"}' };
	await bench.json('integration.update', { integrationId, details });
	expect(bench.state.integrations.get(ids.integrationId)?.settings).toEqual({ region: 'APAC' });
});

test.each([200, 201] as const)('create, run and clone may return %i', async (status) => {
	set({ createStatus: status, runStatus: status, cloneStatus: status });
	expect(await bench.json('integration.create', { name: 'New' })).toMatchObject([{ name: 'New' }]);
	expect(await bench.json('flow.run', { flowId })).toMatchObject([{ _jobId: expect.any(String) }]);
	expect(await bench.json('integration.clone', { integrationId, name: 'Copy' })).toMatchObject([
		{ name: 'Copy' },
	]);
});

test('a clone may require an environment, and says where to choose it', async () => {
	set({ cloneEnvironment: 'required' });
	expect(await bench.failure('integration.clone', { integrationId, name: 'Copy' })).toMatch(
		/_envId is missing.*'Environment', which Celigo may require/,
	);
	const cloneOptions = { _envId: chosen(bench.state.environments[0]?._id ?? '') };
	expect(await bench.json('integration.clone', { integrationId, name: 'Copy', cloneOptions })).toHaveLength(
		1,
	);
});

test('a clone may return a manifest, and map connections', async () => {
	set({ cloneAnswer: 'manifest' });
	const map = { [ids.connectionId]: ids.otherConnectionId, [ids.otherConnectionId]: ids.otherConnectionId };
	const cloneOptions = { connectionMap: JSON.stringify(map) };
	expect(await bench.json('integration.clone', { integrationId, name: 'Copy', cloneOptions })).toMatchObject([
		{ _sourceId: ids.integrationId, manifest: [{ model: 'Integration', name: 'Copy' }, {}, {}] },
	]);
	expect(bench.sent()).toEqual([{ name: 'Copy', connectionMap: map }]);
	expect(bench.asked()).toHaveLength(1);
	const body = [
		{ model: 'export', _id: 'an-export' },
		{ model: 'integration', _id: 'the-copy' },
	];
	bench.faults.add({ method: 'POST', answer: { status: 201, body } });
	expect(await bench.json('integration.clone', { integrationId, name: 'Copy' })).toMatchObject([
		{ _id: 'the-copy' },
	]);
});

test('where the list of all flows is empty, as for a token that is limited to some integrations, each is as healthy as alone', async () => {
	const { _id: _integrationId } = bench.state.addIntegration({ name: 'Well' });
	const { _id: _flowId } = bench.state.addFlow({ name: 'Enabled', _integrationId });
	const time = bench.simulator.clock.iso();
	bench.simulator.runs.add({ _flowId, _integrationId, numSuccess: 1, startedAt: time, endedAt: time });
	const session = await bench.watching({ events: ['healthChanged'] });
	const health = async () => await bench.json('integration.getHealth', { integrations: 'all', ...all });
	const before = await health();
	expect(before.map(({ status }) => status)).toContain('ACTIVE');
	bench.faults.add({ path: '/v1/flows', answer: { body: [] } });
	expect(await health()).toEqual(before);
	const from = bench.asked().length;
	expect(await session.poll()).toBeNull();
	// As the description of Health Changed says: beside the two lists, three of each integration.
	expect(bench.asked().slice(from)).toHaveLength(2 + 3 * before.length);
});

test.each([
	['refused', 'failed'],
	['refusedForSteps', 'failed'],
	['cascade', 'deleted'],
	['orphan', 'deleted'],
] as const)('DELETE of what is not empty: %s', async (deleteNonEmpty, outcome) => {
	set({ deleteNonEmpty });
	if (outcome === 'failed') {
		expect(await bench.failure('integration.delete', { integrationId })).toMatch(/delete those first/);
	} else {
		expect(await bench.json('integration.delete', { integrationId })).toEqual([
			{ deleted: true, _id: ids.integrationId },
		]);
	}
	expect(bench.asked()).toEqual([`DELETE /integrations/${ids.integrationId}`]);
});

describe.each(['honoured', 'refused'] as const)(
	'short rows of the lists below an integration: %s',
	(subListFields) => {
		const lists = () =>
			bench.asked().filter((line) => /include=/.test(line) && !/^GET \/(integrations|flows)\?/.test(line));

		test('its health is known, and the names of its flows and steps', async () => {
			set({ subListFields });
			const [health] = await bench.json('integration.getHealth', {
				integrationId: chosen(ids.integrationId),
			});
			expect(health).toMatchObject({ integrationId: ids.integrationId, status: 'ERROR' });
			const session = await bench.watching({
				events: ['newError'],
				integrationId: chosen(ids.integrationId),
			});
			bench.simulator.requests.clear();
			bench.state.addError(ids.flowId, ids.importId);
			expect(emitted(await session.poll())).toMatchObject([
				{ detail: { flowName: 'Customers', stepName: expect.any(String) } },
			]);
			expect(lists().length).toBeGreaterThan(0);
			// Each is asked for once with the fields, and once more only where that is refused.
			expect(new Set(lists()).size).toBe(lists().length);
		});

		test('its revisions can be chosen', async () => {
			set({ subListFields });
			const integrationId = chosen(ids.integrationId);
			await bench.json('revision.create', { integrationId, description: 'Before' });
			for (const [method, resource, operation] of [
				['searchRevisions', 'revision', 'get'],
				['searchRegisteredConnections', 'integration', 'deregisterConnection'],
			] as const) {
				const parameters = { integrationId, resource, operation };
				expect((await bench.choices(method, { parameters })).results).not.toEqual([]);
			}
		});
	},
);

test('a change that was found to be made, although its response was lost, is named when another item fails', async () => {
	const path = '/v1/flows';
	bench.faults.add({ method: 'POST', path, times: 1, answer: { afterExecuting: { status: 502 } } });
	bench.faults.add({ method: 'POST', path, times: 1, answer: { status: 422, body: { message: 'odd' } } });
	const items = [{ name: 'Orders, first' }, { name: 'Orders, second' }];
	const { error } = await bench.run(
		'flow.create',
		{ integrationId, name: '={{ $json.name }}', options: { concurrency: 1 } },
		{ items },
	);
	expect(error).toMatchObject({ message: 'Celigo: odd', context: { itemIndex: 1 } });
	expect(error?.description).toContain('1 other item was already processed and not rolled back.');
	expect([...bench.state.flows.values()].filter(({ name }) => /Orders, /.test(name))).toHaveLength(1);
});
