/** What no text says to a user, with the better word. */
const PRIVATE = [
	[/\b(tell|tells|telling|told)\b/i, 'return, emit, report or show'],
	[/\b(answer|answers|answered|answering)\b/i, 'return or respond'],
	[/\b(is|are|was|were) meant\b/i, 'say what is used'],
	[/\bwill do\b/i, 'accepts'],
	[/\bat most\b/i, 'up to, or "max" in a label'],
	[/\blongest\b/i, 'max'],
	[/\b(carried out|undone)\b/i, 'applied, rolled back'],
	[/\ball the same\b|\banew\b|\bto and fro\b|\bby itself\b/i, 'leave out'],
	[/\b(somebody|anybody|nobody)\b/i, 'a person, a user'],
	[/\b(separated by commas)\b/i, 'comma-separated list'],
	[/\b(if|when|where) left empty\b/i, 'Leave empty to'],
	[/\baddress of (the|its) (page|server)\b/i, 'URL'],
	[/\bgives? no\b|\bas they are\b|\bfor good\b/i, 'returns no, unchanged, permanently'],
	[/\b(envelope|cursor)\b/i, "the service's own word"],
];

/** The private words of a text: `"tell" (return, emit, report or show)`. */
export function privateWordsIn(text) {
	return PRIVATE.flatMap(([pattern, better]) => {
		const found = pattern.exec(text);
		return found ? [`says "${found[0]}" (better: ${better})`] : [];
	});
}

/** The letters only, so that `Pre-Weaning` and `preweaning` are one. */
export const letters = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
