import { describe, expect, it } from '@jest/globals';

import { CLIENT } from '../../../simulators/port';
import { Clock } from '../../../simulators/switchboard';
import { get, openUntilTestEnds } from './client';

const open = openUntilTestEnds();

describe('signing in (section 1)', () => {
	it('gives the same token until it expires, and 401 after that', async () => {
		const clock = new Clock('2026-01-01T00:00:00Z');
		const { signIn, send, simulator } = await open({ clock, switches: { expiresIn: 'remaining' } });
		const first = await signIn();
		expect(first).toEqual({
			ok: true,
			accessToken: first.accessToken,
			expiresIn: 10_800,
			tokenType: 'Bearer',
		});
		expect(first.accessToken.split('.')).toHaveLength(3);
		clock.advance(10_000_000);
		expect(await signIn()).toEqual({ ...first, expiresIn: 800 });
		simulator.switches.expiresIn = 'lifetime';
		expect((await signIn()).expiresIn).toBe(10_800);
		clock.advance(800_000);
		expect((await send('GET', '/integration')).status).toBe(401);
		expect((await signIn()).accessToken).not.toBe(first.accessToken);
	});

	it('refuses wrong pairs, other bodies, too many calls and revoked tokens', async () => {
		const { anonymous, simulator, send } = await open();
		const call = async (body: unknown) => (await anonymous.post('/auth/access_token', body)).status;
		expect(await call({ ...CLIENT, clientSecret: 'wrong' })).toBe(401);
		expect(await call({ clientId: 'nobody', clientSecret: 'wrong' })).toBe(401);
		simulator.switches.unknownClient = 404;
		expect(await call({ clientId: 'nobody', clientSecret: 'wrong' })).toBe(404);
		expect(await call({ ...CLIENT, scope: 'all' })).toBe(422);
		expect(simulator.violations.kinds()).toEqual(['invalidBody']);
		simulator.tokens.revokeAll();
		expect((await send('GET', '/integration')).data).toMatchObject({ ok: false, error: 'unauthorized' });
		simulator.switches.tokenRateLimit = { capacity: 1, refillPerSecond: 0.001 };
		await call(CLIENT);
		const limited = await anonymous.post('/auth/access_token', CLIENT);
		expect(limited.status).toBe(429);
		expect(Number(limited.headers['x-ratelimit-reset'])).toBeGreaterThan(1e9);
	});

	it('knows roles, the IP allow-list and the organization', async () => {
		const { send, simulator } = await open({ switches: { role: 'member' } });
		expect((await send('GET', '/integration')).status).toBe(403);
		expect((await send('GET', '/integration/metadata')).status).toBe(200);
		expect(await get(send, '/organization')).toMatchObject({ ok: true, organization: { featureFlags: [] } });
		simulator.switches.ipAllowList = 'refuses';
		expect((await send('GET', '/organization')).data.message).toMatch(/^IP not whitelisted/);
		expect(simulator.violations.lines()).toEqual([]);
	});

	it('records a token that is sent to the token call', async () => {
		const { send, simulator } = await open();
		await send('POST', '/auth/access_token', CLIENT);
		expect(simulator.violations.kinds()).toEqual(['leakedCredential']);
	});
});
