import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** In a process of its own: the simulation replaces the clock, the timers and chance. */
it('plays a sample of all scenarios in which nothing is lost, repeated or silent', async () => {
	const program = join(__dirname, 'run.ts');
	const sample = ['--histories', '150', '--minutes', '0.33', '--shrink', '1'];
	const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, ...sample]);
	// Without a request nothing could have failed.
	expect(stdout).toMatch(/^[1-9]\d* histories, [1-9]\d* requests, .* 0 failed\s*$/);
}, 90_000);
