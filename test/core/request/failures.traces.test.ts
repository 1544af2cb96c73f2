import { expect, test } from '@jest/globals';

import { requestError } from '../../../core/request/failures';
import type { Platform } from '../../../core/request/Platform';

const platform: Platform = {
	name: 'things',
	displayName: 'Things',
	credentialType: 'thingsApi',
	connect: () => ({ baseUrl: 'https://api.example.com', secrets: [] }),
	pace: { requestsPerSecond: 1, burst: 1, inFlight: 1 },
	retry: {
		retries: 0,
		firstDelayMs: 1,
		longestDelayMs: 1,
		idempotentMethods: [],
		retriesRateLimits: true,
	},
	rowsPerPage: 100,
	requestTimeoutMs: 1000,
	signsIn: false,
	explain: () => ({}),
};
const node = { id: '1', name: 'Things', type: 'things', typeVersion: 1, position: [0, 0], parameters: {} };
const failed = { method: 'GET', path: '/things/1', status: 404, message: 'not there', tries: 1 } as const;

test('an error names the trace of the request, where the platform gave one', () => {
	const place = { node: { ...node, position: [0, 0] as [number, number] }, task: 'Thing: Get' };
	const traced = requestError(place, platform, { ...failed, trace: 'abc-1' });
	expect(traced.description).toContain('[Thing: Get: GET /things/1: HTTP 404, trace abc-1]');
	expect(requestError(place, platform, failed).description).toContain('HTTP 404]');
});
