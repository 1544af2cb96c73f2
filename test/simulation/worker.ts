import type { Failure, History } from './history/History';
import { play } from './history/play';
import { shrunk } from './history/shrink';
import { historyOf, type Choice } from './scenarios';
import { replaceTime } from './time/replaceTime';

/** Which seeds a worker plays. */
export interface Share {
	readonly choice: Choice;
	readonly firstSeed: number;
	readonly everySeed: number;
	readonly lastSeed: number;
}

/** What a worker tells: a failing history, smallest form included where it is the first of its sort, or how far it is. */
export interface Finding {
	readonly history: History;
	readonly failures: readonly Failure[];
	readonly smallest: History | undefined;
}

export interface Progress {
	readonly histories: number;
	readonly requests: number;
	readonly findings: readonly Finding[];
	readonly isDone: boolean;
}

const REPORT_EVERY = 50;

async function work({ choice, firstSeed, everySeed, lastSeed }: Share): Promise<void> {
	const seen = new Set<string>();
	let report = { histories: 0, requests: 0, findings: new Array<Finding>() };
	const tell = (isDone: boolean) => {
		process.send?.({ ...report, isDone } satisfies Progress);
		report = { histories: 0, requests: 0, findings: [] };
	};
	for (let seed = firstSeed; seed <= lastSeed; seed += everySeed) {
		const history = historyOf(seed, choice);
		const { failures, requests } = await play(history);
		report.histories += 1;
		report.requests += requests;
		const [first] = failures;
		if (first !== undefined) {
			const sort = `${history.scenario} ${history.platform} ${history.n8n.poller} ${first.kind}`;
			const smallest = seen.has(sort) ? undefined : await shrunk(history, first.kind);
			seen.add(sort);
			report.findings.push({ history, failures, smallest });
		}
		if (report.histories >= REPORT_EVERY) tell(false);
	}
	tell(true);
}

replaceTime();
// The only one who starts it hands over a Share.
void work(JSON.parse(process.argv[2] ?? '') as Share);
