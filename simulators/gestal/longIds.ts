const NAMES = 'gestal_id|rfid1|rfid2|dam|sire|boar|src_sow|dest_sow';
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** JSON in which the 64-bit ids of section 3 stand as numbers, digit for digit, although JavaScript has no such number. */
export function withLongNumbers(value: unknown): string {
	const written = new RegExp(`"(${NAMES})":"(\\d+)"`, 'g');
	return JSON.stringify(value).replace(written, '"$1":$2');
}

/** Parses a received body; whole numbers that JavaScript would round become text. */
export function readExactly(text: string): unknown {
	return JSON.parse(
		text.replace(STRING_OR_LONG_INTEGER, (match) => (match.startsWith('"') ? match : `"${match}"`)),
	);
}
