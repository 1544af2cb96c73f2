import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
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

test('the folder is for nobody else, and one that somebody else made is refused', async () => {
	const own = join(folder, 'own');
	await keepToThisStart(own);
	expect(statSync(own).mode & 0o777).toBe(0o700);
	await stopEverything();

	const elsewhere = join(folder, 'elsewhere');
	mkdirSync(elsewhere);
	symlinkSync(elsewhere, join(folder, 'link'));
	await expect(keepToThisStart(join(folder, 'link'))).rejects.toThrow(
		/link is not a folder of this user.*delete it/s,
	);
	expect(existsSync(join(elsewhere, 'running.pid'))).toBe(false);

	const getuid = jest.spyOn(process, 'getuid').mockReturnValue(12_345);
	try {
		await expect(keepToThisStart(own)).rejects.toThrow('own is not a folder of this user');
	} finally {
		getuid.mockRestore();
	}
});

test.each(['start.ts', 'dev.ts'])('%s does so before it starts anything', (script) => {
	const text = readFileSync(join(__dirname, '../../demo', script), 'utf8');
	expect(text).toMatch(/startEverything\(\): Promise<void> \{\n\tawait keepToThisStart\(dataFolder\);/);
});
