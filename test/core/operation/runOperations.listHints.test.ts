import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { forAllTests } from '../../lifecycle';
import { listing, run, ThingsServer } from '../things';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const things = (count: number) =>
	listing(async function* (): AsyncGenerator<IDataObject> {
		yield* Array.from({ length: count }, (_, id) => ({ id }));
	});
const hintsOf = async (...given: Parameters<typeof run>) =>
	(await run(...given)).hints.map(({ message }) => message);

describe('beside the output of a list', () => {
	test('stands that it ended at the limit', async () => {
		expect(await hintsOf(server, things(3), { parameters: { limit: 2 } })).toEqual([
			"'Limit' was reached, so there may be more. Turn on 'Return All' or raise 'Limit' to get the rest.",
		]);
	});

	test('stands for how many items, where there are several', async () => {
		const parameters = { limit: '={{ $json.limit }}' };
		const items = [{ limit: 1 }, { limit: 9 }, { limit: 2 }];
		expect(await hintsOf(server, things(3), { parameters, items })).toEqual([
			expect.stringContaining("'Limit' was reached for 2 of 3 items"),
		]);
	});

	test('stands what to check where it is empty', async () => {
		expect(await hintsOf(server, things(0))).toEqual([
			'Nothing was found. Check the filters, and whether the credential has access to the records.',
		]);
	});

	test('stands nothing where there is nothing to say, or the operation says it', async () => {
		expect(await hintsOf(server, things(3), { parameters: { returnAll: true } })).toEqual([]);
		const remarking = listing(async function* (api): AsyncGenerator<IDataObject> {
			api.remark('None of 3 shelves has things');
			yield* [];
		});
		expect(await hintsOf(server, remarking)).toEqual(['None of 3 shelves has things']);
	});
});
