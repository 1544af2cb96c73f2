import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Those in which no history of the first hundreds fails; docs/decisions/simulation.md says what is known of the others. */
const CLEAN = [
	'restart-in-outage',
	'drip',
	'clock-ahead',
	'before-first-cursor',
	'copied-node',
	'other-process-first',
	'registered-twice',
	'moving-list',
	'missing-from-list',
	'published-after-long-pause',
	'renewed-token',
];

/** In a process of its own: the simulation replaces the clock, the timers and chance. */
it('plays a sample of histories in which nothing is lost, repeated or silent', async () => {
	const program = join(__dirname, 'run.ts');
	const sample = ['--histories', '150', '--minutes', '0.5', '--shrink', '1', '--scenario', CLEAN.join(',')];
	const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, ...sample]);
	expect(stdout).toMatch(/^[1-9]\d* histories, .* 0 failed\s*$/);
}, 90_000);
