import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const stagingPrefix = 'staging-';

function isRunning(processId: number): boolean {
	try {
		process.kill(processId, 0);
		return true;
	} catch {
		return false;
	}
}

/** Removes what installs that were broken off have left. */
async function removeAbandoned(parent: string): Promise<void> {
	for (const name of await readdir(parent)) {
		const processId = Number(name.slice(stagingPrefix.length).split('-')[0]);
		if (name.startsWith(stagingPrefix) && !isRunning(processId)) {
			await rm(join(parent, name), { recursive: true, force: true });
		}
	}
}

/**
 * Makes `folder` unless it exists. It is filled under another name and renamed when complete, so a folder that
 * exists is always whole, whenever an earlier run was broken off, and whoever else fills the same one meanwhile.
 */
export async function makeFolderOnce(
	folder: string,
	fill: (staging: string) => Promise<void>,
): Promise<{ made: boolean }> {
	if (existsSync(folder)) return { made: false };
	const parent = dirname(folder);
	await mkdir(parent, { recursive: true });
	await removeAbandoned(parent);
	const staging = join(parent, `${stagingPrefix}${process.pid}-${Date.now()}`);
	await mkdir(staging);
	try {
		await fill(staging);
		await rename(staging, folder);
	} catch (error) {
		await rm(staging, { recursive: true, force: true });
		if (existsSync(folder)) return { made: false };
		throw error;
	}
	return { made: true };
}
