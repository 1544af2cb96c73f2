import { say } from '../demo/install/progress';
import type { Conditions } from './platformMessages';
import type { PlatformProcess } from './PlatformProcess';

/** What the others are measured against. */
export type Role = 'ours' | 'httpRequest' | 'bare';

/** Something that does the whole work once. */
export interface Contender {
	name: string;
	role: Role;
	/** Answers the milliseconds that it took and the ids of the records that it got. */
	run: () => Promise<{ ms: number; ids: readonly string[] }>;
}

/** What came of one contender, a value for each round. */
export interface Series {
	name: string;
	role: Role;
	ms: number[];
	/** Of the last round. */
	requests: number;
	mostInFlight: number;
}

export interface Comparison {
	title: string;
	series: Series[];
}

/**
 * Lets all contenders do the same work in turn, round after round, so that a machine that slows down slows all of them.
 * A first round, which loads their code, does not count.
 * @throws when one of them did not get `records` different records.
 */
export async function compare(
	title: string,
	platform: PlatformProcess,
	{ rounds, records, latencyMs }: { rounds: number; records: number; latencyMs: number },
	contenders: readonly Contender[],
): Promise<Comparison> {
	const conditions: Conditions = { latencyMs, rateLimit: false };
	const series = contenders.map(({ name, role }): Series => {
		return { name, role, ms: [], requests: 0, mostInFlight: 0 };
	});
	say(`- ${title}`);
	for (let round = 0; round <= rounds; round += 1) {
		for (const [index, contender] of contenders.entries()) {
			await platform.set(conditions);
			const { ms, ids } = await contender.run();
			const { requests, mostInFlight } = await platform.counts();
			if (new Set(ids).size !== records) {
				throw new Error(`${contender.name} got ${new Set(ids).size} records of ${records} (${title})`);
			}
			if (round === 0) continue;
			series[index]?.ms.push(ms);
			Object.assign(series[index] ?? {}, { requests, mostInFlight });
			say(`  ${round}/${rounds} ${contender.name}: ${Math.round(ms)} ms`);
		}
	}
	return { title, series };
}
