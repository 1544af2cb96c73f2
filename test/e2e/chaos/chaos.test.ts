import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { say } from '../../../demo/install/progress';
import { ChaosRun, type ChaosResult } from '../../chaos/ChaosRun';
import { pollers } from '../../chaos/pollers';
import { faultsIn, report } from '../../chaos/report';
import { runFolder } from '../world/folders';
import { prepared } from '../world/prepared';

/** For each poller; both run at the same time. With the first start and the calm at the end about ten minutes. */
const plan = { minutes: 6, kills: 10, errors: 510 };
const timeoutMs = 30 * 60_000;

const folder = join(runFolder, 'chaos');

describe('the triggers of all platforms, in an n8n that is killed again and again', () => {
	let results: ChaosResult[] = [];

	beforeAll(async () => {
		const { installation, packed } = await prepared();
		results = await Promise.all(
			Object.entries(pollers).map(
				async ([name, poller], index) =>
					await ChaosRun.play({
						...plan,
						seed: 1 + index,
						installation,
						packed,
						folder: join(folder, name),
						poller,
						say: (line) => {
							say(`  ${line}`);
						},
					}),
			),
		);
	}, timeoutMs);

	afterAll(() => {
		say(`\n${report(results)}\n`);
	});

	it('go through all that was planned', () => {
		expect(results).toHaveLength(Object.keys(pollers).length);
		for (const { occurred, kills, storms } of results) {
			expect(occurred).toBeGreaterThanOrEqual(plan.errors);
			expect(kills).toBe(plan.kills);
			expect(storms.size).toBeGreaterThanOrEqual(5);
		}
	});

	it.each(Object.values(pollers))(
		"emit every error exactly once, but for n8n's own window, with $name",
		({ name }) => {
			const result = results.find(({ poller }) => poller === name);
			expect(result && faultsIn(result)).toEqual([]);
		},
	);
});
