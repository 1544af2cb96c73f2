import { randomUUID } from 'node:crypto';

const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/** JSON as a server reads it whose language has 64-bit numbers: whole numbers that JavaScript would round are bigints. */
export function readJson(text: string): unknown {
	if (!/\d{16}/.test(text)) return JSON.parse(text);
	const mark = `${randomUUID()} `;
	const marked = text.replace(STRING_OR_LONG_INTEGER, (match) =>
		match.startsWith('"') || Number.isSafeInteger(Number(match)) ? match : `"${mark}${match}"`,
	);
	return JSON.parse(marked, (_key, value: unknown) =>
		typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
	);
}

/** JSON as such a server writes it: bigints as numbers, digit for digit. */
export function writeJson(value: unknown): string {
	if (!holdsBigint(value)) return JSON.stringify(value);
	let mark = '';
	// n8n, which runs in the same process in tests, gives bigints a toJSON; the replacer comes after that.
	const text = JSON.stringify(value, function (this: object, key, entry: unknown) {
		const original: unknown = Reflect.get(this, key);
		if (typeof original !== 'bigint') return entry;
		mark ||= `${randomUUID()} `;
		return `${mark}${original}`;
	});
	return mark !== '' ? text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1') : text;
}

/** Most values hold none, and without a replacer JSON is written many times faster. */
function holdsBigint(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return typeof value === 'bigint';
	return Object.values(value).some(holdsBigint);
}
