import { play } from './history/play';
import { shrunk } from './history/shrink';
import { historyOf, type Choice } from './scenarios';
import { replaceTime } from './time/replaceTime';

/** Plays one seed and shows everything that happens, then the smallest history that fails in the same way; returns the exit code. */
export async function replay(seed: number, choice: Choice): Promise<number> {
	replaceTime();
	const history = historyOf(seed, choice);
	const { failures, log } = await play(history, true);
	console.log(log.join('\n'));
	console.log(JSON.stringify(history));
	const [first] = failures;
	if (first === undefined) {
		console.log('Nothing failed.');
		return 0;
	}
	const smallest = await shrunk(history, first.kind);
	const again = await play(smallest, true);
	console.log(
		`\nThe smallest history that is "${first.kind}":\n${JSON.stringify(smallest)}\n${again.log.join('\n')}`,
	);
	return 1;
}
