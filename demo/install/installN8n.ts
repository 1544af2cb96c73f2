import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { makeFolderOnce } from './atomicFolder';
import { runCommand } from './command';
import { demoFolder, installFolder } from './folders';
import { nodeForN8n, type NodeForN8n } from './nodeForN8n';
import { step } from './progress';

/** An n8n that can be started: `node` is the program, `n8n` the script that it runs. */
export interface N8nInstallation {
	node: string;
	n8n: string;
}

const namePrefix = 'n8n-';
const manifests = ['package.json', 'package-lock.json', '.npmrc'];

/** The lock and the date in .npmrc decide what is installed, so they name the folder: another lock is another install. */
async function folderName(nodeAbi: string): Promise<string> {
	const hash = createHash('sha256').update(nodeAbi);
	for (const name of manifests) hash.update(await readFile(join(demoFolder, name)));
	return `${namePrefix}${hash.digest('hex').slice(0, 12)}`;
}

/** npm makes every folder first and fills them later; a package is there when its manifest is. */
async function countInstalled(folder: string): Promise<string> {
	const modules = join(folder, 'node_modules');
	const names = await readdir(modules).catch(() => []);
	const filled = names.filter(
		(name) => name.startsWith('@') || existsSync(join(modules, name, 'package.json')),
	);
	return names.length === 0
		? 'comparing with the lock'
		: `${filled.length} of ${names.length} folders filled`;
}

async function installPackages(folder: string): Promise<void> {
	await step('Installing n8n', async (tell) => {
		tell('2,000 packages, 2.6 GB; about four minutes on two cores, once');
		const counter = setInterval(() => {
			void countInstalled(folder).then(tell);
		}, 5_000);
		try {
			// Not "npm ci": the lock leaves out optional packages of other platforms, which "ci" takes for an error.
			await runCommand('npm', ['install', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund'], {
				folder,
			});
		} finally {
			clearInterval(counter);
		}
	});
}

/** n8n's database driver is a native module; it is built here, from the source in its npm package. */
async function buildDatabaseDriver(folder: string, { node, headers }: NodeForN8n): Promise<void> {
	await step("Building n8n's SQLite driver", async (tell) => {
		tell('C++; about a minute, once');
		const fromHeaders = headers === undefined ? [] : [`--nodedir=${headers}`];
		try {
			await runCommand(
				'npm',
				[
					'rebuild',
					'sqlite3',
					'--ignore-scripts=false',
					'--foreground-scripts',
					'--build-from-source',
					...fromHeaders,
				],
				{
					folder,
					environment: { npm_config_jobs: String(availableParallelism()) },
					onLine: (line) => {
						tell(line.trim().slice(0, 80));
					},
				},
			);
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(
				`n8n's SQLite driver could not be built. It needs a C++ compiler, make and Python 3 (Debian: apt-get install build-essential python3; macOS: xcode-select --install).\n${reason}`,
			);
		}
		await runCommand(node, ['--eval', "require('sqlite3')"], { folder });
	});
}

async function removeOlder(current: string): Promise<void> {
	for (const name of await readdir(installFolder)) {
		if (name.startsWith(namePrefix) && name !== current) {
			await rm(join(installFolder, name), { recursive: true, force: true });
		}
	}
}

/** The pinned n8n of demo/package.json, installed in the clone the first time and whenever the lock changes. */
export async function installN8n(): Promise<N8nInstallation> {
	const node = await nodeForN8n();
	const name = await folderName(`${process.platform}-${process.arch}`);
	const folder = join(installFolder, name);
	const { made } = await makeFolderOnce(folder, async (staging) => {
		for (const manifest of manifests) await cp(join(demoFolder, manifest), join(staging, manifest));
		await installPackages(staging);
		await buildDatabaseDriver(staging, node);
	});
	if (made) await removeOlder(name);
	return { node: node.node, n8n: join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}
