import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const program = join(__dirname, 'run.ts');

/** In a process of its own: the simulation replaces the clock, the timers and chance. */
const simulate = async (...options: string[]) =>
	await promisify(execFile)(process.execPath, ['--import', 'tsx', program, ...options]);

it('plays a sample of all scenarios in which nothing is lost, repeated or silent', async () => {
	const { stdout } = await simulate('--histories', '150', '--minutes', '0.33', '--shrink', '1');
	// Without a request nothing could have failed.
	expect(stdout).toMatch(/^[1-9]\d* histories, [1-9]\d* requests, .* 0 failed\s*$/);
}, 90_000);

it('fails when a worker dies', async () => {
	const unknown = simulate('--histories', '1', '--workers', '1', '--platform', 'unknown');
	await expect(unknown).rejects.toMatchObject({ stderr: expect.stringContaining('A worker ended with 1') });
}, 30_000);

it('fails when fewer histories were played than were asked for', async () => {
	const unplayed = simulate('--histories', '1', '--workers', '0');
	await expect(unplayed).rejects.toMatchObject({ stderr: expect.stringContaining('0 of 1 histories') });
}, 30_000);
