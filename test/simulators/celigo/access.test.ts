import { describe, expect, it } from '@jest/globals';
import type { AxiosInstance } from 'axios';

import { celigoSample, startCeligo, type CeligoSimulator } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { clientOf, type Envelope, type Row } from './client';

describe('Celigo simulator: who may do what', () => {
	let celigo: CeligoSimulator;
	let http: AxiosInstance;

	forEachTest(async () => {
		celigo = await startCeligo();
		http = clientOf(celigo);
		return celigo;
	});

	it('shows whose token it is, and what is optional or not', async () => {
		expect(await http.get('/tokenInfo')).toMatchObject({ status: 200, data: { scope: '*' } });
		celigo.switches.optionalFields = 'absent';
		expect((await http.get('/tokenInfo')).data).toEqual({ _userId: celigo.state.owner._id });
		const { data } = await http.get<Row>(`/integrations/${celigoSample.integrationId}`);
		expect(data).toHaveProperty('name');
		for (const key of ['mode', 'version', 'settings', 'readme']) expect(data).not.toHaveProperty(key);
	});

	it.each(['', 'Bearer', 'Bearer wrong', 'Basic abc', 'celigo-simulator-token'])(
		'401 for the authorization "%s", as a bare message or in the envelope',
		async (authorization) => {
			const refused = async () => await http.get<Envelope>('/tokenInfo', { headers: { authorization } });
			expect(await refused()).toMatchObject({ status: 401, data: { message: 'Unauthorized' } });
			celigo.switches.accessRefusal = 'envelope';
			const { status, data } = await refused();
			expect(status).toBe(401);
			expect(data.errors).toEqual([{ code: 'unauthorized', message: 'Unauthorized' }]);
		},
	);

	it('400 for a token that was pasted with its Bearer', async () => {
		const { status, data } = await http.get<Envelope>('/tokenInfo', {
			headers: { authorization: `Bearer Bearer ${celigo.token}` },
		});
		expect(status).toBe(400);
		expect(data.errors[0]?.message).toBe('Bearer Authentication Failed');
	});

	it('accepts further tokens, and forgets those taken away', async () => {
		celigo.state.tokens.add('second');
		const headers = { authorization: 'Bearer second' };
		expect((await http.get('/tokenInfo', { headers })).status).toBe(200);
		celigo.state.tokens.delete('second');
		expect((await http.get('/tokenInfo', { headers })).status).toBe(401);
	});

	const { flowId, importId, integrationId, userGrantId } = celigoSample;
	const read = () => http.get('/integrations');
	const run = () => http.post(`/flows/${flowId}/run`, {});
	const resolve = () => http.put(`/flows/${flowId}/${importId}/resolved`, { errors: ['1'] });
	const edit = () => http.put(`/integrations/${integrationId}`, { name: 'New name' });
	const users = () => http.get(`/ashares/${userGrantId}`);

	it.each([
		['monitor', [200, 200, 204, 403, 403]],
		['manage', [200, 200, 204, 200, 403]],
		['administrator', [200, 200, 204, 200, 200]],
	] as const)('the rights of %s', async (role, statuses) => {
		celigo.switches.role = role;
		const answers = [];
		for (const send of [read, run, resolve, edit, users]) answers.push(await send());
		expect(answers.map(({ status }) => status)).toEqual(statuses);
		for (const { status, data } of answers) {
			if (status === 403) expect(data).toEqual({ message: expect.stringMatching(/needs the right/) });
		}
		expect(celigo.violations.lines()).toEqual([]);
	});

	it('answers under /v1 only, unless the switch says so', async () => {
		expect((await http.get(`${celigo.url}/tokenInfo`)).status).toBe(404);
		expect(celigo.violations.kinds()).toEqual(['unknownPath']);
		celigo.switches.bareBase = 'served';
		expect((await http.get(`${celigo.url}/tokenInfo`)).status).toBe(200);
		expect((await http.get('/tokenInfo')).status).toBe(200);
		expect((await http.get(`${celigo.url}/integrations`)).status).toBe(200);
	});

	it('a token sent to another host name is a violation', async () => {
		const elsewhere = celigo.baseUrl.replace('127.0.0.1', 'localhost');
		expect((await http.get(`${elsewhere}/integrations`)).status).toBe(401);
		expect(celigo.violations.kinds()).toEqual(['leakedCredential']);
	});

	it('refuses unknown paths and wrong methods; unknown query parameters are passed over, or refused', async () => {
		expect((await http.get(`/flows/${flowId}/jobs`)).status).toBe(404);
		expect((await http.patch('/integrations', [])).status).toBe(405);
		expect((await http.delete('/jobs/1')).status).toBe(405);
		celigo.switches.wrongMethodStatus = 404;
		expect((await http.delete('/jobs/1')).status).toBe(404);
		const all = (await http.get<Row[]>('/flows')).data;
		expect((await http.get(`/flows?_integrationId=${integrationId}`)).data).toEqual(all);
		celigo.switches.unknownParameters = 'refused';
		expect((await http.get('/integrations?include[]=name')).status).toBe(400);
		expect(celigo.violations.kinds()).toEqual([
			'unknownPath',
			'wrongMethod',
			'wrongMethod',
			'wrongMethod',
			'invalidQuery',
			'invalidQuery',
		]);
	});

	it.each([
		['envelope', { errors: [{ code: 'not_found', message: 'Integration x was not found' }] }],
		['messageCode', { code: 'not_found', message: 'Integration x was not found' }],
		['strings', { errors: ['Integration x was not found'] }],
		['plainText', 'Integration x was not found'],
	] as const)('words refusals as %s', async (errorBody, expected) => {
		celigo.switches.errorBody = errorBody;
		expect(await http.get('/integrations/x')).toMatchObject({ status: 404, data: expected });
	});

	it('limits the rate of the account', async () => {
		celigo.switches.rateLimit = { capacity: 2, refillPerSecond: 1 };
		const statuses = [];
		for (let sent = 0; sent < 3; sent += 1) statuses.push(await http.get('/tokenInfo'));
		expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
		expect(statuses[2]).toMatchObject({
			headers: { 'retry-after': '1' },
			data: { errors: [{ code: 'rate_limited' }] },
		});
		celigo.switches.errorBody = 'plainText';
		expect((await http.get('/tokenInfo')).headers['retry-after']).toBe('1');
	});
});
