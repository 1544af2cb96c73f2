import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackedPackage } from '../install/packPackage';
import type { N8nClient } from './N8nClient';
import type { Settings } from './settings';

/** Makes n8n fetch, at its start, a package that it knows and whose files are gone. */
export const reinstallMissing: Settings = { N8N_REINSTALL_MISSING_PACKAGES: 'true' };

/**
 * Before n8n starts: takes away the files of an older build of the package. The version does not change with every
 * build, so n8n could not tell.
 */
export async function discardOlderBuild(folder: string, packed: PackedPackage): Promise<void> {
	const nodesFolder = join(folder, '.n8n', 'nodes');
	const stamp = join(nodesFolder, 'installed-build');
	const build = createHash('sha256')
		.update(await readFile(packed.file))
		.digest('hex');
	const installed = await readFile(stamp, 'utf8').catch(() => '');
	if (installed === build) return;
	await rm(join(nodesFolder, 'node_modules', packed.name), { recursive: true, force: true });
	await mkdir(nodesFolder, { recursive: true });
	await writeFile(stamp, build);
}

/** As Settings > Community nodes > Install does, unless it is installed. Fails when n8n does not list its nodes. */
export async function ensureInstalled(n8n: N8nClient, packed: PackedPackage): Promise<string[]> {
	const find = async () =>
		(await n8n.communityPackages()).find(({ packageName }) => packageName === packed.name);
	if ((await find()) === undefined) await n8n.installCommunityPackage(packed.name, packed.version);
	const listed = await find();
	if (listed === undefined || listed.failedLoading) {
		throw new Error(`n8n did not load ${packed.name}. See its log for the reason.`);
	}
	return listed.installedNodes.map(({ name }) => name);
}
