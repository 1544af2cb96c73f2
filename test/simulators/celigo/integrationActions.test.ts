import { describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import { inflateRawSync } from 'node:zlib';

import { celigoSample, startCeligo, type CeligoSimulator } from '../../../simulators/celigo';
import { Clock } from '../../../simulators/switchboard';
import { forEachTest } from '../../lifecycle';
import { clientOf, followLinks, type Row } from './client';

const { integrationId, emptyIntegrationId, flowId, connectionId, otherConnectionId } = celigoSample;

describe('Celigo simulator: what can be done with an integration', () => {
	let celigo: CeligoSimulator;
	let http: AxiosInstance;

	forEachTest(async () => {
		celigo = await startCeligo();
		http = clientOf(celigo);
		return celigo;
	});

	const path = `/integrations/${integrationId}`;

	describe('template', () => {
		const bytesOf = (url: string, headers = {}) =>
			axios.get<Buffer>(url, { responseType: 'arraybuffer', validateStatus: () => true, headers });

		it('is a signed URL of a ZIP, which takes no token', async () => {
			const { data } = await http.get<{ signedURL: string }>(`${path}/template`);
			const zip = await bytesOf(data.signedURL);
			expect(zip).toMatchObject({ status: 200, headers: { 'content-type': 'application/zip' } });
			const start = 30 + zip.data.readUInt16LE(26);
			const content = inflateRawSync(zip.data.subarray(start, start + zip.data.readUInt32LE(18))).toString();
			expect(JSON.parse(content)).toMatchObject({ integration: { _id: integrationId }, flows: [{}, {}] });
			expect((await bytesOf(data.signedURL.replace(/signature=[^&]+/, 'signature=x'))).status).toBe(403);
			expect(celigo.violations.lines()).toEqual([]);

			expect((await bytesOf(data.signedURL, { authorization: 'Bearer x' })).status).toBe(400);
			expect(celigo.violations.kinds()).toEqual(['leakedCredential']);
		});

		it.each([60_000, 5_000])('expires after %i ms', async (lifetimeMs) => {
			await celigo.stop();
			celigo = await startCeligo({
				switches: { signedUrlLifetimeMs: lifetimeMs },
				clock: new Clock('2024-01-15T12:00:00.000Z'),
			});
			const template = clientOf(celigo).get<{ signedURL: string }>(`${path}/template`);
			const { signedURL } = (await template).data;
			celigo.clock.advance(lifetimeMs - 1);
			expect((await bytesOf(signedURL)).status).toBe(200);
			celigo.clock.advance(1);
			expect((await bytesOf(signedURL)).status).toBe(403);
		});

		it.each(['signedURL', 'signedUrl', 'url'] as const)(
			'comes under the key %s, from another host too',
			async (key) => {
				celigo.switches.signedUrlKey = key;
				celigo.switches.signedUrlHost = 'other';
				const { data } = await http.get<Record<string, string>>(`${path}/template`);
				expect(Object.keys(data)).toEqual([key]);
				expect(new URL(data[key] ?? '').hostname).toBe('localhost');
				expect((await bytesOf(data[key] ?? '')).status).toBe(200);
			},
		);
	});

	describe('clone', () => {
		const connectionMap = { [connectionId]: connectionId, [otherConnectionId]: connectionId };

		it('copies flows and steps, maps connections and cancels running jobs', async () => {
			const { data: run } = await http.post<{ _jobId: string }>(`/flows/${flowId}/run`, {});
			const clone = await http.post<Row>(`${path}/clone`, { name: 'Copy', connectionMap });
			expect(clone).toMatchObject({
				status: 201,
				data: { name: 'Copy', _registeredConnectionIds: [connectionId, connectionId] },
			});
			const flows = celigo.state.flowsOf(String(clone.data._id));
			expect(flows.map(({ name }) => name)).toEqual(['Customers', 'Orders']);
			const steps = flows.flatMap((flow) => celigo.state.connectionIdsOf(flow));
			expect(steps).toEqual([connectionId]);
			expect(celigo.runs.jobs.get(run._jobId)?.status).toBe('canceled');
			expect(await http.get(`/integrations/${String(clone.data._id)}/revisions`)).toMatchObject({
				status: 422,
				data: { errors: [{ code: 'invalid_revision_state' }] },
			});
		});

		it('may answer a manifest and 200', async () => {
			Object.assign(celigo.switches, { cloneAnswer: 'manifest', cloneStatus: 200 });
			const { status, data } = await http.post<Row[]>(`${path}/clone`, { connectionMap });
			expect(status).toBe(200);
			expect(data.map(({ model, name }) => [model, name])).toEqual([
				['Integration', 'Clone - Salesforce to NetSuite Sync'],
				['Flow', 'Customers'],
				['Flow', 'Orders'],
			]);
		});

		it.each([
			[{ connectionMap: { [connectionId]: connectionId } }, 'invalid_connectionMap'],
			[{}, 'invalid_connectionMap'],
			[{ connectionMap: { ...connectionMap, [connectionId]: 'unknown' } }, 'invalid_ref'],
			[{ connectionMap, _envId: 'unknown' }, 'invalid_ref'],
		])('refuses %j', async (body, code) => {
			expect(await http.post(`${path}/clone`, body)).toMatchObject({
				status: 400,
				data: { errors: [{ code }] },
			});
		});
	});

	it('registers and deregisters connections', async () => {
		const empty = `/integrations/${emptyIntegrationId}`;
		expect((await http.put(`${empty}/connections/register`, [connectionId])).status).toBe(204);
		expect((await http.get<Row[]>(`${empty}/connections`)).data).toMatchObject([{ _id: connectionId }]);
		expect((await http.put(`${empty}/connections/register`, ['unknown'])).status).toBe(400);
		expect((await http.delete(`${empty}/connections/${connectionId}/register`)).status).toBe(204);
		expect((await http.delete(`${empty}/connections/${connectionId}/register`)).status).toBe(404);
		expect(celigo.violations.lines()).toEqual([]);
		expect((await http.put(`${empty}/connections/register`, { ids: [] })).status).toBe(422);
	});

	it('keeps revisions and shows what changed since', async () => {
		const { data } = await http.post<Row>(`${path}/revisions/create`, { description: 'Before' });
		await http.put(path, { name: 'After' });
		const revision = `${path}/revisions/${String(data._id)}`;
		expect(await http.get(revision)).toMatchObject({ data: { description: 'Before', type: 'snapshot' } });
		expect(await http.get(`${revision}/diff`)).toMatchObject({
			status: 422,
			data: { errors: [{ code: 'invalid_revision_state' }] },
		});
		celigo.switches.snapshotDifference = 'served';
		const { data: diff } = await http.get<{ changes: Row[] }>(`${revision}/diff`);
		expect(diff.changes).toContainEqual({
			fieldPath: 'name',
			oldValue: 'Salesforce to NetSuite Sync',
			newValue: 'After',
		});
		expect((await followLinks(http, `${path}/revisions`))[0]).toHaveLength(1);
		expect((await http.get(`/integrations/${emptyIntegrationId}/revisions/${String(data._id)}`)).status).toBe(
			404,
		);
	});

	it.each(['PUT', 'POST'] as const)('assigns errors of all flows by %s', async (assignAllVerb) => {
		celigo.switches.assignAllVerb = assignAllVerb;
		const body = { errorIds: ['4210987651', '4210987653'], email: 'mona@example.com' };
		const other = assignAllVerb === 'PUT' ? 'POST' : 'PUT';
		expect(
			(await http.request({ method: assignAllVerb, url: `${path}/errors/assign`, data: body })).status,
		).toBe(204);
		const open = [...celigo.state.errorStoresOf(flowId).values()].flatMap((store) => [
			...store.open.values(),
		]);
		expect(open.filter(({ assignedTo }) => assignedTo === 'mona@example.com')).toHaveLength(2);
		expect(celigo.violations.lines()).toEqual([]);
		expect((await http.request({ method: other, url: `${path}/errors/assign`, data: body })).status).toBe(
			405,
		);
		expect(celigo.violations.kinds()).toEqual(['wrongMethod']);
	});
});
