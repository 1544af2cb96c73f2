import { createHash } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The demo's own folder: it holds the package.json and the lock of the n8n that is run. */
export const demoFolder = resolve(__dirname, '..');

/** The clone's top. */
export const repositoryFolder = resolve(demoFolder, '..');

/** Everything that is downloaded or built for n8n; ignored by git, safe to delete. */
export const installFolder = resolve(demoFolder, '.n8n-install');

/**
 * A folder of this checkout outside of it, for an n8n's own data. Below the checkout the installed nodes would find its
 * n8n-workflow, and nobody would notice that they miss n8n's own.
 */
export function folderOutside(purpose: string): string {
	const checkout = createHash('sha1').update(repositoryFolder).digest('hex').slice(0, 8);
	return join(tmpdir(), `n8n-nodes-integration-ops-${purpose}-${checkout}`);
}

/**
 * Makes a folder that only this user may open. Its name can be guessed, and everybody may write beside it: what is run from
 * there could be somebody else's.
 * @throws when it is there already and is a link, or another user's. Windows knows no owner, and has such a folder for each user.
 */
export async function makeOwnFolder(folder: string): Promise<void> {
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const found = await lstat(folder);
	const user = process.getuid?.();
	if (!found.isDirectory() || (user !== undefined && found.uid !== user)) {
		throw new Error(`${folder} is not a folder of this user. Look at who made it, and delete it.`);
	}
}
