import { expect, it } from '@jest/globals';
import { map, range } from 'lodash';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { platforms } from './platforms';
import { historyOf, scenarios } from './scenarios';

const SAMPLE = 150;

const program = join(__dirname, 'run.ts');

/** In a process of its own: the simulation replaces the clock, the timers and chance. */
const simulate = async (...options: string[]) =>
	await promisify(execFile)(process.execPath, ['--import', 'tsx', program, ...options]);

it('plays a sample of all scenarios in which nothing is lost, repeated or silent', async () => {
	const { stdout } = await simulate('--histories', String(SAMPLE), '--shrink', '1');
	// Without a request nothing could have failed.
	expect(stdout).toMatch(new RegExp(`^${SAMPLE} histories, [1-9]\\d* requests, .* 0 failed\\s*$`));
}, 180_000);

it('has all scenarios, platforms and pollers in that sample, but the one that takes too long', () => {
	const histories = range(1, SAMPLE + 1).map((seed) => historyOf(seed));
	const names = scenarios.filter(({ weight }) => weight >= 1).map(({ name }) => name);
	expect(new Set(map(histories, 'scenario'))).toEqual(new Set(names));
	expect(new Set(map(histories, 'platform'))).toEqual(new Set(Object.keys(platforms)));
	expect(new Set(map(histories, 'n8n.poller'))).toEqual(new Set(['default', 'durable']));
});

it.each([
	{ poller: 'durabel' },
	{ scenario: 'unknown' },
	{ scenario: 'free,unknown' },
	{ platform: 'unknown' },
])('plays nothing for %j', (choice) => {
	for (const seed of range(1, 20)) expect(() => historyOf(seed, choice)).toThrow(Object.values(choice)[0]);
});

it('refuses a poller that there is not', async () => {
	const unknown = simulate('--seed', '1', '--poller', 'durabel');
	await expect(unknown).rejects.toMatchObject({
		stderr: expect.stringContaining('No scenario for {"poller":"durabel"}'),
	});
}, 30_000);

it('fails when a worker dies', async () => {
	const unknown = simulate('--histories', '1', '--workers', '1', '--platform', 'unknown');
	await expect(unknown).rejects.toMatchObject({ stderr: expect.stringContaining('A worker ended with 1') });
}, 30_000);

it('fails when fewer histories were played than were asked for', async () => {
	const unplayed = simulate('--histories', '1', '--workers', '0');
	await expect(unplayed).rejects.toMatchObject({ stderr: expect.stringContaining('0 of 1 histories') });
}, 30_000);
