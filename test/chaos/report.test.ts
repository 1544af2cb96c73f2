import { expect, test } from '@jest/globals';

import type { ChaosResult } from './ChaosRun';
import { faultsIn } from './report';
import type { Finding } from './verdict';

const explainedBy = (kill: number): Finding => ({
	occurrence: { at: 0, platform: 'Port', event: `logLine M${kill}` },
	executions: 0,
	explanation: 'killed',
	cause: 'window',
	kill,
});

/** A run with ten kills, of which these explain what was lost. */
const faultsWith = (kills: readonly number[]) => {
	const result: ChaosResult = {
		poller: 'default',
		seed: 1,
		occurred: 100,
		kills: 10,
		stumbles: 0,
		restartsInOutages: 0,
		storms: new Map(),
		polls: 100,
		failedPolls: 0,
		longPolls: 0,
		crashedExecutions: 0,
		verdict: {
			lost: kills.map(explainedBy),
			repeated: [],
			foreign: {},
			window: { kills: kills.length, batches: kills.length, lengthsMs: [] },
		},
		violations: [],
		failures: [],
	};
	return faultsIn(result);
};

test("n8n's own window is short: what it explains after every other kill is no chance", () => {
	expect(faultsWith([1, 2, 3])).toEqual([]);
	expect(faultsWith([1, 1, 1, 1])).toEqual([]);
	expect(faultsWith([1, 2, 3, 4])).toEqual([
		"n8n's own window would have to explain what 4 of 10 kills did, more than a third: that is no chance",
	]);
});
