import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { N8nInstallation } from '../install/installN8n';
import { freePort, isFree } from './freePorts';
import { N8nClient } from './N8nClient';
import { N8nProcess } from './N8nProcess';
import { baseSettings, filesFolderIn, type Settings } from './settings';

export interface InstanceOptions {
	installation: N8nInstallation;
	/** n8n's user folder; its state is in `<folder>/.n8n`, its log in `<folder>/n8n.log`. */
	folder: string;
	/** The editor's port: taken when it is free, else another. */
	port?: number;
	/** On top of the base settings: `durableCursors`, `queueMode(...)`, a loaded-files hook, ... */
	settings?: Settings;
}

/** An n8n of one's own: its folder, port and settings stay the same over stops and starts. */
export class N8nInstance {
	private process: N8nProcess | undefined;
	private signedIn: N8nClient | undefined;

	private constructor(
		private readonly options: InstanceOptions,
		readonly settings: Settings,
		readonly url: string,
	) {}

	/** Chooses the ports and settings; starts nothing yet. */
	static async prepare(options: InstanceOptions): Promise<N8nInstance> {
		const wanted = options.port;
		const port = wanted !== undefined && (await isFree(wanted)) ? wanted : await freePort();
		const base = baseSettings({ folder: options.folder, port, taskBrokerPort: await freePort() });
		return new N8nInstance(options, { ...base, ...options.settings }, `http://127.0.0.1:${port}`);
	}

	get folder(): string {
		return this.options.folder;
	}

	/** The only folder in which nodes can read and write files. */
	get filesFolder(): string {
		return filesFolderIn(this.folder);
	}

	/** Signed in as the owner; there while the instance runs. */
	get client(): N8nClient {
		if (this.signedIn === undefined) throw new Error('n8n is not running: start() it first');
		return this.signedIn;
	}

	/** Starts n8n, waits until it is ready, makes the owner if need be and signs in. */
	async start(): Promise<void> {
		await mkdir(this.filesFolder, { recursive: true });
		this.process = await N8nProcess.start({
			installation: this.options.installation,
			command: ['start'],
			settings: this.settings,
			folder: this.folder,
			logFile: join(this.folder, 'n8n.log'),
			readyUrl: `${this.url}/healthz/readiness`,
		});
		this.signedIn = await N8nClient.signIn(this.url);
	}

	/** Another process of this instance, such as a queue worker; it is the caller's to stop. */
	async startWorker(settings: Settings): Promise<N8nProcess> {
		const port = await freePort();
		return await N8nProcess.start({
			installation: this.options.installation,
			command: ['worker'],
			settings: {
				...this.settings,
				N8N_RUNNERS_BROKER_PORT: String(await freePort()),
				QUEUE_HEALTH_CHECK_PORT: String(port),
				...settings,
			},
			folder: this.folder,
			logFile: join(this.folder, 'worker.log'),
			readyUrl: `http://127.0.0.1:${port}/healthz/readiness`,
		});
	}

	async stop(): Promise<void> {
		this.signedIn = undefined;
		await this.process?.stop();
		this.process = undefined;
	}

	/** Ends n8n as a crash would. It can be started again. */
	async kill(): Promise<void> {
		this.signedIn = undefined;
		await this.process?.kill();
		this.process = undefined;
	}
}
