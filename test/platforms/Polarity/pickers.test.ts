import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { PolarityBench, VIRUS_TOTAL } from './bench';

let bench: PolarityBench;
forEachTest(async () => (bench = await PolarityBench.start()));

describe('pickers', () => {
	test('list integrations, search them, and go on page by page', async () => {
		bench.fillUpTo(750);
		const first = await bench.choices('searchIntegrations');
		expect(first.results).toHaveLength(500);
		expect(first.results[0]).toEqual({ name: 'VirusTotal', value: VIRUS_TOTAL });
		const last = await bench.choices('searchIntegrations', {}, undefined, '500');
		expect(last).toMatchObject({ results: { length: 250 } });
		expect(last.paginationToken).toBeUndefined();
		expect((await bench.choices('searchIntegrations', {}, 'virus')).results).toHaveLength(1);
	});

	test('list the options of the integration that is chosen', async () => {
		const { results } = await bench.choices('searchOptions', {
			resource: 'integration',
			operation: 'updateOptions',
			integrationId: { __rl: true, mode: 'list', value: VIRUS_TOTAL },
		});
		expect(results.map(({ value }) => value)).toContain(`${VIRUS_TOTAL}-apiKey`);
		const unchosen = { resource: 'integration', operation: 'updateOptions' };
		await expect(bench.choices('searchOptions', unchosen)).rejects.toThrow('Choose an integration first');
	});
});
