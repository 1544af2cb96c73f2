import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from './command';
import { repositoryFolder } from './folders';

/** A file that `npm pack` made, with the manifest of the package in it. */
export interface PackedPackage {
	file: string;
	name: string;
	version: string;
	/** The packed package.json. */
	manifest: Record<string, unknown>;
}

const packResult = z
	.array(z.object({ filename: z.string(), name: z.string(), version: z.string() }))
	.length(1);

/** The built package packed into `folder`, the file that is published. @throws when it was not built. */
export async function packPackage(folder: string): Promise<PackedPackage> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	const output = await runCommand(process.execPath, ['tooling/pack.mjs', folder], {
		folder: repositoryFolder,
	});
	const [packed] = packResult.parse(JSON.parse(output));
	if (packed === undefined) throw new Error('npm pack made no file');
	const manifest = z
		.record(z.unknown())
		.parse(JSON.parse(await readFile(join(repositoryFolder, 'package.json'), 'utf8')));
	return { file: join(folder, packed.filename), name: packed.name, version: packed.version, manifest };
}
