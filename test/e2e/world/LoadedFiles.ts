import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Settings } from '../../../demo/n8n/settings';
import { runFolder } from './folders';

/** Watches which files of the packed nodes n8n loads: a hook in n8n's own process writes them down. */
export class LoadedFiles {
	private readonly file: string;

	constructor(name: string) {
		this.file = join(runFolder, `${name}-loaded-files.txt`);
	}

	/** To be added to n8n's settings. */
	get settings(): Settings {
		return {
			NODE_OPTIONS: `--require "${resolve(__dirname, 'recordLoadedFiles.cjs')}"`,
			LOADED_FILES: this.file,
		};
	}

	async forget(): Promise<void> {
		await rm(this.file, { force: true });
	}

	/** The loaded files under dist/nodes of the installed package, such as `Celigo/platform.js`, each once. */
	async ofNodes(): Promise<string[]> {
		const lines = (await readFile(this.file, 'utf8').catch(() => '')).split('\n');
		const marker = '/dist/nodes/';
		const files = lines
			.filter((line) => line.includes(marker))
			.map((line) => line.slice(line.lastIndexOf(marker) + marker.length));
		return [...new Set(files)].sort();
	}
}
