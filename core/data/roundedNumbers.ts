/** JSON with each number written by `write`. Digits within texts stay as they are. */
export function withNumbers(text: string, write: (digits: string) => string): string {
	const next = /"|-?\d[\d.eE+-]*/g;
	let [written, doneTo] = ['', 0];
	for (let match = next.exec(text); match !== null; match = next.exec(text)) {
		if (match[0] === '"') next.lastIndex = endOfText(text, match.index);
		else {
			written += text.slice(doneTo, match.index) + write(match[0]);
			doneTo = next.lastIndex;
		}
	}
	return written + text.slice(doneTo);
}

/** Where the text ends that begins at this quote. No pattern: one keeps a place to go back to for each escape, until there are too many. */
function endOfText(text: string, startAt: number): number {
	for (let at = text.indexOf('"', startAt + 1); at >= 0; at = text.indexOf('"', at + 1)) {
		let escapes = 0;
		while (text[at - 1 - escapes] === '\\') escapes += 1;
		if (escapes % 2 === 0) return at + 1;
	}
	return text.length;
}

/** The same of those that JavaScript would round. */
export function withRoundedNumbers(text: string, write: (digits: string) => string): string {
	return withNumbers(text, (digits) => (isExact(digits) ? digits : write(digits)));
}

/** Whether a number is written as a whole one, without fraction and exponent. */
export function isWhole(digits: string): boolean {
	return /^-?\d+$/.test(digits);
}

/** Whether JavaScript holds the number of this text without rounding it. */
function isExact(text: string): boolean {
	const value = Number(text);
	return isWhole(text) ? Number.isSafeInteger(value) : scientific(text) === scientific(String(value));
}

/** A number in the one form that equal numbers have: its digits without zeros around them, and their power of ten. */
function scientific(text: string): string {
	const [, sign = '', whole, fraction = '', power = '0'] =
		/^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
	if (whole === undefined) return text;
	const digits = `${whole}${fraction}`.replace(/^0+/, '');
	const significant = digits.replace(/(?<!0)0+$/, '');
	if (significant === '') return '0';
	return `${sign}${significant}e${Number(power) - fraction.length + digits.length - significant.length}`;
}
