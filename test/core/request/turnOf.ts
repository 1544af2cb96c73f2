import type { Pace, Patience, Turn } from '../../../core/request/Pace';

/** The turn of a request that waits as long as need be, unless that is said otherwise. */
export async function turnOf(pace: Pace, patience: Partial<Patience> = {}): Promise<Turn> {
	return await pace.turn({
		startByMs: Infinity,
		pauseMs: Infinity,
		signal: undefined,
		isOver: () => false,
		...patience,
	});
}
