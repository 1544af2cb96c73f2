import { describe, expect, it } from '@jest/globals';
import type { AxiosInstance } from 'axios';

import { celigoSample, startCeligo, type CeligoSimulator } from '../../../simulators/celigo';
import { Clock } from '../../../simulators/switchboard';
import { forEachTest } from '../../lifecycle';
import { clientOf, followLinks, type Row } from './client';

const { integrationId, flowId, emptyIntegrationId, userGrantId, connectionId, offlineConnectionId } =
	celigoSample;

describe('Celigo simulator: audit log and account', () => {
	let celigo: CeligoSimulator;
	let http: AxiosInstance;

	forEachTest(async () => {
		celigo = await startCeligo({ seed: { auditEntries: 5 }, clock: new Clock('2024-01-15T12:00:00.000Z') });
		http = clientOf(celigo);
		return celigo;
	});

	describe('audit log', () => {
		const path = `/integrations/${integrationId}/audit`;
		const entries = async (search = '') => (await followLinks(http, `${path}?limit=3&${search}`)).flat();

		it('is newest first, paged by Link, with what is below the integration', async () => {
			const pages = await followLinks(http, `${path}?limit=3`);
			expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
			const times = pages.flat().map(({ time }) => String(time));
			expect([...times].sort().reverse()).toEqual(times);
			expect(new Set(pages.flat().map(({ resourceType }) => resourceType))).toEqual(
				new Set(['flow', 'integration']),
			);
			expect(pages.flat()[5]).toEqual({
				_id: expect.any(String),
				time: '2024-01-14T12:00:00.000Z',
				event: 'update',
				source: 'ui',
				resourceType: 'integration',
				_resourceId: integrationId,
				byUser: celigo.state.owner,
				fieldChanges: [
					{ fieldPath: 'name', oldValue: 'Customer Sync', newValue: 'Salesforce to NetSuite Sync' },
				],
			});
			expect(celigo.violations.lines()).toEqual([]);
		});

		it('filters by time, action, source and user', async () => {
			celigo.state.addAuditEntry({
				event: 'delete',
				resourceType: 'integration',
				_resourceId: integrationId,
				source: 'script',
				byUser: { _id: 'u2', email: 'mona@example.com' },
			});
			for (const search of ['action=delete', 'source=script', '_byUserId=u2', 'from=2024-01-15T12:00:00Z']) {
				expect(await entries(search)).toMatchObject([{ event: 'delete', source: 'script' }]);
			}
			expect(await entries('to=2023-12-17T00:00:00Z')).toMatchObject([{ event: 'create' }]);
			expect((await http.get(`${path}?source=nowhere`)).status).toBe(400);
			expect((await http.get(`/integrations/${emptyIntegrationId}/audit`)).status).toBe(204);
		});

		it('takes several values by POST', async () => {
			const both = await http.post<Row[]>(path, { source: ['ui', 'api'], action: ['create'] });
			expect(both.data).toMatchObject([{ event: 'create', resourceType: 'flow', _resourceId: flowId }]);
			expect((await http.post(path, { source: ['nowhere'] })).status).toBe(422);
		});

		it.each([
			['ignored', 7],
			['honoured', 1],
		] as const)('times beside a POST are %s', async (auditSearchTimes, rows) => {
			celigo.switches.auditSearchTimes = auditSearchTimes;
			expect((await http.post<Row[]>(`${path}?to=2023-12-17T00:00:00Z`, {})).data).toHaveLength(rows);
		});

		it('exists for the whole account, for administrators', async () => {
			expect((await http.get<Row[]>('/audit')).data).toHaveLength(7);
			celigo.switches.role = 'manage';
			expect((await http.get('/audit')).status).toBe(403);
		});
	});

	it('answers the time that its records have', async () => {
		celigo.clock.advance(1000);
		const { headers, data } = await http.post<Row>('/integrations', { name: 'New' });
		expect(headers.date).toBe('Mon, 15 Jan 2024 12:00:01 GMT');
		expect(data.createdAt).toBe('2024-01-15T12:00:01.000Z');
	});

	it('gives the same ids for the same seed only', async () => {
		const idsOf = async (randomSeed: number) => {
			const other = await startCeligo({ randomSeed, seed: { integrations: 3 } });
			await other.stop();
			return [...other.state.integrations.keys()];
		};
		expect(await idsOf(5)).toEqual(await idsOf(5));
		expect(await idsOf(5)).not.toEqual(await idsOf(6));
	});

	it('starts empty when asked', async () => {
		const empty = await startCeligo({ seed: { sample: false } });
		expect((await clientOf(empty).get('/integrations')).status).toBe(204);
		await empty.stop();
	});

	it('pings connections by POST or GET', async () => {
		expect(await http.post(`/connections/${connectionId}/ping`)).toMatchObject({
			status: 200,
			data: { code: 200 },
		});
		expect(await http.post(`/connections/${connectionId}/ping`, {})).toMatchObject({ data: { code: 200 } });
		expect(await http.get(`/connections/${offlineConnectionId}/ping`)).toMatchObject({ data: { code: 401 } });
		expect((await http.get('/connections/unknown/ping')).status).toBe(404);
		expect(celigo.violations.lines()).toEqual([]);
	});

	it('shows single connections, exports and imports, tags and environments', async () => {
		expect(await http.get(`/connections/${connectionId}`)).toMatchObject({ data: { name: 'Salesforce' } });
		expect(await http.get(`/exports/${celigoSample.exportId}`)).toMatchObject({
			data: { _connectionId: connectionId },
		});
		expect(await http.get(`/imports/${celigoSample.importId}`)).toMatchObject({
			data: { name: 'Upsert customers' },
		});
		expect(await http.get('/tags')).toMatchObject({ data: [{ tag: 'Customer data', tagId: 'F3ZBQ' }] });
		expect((await http.get<Row[]>('/tags?include=tagId')).data[0]).not.toHaveProperty('tag');
		expect(await http.get('/environments')).toMatchObject({ data: [{ name: 'Production' }] });
	});

	it('keeps subscriptions, each by itself', async () => {
		expect((await http.get('/notifications?users=all')).status).toBe(204);
		const own = { _integrationId: integrationId, subscribed: true };
		expect((await http.put('/notifications', [own])).status).toBe(204);
		const other = { _flowId: flowId, subscribed: true, subscribedByUserEmail: 'mona@example.com' };
		await http.put('/notifications', [other]);
		expect((await http.get<Row[]>('/notifications')).data).toMatchObject([own]);
		await http.put('/notifications', [{ ...own, subscribed: false }]);
		expect((await http.get<Row[]>('/notifications?users=all')).data).toEqual([
			{ _id: expect.any(String), ...other },
		]);
		expect(celigo.violations.lines()).toEqual([]);
	});

	it.each([
		[{ subscribed: true }, 422],
		[{ _flowId: flowId, _integrationId: integrationId, subscribed: true }, 422],
		[{ _flowId: 'unknown', subscribed: true }, 404],
		[{ _flowId: flowId, subscribed: true, subscribedByUserEmail: 'nobody@example.com' }, 422],
	])('refuses the subscription %j', async (change, status) => {
		expect((await http.put('/notifications', [change])).status).toBe(status);
		expect(celigo.state.subscriptions.size).toBe(0);
	});

	describe('recycle bin', () => {
		const path = `/recycleBinTTL/flows/${flowId}`;

		it.each([
			['cascade', `${path}/doCascadeRestore`, path],
			['plain', path, `${path}/doCascadeRestore`],
		] as const)('restores a deleted flow (%s)', async (recycleBinRestore, right, wrong) => {
			celigo.switches.recycleBinRestore = recycleBinRestore;
			expect((await http.get('/recycleBinTTL')).status).toBe(204);
			await http.delete(`/flows/${flowId}`);
			expect((await http.get<Row[]>('/recycleBinTTL')).data).toMatchObject([
				{ model: 'Flow', doc: { _id: flowId, name: 'Customers', lastModified: expect.any(String) } },
			]);
			expect((await http.post(wrong, {})).status).toBe(404);
			expect((await http.post(right, {})).status).toBe(204);
			expect((await http.get(`/flows/${flowId}`)).status).toBe(200);
			expect((await http.post(right, {})).status).toBe(404);
			expect(celigo.violations.lines()).toEqual([]);
		});

		it('restores an integration with what was deleted with it', async () => {
			celigo.switches.deleteNonEmpty = 'cascade';
			await http.delete(`/integrations/${integrationId}`);
			expect(celigo.state.flows.has(flowId)).toBe(false);
			await http.post(`/recycleBinTTL/integrations/${integrationId}/doCascadeRestore`, {});
			expect(celigo.state.integrations.has(integrationId)).toBe(true);
			expect(celigo.state.flows.has(flowId)).toBe(true);
			expect(celigo.state.recycleBin.size).toBe(0);
		});
	});

	it('manages users by grant', async () => {
		const grant = `/ashares/${userGrantId}`;
		expect(await http.get(grant)).toMatchObject({ data: { accessLevel: 'manage' } });
		const levels = { integrationAccessLevel: [{ _integrationId: integrationId, accessLevel: 'monitor' }] };
		const changed = await http.put<Row>(grant, levels);
		expect(changed.data).toMatchObject(levels);
		expect(changed.data).not.toHaveProperty('accessLevel');
		expect((await http.put(`${grant}/disable`, {})).status).toBe(204);
		expect((await http.put(`${grant}/reinvite`)).status).toBe(204);
		expect(celigo.state.userGrants.get(userGrantId)).toMatchObject({ disabled: true, dismissed: false });
		expect((await http.delete(grant)).status).toBe(204);
		expect((await http.get(grant)).status).toBe(404);
		expect(celigo.violations.lines()).toEqual([]);
	});

	it('invites once: 409 for a user who is there', async () => {
		const invite = (email: string) => http.post('/invite', { email, accessLevel: 'monitor' });
		expect(await invite('new@example.com')).toMatchObject({ status: 201, data: { accepted: false } });
		for (const email of ['new@example.com', 'mona@example.com', 'owner@example.com']) {
			expect(await invite(email)).toMatchObject({ status: 409, data: { errors: [{ code: 'conflict' }] } });
		}
	});
});
