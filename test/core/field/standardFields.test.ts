import { describe, expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { readFields } from '../../../core/field/Field';
import { optionFields } from '../../../core/field/standardFields';
import { nodeProperties } from '../../../core/operation/properties';
import { route } from '../../../core/request/Route';
import { gate } from '../../gate';
import { forAllTests } from '../../lifecycle';
import { doing, run, ThingsServer } from '../things';
import { thingsPlatform } from '../thingsPlatform';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const platform = thingsPlatform({ rowsPerPage: 300, requestTimeoutMs: 45_000 });

/** The options of a node on this platform, by name, each as the editor adds it. */
function shownOptions(of = platform): Record<string, INodeProperties['default']> {
	const options = nodeProperties(of, []).at(-1)?.options ?? [];
	return Object.fromEntries(
		options.flatMap((option) => ('default' in option ? [[option.name, option.default]] : [])),
	);
}

describe('the options of a node', () => {
	test('show the numbers that the platform declares, and those of every node', () => {
		expect(shownOptions()).toEqual({
			concurrency: 0,
			longestWaitSeconds: 60,
			maxPages: 10_000,
			rowsPerPage: 300,
			timeoutSeconds: 45,
		});
	});

	test('do not offer how many requests may be under way where it is always one', () => {
		const { concurrency, ...others } = shownOptions();
		expect(concurrency).toBe(0);
		expect(
			shownOptions(thingsPlatform({ pace: { inFlight: 1 }, rowsPerPage: 300, requestTimeoutMs: 45_000 })),
		).toEqual(others);
	});

	test('may be added as they are shown, however large the pages of the platform are', () => {
		const large = thingsPlatform({ rowsPerPage: 2000 });
		const options = shownOptions(large);
		expect(options['rowsPerPage']).toBe(2000);
		expect(readFields(optionFields(large), () => options, { timeZone: 'UTC' })).toEqual({ options });
	});
});

describe('an option that is added as it is shown changes nothing', () => {
	test('of what is asked for', async () => {
		const asks = doing(
			async (api) => await Promise.resolve({ rows: api.rowsPerPage, pages: api.options.maxPages }),
		);
		for (const options of [{}, shownOptions()]) {
			const { json } = await run(server, asks, { platform, options });
			expect(json).toEqual([{ rows: 300, pages: 10_000 }]);
		}
	});

	test('of how many items are processed at the same time: as many as the pace begins with, also where the field was emptied', async () => {
		const items = Array.from({ length: 12 }, () => ({}));
		for (const options of [{}, shownOptions(), { concurrency: '' }]) {
			server.clear();
			const fifth = gate();
			server.answer = async (_request, nth) => {
				if (nth === 5) fifth.open();
				await fifth.opened;
				return { body: {} };
			};
			const get = doing(async (api) => await api.record(route`/things`));
			await run(server, get, { items, options, platform });
			expect(server.mostInFlight).toBe(5);
		}
	});
});
