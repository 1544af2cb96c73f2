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
		const { url } = z.object({ url: z.string() }).parse(await nextMessage(child));
		return new StaticProcess(child, url);
	}

	async set(conditions: StaticConditions): Promise<void> {
		this.child.send(conditions);
		await once(this.child, 'message');
	}

	/** Since the conditions were set. */
	async counts(): Promise<z.output<typeof counts>> {
		this.child.send('count');
		return counts.parse(await nextMessage(this.child));
	}

	stop(): void {
		this.child.disconnect();
	}
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
	return z
		.tuple([z.unknown()])
		.rest(z.unknown())
		.parse(await once(child, 'message'))[0];
}
