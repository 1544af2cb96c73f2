import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { stopEverything } from '../../demo/lifetime';
import { keepToThisStart } from '../../demo/oneStart';

let folder: string;
let file: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'one-start-'));
	file = join(folder, 'running.pid');
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

test('a second start is refused while the first one runs', async () => {
	writeFileSync(file, String(process.ppid));
	await expect(keepToThisStart(folder)).rejects.toThrow(
		`The n8n of this folder runs already (process ${process.ppid}): stop it first.`,
	);
	await stopEverything();
	expect(readFileSync(file, 'utf8')).toBe(String(process.ppid));
});

test('one that was killed, or whose file is broken, stops no other', async () => {
	const { pid } = spawnSync(process.execPath, ['--version']);
	for (const left of [String(pid), '', 'what?']) {
		writeFileSync(file, left);
		await keepToThisStart(folder);
		expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
		await stopEverything();
		expect(existsSync(file)).toBe(false);
	}
});

test.each(['start.ts', 'dev.ts'])('%s does so before it starts anything', (script) => {
	const text = readFileSync(join(__dirname, '../../demo', script), 'utf8');
	expect(text).toMatch(/startEverything\(\): Promise<void> \{\n\tawait keepToThisStart\(dataFolder\);/);
});
