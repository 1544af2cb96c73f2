import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { PageGuard } from '../../../core/request/PageGuard';
import { forAllTests } from '../../lifecycle';
import { doing, run, ThingsServer, type ThingsRun } from '../things';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

/** What a guard says to what is done with it; undefined when it lets everything pass. No request is sent. */
const refusal = async (
	use: (guard: PageGuard) => void | Promise<void>,
	more: ThingsRun = {},
	list?: string,
) => {
	const guarded = doing(async (api) => {
		await use(list === undefined ? new PageGuard(api) : new PageGuard(api, list));
		return {};
	});
	const { error } = await run(server, guarded, more);
	expect(server.received).toEqual([]);
	return error;
};
const pages = (count: number) => async (guard: PageGuard) => {
	for (let page = 1; page <= count; page += 1) await guard.check([{ id: page }]);
};

describe('pages that are watched', () => {
	test('pass while each is another', async () => {
		expect(await refusal(pages(100))).toBeUndefined();
		const ordered = async (guard: PageGuard) => {
			await guard.check([{ id: 1 }, { id: 2 }]);
			await guard.check([{ id: 2 }, { id: 1 }]);
			await guard.check([{ id: 1 }, { id: 2 }, { id: 3 }]);
		};
		expect(await refusal(ordered)).toBeUndefined();
	});

	test('are an error when the same rows come again, however late', async () => {
		const repeated = async (guard: PageGuard) => {
			await pages(5)(guard);
			await guard.check([{ id: 2 }]);
		};
		expect(await refusal(repeated)).toMatchObject({
			message: 'The platform sent page 6 of the list a second time',
			description: expect.stringContaining("Set a 'Limit'"),
		});
	});

	test('may be empty again and again', async () => {
		const empty = async (guard: PageGuard) => {
			for (let page = 1; page <= 5; page += 1) await guard.check([]);
		};
		expect(await refusal(empty)).toBeUndefined();
	});

	test.each([1, 3])('are no more than Max Pages (%i), empty ones included', async (maxPages) => {
		const options = { options: { maxPages } };
		expect(await refusal(pages(maxPages), options)).toBeUndefined();
		const oneMore = async (guard: PageGuard) => {
			await pages(maxPages)(guard);
			await guard.check([]);
		};
		expect(await refusal(oneMore, options)).toMatchObject({
			message: expect.stringContaining(`The list did not end after ${maxPages} page`),
			description: expect.stringContaining("raise 'Max Pages'"),
		});
	});

	test('are named as their platform names the list', async () => {
		const error = await refusal(pages(2), { options: { maxPages: 1 } }, 'The log');
		expect(error?.message).toContain('The log did not end after 1 page');
	});
});

describe('pages that can be read again', () => {
	const moving = (...pages: Array<readonly [rows: IDataObject[], readAgain?: IDataObject[]]>) =>
		async function (guard: PageGuard): Promise<void> {
			for (const [rows, readAgain = rows] of pages) {
				await guard.check(rows, async () => await Promise.resolve(readAgain));
			}
		};
	const [a, b] = [[{ id: 1 }], [{ id: 2 }]];

	test('may come again where the page before them has moved', async () => {
		expect(await refusal(moving([a, b], [a], [b]))).toBeUndefined();
		expect(await refusal(moving([a, b], [a, b], [a]))).toBeUndefined();
	});

	test('are an error where it has not', async () => {
		const second = { message: expect.stringMatching(/page \d of the list a second time/) };
		expect(await refusal(moving([a], [a]))).toMatchObject(second);
		expect(await refusal(moving([a], [b], [a]))).toMatchObject(second);
		expect(await refusal(moving([a, b], [a], [a]))).toMatchObject(second);
	});

	test('may be empty, and are no more than Max Pages', async () => {
		expect(await refusal(moving([[]], [[]], [a]))).toBeUndefined();
		expect(await refusal(moving([a], [b]), { options: { maxPages: 1 } })).toMatchObject({
			message: expect.stringContaining('did not end after 1 page'),
		});
	});
});

describe('a token or address of the next page', () => {
	test('is passed on', async () => {
		const follow = (guard: PageGuard) => {
			expect(['a', 'b', ''].map((next) => guard.follow(next))).toEqual(['a', 'b', '']);
		};
		expect(await refusal(follow)).toBeUndefined();
	});

	test('is an error when it comes again, however late', async () => {
		const circle = (guard: PageGuard) => {
			for (const next of ['a', 'b', 'c', 'a']) guard.follow(next);
		};
		expect(await refusal(circle)).toMatchObject({
			message: expect.stringMatching(/^The platform sent the same .* a second time$/),
			description: expect.stringContaining('The list is incomplete'),
		});
	});

	test('is no page: neither counts for the other', async () => {
		const both = async (guard: PageGuard) => {
			await guard.check([{ id: 1 }]);
			guard.follow('a');
			await guard.check([{ id: 2 }]);
			guard.follow('b');
		};
		expect(await refusal(both, { options: { maxPages: 2 } })).toBeUndefined();
	});
});
