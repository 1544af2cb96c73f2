import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import axios from 'axios';
import type { N8nInstallation } from '../install/installN8n';
import { killGroup, startGroup, type GroupLeader } from '../install/processGroup';
import { ownEnvironment, type Settings } from './settings';
import { waitFor } from './waitFor';

const keptLogLines = 60;
/** n8n usually starts in 15 seconds, but on an overloaded machine it takes more than two minutes. */
const startTimeoutMs = 240_000;
const stopTimeoutMs = 40_000;

export interface ProcessOptions {
	installation: N8nInstallation;
	/** `start`, `worker`, ... and its flags. */
	command: string[];
	settings: Settings;
	/** n8n's output is appended here. */
	logFile: string;
	/** Where it runs; n8n reads settings from a file `.env` there. */
	folder: string;
	/** Answers 200 as soon as n8n can work. */
	readyUrl: string;
}

/** One n8n process, started until ready, stopped as an operator would stop it. */
export class N8nProcess {
	private readonly lastLines: string[] = [];

	private constructor(
		private readonly child: GroupLeader,
		private readonly options: ProcessOptions,
	) {}

	static async start(options: ProcessOptions): Promise<N8nProcess> {
		await mkdir(dirname(options.logFile), { recursive: true });
		const child = startGroup(options.installation.node, [options.installation.n8n, ...options.command], {
			folder: options.folder,
			environment: { ...ownEnvironment(), ...options.settings },
		});
		const started = new N8nProcess(child, options);
		started.keepOutput();
		try {
			await started.untilReady();
		} catch (error) {
			await started.stop();
			throw error;
		}
		return started;
	}

	private keepOutput(): void {
		const log = createWriteStream(this.options.logFile, { flags: 'a' });
		for (const stream of [this.child.stdout, this.child.stderr]) {
			stream.on('data', (chunk: Buffer) => {
				log.write(chunk);
				this.lastLines.push(...chunk.toString().split('\n'));
				this.lastLines.splice(0, Math.max(0, this.lastLines.length - keptLogLines));
			});
		}
		this.child.on('error', (error) => this.lastLines.push(error.message));
		this.child.on('close', () => log.end());
	}

	private get ended(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined;
	}

	private async untilReady(): Promise<void> {
		const { readyUrl, command, logFile } = this.options;
		await waitFor(
			`n8n ${command.join(' ')} to be ready at ${readyUrl} (its log: ${logFile})`,
			async () => (await axios.get(readyUrl, { timeout: 2_000 })).status === 200,
			{
				timeoutMs: startTimeoutMs,
				failure: () =>
					this.ended
						? new Error(`n8n ${command.join(' ')} ended before it was ready:\n${this.lastLines.join('\n')}`)
						: undefined,
			},
		);
	}

	/** SIGTERM, as an operator or a container runtime would; by force only when that is not enough. */
	async stop(): Promise<void> {
		if (!this.ended) {
			const closed = once(this.child, 'exit');
			this.child.kill('SIGTERM');
			const timer = setTimeout(() => {
				killGroup(this.child);
			}, stopTimeoutMs);
			await closed;
			clearTimeout(timer);
		}
		// Its task runner may be a moment behind.
		killGroup(this.child);
	}

	/** SIGKILL: nothing is finished, nothing is stored. */
	async kill(): Promise<void> {
		const closed = this.ended ? undefined : once(this.child, 'exit');
		killGroup(this.child);
		await closed;
	}
}
