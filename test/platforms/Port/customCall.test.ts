import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { PortBench } from './bench';

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

describe('API: Custom Call', () => {
	const entities = [{ identifier: 'a' }, { identifier: 'b' }];

	test.each(['POST', 'GET'] as const)(
		'%s: rows beside the sign of a next page come with it',
		async (method) => {
			const path = '/blueprints/service/entities/search';
			const parameters = { method, path, ...(method === 'POST' && { body: '{"limit": 2}' }) };
			for (const [next, expected] of [
				['from-b', [{ ok: true, entities, next: 'from-b' }]],
				[null, [{ ok: true, entities, next: null }]],
				[undefined, entities],
			] as const) {
				const answer = { status: 200, body: { ok: true, entities, next } };
				bench.simulator.faults.add({ method, path: /search$/, times: 1, answer });
				const run = await bench.run('customCall', { resource: 'api', ...parameters });
				expect([run.error, run.json]).toEqual([undefined, expected]);
			}
		},
	);
});
