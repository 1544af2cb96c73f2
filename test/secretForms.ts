/** Every form in which a secret may stand somewhere: none of them may be found. */
export function formsOf(secret: string): string[] {
	const hexadecimal = Buffer.from(secret).toString('hex');
	return [
		secret,
		JSON.stringify(secret).slice(1, -1),
		encodeURIComponent(secret),
		hexadecimal,
		hexadecimal.toUpperCase(),
		...['', 'a', 'ab'].flatMap((before) => withinBase64(before, secret)),
	];
}

/** The characters of a longer text's base64 that are the secret's alone. */
function withinBase64(before: string, secret: string): string[] {
	const ends = ['x', 'yy', 'zzz'].map((after) => Buffer.from(`${before}${secret}${after}`));
	return (['base64', 'base64url'] as const).map((form) => {
		const [one = '', ...others] = ends.map((bytes) => bytes.toString(form));
		const isShared = (index: number) => others.every((other) => other[index] === one[index]);
		const end = Array.from(one).findIndex((_character, index) => !isShared(index));
		return one.slice(before === '' ? 0 : before.length + 1, end);
	});
}

/** Which forms of these secrets stand in a text. */
export function formsIn(text: string, secrets: Iterable<string>): string[] {
	return [...new Set([...secrets].flatMap(formsOf))].filter((form) => text.includes(form));
}
