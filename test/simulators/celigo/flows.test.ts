import { describe, expect, it } from '@jest/globals';
import type { AxiosInstance } from 'axios';

import { celigoSample, startCeligo, stepIdsOf, type CeligoSimulator } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { clientOf, type Envelope, type Row } from './client';

const { flowId, disabledFlowId, integrationId, exportId, importId, lookupId, routedImportId, connectionId } =
	celigoSample;

describe('Celigo simulator: flows', () => {
	let celigo: CeligoSimulator;
	let http: AxiosInstance;

	forEachTest(async () => {
		celigo = await startCeligo();
		http = clientOf(celigo);
		return celigo;
	});

	const path = `/flows/${flowId}`;

	it('creates, replaces and deletes', async () => {
		const made = await http.post<Row>('/flows', {
			name: 'Returns',
			description: 'Goods back',
			_integrationId: integrationId,
			pageProcessors: [{ _importId: importId }],
		});
		expect(made).toMatchObject({ status: 201, data: { name: 'Returns', disabled: false } });
		const own = `/flows/${String(made.data._id)}`;
		expect((await http.get(`${own}/${importId}/errors`)).status).toBe(200);
		const replaced = await http.put<Row>(own, { name: 'Returned goods' });
		expect(replaced).toMatchObject({ status: 200, data: { _id: made.data._id, name: 'Returned goods' } });
		expect(replaced.data).not.toHaveProperty('_integrationId');
		expect((await http.delete(own)).status).toBe(204);
		expect((await http.get(own)).status).toBe(404);
		expect(celigo.violations.lines()).toEqual([]);
	});

	it.each([
		[{}, 'invalid_field'],
		[{ name: 'x', _integrationId: 'unknown' }, 'invalid_ref'],
		[{ name: 'x', schedule: '0 * * * *' }, 'invalid_field'],
	])('refuses %j', async (body, code) => {
		expect(await http.post('/flows', body)).toMatchObject({ status: 422, data: { errors: [{ code }] } });
	});

	it('finds steps wherever they can be', () => {
		expect(
			stepIdsOf(
				celigo.state.addFlow({
					name: 'All places',
					pageGenerators: [{ _exportId: 'a' }],
					pageProcessors: [{ _exportId: 'b' }, { _importId: 'c' }, { _importId: 'a' }],
					routers: [{ branches: [{ pageProcessors: [{ _importId: 'd' }] }, {}] }, {}],
					_exportId: 'e',
					_importId: 'f',
				}),
			),
		).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
	});

	describe('PATCH', () => {
		const patch = (patched: string, value: unknown) =>
			http.patch<Envelope>(path, [{ op: 'replace', path: patched, value }]);

		it.each([
			['/disabled', true],
			['/name', 'New name'],
			['/schedule', '? 30 2 * * 1'],
			['/timezone', 'Europe/Berlin'],
			['/runPageGeneratorsInParallel', true],
			['/pageGenerators/0/skipRetries', true],
			['/pageGenerators/0/schedule', '? 5 * * * *'],
			['/routers/0/name', 'Router'],
			['/routers/0/branches/0/description', 'Branch'],
			['/aliases', []],
		])('%s: 204 without a body, then GET shows it', async (patched, value) => {
			expect(await patch(patched, value)).toMatchObject({ status: 204, data: '' });
			const { data } = await http.get<Row>(path);
			expect(data).toHaveProperty(
				patched
					.slice(1)
					.replaceAll('/', '.')
					.replace(/\.(\d+)/g, '[$1]'),
				value,
			);
			expect(celigo.violations.lines()).toEqual([]);
		});

		it('of an Integration App: 204, and only /disabled is changed, unless that is ignored as well', async () => {
			const { _id } = celigo.state.addFlow({ name: 'App', _connectorId: 'app', disabled: false });
			const app = async (patched: string, value: unknown) => {
				const body = [{ op: 'replace', path: patched, value }];
				expect((await http.patch(`/flows/${_id}`, body)).status).toBe(204);
				return celigo.state.flows.get(_id);
			};
			expect(await app('/name', 'Mine')).toMatchObject({ name: 'App' });
			expect(await app('/disabled', true)).toMatchObject({ disabled: true });
			celigo.switches.integrationAppDisable = 'asOtherChanges';
			expect(await app('/disabled', false)).toMatchObject({ disabled: true });
		});

		it.each(['/_integrationId', '/pageProcessors', '/pageGenerators/7/schedule', '/disabled/x', 'disabled'])(
			'%s cannot be patched',
			async (patched) => {
				expect((await patch(patched, 'x')).status).toBe(422);
				expect(celigo.violations.kinds()).toEqual(['invalidBody']);
			},
		);

		it.each(['/description', '/schedule', '/timezone', '/aliases'])('takes %s away', async (removed) => {
			await patch(removed, removed === '/schedule' ? '? 1 * * * *' : removed === '/aliases' ? [] : 'x');
			expect((await http.patch(path, [{ op: 'remove', path: removed }])).status).toBe(204);
			expect((await http.get<Row>(path)).data).not.toHaveProperty(removed.slice(1));
		});

		it('is JSON Patch, all or nothing', async () => {
			expect((await http.patch(path, { disabled: true })).status).toBe(422);
			expect((await http.patch(path, [{ op: 'remove', path: '/name', value: '' }])).status).toBe(422);
			const half = [
				{ op: 'replace', path: '/disabled', value: true },
				{ op: 'replace', path: '/disabled', value: 'maybe' },
			];
			expect((await http.patch(path, half)).status).toBe(422);
			expect(celigo.state.flows.get(flowId)?.disabled).toBe(false);
		});
	});

	describe('run', () => {
		it.each([200, 201] as const)('answers the id of a queued job with %i', async (runStatus) => {
			celigo.switches.runStatus = runStatus;
			const { status, data } = await http.post<{ _jobId: string }>(`${path}/run`, {});
			expect(status).toBe(runStatus);
			expect(celigo.runs.jobs.get(data._jobId)).toMatchObject({
				status: 'queued',
				_flowId: flowId,
				type: 'flow',
			});
		});

		it('takes a period and exports of the flow', async () => {
			const body = { export: { startDate: '2024-01-01T00:00:00.000Z' }, _exportIds: [exportId] };
			expect((await http.post(`${path}/run`, body)).status).toBe(200);
			expect(await http.post(`${path}/run`, { _exportIds: ['other'] })).toMatchObject({
				status: 400,
				data: { errors: [{ code: 'invalid_ref' }] },
			});
			expect(celigo.violations.lines()).toEqual([]);
			expect((await http.post(`${path}/run`, { startDate: '2024-01-01T00:00:00.000Z' })).status).toBe(422);
			expect(celigo.violations.kinds()).toEqual(['invalidBody']);
			expect((await http.post(`${path}/run`)).status).toBe(200);
		});

		it('422 inactive_flow for a disabled one, 404 for an unknown one', async () => {
			expect(await http.post(`/flows/${disabledFlowId}/run`, {})).toMatchObject({
				status: 422,
				data: { errors: [{ code: 'inactive_flow' }] },
			});
			expect((await http.post('/flows/unknown/run', {})).status).toBe(404);
			expect(celigo.violations.lines()).toEqual([]);
		});
	});

	it('clones a flow with its steps, disabled', async () => {
		const connectionMap = { [connectionId]: connectionId, [celigoSample.otherConnectionId]: connectionId };
		const body = { name: 'Copy', connectionMap, _integrationId: celigoSample.emptyIntegrationId };
		const { status, data } = await http.post<Row>(`${path}/clone`, body);
		expect(status).toBe(201);
		expect(data).toMatchObject({
			name: 'Copy',
			disabled: true,
			_integrationId: celigoSample.emptyIntegrationId,
		});
		const copy = celigo.state.flows.get(String(data._id));
		const copied = copy === undefined ? [] : stepIdsOf(copy);
		expect(copied).toHaveLength(4);
		expect(copied).not.toContain(exportId);
		const refused = async (changes: object) =>
			(await http.post<Envelope>(`${path}/clone`, { ...body, ...changes })).data.errors[0]?.code;
		expect(await refused({ connectionMap: {} })).toBe('invalid_connectionMap');
		expect(await refused({ _integrationId: 'unknown' })).toBe('invalid_ref');
		expect(await refused({ _integrationId: undefined })).toBe('invalid_ref');
		expect(await refused({ envId: 'unknown' })).toBe('invalid_ref');
		expect(await refused({ _flowGroupingId: 'unknown' })).toBe('invalid_ref');
		celigo.switches.cloneEnvironment = 'required';
		expect(await refused({})).toBe('missing_required_field');
	});

	it('shows what is around a flow', async () => {
		expect(await http.get(`${path}/dependencies`)).toMatchObject({
			data: { integrations: [{ id: integrationId }] },
		});
		const { data } = await http.get<Record<string, Row[]>>(`${path}/descendants`);
		expect(data.exports?.map(({ _id }) => _id)).toEqual([exportId, lookupId]);
		expect(data.imports?.map(({ _id }) => _id)).toEqual([importId, routedImportId]);
		expect(await http.get(`${path}/lastExportDateTime`)).toMatchObject({
			data: { lastExportDateTime: null },
		});
		expect((await http.get<Row>(`${path}/template`)).data).toHaveProperty('signedURL');
		expect((await http.get<Row[]>(`${path}/audit`)).data).toMatchObject([
			{ event: 'create', _resourceId: flowId },
		]);
	});

	it('takes null for no group, as real flows have it', async () => {
		const grouped = { name: 'Grouped', _integrationId: celigoSample.integrationId };
		const made = await http.post<Row>('/flows', { ...grouped, _flowGroupingId: '5f1b2c3d4e5f6a7b8c9d7001' });
		const path = `/flows/${String(made.data._id)}`;
		expect((await http.put(path, { ...made.data, _flowGroupingId: null })).status).toBe(200);
		expect(celigo.state.flows.get(String(made.data._id))).not.toHaveProperty('_flowGroupingId');
		expect(celigo.violations.lines()).toEqual([]);
	});

	it('looks up what a flow names, or takes it as it is', async () => {
		const wrong = [
			{ pageGenerators: [{ _exportId: 'none' }] },
			{ routers: [{ branches: [{ pageProcessors: [{ _importId: 'none' }] }] }] },
			{ _integrationId: celigoSample.emptyIntegrationId, _flowGroupingId: '5f1b2c3d4e5f6a7b8c9d7001' },
		];
		const post = async (body: object) => await http.post('/flows', { name: 'New', ...body });
		for (const body of wrong) {
			expect(await post(body)).toMatchObject({ status: 422, data: { errors: [{ code: 'invalid_ref' }] } });
		}
		celigo.switches.flowReferences = 'taken';
		for (const body of wrong) expect((await post(body)).status).toBe(201);
		expect(celigo.violations.lines()).toEqual([]);
	});

	it('replaces a connection and moves flows into a group', async () => {
		const body = { _connectionId: connectionId, _newConnectionId: celigoSample.offlineConnectionId };
		expect((await http.put(`${path}/replaceConnection`, body)).status).toBe(204);
		expect(celigo.state.step(exportId)?._connectionId).toBe(celigoSample.offlineConnectionId);
		expect((await http.put(`${path}/replaceConnection`, { ...body, _newConnectionId: 'x' })).status).toBe(
			400,
		);
		const group = { _flowIds: [flowId], _flowGroupingId: '5f1b2c3d4e5f6a7b8c9d7001' };
		expect((await http.put('/flows/updateFlowGrouping', group)).status).toBe(204);
		expect(celigo.state.flows.get(flowId)?._flowGroupingId).toBe(group._flowGroupingId);
		expect(celigo.violations.lines()).toEqual([]);
	});
});
