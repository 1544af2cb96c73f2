import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from '../../../demo/install/command';
import { repositoryFolder } from '../../../demo/install/folders';
import type { Prepared } from './prepared';

/** Higher than any that package.json will have. */
export const nextVersion = '99.0.0';

/** The tarball of a next version: the same code under another number, which its requests name. States of other code: pollErrors.upgrade.test.ts. */
export async function packNextVersion({ file, name, version }: Prepared['packed'], folder: string) {
	await mkdir(folder, { recursive: true });
	await runCommand('tar', ['-xzf', file, '-C', folder], { folder });
	const unpacked = join(folder, 'package');
	await replaceIn(join(unpacked, 'package.json'), `"version": "${version}"`, `"version": "${nextVersion}"`);
	const userAgent = join(unpacked, 'dist', 'core', 'request', 'userAgent.js');
	await replaceIn(userAgent, `${name}/${version}`, `${name}/${nextVersion}`);
	const output = await runCommand(process.execPath, ['tooling/pack.mjs', folder, unpacked], {
		folder: repositoryFolder,
	});
	const [packed] = z.array(z.object({ filename: z.string() })).parse(JSON.parse(output));
	if (packed === undefined) throw new Error('Nothing was packed');
	return join(folder, packed.filename);
}

async function replaceIn(path: string, old: string, replacement: string): Promise<void> {
	const text = await readFile(path, 'utf8');
	if (!text.includes(old)) throw new Error(`${path} does not contain ${old}`);
	await writeFile(path, text.replace(old, replacement));
}
