import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { addressSchema, countsSchema, type Address, type Conditions, type Counts } from './platformMessages';

const answerTimeoutMs = 60_000;

/** The platform in its own process, as the benchmark sees it. */
export class PlatformProcess {
	private constructor(
		private readonly child: ChildProcess,
		readonly address: Address,
	) {}

	/** @param integrations how many the account holds */
	static async start(integrations: number): Promise<PlatformProcess> {
		const child = fork(join(__dirname, 'platformProgram.ts'), [String(integrations)]);
		return new PlatformProcess(child, addressSchema.parse(await nextMessage(child)));
	}

	async set(conditions: Conditions): Promise<void> {
		this.child.send(conditions);
		z.literal('ready').parse(await nextMessage(this.child));
	}

	/** @throws when a request was not as the platform's document allows. */
	async counts(): Promise<Counts> {
		this.child.send('count');
		const counts = countsSchema.parse(await nextMessage(this.child));
		if (counts.violations.length > 0) {
			throw new Error(`The platform does not allow these requests: ${counts.violations.join('; ')}`);
		}
		return counts;
	}

	async stop(): Promise<void> {
		if (this.child.exitCode !== null || this.child.signalCode !== null) return;
		const ended = once(this.child, 'exit');
		this.child.disconnect();
		await ended;
	}
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
	const ended = new AbortController();
	const stop = () => ended.abort();
	child.once('exit', stop);
	try {
		const [message] = z.array(z.unknown()).parse(
			await once(child, 'message', {
				signal: AbortSignal.any([ended.signal, AbortSignal.timeout(answerTimeoutMs)]),
			}),
		);
		return message;
	} catch (error) {
		throw new Error('The simulated platform ended, or did not answer', { cause: error });
	} finally {
		child.off('exit', stop);
	}
}
