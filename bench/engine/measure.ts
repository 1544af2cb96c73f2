import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { say } from '../../demo/install/progress';
import { figureOf, ratioOf, type Figure } from '../figures';
import type { Contender } from './contenders';
import { profiled, type Frame } from './profile';
import type { StaticConditions } from './StaticPlatforms';
import type { StaticProcess } from './StaticProcess';

/** One piece of work, done by our node and by others. */
export interface Workload {
	readonly name: string;
	readonly conditions: StaticConditions;
	/** Records that everyone must get. */
	readonly expected: number;
	readonly ours: Contender;
	/** By what they are: the HTTP Request node, a loop. */
	readonly others: Readonly<Record<string, Contender>>;
	/** What ours divided by the other is to be at most, by the other's name. */
	readonly goals?: Readonly<Record<string, Goal>>;
}

/** At most these ratios. */
export type Goal = Readonly<Partial<Record<Measure, number>>>;
export const MEASURES = ['time', 'cpu', 'memory'] as const;
type Measure = (typeof MEASURES)[number];

interface Sample {
	ms: number;
	cpuMs: number;
	peakBytes: number;
}

/** What came of one contender. */
export interface Series {
	readonly name: string;
	readonly seconds: Figure;
	readonly cpuSeconds: Figure;
	/** Ours divided by this one, pair by pair. */
	readonly time: Figure;
	readonly cpu: Figure;
	readonly memory: Figure;
	readonly requests: number;
	readonly refused: number;
	readonly mostInFlight: number;
	/** Records of the last round; fewer than expected where requests failed. */
	readonly records: number;
}

export interface Measured {
	readonly workload: Workload;
	readonly series: readonly Series[];
	/** Of ours, in a round of its own; empty where there is nobody to compare with. */
	readonly frames: readonly Frame[];
}

const SAMPLE_EVERY_MS = 10;
/** Ours, under its name in the tables. */
export const OURS = 'this package';

/**
 * Lets all do the work in turn, so that a machine that slows down slows all of them; every other round begins with another. A
 * first round, which loads their code, does not count.
 * @throws when our node did not get every record.
 */
export async function measure(server: StaticProcess, workload: Workload, pairs: number): Promise<Measured> {
	const contenders = Object.entries({ [OURS]: workload.ours, ...workload.others });
	const samples = new Map(contenders.map(([name]) => [name, [] as Sample[]]));
	const counts = new Map<string, Awaited<ReturnType<StaticProcess['counts']>> & { records: number }>();
	say(`- ${workload.name}`);
	for (let round = 0; round <= pairs; round += 1) {
		for (const [name, contender] of round % 2 === 0 ? contenders : [...contenders].reverse()) {
			await server.set(workload.conditions);
			const { records, sample } = await once(async () => await contender(server.url));
			if (name === OURS && records !== workload.expected) {
				throw new Error(`${workload.name}: ${records} records instead of ${workload.expected}`);
			}
			counts.set(name, { ...(await server.counts()), records });
			if (round > 0) samples.get(name)?.push(sample);
		}
	}
	const ours = samples.get(OURS) ?? [];
	const series = contenders.map(([name]): Series => {
		const others = samples.get(name) ?? [];
		const ratio = (value: (sample: Sample) => number) => ratioOf(ours.map(value), others.map(value));
		const counted = counts.get(name) ?? { requests: 0, refused: 0, mostInFlight: 0, records: 0 };
		return {
			name,
			seconds: figureOf(others.map(({ ms }) => ms / 1000)),
			cpuSeconds: figureOf(others.map(({ cpuMs }) => cpuMs / 1000)),
			time: ratio(({ ms }) => ms),
			cpu: ratio(({ cpuMs }) => cpuMs),
			memory: ratio(({ peakBytes }) => peakBytes),
			...counted,
		};
	});
	for (const { name, seconds, time } of series) {
		say(`  ${name}: ${seconds.median.toFixed(2)} s, ours is ${time.median.toFixed(2)} of it`);
	}
	await server.set(workload.conditions);
	const isCompared = contenders.length > 1;
	const frames = isCompared ? await profiled(async () => await workload.ours(server.url)) : [];
	return { workload, series, frames };
}

async function once(work: () => Promise<number>): Promise<{ records: number; sample: Sample }> {
	await collectGarbage();
	const before = inUse();
	let peak = before;
	const timer = setInterval(() => (peak = Math.max(peak, inUse())), SAMPLE_EVERY_MS);
	const cpu = process.cpuUsage();
	const startedMs = performance.now();
	try {
		const records = await work();
		const ms = performance.now() - startedMs;
		const { user, system } = process.cpuUsage(cpu);
		peak = Math.max(peak, inUse());
		return { records, sample: { ms, cpuMs: (user + system) / 1000, peakBytes: Math.max(1, peak - before) } };
	} finally {
		clearInterval(timer);
	}
}

function inUse(): number {
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

setFlagsFromString('--expose-gc');
const gc: unknown = runInNewContext('gc');

/** More than once: part of what the contender before left is only freed a turn later, and would be subtracted from what this one uses. */
async function collectGarbage(): Promise<void> {
	if (typeof gc !== 'function') return;
	for (let time = 0; time < 3; time += 1) {
		Reflect.apply(gc, undefined, []);
		await setImmediate();
	}
}
