import { describe, expect, it } from '@jest/globals';
import type { AxiosInstance } from 'axios';

import { celigoSample, startCeligo, type CeligoSimulator } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { clientOf, followLinks, type Envelope, type Row } from './client';

const { integrationId, integrationAppId, emptyIntegrationId, flowId } = celigoSample;

describe('Celigo simulator: integrations', () => {
	let celigo: CeligoSimulator;
	let http: AxiosInstance;

	forEachTest(async () => {
		celigo = await startCeligo();
		http = clientOf(celigo);
		return celigo;
	});

	const path = `/integrations/${integrationId}`;

	it('creates, shows and deletes, and writes down who did it', async () => {
		const made = await http.post<Row>('/integrations', { name: 'Orders', description: 'All orders' });
		expect(made).toMatchObject({ status: 201, data: { name: 'Orders', mode: 'settings', settings: {} } });
		const own = `/integrations/${String(made.data._id)}`;
		expect((await http.get<Row>(own)).data).toEqual(made.data);
		expect(await http.delete(own)).toMatchObject({ status: 204, data: '' });
		expect(await http.get(own)).toMatchObject({ status: 404, data: { errors: [{ code: 'not_found' }] } });
		expect(await http.delete(own)).toMatchObject({ status: 404 });
		const events = [...celigo.state.auditEntries.values()].filter(({ source }) => source === 'api');
		expect(events.map(({ event }) => event)).toEqual(['create', 'delete']);
		celigo.switches.createStatus = 200;
		expect((await http.post('/integrations', { name: 'Orders' })).status).toBe(200);
		expect(celigo.violations.lines()).toEqual([]);
	});

	it('takes ids as they are, percent-encoded', async () => {
		celigo.state.addIntegration({ _id: 'a/b c?d%', name: 'Odd id' });
		const { data } = await http.get<Row>(`/integrations/${encodeURIComponent('a/b c?d%')}`);
		expect(data.name).toBe('Odd id');
	});

	it.each([
		[{}, 'Name is required'],
		[{ name: '' }, 'name must NOT have fewer than 1 characters'],
		[{ name: 'x'.repeat(101) }, 'name must NOT have more than 100 characters'],
		[{ name: 'x', description: 'x'.repeat(5121) }, 'description must NOT have more than 5120 characters'],
		[{ name: 'x', sandbox: 'yes' }, 'sandbox must be boolean'],
	])('refuses %j', async (body, message) => {
		for (const send of [
			() => http.post<Envelope>('/integrations', body),
			() => http.put<Envelope>(path, body),
		]) {
			celigo.switches.validation = 'unprocessable';
			const refused = await send();
			expect(refused.status).toBe(422);
			expect(refused.data.errors[0]).toMatchObject({ code: 'invalid_field', message });
			celigo.switches.validation = 'badRequest';
			expect(await send()).toMatchObject({ status: 400, data: { errors: [{ code: 'validation_error' }] } });
		}
		expect(new Set(celigo.violations.kinds())).toEqual(new Set(['invalidBody']));
	});

	it('allows equal names, or not', async () => {
		expect((await http.post('/integrations', { name: 'Warehouse Returns' })).status).toBe(201);
		celigo.switches.duplicateName = 'conflict';
		const conflict = { status: 409, data: { errors: [{ code: 'conflict', field: 'name' }] } };
		expect(await http.post('/integrations', { name: 'Warehouse Returns' })).toMatchObject(conflict);
		expect(await http.put(path, { name: 'Warehouse Returns' })).toMatchObject(conflict);
		expect((await http.put(path, { name: 'Salesforce to NetSuite Sync' })).status).toBe(200);
	});

	it('PUT erases what it leaves out, and keeps what the server owns', async () => {
		const { data: before } = await http.get<Row>(path);
		const { data: after } = await http.put<Row>(path, { name: 'Renamed' });
		expect(after).toMatchObject({
			_id: integrationId,
			createdAt: before.createdAt,
			name: 'Renamed',
			settings: {},
			flowGroupings: [],
			_registeredConnectionIds: [],
		});
		expect(after).not.toHaveProperty('description');
		const whole = await http.put<Row>(path, before);
		expect(whole.data).toEqual({ ...before, lastModified: whole.data.lastModified });
		expect(celigo.violations.lines()).toEqual([]);
		await http.put(path, { ...before, colour: 'red' });
		expect(celigo.violations.lines()).toEqual([
			`ignoredBody PUT /v1${path}: an integration has no field colour`,
		]);
	});

	it('PATCH replaces settings and groupings, each by itself, and nothing else', async () => {
		const { data: before } = await http.get<Row>(path);
		const replace = (field: string, value: unknown) =>
			http.patch(path, [{ op: 'replace', path: field, value }]);
		expect((await replace('/settings', { region: 'APAC' })).status).toBe(204);
		expect((await replace('/apiGroupings', [{ name: 'Api' }])).status).toBe(204);
		const { data: after } = await http.get<Row>(path);
		expect(after).toEqual({
			...before,
			settings: { region: 'APAC' },
			apiGroupings: [{ name: 'Api' }],
			lastModified: after.lastModified,
		});
		expect(celigo.violations.lines()).toEqual([]);
		expect((await replace('/name', 'Mine')).status).toBe(422);
		expect((await replace('/settings', [])).status).toBe(422);
		celigo.switches.patchTarget = 'required';
		Reflect.deleteProperty(celigo.state.integrations.get(integrationId) ?? {}, 'settings');
		expect((await replace('/settings', {})).status).toBe(422);
		expect((await replace('/flowGroupings', [])).status).toBe(204);
		celigo.switches.integrationPatch = 'missing';
		expect((await replace('/settings', {})).status).toBe(405);
	});

	it('DELETE with contents is refused, takes them along, or leaves them behind', async () => {
		expect(await http.delete(path)).toMatchObject({ status: 422 });
		expect(celigo.state.flowsOf(integrationId)).toHaveLength(2);
		celigo.switches.deleteNonEmpty = 'orphan';
		expect((await http.delete(path)).status).toBe(204);
		expect(celigo.state.flowsOf(integrationId)).toHaveLength(2);
		celigo.state.addIntegration({ _id: integrationId, name: 'Again' });
		celigo.switches.deleteNonEmpty = 'cascade';
		expect((await http.delete(path)).status).toBe(204);
		expect(celigo.state.flowsOf(integrationId)).toEqual([]);
		expect([...celigo.state.exports.keys()]).toEqual([celigoSample.standaloneExportId]);
	});

	it('Integration Apps: PUT is ignored, refused or applied; no clone, no template', async () => {
		const app = `/integrations/${integrationAppId}`;
		expect(await http.put(app, { name: 'Mine' })).toMatchObject({
			status: 200,
			data: { name: 'Shop Connector' },
		});
		celigo.switches.integrationAppPut = 'refused';
		expect(await http.put(app, { name: 'Mine' })).toMatchObject({
			status: 422,
			data: { errors: [{ code: 'field_locked_by_integration_app' }] },
		});
		celigo.switches.integrationAppPut = 'applied';
		expect(await http.put(app, { name: 'Mine' })).toMatchObject({
			status: 200,
			data: { name: 'Mine', _connectorId: '5f1b2c3d4e5f6a7b8c9d8001' },
		});
		expect((await http.post(`${app}/clone`, {})).status).toBe(422);
		expect((await http.get(`${app}/template`)).status).toBe(422);
		expect(await http.put(`${app}/settings/persistSettings`, { a: 1 })).toMatchObject({ data: { a: 1 } });
		expect(celigo.violations.lines()).toEqual([]);
	});

	it('counts errors per flow; the time of the last one may be missing', async () => {
		const summary = async () => (await http.get<Row[]>(`${path}/errors`)).data[0];
		expect(await summary()).toEqual({ _flowId: flowId, numError: 3, lastErrorAt: expect.any(String) });
		celigo.switches.lastErrorAt = 'absent';
		expect(await summary()).toEqual({ _flowId: flowId, numError: 3 });
		celigo.switches.lastErrorAt = 'null';
		expect(await summary()).toEqual({ _flowId: flowId, numError: 3, lastErrorAt: null });
	});

	it('lists flows without errors in the counts, unless the switch leaves them out', async () => {
		const { _id } = celigo.state.addFlow({ name: 'Quiet', _integrationId: celigoSample.integrationId });
		const listed = async () => (await http.get<Row[]>(`${path}/errors`)).data.map((row) => row['_flowId']);
		expect(await listed()).toContain(_id);
		celigo.switches.flowsWithoutErrors = 'omitted';
		expect(await listed()).toEqual([flowId]);
	});

	it('shows a sandbox integration’s errors always, or only when asked for', async () => {
		const sandbox = `/integrations/${celigoSample.sandboxIntegrationId}/errors`;
		expect((await http.get<Row[]>(sandbox)).data).toHaveLength(1);
		celigo.switches.sandboxErrors = 'onlyWhenAsked';
		expect((await http.get(sandbox)).status).toBe(204);
		expect((await http.get<Row[]>(`${sandbox}?sandbox=true`)).data).toHaveLength(1);
		expect((await http.get(`${path}/errors?sandbox=true`)).status).toBe(204);
	});

	it('counts a sandbox integration’s errors in the list always, or only when asked for', async () => {
		const counted = async (search = '') => {
			const { data } = await http.get<Row[]>(`/integrations${search}`);
			return data.find(({ _id }) => _id === celigoSample.sandboxIntegrationId)?.['numError'];
		};
		celigo.state.addError(celigoSample.sandboxFlowId, celigoSample.sandboxImportId);
		expect(await counted()).toBe(1);
		celigo.switches.sandboxErrors = 'onlyWhenAsked';
		expect([await counted(), await counted('?sandbox=true')]).toEqual([0, 1]);
	});

	it('lists grants of the account and of the integration, never the owner', async () => {
		const emails = async (id: string) =>
			(await followLinks(http, `/integrations/${id}/ashares?limit=1`))
				.flat()
				.map(({ sharedWithUser }) => sharedWithUser);
		expect(await emails(integrationId)).toMatchObject([
			{ email: 'mona@example.com' },
			{ email: 'max@example.com' },
		]);
		expect(await emails(emptyIntegrationId)).toMatchObject([{ email: 'mona@example.com' }]);
	});

	it('lists dependencies', async () => {
		const { data } = await http.get<Record<string, Row[]>>(`${path}/dependencies`);
		expect(data.flows).toContainEqual({ id: flowId, name: 'Customers' });
		expect(data.exports).toHaveLength(2);
	});
});
