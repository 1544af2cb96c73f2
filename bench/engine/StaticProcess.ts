import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { z } from 'zod';

import type { StaticConditions } from './StaticPlatforms';

const counts = z.object({ requests: z.number(), refused: z.number(), mostInFlight: z.number() });

/** The static servers in their own process. */
export class StaticProcess {
	private constructor(
		private readonly child: ChildProcess,
		readonly url: string,
	) {}

	static async start(): Promise<StaticProcess> {
		const child = fork(join(__dirname, 'staticProgram.ts'));
		const [message]: unknown[] = await once(child, 'message');
		return new StaticProcess(child, z.object({ url: z.string() }).parse(message).url);
	}

	async set(conditions: StaticConditions): Promise<void> {
		this.child.send(conditions);
		await once(this.child, 'message');
	}

	/** Since the conditions were set. */
	async counts(): Promise<z.output<typeof counts>> {
		this.child.send('count');
		const [message]: unknown[] = await once(this.child, 'message');
		return counts.parse(message);
	}

	stop(): void {
		this.child.disconnect();
	}
}
