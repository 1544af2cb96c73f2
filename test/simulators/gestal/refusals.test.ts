import { describe, expect, it } from '@jest/globals';

import type { Gestal } from '../../../simulators/gestal';
import { forEachTest } from '../../lifecycle';
import { HOUR_MS, open, type Client } from './client';

let gestal: Gestal;
let integrator: Client;
let anyone: Client;
forEachTest(async () => {
	({ gestal, integrator, anyone } = await open());
	return gestal;
});

describe('refusals (section 5)', () => {
	it.each([
		['typeMessage', { type: 'not_found', message: 'Integration x was not found' }],
		['typeOnly', { type: 'not_found' }],
		['error', { error: 'Integration x was not found' }],
		['errors', { errors: ['Integration x was not found'] }],
		['detail', { detail: 'Integration x was not found' }],
		['plainText', 'Integration x was not found'],
		['empty', ''],
	] as const)('switch errorBody: %s', async (errorBody, body) => {
		gestal.switches.errorBody = errorBody;
		expect(await integrator.get('/integrations/x')).toMatchObject({ status: 404, data: body });
	});

	it('after a flood refuses everything for two hours, without saying for how long', async () => {
		gestal.switches.flood = { requests: 3, withinMs: 60_000 };
		const statuses = [];
		for (let count = 0; count < 4; count += 1) statuses.push((await anyone.get('/ping')).status);
		expect(statuses).toContain(429);
		const refused = await integrator.get('/integrations');
		expect(refused.status).toBe(429);
		expect(refused.headers['retry-after']).toBeUndefined();
		gestal.clock.advance(2 * HOUR_MS - 1);
		expect((await integrator.get('/integrations')).status).toBe(429);
		gestal.clock.advance(1);
		expect((await integrator.get('/integrations')).status).toBe(200);
	});

	it('words what the switchboard refuses', async () => {
		const asText = { headers: { 'content-type': 'text/plain' } };
		expect((await integrator.post('/integrations', 'x', asText)).status).toBe(400);
		const asJson = { headers: { 'content-type': 'application/vnd.gestal+json' } };
		expect((await integrator.post('/integrations', Buffer.from('{'), asJson)).status).toBe(400);
		expect((await integrator.put('/integrations', {})).status).toBe(404);
		gestal.switches.rateLimit = { capacity: 0.5, refillPerSecond: 0.1 };
		expect((await integrator.get('/integrations')).status).toBe(429);
		expect(gestal.violations.kinds()).toEqual(['wrongMediaType', 'malformedBody', 'wrongMethod']);
	});
});
