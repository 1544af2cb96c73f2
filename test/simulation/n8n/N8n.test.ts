import { afterAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { Oracle } from '../history/Oracle';
import { polarity } from '../platforms/polarity';
import { Dice, randomOf } from '../time/random';
import { VirtualTime } from '../time/VirtualTime';
import { N8n } from './N8n';

const ROOT = join(__dirname, '../../..');
const MINUTE_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'n8n-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** A trigger whose polls, after that of the publication, do this. */
function triggerThat(name: string, polls: string): readonly [path: string, name: string] {
	const text = `let polled = 0;
	export class ${name} {
		async poll() {
			polled += 1;
			return polled === 1 ? null : ${polls};
		}
	}`;
	writeFileSync(join(folder, `${name}.ts`), text);
	return [relative(ROOT, join(folder, name)), name];
}

/** What the oracle finds wrong within half an hour in which everything is wrong. */
async function failuresOf(trigger: readonly [path: string, name: string]): Promise<string[]> {
	const time = new VirtualTime(Date.UTC(2026, 0, 12, 9));
	const conditions = {
		isTroubled: () => true,
		isMissing: () => false,
		isShownEmpty: () => false,
		ticksOfARound: 0,
		isWrong: true,
		emittedOf: () => undefined,
		isPolling: true,
		storesQuietPolls: true,
	};
	const oracle = new Oracle(time, polarity, 1, conditions, ['Trigger'], false);
	const around = {
		time,
		network: async () => await Promise.reject(new Error('Nothing is sent')),
		pollBegins: () => undefined,
		credentials: { data: () => ({}), store: () => undefined },
		trigger,
		credentialTypes: [],
	};
	const setup = { poller: 'durable', nodes: 1, registrations: 1, mains: 1, longestLagMs: 10 } as const;
	const n8n = new N8n(setup, around, oracle, new Dice(randomOf(1)));
	n8n.start();
	n8n.publish({}, 'activate');
	for (let minute = 0; minute < 30; minute += 1) {
		await time.passUntil(time.nowMs + MINUTE_MS);
		oracle.tick();
	}
	n8n.kill();
	return oracle.failures.map(({ kind }) => kind);
}

it('a trigger whose durable ticks are all abandoned is silent: n8n only logs it', async () => {
	const hanging = triggerThat('Hanging', 'await new Promise(() => undefined)');
	expect(await failuresOf(hanging)).toEqual(['silent']);
});

it('a trigger whose durable ticks throw is seen', async () => {
	const throwing = triggerThat('Throwing', "await Promise.reject(new Error('no'))");
	expect(await failuresOf(throwing)).toEqual([]);
});
