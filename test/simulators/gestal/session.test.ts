import { describe, expect, it } from '@jest/globals';

import type { Gestal } from '../../../simulators/gestal';
import { forEachTest } from '../../lifecycle';
import { basic, HOUR_MS, open, signIn, type Client } from './client';

let gestal: Gestal;
let integrator: Client;
let site: Client;
let anyone: Client;
let client: (authorization?: string) => Client;
forEachTest(async () => {
	({ gestal, integrator, site, anyone, client } = await open());
	return gestal;
});

describe('signing in (section 1)', () => {
	it('gives a token that ends after 24 hours', async () => {
		expect((await integrator.get('/integrations')).status).toBe(200);
		gestal.clock.advance(24 * HOUR_MS);
		expect((await integrator.get('/integrations')).status).toBe(401);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it('refuses a wrong password, and one that is sent anywhere else', async () => {
		expect((await client(basic('integrator@example.com:wrong')).post('/auth')).status).toBe(401);
		const { email, password } = gestal.state.account;
		expect((await client(basic(`${email}:${password}`)).get('/integrations')).status).toBe(401);
	});

	it('takes an access key with an empty password, with its colon or without', async () => {
		const { secret } = gestal.seeded.key;
		expect((await site.get('/integration')).status).toBe(200);
		expect((await client(basic(secret)).get('/integration')).status).toBe(200);
		expect((await client(basic(`${secret}:x`)).get('/integration')).status).toBe(401);
		expect((await client(`Bearer ${secret}`).get('/integration')).status).toBe(401);
	});

	it('answers a ping with 204 to anyone but a wrong credential', async () => {
		const statuses = await Promise.all(
			[anyone, integrator, site, client('Bearer wrong')].map(
				async (http) => (await http.get('/ping')).status,
			),
		);
		expect(statuses).toEqual([204, 204, 204, 401]);
	});

	it.each([
		['token', { token: expect.any(String) }],
		['data.token', { data: { token: expect.any(String) } }],
		['access_token', { access_token: expect.any(String) }],
	] as const)('switch tokenPlace: %s', async (tokenPlace, body) => {
		Object.assign(gestal.switches, { tokenPlace, authStatus: 201 });
		expect(await signIn(gestal)).toMatchObject({ status: 201, data: body });
	});

	it('keeps the integrator and the installations apart', async () => {
		expect((await integrator.get('/integration/sows')).status).toBe(401);
		expect((await site.get('/integrations')).status).toBe(401);
		gestal.switches.otherCredential = 403;
		expect((await integrator.get('/integration/sows')).status).toBe(403);
		expect((await site.get('/integrations')).status).toBe(403);
		expect((await anyone.get('/integrations')).status).toBe(401);
	});
});
