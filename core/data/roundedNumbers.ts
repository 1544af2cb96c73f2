/** No pattern for a whole text: it would keep a place to go back to for each escape, until there are too many. */
const QUOTE_OR_NUMBER = /\\\\|\\?"|-?\d[\d.eE+-]*/g;

/** JSON with each number written by `write`. Digits within texts stay as they are. */
export function withNumbers(text: string, write: (digits: string) => string): string {
	let isInText = false;
	return text.replace(QUOTE_OR_NUMBER, (match) => {
		if (match === '"' || (match === '\\"' && !isInText)) isInText = !isInText;
		return isInText || !/\d/.test(match) ? match : write(match);
	});
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
