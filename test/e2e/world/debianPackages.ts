import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runCommand } from '../../../demo/install/command';
import { step } from '../../../demo/install/progress';

interface NeededProgram {
	program: string;
	/** The Debian package with it. */
	package: string;
}

const needed: NeededProgram[] = [
	{ program: 'chromium', package: 'chromium' },
	{ program: 'redis-server', package: 'redis-server' },
	{ program: 'initdb', package: 'postgresql' },
];

/** Debian keeps PostgreSQL's server programs out of the PATH, in a folder for each version. */
async function postgresFolders(): Promise<string[]> {
	const parent = '/usr/lib/postgresql';
	const versions = await readdir(parent).catch(() => []);
	return versions.map((version) => join(parent, version, 'bin'));
}

async function findProgram(program: string): Promise<string | undefined> {
	const folders = [...(process.env.PATH ?? '').split(delimiter), ...(await postgresFolders())];
	return folders.map((folder) => join(folder, program)).find((file) => existsSync(file));
}

/** The path of a program that `ensureDebianPackages` has seen to. */
export async function pathOf(program: string): Promise<string> {
	const path = await findProgram(program);
	if (path === undefined) throw new Error(`${program} is not installed`);
	return path;
}

/** The browser, Redis and PostgreSQL: installed where that can be done, asked for where not. */
export async function ensureDebianPackages(): Promise<void> {
	const missing: string[] = [];
	for (const { program, package: name } of needed) {
		if ((await findProgram(program)) === undefined) missing.push(name);
	}
	if (missing.length === 0) return;
	const isRoot = process.getuid?.() === 0;
	const aptGet = await findProgram('apt-get');
	const sudo = isRoot ? undefined : await findProgram('sudo');
	if (aptGet === undefined || (!isRoot && sudo === undefined)) {
		throw new Error(
			`The end-to-end tests need ${missing.join(', ')} (names of Debian's packages). Install them and run again.`,
		);
	}
	const [program, before] = sudo === undefined ? [aptGet, []] : [sudo, ['--non-interactive', aptGet]];
	const environment = { DEBIAN_FRONTEND: 'noninteractive' };
	await step(`Installing ${missing.join(', ')}`, async (tell) => {
		const options = { folder: '/', environment, onLine: (line: string) => tell(line.slice(0, 80)) };
		await runCommand(program, [...before, 'update'], options);
		await runCommand(
			program,
			[...before, 'install', '--yes', '--no-install-recommends', ...missing],
			options,
		);
	});
}
