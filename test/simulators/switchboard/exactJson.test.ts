import { expect, test } from '@jest/globals';

import { readJson, writeJson } from '../../../simulators/switchboard/exactJson';

test.each([
	['{"id":7615917337495251231}', { id: 7615917337495251231n }],
	['[-9223372036854775808,"7615917337495251231",9007199254740991,0.30000000000000004]', undefined],
	['{"a":{"b":[1,null,true,"x"]}}', { a: { b: [1, null, true, 'x'] } }],
])('%s is read and written digit for digit', (text, value) => {
	const read = readJson(text);
	expect(writeJson(read)).toBe(text);
	if (value !== undefined) expect(read).toEqual(value);
});

test('what is no JSON is refused', () => {
	expect(() => readJson('{"id":7615917337495251231')).toThrow(SyntaxError);
});
