import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Settings } from '../demo/n8n/settings';

const line = z.tuple([z.coerce.number(), z.coerce.number(), z.coerce.number()]);

interface Sample {
	atMs: number;
	resident: number;
	highest: number;
}

/** The memory of an n8n process over time; a hook in that process writes it down. Bytes. */
export class MemoryRecord {
	constructor(private readonly file: string) {}

	/** To be added to n8n's settings. */
	get settings(): Settings {
		return {
			NODE_OPTIONS: `--require "${join(__dirname, 'recordMemory.cjs')}"`,
			MEMORY_RECORD: this.file,
		};
	}

	async forget(): Promise<void> {
		await rm(this.file, { force: true });
	}

	/** Resident memory just before this time. */
	async residentAt(ms: number): Promise<number> {
		return found((await this.samples()).filter(({ atMs }) => atMs <= ms).at(-1)).resident;
	}

	/** The highest resident memory from the process's start until this time. */
	async highestUntil(ms: number): Promise<number> {
		return found((await this.samples()).find(({ atMs }) => atMs >= ms)).highest;
	}

	private async samples(): Promise<Sample[]> {
		const lines = (await readFile(this.file, 'utf8')).trim().split('\n');
		return lines.map((text) => {
			const [atMs, resident, highest] = line.parse(text.split(' '));
			return { atMs, resident, highest };
		});
	}
}

function found(sample: Sample | undefined): Sample {
	if (sample === undefined) throw new Error("n8n's memory was not recorded at that time");
	return sample;
}
