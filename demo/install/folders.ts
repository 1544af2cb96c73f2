import { createHash } from 'node:crypto';
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
