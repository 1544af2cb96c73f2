import { describe, expect, it } from '@jest/globals';

import { publicKeyOf } from '../../../simulators/ductape';
import { openUntilTestEnds } from './client';

const open = openUntilTestEnds();

describe('signing in (section 1)', () => {
	it('takes the three values that users hold and answers a token and the public key', async () => {
		const { signIn, user, simulator } = await open();
		const { status, data } = await signIn();
		expect(status).toBe(201);
		expect(data.data).toMatchObject({ _id: user._id, public_key: publicKeyOf(user) });
		expect(data.data.public_key).toMatch(/^[0-9a-f]{40}$/);
		expect(data.data.auth_token?.split('.')).toHaveLength(3);
		expect(data.data.password).toMatch(/^\$2b/);
		expect(simulator.violations.lines()).toEqual([]);
	});

	it.each([
		[422, { user_id: 'short' }],
		[422, { private_key: undefined }],
		[401, { private_key: 'wrong' }],
		[401, { user_id: 'f'.repeat(24) }],
		[403, { workspace_id: 'f'.repeat(24) }],
	])('refuses with %i what is wrong: %o', async (status, change) => {
		const { signIn, login } = await open();
		expect((await signIn({ ...login, ...change })).status).toBe(status);
	});

	it('also signs in by e-mail and password, and with a second factor', async () => {
		const { signIn, user } = await open();
		const byPassword = { email: user.email, password: user.password };
		expect((await signIn(byPassword, '/users/v1/login')).data.data.auth_token).toBeDefined();
		expect((await signIn({ ...byPassword, password: 'no' }, '/users/v1/login')).status).toBe(401);
		user.otp = '123456';
		expect((await signIn(byPassword, '/users/v1/login')).data.data.auth_token).toBeUndefined();
		const otp = { token: '123456', user_id: user._id };
		expect((await signIn(otp, '/users/v1/login/otp')).data.data.auth_token).toBeDefined();
		expect((await signIn({ ...otp, token: '0' }, '/users/v1/login/otp')).status).toBe(401);
	});

	it('serves the doubled path of the SDK, nests its answer, or has no key login any more', async () => {
		const { signIn, login, simulator } = await open({ switches: { loginNesting: 'result' } });
		const { data } = await signIn(login, '/users/users/v1/login/authKey');
		expect(data.data.result?.auth_token).toBeDefined();
		simulator.switches.authKeyLogin = 'gone';
		expect((await signIn()).status).toBe(404);
	});

	it('lets the published SDK start: empty header, doubled paths of all services, its two routes', async () => {
		const { anonymous, login, send, workspace, orders, simulator } = await open();
		const headers = { authorization: '' };
		const path = '/users/users/v1/login/authKey';
		expect((await anonymous.post(path, login, { headers })).status).toBe(201);
		expect((await send('POST', '/apps/apps/v1/builder/validate')).status).toBe(200);
		expect((await send('POST', '/apps/apps/v1/builder')).status).toBe(200);
		const doubled = [
			`/integrations/integrations/v1/${orders._id}`,
			`/workspaces/workspaces/v1/get/${workspace._id}`,
			`/logs/log/v1/analytics/${workspace._id}`,
		];
		for (const each of doubled) expect((await send('GET', each)).status).toBe(200);
		expect(simulator.violations.lines()).toEqual([]);
		simulator.switches.doubledPaths = 'missing';
		for (const each of doubled) expect((await send('GET', each)).status).toBe(404);
	});

	it('takes the token with or without Bearer, and only with the right user, key and workspace', async () => {
		const { send, token, workspace, simulator } = await open();
		const path = `/workspaces/v1/get/${workspace._id}`;
		expect((await send('GET', path)).data.data).toMatchObject({ name: 'Acme' });
		expect((await send('GET', path, {}, { authorization: token })).status).toBe(200);
		expect((await send('GET', path, { public_key: 'wrong' })).status).toBe(401);
		expect((await send('GET', path, { user_id: 'f'.repeat(24) })).status).toBe(401);
		expect((await send('GET', `/workspaces/v1/get/${'f'.repeat(24)}`)).status).toBe(403);
		expect((await send('GET', path, {}, { authorization: 'Bearer a.b.c' })).status).toBe(401);
		expect((await send('GET', path, {}, { authorization: '' })).status).toBe(401);
		expect(simulator.violations.lines()).toEqual([]);
		expect((await send('GET', path, { public_key: undefined })).status).toBe(401);
		expect(simulator.violations.kinds()).toEqual(['invalidBody']);
	});

	it('forgets tokens when the key is rotated, and reports a login that carries one', async () => {
		const { send, token, user, workspace, simulator, anonymous } = await open();
		simulator.state.rotateKey(user);
		expect((await send('GET', `/workspaces/v1/fetch/${user._id}`)).status).toBe(401);
		const again = { user_id: user._id, workspace_id: workspace._id, private_key: user.privateKey };
		const headers = { authorization: `Bearer ${token}` };
		expect((await anonymous.post('/users/v1/login/authKey', again, { headers })).status).toBe(201);
		expect(simulator.violations.kinds()).toEqual(['leakedCredential']);
	});

	it('wants AUTH in the body of POST and PUT, in the query of GET', async () => {
		const { anonymous, auth, token, simulator } = await open();
		const headers = { authorization: `Bearer ${token}` };
		const path = '/integrations/v1/check-integration-exists';
		const { status } = await anonymous.post(path, { name: 'Orders Hub' }, { headers, params: auth });
		expect(status).toBe(401);
		expect(simulator.violations.length).toBe(1);
	});
});
