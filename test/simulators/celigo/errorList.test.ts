import { describe, expect, it } from '@jest/globals';

import { ErrorList, placeOf } from '../../../simulators/celigo/ErrorList';
import type { StepError } from '../../../simulators/celigo/records';
import { compareKeys, SeededRandom } from '../../../simulators/switchboard';

const begin = Date.UTC(2026, 0, 1);

function errorOf(errorId: string, second: number): StepError {
	return {
		errorId,
		occurredAt: new Date(begin + second * 1000).toISOString(),
		source: 'application',
		code: 'INVALID_FIELD',
		message: 'The field email is not valid',
		classification: 'value',
		classifiedBy: 'auto',
		purgeAt: new Date(begin).toISOString(),
		tags: [],
	};
}

describe.each(['newestFirst', 'oldestFirst', 'random'] as const)('Celigo simulator: errors %s', (order) => {
	it('stand in their order, whatever comes and goes, as if they were sorted anew', () => {
		const random = new SeededRandom(7);
		const number = (most: number) => Number.parseInt(random.hex(6), 16) % most;
		const list = new ErrorList();
		for (let step = 0; step < 400; step += 1) {
			const errorId = String(number(120));
			if (number(4) === 0) list.delete(errorId);
			else list.set(errorId, errorOf(errorId, number(30)));
			const sorted = [...list.values()].sort((one, other) =>
				compareKeys(placeOf(order, one), placeOf(order, other)),
			);
			expect(list.inOrder(order)).toEqual(sorted);
			const [from, to] = [number(30), number(30)];
			const isWithin = ({ occurredAt }: StepError) =>
				Date.parse(occurredAt) >= begin + from * 1000 && Date.parse(occurredAt) <= begin + to * 1000;
			const range = { fromMs: begin + from * 1000, toMs: begin + to * 1000 };
			expect(list.inOrder(order, range)).toEqual(sorted.filter(isWithin));
		}
		list.clear();
		expect(list.inOrder(order)).toEqual([]);
	});
});
