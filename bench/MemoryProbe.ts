import { join } from 'node:path';
import axios from 'axios';
import { z } from 'zod';
import { freePort } from '../demo/n8n/freePorts';
import type { Settings } from '../demo/n8n/settings';
import type { NodeChoice } from '../demo/n8n/workflows';

/** Bytes of n8n's process. In use are the JavaScript heap and the buffers outside it. */
export const memoryReading = z.object({
	/** The highest since the reading before this one, what is not collected yet included. Sampled. */
	highestInUse: z.number(),
	/** The highest resident memory since the reading before this one. */
	highestResident: z.number(),
	/** After a garbage collection. */
	inUse: z.number(),
	/** After that garbage collection. */
	resident: z.number(),
});
export type MemoryReading = z.output<typeof memoryReading>;

/** Reads the memory of an n8n process; a hook in that process answers. */
export class MemoryProbe {
	private constructor(private readonly port: number) {}

	static async prepare(): Promise<MemoryProbe> {
		return new MemoryProbe(await freePort());
	}

	/** To be added to n8n's settings. */
	get settings(): Settings {
		return {
			NODE_OPTIONS: `--require "${join(__dirname, 'memoryProbe.cjs')}"`,
			MEMORY_PROBE_PORT: String(this.port),
		};
	}

	private get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** A node that reads the memory between two others, while n8n holds what the nodes before it gave. */
	node(name: string): NodeChoice & { typeVersion: number; executeOnce: true } {
		return {
			name,
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			executeOnce: true,
			parameters: { url: this.url, options: {} },
		};
	}

	async read(): Promise<MemoryReading> {
		return memoryReading.parse((await axios.get<unknown>(this.url)).data);
	}
}
