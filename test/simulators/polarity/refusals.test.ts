import { describe, expect, it } from '@jest/globals';

import type { PolaritySimulator } from '../../../simulators/polarity';
import { forEachTest } from '../../lifecycle';
import { get, http, lookup, open, type Reply } from './client';

let polarity: PolaritySimulator;
forEachTest(async () => (polarity = await open()));

describe('refusals', () => {
	it('say much, less, or nothing', async () => {
		const body = async () => (await lookup('shodan', ['8.8.8.8'])).data;
		polarity.switches.errorBody = 'detail';
		expect((await body()).errors[0]).toEqual({
			title: 'Lookup Failed',
			detail: 'The lookup in Shodan failed',
			status: '500',
		});
		polarity.switches.errorBody = 'title';
		expect((await body()).errors[0]).toEqual({ title: 'Lookup Failed', status: '500' });
		polarity.switches.errorBody = 'html';
		expect(await body()).toContain('<h1>500 Lookup Failed</h1>');
		polarity.switches.errorBody = 'empty';
		expect(await body()).toBe('');
	});

	it('refuses unknown paths, methods, v4 paths and broken bodies', async () => {
		expect((await get('/v2/integrations')).status).toBe(404);
		expect((await http.delete<Reply>('/api/integrations')).status).toBe(405);
		expect((await http.post<Reply>('/api/parsed-entities', Buffer.from('{'))).status).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['unknownPath', 'wrongMethod', 'malformedBody']);
		polarity.switches.rateLimit = { capacity: 1, refillPerSecond: 0.001 };
		await get('/api/integrations');
		expect((await get('/api/integrations')).headers).toHaveProperty('retry-after');
		polarity.switches.contentType = 'application/json';
		polarity.switches.rateLimit = 'off';
		expect((await get('/api/integrations')).headers['content-type']).toMatch(/^application\/json/);
	});
});
