import { expect, test } from '@jest/globals';

import { readFlags } from '../../demo/install/flags';

const flags = {
	seed: { value: 'number', does: 'plays that one history' },
	list: { does: 'names the scenarios' },
};
const read = (...args: string[]) => readFlags('simulate', flags, args);
const usage = `npm run simulate -- takes:
  --seed <number>         plays that one history
  --list                  names the scenarios`;

test('flags are read with and without value, in both forms', () => {
	for (const args of [
		['--seed', '7', '--list'],
		['--seed=7', '--list'],
	]) {
		const given = read(...args);
		expect(typeof given === 'function' && [given('seed'), given('list')]).toEqual(['7', '']);
	}
	const none = read();
	expect(typeof none === 'function' && [none('seed'), none('list')]).toEqual([undefined, undefined]);
});

test('--help says what flags there are', () => {
	expect(read('--help')).toEqual({ says: usage, isMistake: false });
});

test.each([['--sed', '7'], ['--seed'], ['more']])(
	'%s is a mistake, and says what flags there are',
	(...args) => {
		expect(read(...args)).toEqual({ says: expect.stringContaining(`\n\n${usage}`), isMistake: true });
	},
);
