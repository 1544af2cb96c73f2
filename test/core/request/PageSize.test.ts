import { beforeEach, describe, expect, test } from '@jest/globals';

import { isLikelyCap, PageSize } from '../../../core/request/PageSize';

let servers = 0;
let baseUrl = '';
beforeEach(() => {
	servers += 1;
	baseUrl = `https://things${servers}.example`;
});

/** Reads the first page of a list on a server that refuses pages of more than `most` rows; returns what it was asked for. */
async function asked(wanted: number, { most = 100, status = 422 } = {}): Promise<[number[], unknown]> {
	const sizes: number[] = [];
	const size = new PageSize({ baseUrl }, wanted, 100);
	const outcome = await size
		.first(async () => {
			sizes.push(size.rows);
			if (size.rows > most) throw Object.assign(new Error('refused'), { httpCode: String(status) });
			return await Promise.resolve(`a page of ${size.rows}`);
		})
		.catch((failure: unknown) => failure);
	return [sizes, outcome];
}

describe('the size of a page', () => {
	test('is what is wanted where the server takes it', async () => {
		expect(await asked(300, { most: 300 })).toEqual([[300], 'a page of 300']);
	});

	test.each([400, 422])(
		'that is refused (%i) is the usual one, and so it is of later lists',
		async (status) => {
			expect(await asked(300, { status })).toEqual([[300, 100], 'a page of 100']);
			expect(await asked(300, { status })).toEqual([[100], 'a page of 100']);
			expect(await asked(20)).toEqual([[20], 'a page of 20']);
		},
	);

	test('of a list that is being read stays as it is, whatever another learns meanwhile', async () => {
		const earlier = new PageSize({ baseUrl }, 300, 100);
		await asked(300);
		expect(earlier.rows).toBe(300);
	});

	test.each([
		[300, { status: 404 }, [300]],
		[100, { most: 50 }, [100]],
		[300, { most: 50 }, [300, 100]],
	])(
		'is not why %i rows are refused with %j: that is thrown, and nothing is remembered',
		async (...given) => {
			const [wanted, server, sizes] = given;
			expect(await asked(wanted, server)).toEqual([sizes, new Error('refused')]);
			expect(await asked(300, { most: 300 })).toEqual([[300], 'a page of 300']);
		},
	);
});

test.each([
	[0, false],
	[99, false],
	[100, true],
	[300, true],
])('%d rows may be all that a server sends at once: %s', (rows, isExpected) => {
	expect(isLikelyCap(rows)).toBe(isExpected);
});

test('what a server sends at most may be another round number', () => {
	expect([0, 25, 50].map((rows) => isLikelyCap(rows, 10))).toEqual([false, false, true]);
});
