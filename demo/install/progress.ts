const reportEveryMs = 8_000;

const elapsedSeconds = (startedAt: number): string => `${Math.round((Date.now() - startedAt) / 1000)} s`;

/** Says, inside a step, what it is doing now; shown with the next line of progress. */
export type Tell = (detail: string) => void;

export function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

/**
 * Runs one step that may be long and keeps the reader informed: a line at the start, one every few seconds with the
 * elapsed time and the last detail, one at the end.
 */
export async function step<Result>(what: string, work: (tell: Tell) => Promise<Result>): Promise<Result> {
	const startedAt = Date.now();
	let detail = '';
	say(`- ${what} ...`);
	const reporter = setInterval(() => {
		say(`  ${elapsedSeconds(startedAt)}: ${what}${detail === '' ? '' : ` (${detail})`}`);
	}, reportEveryMs);
	try {
		const result = await work((now) => {
			if (detail === '') say(`  ${now}`);
			detail = now;
		});
		say(`  done: ${what} (${elapsedSeconds(startedAt)})`);
		return result;
	} catch (error) {
		say(`  failed: ${what} (${elapsedSeconds(startedAt)})`);
		throw error;
	} finally {
		clearInterval(reporter);
	}
}
