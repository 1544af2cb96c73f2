import { existsSync, readFileSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { runCommand } from '../../demo/install/command';
import { repositoryFolder } from '../../demo/install/folders';

/** A copy of this checkout in a temporary folder, to run what changes the checkout. Without git, coverage and builds. */
export class CheckoutCopy {
	private constructor(readonly folder: string) {}

	/**
	 * What git knows of the checkout and what it does not ignore. The tools are linked, which takes no time; the dependency
	 * checker would follow such a link out of the copy, so for that they are copied.
	 */
	static async make(tools: 'linked' | 'copied' = 'linked'): Promise<CheckoutCopy> {
		const copy = new CheckoutCopy(await mkdtemp(join(tmpdir(), 'checkout-')));
		const listed = await runCommand('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
			folder: repositoryFolder,
		});
		for (const path of new Set(listed.split('\0'))) {
			if (path !== '' && existsSync(join(repositoryFolder, path))) await copy.take(path);
		}
		const modules = join(repositoryFolder, 'node_modules');
		const ownModules = join(copy.folder, 'node_modules');
		if (tools === 'linked') await symlink(modules, ownModules, 'junction');
		else await cp(modules, ownModules, { recursive: true, verbatimSymlinks: true });
		return copy;
	}

	/** Returns what the program printed. @throws with the end of that when it fails. */
	async run(program: string, args: string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
		// Jest's own value would go along; with it n8n's lint takes every file for one of its own tests.
		const all = { NODE_ENV: undefined, ...environment };
		return await runCommand(program, args, { folder: this.folder, environment: all });
	}

	has(path: string): boolean {
		return existsSync(join(this.folder, path));
	}

	read(path: string): string {
		return readFileSync(join(this.folder, path), 'utf8');
	}

	async remove(): Promise<void> {
		await rm(this.folder, { recursive: true, force: true });
	}

	private async take(path: string): Promise<void> {
		const to = join(this.folder, path);
		await mkdir(dirname(to), { recursive: true });
		await copyFile(join(repositoryFolder, path), to);
	}
}
