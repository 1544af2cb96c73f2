import { Session } from 'node:inspector/promises';
import { basename } from 'node:path';

/** Where the processor was, and for how much of the time it was busy. */
export interface Frame {
	readonly name: string;
	/** From 0 to 1. */
	readonly share: number;
}

const TOP = 10;
const EVERY_MICROSECONDS = 500;
const NOT_BUSY = ['(idle)', '(program)'];

/** Does the work under V8's profiler: the functions that took most of the time by themselves. */
export async function profiled(work: () => Promise<unknown>): Promise<Frame[]> {
	const session = new Session();
	session.connect();
	try {
		await session.post('Profiler.enable');
		await session.post('Profiler.setSamplingInterval', { interval: EVERY_MICROSECONDS });
		await session.post('Profiler.start');
		await work();
		const { profile } = await session.post('Profiler.stop');
		const counts = new Map<string, number>();
		for (const { callFrame, hitCount = 0 } of profile.nodes) {
			const { functionName, url } = callFrame;
			if (NOT_BUSY.includes(functionName)) continue;
			const name = `${functionName || 'anonymous'}${url === '' ? '' : ` (${basename(url)})`}`;
			counts.set(name, (counts.get(name) ?? 0) + hitCount);
		}
		const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
		return [...counts]
			.sort(([, one], [, other]) => other - one)
			.slice(0, TOP)
			.map(([name, count]) => ({ name, share: count / all }));
	} finally {
		session.disconnect();
	}
}
