import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { recordsIn, textOf } from '../../../core/data/json';
import { backwardsInTime } from '../../../nodes/Celigo/reading/backwardsInTime';
import { route } from '../../../core/request/Route';
import { failureOf, goesOn, listing, run, ThingsServer, type ThingsRun } from '../../core/things';
import { forAllTests } from '../../lifecycle';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const read = async (list: (api: ApiClient) => AsyncIterable<IDataObject>, more: ThingsRun = {}) =>
	await run(server, listing(list), { parameters: { returnAll: true }, ...more });
const idsOf = ({ json }: { json: IDataObject[] }) => json.map(({ id }) => id);

describe('pages backwards in time', () => {
	const PER_PAGE = 3;
	const backwards = (api: ApiClient) =>
		backwardsInTime(api, async (before) => recordsIn(await api.get(route`/things`, { before })), {
			time: 'at',
			id: 'id',
			mostRows: PER_PAGE,
			fewestRows: 2,
		});
	/** Newest first, up to and including the time that was asked for. */
	const serve = (things: ReadonlyArray<{ id: string; at?: string }>, respects = true) => {
		server.answer = ({ query }) => {
			const before = query.get('before');
			const older = things.filter(({ at }) => !respects || before === null || (at ?? '') <= before);
			return { body: older.slice(0, PER_PAGE) };
		};
	};
	const at = (minute: number) => `2024-01-15T12:${String(minute).padStart(2, '0')}:00.000Z`;

	test('are read to the end, rows of equal times once', async () => {
		serve(['a9', 'b8', 'c7', 'd7', 'e6', 'f5', 'g5', 'h1'].map((id) => ({ id, at: at(Number(id[1])) })));
		expect(idsOf(await read(backwards))).toEqual(['a9', 'b8', 'c7', 'd7', 'e6', 'f5', 'g5', 'h1']);
	});

	test.each([0, 1, 2, 3, 4, 5, 6, 7])('a list of %d is read whole', async (count) => {
		const things = Array.from({ length: count }, (_, index) => ({ id: `t${index}`, at: at(59 - index) }));
		serve(things);
		expect(idsOf(await read(backwards))).toEqual(things.map(({ id }) => id));
	});

	test.each([1, 2, 3, 7])('of no more than Max Pages (%i) are read whole', async (maxPages) => {
		const options = { options: { maxPages } };
		const things = Array.from({ length: maxPages * PER_PAGE + 1 }, (_, index) => ({
			id: `t${index}`,
			at: at(59 - index),
		}));
		serve(things.slice(0, -1));
		const { json, error } = await read(backwards, options);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(maxPages * PER_PAGE);
		serve(things);
		expect((await read(backwards, options)).error?.message).toContain(`did not end after ${maxPages} page`);
	});

	test('are not fetched beyond the limit', async () => {
		serve(Array.from({ length: 9 }, (_, index) => ({ id: `t${index}`, at: at(59 - index) })));
		await read(backwards, { parameters: { limit: 3 } });
		expect(server.received).toHaveLength(1);
	});

	test.each([
		['on the first page', [5, 5, 5, 5, 1]],
		['later', [9, 8, 5, 5, 5, 5, 1]],
	])('more rows of one time than a page holds are an error %s', async (_where, minutes) => {
		serve(minutes.map((minute, index) => ({ id: `t${index}`, at: at(minute) })));
		const failed = await read(backwards, goesOn);
		const failure = failureOf(failed, failed.json.length - 1);
		expect(failure.message).toContain(`have the time ${at(5)}`);
		expect(failure.description).toContain('narrower filters');
	});

	test('a server that always answers the same page is an error', async () => {
		serve(
			[9, 8, 7, 6].map((minute) => ({ id: `t${minute}`, at: at(minute) })),
			false,
		);
		const { error } = await read(backwards);
		expect(error?.message).toContain('cannot');
		expect(server.received.length).toBeLessThanOrEqual(3);
	});

	test('end where rows have no time, and know rows without id by what they hold', async () => {
		serve([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
		expect((await read(backwards)).json).toHaveLength(3);
		const nameless = (api: ApiClient) =>
			backwardsInTime(api, async () => recordsIn(await api.get(route`/things`)), {
				time: 'at',
				id: 'key',
				mostRows: PER_PAGE,
				fewestRows: 1,
			});
		serve([
			{ id: 'a', at: at(2) },
			{ id: 'b', at: at(1) },
		]);
		expect(idsOf(await read(nameless)).map(textOf)).toEqual(['a', 'b']);
	});
});
