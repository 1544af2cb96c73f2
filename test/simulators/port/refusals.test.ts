import { describe, expect, it } from '@jest/globals';

import { get, openUntilTestEnds, type Send } from './client';

const open = openUntilTestEnds();

describe('refusals (section 5)', () => {
	const refusal = async (client: { send: Send }) => await client.send('GET', '/integration/nobody');

	it('in all their forms', async () => {
		const client = await open();
		const { switches } = client.simulator;
		switches.errorBody = 'short';
		expect((await refusal(client)).data).toEqual({ ok: false, error: 'not_found' });
		switches.errorBody = 'errorObject';
		expect((await refusal(client)).data.error).toEqual({ code: 'not_found', name: 'not_found' });
		switches.errorBody = 'objectObject';
		expect((await refusal(client)).data.error).toBe('[object Object]');
		switches.errorBody = 'html';
		expect((await refusal(client)).headers['content-type']).toMatch(/html/);
		switches.errorBody = 'full';
		switches.refusalStatus = 'okFalse';
		const hidden = await refusal(client);
		expect([hidden.status, hidden.data.ok]).toEqual([200, false]);
	});

	it('of what is no JSON, no JSON type, or too fast', async () => {
		const { send, simulator } = await open();
		const json = { 'content-type': 'application/json' };
		expect((await send('PATCH', '/integration/on-call', Buffer.from('{'), json)).status).toBe(400);
		expect(
			(await send('PATCH', '/integration/on-call', 'a=b', { 'content-type': 'text/plain' })).status,
		).toBe(415);
		simulator.switches.rateLimit = { capacity: 0.5, refillPerSecond: 0.01 };
		simulator.switches.retryHint = 'retryAfterSeconds';
		const limited = await send('GET', '/integration');
		expect(limited.status).toBe(429);
		expect(limited.headers['retry-after']).toMatch(/^\d+$/);
	});

	it('never of a seed of thousands', async () => {
		const { send } = await open({ seed: { integrations: 3000 } });
		expect((await get(send, '/integration')).integrations).toHaveLength(3000);
	});
});
