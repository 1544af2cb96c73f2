import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { textOf } from '../../../core/data/json';
import { distinct } from '../../../core/request/distinct';

const byId = (row: IDataObject) => textOf(row['id']);

describe('distinct rows', () => {
	test('are passed on once, in order, within a page and over pages', () => {
		const fresh = distinct(byId);
		expect(fresh([{ id: 'b' }, { id: 'a' }, { id: 'b' }])).toEqual([{ id: 'b' }, { id: 'a' }]);
		expect(fresh([{ id: 'a' }, { id: 'c' }])).toEqual([{ id: 'c' }]);
		expect(fresh([{ id: 'c' }])).toEqual([]);
	});

	test('are the first of their ID, whatever else changed', () => {
		const fresh = distinct(byId);
		expect(fresh([{ id: 'a', name: 'before' }])).toEqual([{ id: 'a', name: 'before' }]);
		expect(fresh([{ id: 'a', name: 'after' }])).toEqual([]);
	});

	test('are those without ID, each of them', () => {
		const fresh = distinct(byId);
		const nameless = { name: 'the same' };
		expect(fresh([nameless, nameless, { id: '' }, { id: null }])).toHaveLength(4);
		expect(fresh([nameless])).toEqual([nameless]);
	});

	test('of one list know nothing of another', () => {
		const [one, other] = [distinct(byId), distinct(byId)];
		expect(one([{ id: 'a' }])).toEqual([{ id: 'a' }]);
		expect(other([{ id: 'a' }])).toEqual([{ id: 'a' }]);
	});

	test('stay the same objects, and the page stays as it was', () => {
		const page = [{ id: 'a' }, { id: 'a' }];
		const [only] = distinct(byId)(page);
		expect(only).toBe(page[0]);
		expect(page).toHaveLength(2);
	});
});
