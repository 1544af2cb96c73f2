import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../../demo/install/command';
import { repositoryFolder } from '../../../demo/install/folders';
import type { Prepared } from './prepared';

/** Nothing listens there: what installs needs no registry. */
const noRegistry = 'http://127.0.0.1:9';

/** What README.md tells people to type to install the package by hand, word for word. */
export class ReadmeCommands {
	private constructor(
		/** Makes the tarball, in the repository's folder. */
		readonly makeTarball: string,
		private readonly installTarball: string,
		private readonly uninstallPackage: string,
	) {}

	static async read(): Promise<ReadmeCommands> {
		const readme = await readFile(join(repositoryFolder, 'README.md'), 'utf8');
		const [, section = ''] = /^## Install it in your n8n\n([^]*?)^## /m.exec(readme) ?? [];
		const written = [...section.matchAll(/^```\n([^]*?)\n```$/gm)].map(([, block = '']) => block);
		// Those for a container are compared with the others by test/docs/publishing.test.ts.
		const blocks = written.filter((block) => !block.startsWith('docker '));
		const [make, install, uninstall, ...more] = blocks;
		if (make === undefined || install === undefined || uninstall === undefined || more.length > 0) {
			throw new Error(`README.md has ${blocks.length} blocks of commands where it says how to install`);
		}
		return new ReadmeCommands(make, install, uninstall);
	}

	/** On a machine whose home is this folder and that reaches no registry. README.md's path becomes the tarball's. */
	async install(home: string, tarball: string, packed: Pick<Prepared['packed'], 'name' | 'version'>) {
		const written = `/path/to/${packed.name}-${packed.version}.tgz`;
		if (!this.installTarball.includes(written)) throw new Error(`README.md does not install ${written}`);
		await this.run(home, this.installTarball.replace(written, tarball));
	}

	async uninstall(home: string): Promise<void> {
		await this.run(home, this.uninstallPackage);
	}

	private async run(home: string, commands: string): Promise<void> {
		// What "npm run" tells the npm that it starts is not there for a person.
		const ofNpm = Object.keys(process.env).filter((name) => /^npm_/i.test(name));
		await runCommand('bash', ['-e', '-c', commands], {
			folder: home,
			environment: {
				...Object.fromEntries(ofNpm.map((name) => [name, undefined])),
				HOME: home,
				npm_config_registry: noRegistry,
				npm_config_fetch_retries: '0',
			},
		});
	}
}
