import { setImmediate } from 'node:timers/promises';

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
	readonly longestSeconds: number;
	/** How many sorts of failures are made small: each costs a hundred histories. */
	readonly shrink: number;
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
}

const REPORT_EVERY = 50;

async function work({
	choice,
	firstSeed,
	everySeed,
	lastSeed,
	longestSeconds,
	shrink,
}: Share): Promise<void> {
	const seen = new Set<string>();
	const endNs = process.hrtime.bigint() + BigInt(Math.round(longestSeconds * 1e9));
	let report = { histories: 0, requests: 0, findings: new Array<Finding>() };
	const tell = () => {
		process.stdout.write(`${JSON.stringify(report satisfies Progress)}\n`);
		report = { histories: 0, requests: 0, findings: [] };
	};
	for (let seed = firstSeed; seed <= lastSeed; seed += everySeed) {
		const history = historyOf(seed, choice);
		const { failures, requests } = await play(history);
		// A history takes no turn of the event loop, in which Node frees what nobody uses any more.
		await setImmediate();
		report.histories += 1;
		report.requests += requests;
		const [first] = failures;
		if (first !== undefined) {
			const sort = `${history.scenario} ${history.platform} ${history.n8n.poller} ${first.kind}`;
			const isSmall = seen.has(sort) || seen.size >= shrink;
			const smallest = isSmall ? undefined : await shrunk(history, first.kind);
			seen.add(sort);
			report.findings.push({ history, failures, smallest });
		}
		if (report.histories >= REPORT_EVERY) tell();
		if (process.hrtime.bigint() > endNs) break;
	}
	tell();
}

replaceTime();
// Histories make many errors, and nobody reads their stack traces.
Error.stackTraceLimit = 0;
// The only one who starts it hands over a Share.
void work(JSON.parse(process.argv[2] ?? '') as Share);
