import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import { join } from 'node:path';

import { xor } from 'lodash';
import { z } from 'zod';

import { flagsOf } from '../../demo/install/flags';
import { repositoryFolder } from '../../demo/install/folders';
import { say } from '../../demo/install/progress';
import { growthChart, ratioChart } from './charts';
import { HttpRequestNode } from './contenders';
import { measure, OURS, type Measured, type Workload } from './measure';
import { pollCost } from './polls';
import { reasonsIn, report } from './report';
import { startUp } from './startUp';
import { StaticProcess } from './StaticProcess';
import { goalWorkloads, growthWorkloads, platformWorkloads } from './workloads';

const PAIRS = 3;
const SMALL_SHARE = 0.1;
const SMALL_PAIRS = 3;
const docs = join(repositoryFolder, 'docs');
/** Ratios of an earlier run of the small form, by the names of work and other. */
const ratiosFile = join(__dirname, 'ratios.json');

/** Twice as slow as it was: less is noise of a machine that does other work too. */
const WORSE = 2;

async function all(
	server: StaticProcess,
	workloads: readonly Workload[],
	pairs: number,
): Promise<Measured[]> {
	const measured: Measured[] = [];
	for (const workload of workloads) measured.push(await measure(server, workload, pairs));
	return measured;
}

/** The whole: docs/performance.md and its pictures. */
async function whole(
	server: StaticProcess,
	http: HttpRequestNode,
	{ pairs, share }: { readonly pairs: number; readonly share: number },
): Promise<void> {
	const load = () => (loadavg()[0] ?? 0).toFixed(1);
	const before = load();
	const platforms = await all(server, platformWorkloads(share), pairs);
	const goals = await all(server, goalWorkloads(http, share), pairs);
	const growth = await all(server, growthWorkloads(share), 1);
	const results = {
		goals,
		platforms,
		growth,
		pairs,
		startUp: await startUp(),
		poll: await pollCost(),
		machine: `${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB of memory, ${platform()} ${arch()}`,
		measuredOn: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
		load: `${before}, ${load()}`,
	};
	const file = join(docs, 'performance.md');
	const markdown = report(results, reasonsIn(await readFile(file, 'utf8')));
	await writeFile(file, markdown);
	await writeFile(join(docs, 'pictures', 'performance.svg'), ratios([...goals, ...platforms]));
	await writeFile(join(docs, 'pictures', 'performance-growth.svg'), growing(growth));
	say('Written to docs/performance.md');
}

/** A tenth of it, compared with an earlier run. @throws when something takes twice as long against the others as it did. */
async function small(server: StaticProcess, http: HttpRequestNode, isKept: boolean): Promise<void> {
	const workloads = [...platformWorkloads(SMALL_SHARE), ...goalWorkloads(http, SMALL_SHARE)];
	const found = Object.fromEntries((await all(server, workloads, SMALL_PAIRS)).flatMap(ratiosOf));
	if (isKept) {
		await writeFile(ratiosFile, `${JSON.stringify(found, null, '\t')}\n`);
		return;
	}
	const known = z.record(z.number()).parse(JSON.parse(await readFile(ratiosFile, 'utf8')));
	const unmatched = xor(Object.keys(found), Object.keys(known));
	if (unmatched.length > 0) {
		throw new Error(`Store the ratios anew (-- --keep). No ratio to compare with:\n${unmatched.join('\n')}`);
	}
	const isWorse = ([name, ratio]: readonly [string, number]) => ratio > WORSE * (known[name] ?? Infinity);
	const suspects = Object.entries(found).filter(isWorse);
	const again = workloads.filter((workload) =>
		suspects.some(([name]) => name.startsWith(`${workload.name} / `)),
	);
	// Something else may have had the machine meanwhile: only what is worse in more pairs, too, is.
	const measured = (await all(server, again, 3 * SMALL_PAIRS)).flatMap(ratiosOf);
	const worse = measured.filter(isWorse);
	if (worse.length === 0) return;
	const lines = worse.map(
		([name, ratio]) => `${name}: ${ratio.toFixed(2)}, was ${known[name]?.toFixed(2) ?? ''}`,
	);
	throw new Error(`Twice as slow as it was, or worse:\n${lines.join('\n')}`);
}

function ratiosOf({ workload, series }: Measured): Array<[string, number]> {
	const others = series.filter(({ name }) => name !== OURS);
	return others.map(({ name, time }) => [`${workload.name} / ${name}`, Number(time.median.toFixed(2))]);
}

function ratios(measured: readonly Measured[]): string {
	const bars = measured.flatMap(({ workload, series }) =>
		series
			.filter(({ name }) => name !== OURS && workload.goals?.[name]?.time !== undefined)
			.map(({ name, time }) => ({ label: `${workload.name} / ${name}`, ratio: time.median })),
	);
	return ratioChart(
		'Time of this package divided by the time of the other (left of 1: this package is faster)',
		bars,
	);
}

function growing(measured: readonly Measured[]): string {
	const names = [...new Set(measured.map(({ workload }) => workload.name.split(':')[0] ?? ''))];
	const lines = names.map((label) => ({
		label,
		points: measured
			.filter(({ workload }) => workload.name.startsWith(`${label}:`))
			.map(({ workload, series }) => ({ size: workload.expected, seconds: series[0]?.seconds.median ?? 0 })),
	}));
	return growthChart('Seconds by number of records or items, no latency', lines);
}

/** `npm run bench`, with `-- --pairs=7` more exact, with `-- --share=0.3` shorter; with `-- --small` a tenth, which fails when a ratio has doubled; `-- --keep` stores those ratios. */
async function main(): Promise<void> {
	const given = flagsOf('bench', {
		pairs: { value: 'number', does: `measurements of each: ${PAIRS}; more are more exact` },
		share: { value: 'number', does: 'the share of each workload that is measured: 1; 0.3 is shorter' },
		small: { does: 'a tenth, which fails when a ratio has doubled' },
		keep: { does: 'the same, and stores these ratios for later' },
	});
	const isKept = given('keep') !== undefined;
	const isSmall = isKept || given('small') !== undefined;
	const [pairs, share] = [Number(given('pairs') ?? PAIRS), Number(given('share') ?? 1)];
	const server = await StaticProcess.start();
	try {
		const http = await HttpRequestNode.load();
		if (isSmall) await small(server, http, isKept);
		else await whole(server, http, { pairs, share });
	} finally {
		server.stop();
	}
}

main().catch((error: unknown) => {
	say(
		`\nThe benchmark did not work: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
	);
	process.exitCode = 1;
});
