import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { parseExact } from '../../../core/data/exactJson';
import { parseBody } from '../../../core/data/json';
import { withNumbers } from '../../../core/data/roundedNumbers';

const LONG = '7615917337495251231';
const marked = (text: string) => withNumbers(text, (digits) => `<${digits}>`);

test.each([
	['[1,-2.5e-7,"3"]', '[<1>,<-2.5e-7>,"3"]'],
	['{"a1":"\\"2","b\\\\":3,"c\\\\\\"4":5}', '{"a1":"\\"2","b\\\\":<3>,"c\\\\\\"4":<5>}'],
	['"never closed 1', '"never closed 1'],
	['"closed by no escape \\" 1', '"closed by no escape \\" 1'],
	['', ''],
])('the numbers of %s', (text, expected) => {
	expect(marked(text)).toBe(expected);
});

test('are what a pattern finds, in any JSON, and in any text', () => {
	const pattern = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?\d[\d.eE+-]*/g;
	const expected = (text: string) =>
		text.replace(pattern, (match) => (match.startsWith('"') ? match : `<${match}>`));
	const part = fc.constantFrom('"', '\\"', '\\\\', '\\n', '1', '-2.5', 'e', ',', '[', ' ', 'a');
	const texts = fc.array(part, { maxLength: 12 }).map((parts) => `[${parts.join('')}]`);
	fc.assert(
		fc.property(fc.json(), (text) => {
			expect(marked(text)).toBe(expected(text));
		}),
	);
	fc.assert(
		fc.property(texts, (text) => {
			expect(marked(text)).toBe(expected(text));
		}),
		{ numRuns: 2000 },
	);
});

test('are found behind a text of six million escapes: such JSON passed for a text', () => {
	const log = '\\n'.repeat(6_000_000);
	const text = `{"log":"${log}","_id":${LONG}}`;
	expect(parseBody(text)).toMatchObject({ _id: LONG });
	expect(parseExact(text)).toMatchObject({ _id: { digits: LONG } });
});
