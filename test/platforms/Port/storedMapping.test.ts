import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { chosen, PortBench } from './bench';

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

const integrationId = chosen('my-gitlab');
const config = '{"enableMergeEntity": false}';
const recordOf = (id: string) => bench.simulator.state.installation(id).record;
const patches = () => bench.simulator.requests.count({ method: 'PATCH' });

describe('where Port does not return the mapping', () => {
	test.each([
		['updateConfig', { config }],
		['update', { details: { config } }],
	])('%s does not merge into it', async (operation, parameters) => {
		bench.simulator.switches.optionalFields = 'minimal';
		const before = structuredClone(recordOf('my-gitlab').config);
		expect(await bench.failure(operation, { integrationId, ...parameters })).toMatch(
			/did not return the mapping of "my-gitlab".*Replace.*Nothing was sent/,
		);
		expect(patches()).toBe(0);
		expect(recordOf('my-gitlab').config).toEqual(before);
	});

	test.each(['a mapping', [], 0])('or returns %j in its place, nothing is merged', async (none) => {
		const body = { ok: true, integration: { installationId: 'my-gitlab', config: none } };
		bench.simulator.faults.add({ method: 'GET', answer: { status: 200, body } });
		expect(await bench.failure('updateConfig', { integrationId, config })).toMatch(/did not return the map/);
		expect(patches()).toBe(0);
	});

	test('Replace needs none', async () => {
		bench.simulator.switches.optionalFields = 'minimal';
		await bench.json('updateConfig', { integrationId, config, mode: 'replace' });
		expect(recordOf('my-gitlab').config).toEqual({ enableMergeEntity: false });
	});

	test.each(['merge', 'replace'])('Compare Config says that it cannot compare: %s', async (mode) => {
		bench.simulator.switches.optionalFields = 'minimal';
		expect(await bench.failure('compareConfig', { integrationId, config, mode })).toMatch(
			/did not return the mapping of "my-gitlab"/,
		);
	});

	test.each(['appSpec', 'integrationSpec'])(
		'nor the specification, %s alone is not sent: Port may erase the other',
		async (name) => {
			bench.simulator.switches.optionalFields = 'minimal';
			const before = structuredClone(recordOf('my-gitlab').spec);
			const details = { [name]: '{"a": 1}' };
			expect(await bench.failure('update', { integrationId, details })).toMatch(
				/did not return the specification of "my-gitlab".*Give both.*Nothing was sent/,
			);
			expect(recordOf('my-gitlab').spec).toEqual(before);
		},
	);
});
