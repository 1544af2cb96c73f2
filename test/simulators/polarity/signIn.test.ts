import { describe, expect, it } from '@jest/globals';
import axios from 'axios';

import { seededApiKey, seededLogin, type PolaritySimulator } from '../../../simulators/polarity';
import { forEachTest } from '../../lifecycle';
import { as, get, http, mediaType, open, type Reply } from './client';

let polarity: PolaritySimulator;
forEachTest(async () => (polarity = await open()));

const violations = () => polarity.violations.lines();

describe('sign-in', () => {
	const login = async (
		password: string = seededLogin.password,
		identification: string = seededLogin.username,
	) => await http.post<Reply>('/api/users/login', { identification, password });

	it('logs in, refreshes and logs out; the old token is worth nothing', async () => {
		const { data, status } = await login();
		expect(status).toBe(200);
		expect(data.data.expiration_time).toBeGreaterThan(Date.now() / 1000);
		as(data.data.token);
		const refreshed = await get('/api/users/refresh');
		expect((await get('/api/integrations')).status).toBe(401);
		as(refreshed.data.data.token);
		expect((await get('/api/integrations')).status).toBe(200);
		expect((await http.post<Reply>('/api/users/logout')).status).toBe(200);
		expect((await get('/api/integrations')).status).toBe(401);
		expect(violations()).toEqual([]);
	});

	it('refuses wrong passwords, SAML accounts and malformed bodies', async () => {
		polarity.state.addAccount({ username: 'saml', password: 'x', kind: 'saml' });
		expect((await login('wrong')).status).toBe(401);
		expect((await login('x', 'saml')).status).toBe(401);
		expect(violations()).toEqual([]);
		expect((await http.post<Reply>('/api/users/login', { identification: 'manager' })).status).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['invalidBody']);
	});

	it('lets tokens and keys expire', async () => {
		const { data } = await login();
		polarity.clock.advance(3_600_001);
		as(data.data.token);
		expect((await get('/api/integrations')).status).toBe(401);
		as(seededApiKey);
		expect((await get('/api/integrations')).status).toBe(200);
		polarity.clock.advance(30 * 24 * 3_600_000);
		expect((await get('/api/integrations')).status).toBe(401);
	});

	it('knows who an API key is; a login token is refused or served', async () => {
		expect((await get('/api/api-keys/me')).data.data.attributes).toEqual({ name: 'n8n' });
		as((await login()).data.data.token);
		expect((await get('/api/api-keys/me')).status).toBe(401);
		polarity.switches.apiKeyMeWithLogin = 'served';
		expect((await get('/api/api-keys/me')).status).toBe(200);
	});

	it('shows expiration_time in three ways', async () => {
		polarity.switches.expirationTime = 'missing';
		expect((await login()).data.data).not.toHaveProperty('expiration_time');
		polarity.switches.expirationTime = 'odd';
		expect((await login()).data.data.expiration_time).toBe('soon');
	});

	it('reports calls without the JSON:API media type, GET included', async () => {
		const headers = { authorization: `Bearer ${seededApiKey}`, accept: 'application/json' };
		await axios.get(`${polarity.url}/api/integrations`, { headers });
		expect(polarity.violations.kinds()).toEqual(['wrongMediaType']);
	});

	it('does not ask for an Accept, which clients send as anything (section 9)', async () => {
		const authorization = `Bearer ${seededApiKey}`;
		const headers = { authorization, accept: '*/*', 'content-type': mediaType };
		const { status } = await axios.get(`${polarity.url}/api/integrations`, { headers, data: '' });
		expect([status, polarity.violations.lines()]).toEqual([200, []]);
	});
});
