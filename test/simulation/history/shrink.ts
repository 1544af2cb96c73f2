import type { FailureKind, History, Step } from './History';
import { play } from './play';

const MOST_TRIES = 150;

/** The smallest history that still fails in the same way: what can be left out is left out. */
export async function shrunk(history: History, kind: FailureKind): Promise<History> {
	let tries = 0;
	let smallest = history;
	const keeps = async (candidate: History): Promise<boolean> => {
		tries += 1;
		if (tries > MOST_TRIES) return false;
		const { failures } = await play(candidate);
		if (!failures.some((failure) => failure.kind === kind)) return false;
		smallest = candidate;
		return true;
	};
	for (
		let size = Math.ceil(history.steps.length / 2);
		size >= 1;
		size = size === 1 ? 0 : Math.ceil(size / 2)
	) {
		for (let at = 0; at < smallest.steps.length; ) {
			const steps = [...smallest.steps.slice(0, at), ...smallest.steps.slice(at + size)];
			if (!(await keeps({ ...smallest, steps }))) at += size;
		}
	}
	for (const simpler of simplerThan(smallest)) await keeps({ ...smallest, ...simpler });
	for (const [index, step] of smallest.steps.entries()) {
		const smaller = simplerStep(step);
		if (smaller === undefined) continue;
		await keeps({ ...smallest, steps: smallest.steps.map((each, at) => (at === index ? smaller : each)) });
	}
	return smallest;
}

function simplerThan({ n8n, watch, steps }: History): Array<Partial<History>> {
	const places = [...watch.only, ...watch.excluded, ...steps.flatMap(placesIn)];
	const least = Math.max(0, ...places) + 1;
	return [
		{ existing: 0 },
		{ skewMs: 0 },
		{ integrations: least },
		{ switches: {} },
		{ n8n: { ...n8n, mains: 1 } },
		{ n8n: { ...n8n, longestLagMs: 3000 } },
		{ watch: { ...watch, only: [] } },
		{ watch: { ...watch, excluded: [] } },
		{ watch: { ...watch, options: {} } },
		...watch.events.map((event) => ({ watch: { ...watch, events: [event] } })),
	];
}

/** The integrations that it names, by their place. */
function placesIn(step: Step): readonly number[] {
	if (step.do === 'publish') return [...step.watch.only, ...step.watch.excluded];
	return 'of' in step && typeof step.of === 'number' ? [step.of] : [];
}

function simplerStep(step: Step): Step | undefined {
	if (step.do === 'occur' && (step.agoMs > 0 || step.times > 1)) return { ...step, agoMs: 0, times: 1 };
	if (step.do === 'fault' && step.share < 1) return { ...step, share: 1 };
	return undefined;
}
