import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { flagsOf } from '../../demo/install/flags';
import type { Choice } from './scenarios';
import type { Finding, Progress, Share } from './worker';

const given = flagsOf('simulate', {
	histories: { value: 'number', does: 'how many histories are played: 10000' },
	minutes: { value: 'number', does: 'plays for so long instead' },
	from: { value: 'seed', does: 'the seed of the first history: 1' },
	seed: { value: 'seed', does: 'plays one history, shows all of it, and the smallest one that fails so' },
	scenario: { value: 'names', does: 'only these, with commas between them: --list has their names' },
	platform: { value: 'name', does: 'only this platform, e.g. celigo, or gestalCurrent' },
	poller: { value: 'name', does: 'default or durable' },
	shrink: { value: 'number', does: 'how many failures of a worker are made smaller: 3' },
	workers: { value: 'number', does: 'processes that play side by side: one for each core' },
	list: { does: 'names the scenarios' },
});

const choice: Choice = {
	scenario: given('scenario'),
	platform: given('platform'),
	poller: given('poller'),
};

/** Plays many seeds on all cores. */
async function playMany(firstSeed: number, histories: number): Promise<number> {
	const workers = Number(given('workers') ?? availableParallelism());
	const beganNs = process.hrtime.bigint();
	const seconds = () => Number(process.hrtime.bigint() - beganNs) / 1e9;
	const findings: Finding[] = [];
	let [played, requests] = [0, 0];
	await Promise.all(
		Array.from({ length: workers }, async (_, index) => {
			const share: Share = {
				choice,
				firstSeed: firstSeed + index,
				everySeed: workers,
				lastSeed: firstSeed + histories - 1,
				longestSeconds: Number(given('minutes') ?? 1e6) * 60,
				shrink: Number(given('shrink') ?? 3),
			};
			const file = join(__dirname, 'worker.ts');
			const worker = spawn(process.execPath, [...process.execArgv, file, JSON.stringify(share)], {
				stdio: ['ignore', 'pipe', 'inherit'],
			});
			const closed: Promise<unknown[]> = once(worker, 'close');
			for await (const line of createInterface({ input: worker.stdout })) {
				// The worker writes nothing else.
				const progress = JSON.parse(line) as Progress;
				played += progress.histories;
				requests += progress.requests;
				findings.push(...progress.findings);
			}
			const [code, signal] = await closed;
			if (code !== 0)
				throw new Error(`A worker ended with ${String(code ?? signal)}: what it had left was not played`);
		}),
	);
	if (given('minutes') === undefined && played !== histories) {
		throw new Error(`${played} of ${histories} histories were played`);
	}
	show(findings);
	console.log(
		`${played} histories, ${requests} requests, ${seconds().toFixed(1)} s; ${findings.length} failed`,
	);
	return findings.length === 0 ? 0 : 1;
}

function show(findings: readonly Finding[]): void {
	const sorts = new Map<string, Finding[]>();
	for (const finding of findings) {
		const { scenario, platform, n8n } = finding.history;
		for (const kind of new Set(finding.failures.map((failure) => failure.kind))) {
			const sort = `${scenario}, ${platform}, ${n8n.poller}: ${kind}`;
			sorts.set(sort, [...(sorts.get(sort) ?? []), finding]);
		}
	}
	for (const [sort, found] of [...sorts].sort(([one], [other]) => (one < other ? -1 : 1))) {
		const kind = sort.split(': ')[1];
		const shown = found.find(({ smallest }) => smallest !== undefined) ?? found[0];
		const text = shown?.failures.find((failure) => failure.kind === kind)?.text ?? '';
		const seeds = found.map(({ history }) => history.seed).slice(0, 5);
		console.log(`${sort}: ${found.length} (seeds ${seeds.join(', ')})\n    ${text}`);
		if (shown?.smallest !== undefined) console.log(`    ${JSON.stringify(shown.smallest)}`);
	}
}

async function main(): Promise<number> {
	// What plays is loaded where it is needed: who only counts what workers play needs none of it, and loading takes seconds.
	if (given('list') !== undefined) {
		const { scenarios } = await import('./scenarios/index.js');
		for (const { name, about } of scenarios) console.log(`${name} (${about})`);
		return 0;
	}
	const seed = given('seed');
	if (seed !== undefined) {
		const { replay } = await import('./replay.js');
		return await replay(Number(seed), choice);
	}
	return await playMany(Number(given('from') ?? 1), Number(given('histories') ?? 10_000));
}

void main().then((code) => {
	process.exitCode = code;
});
