import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { discardOlderBuild, ensureInstalled } from '../../demo/n8n/communityPackage';
import type { N8nClient } from '../../demo/n8n/N8nClient';
import { N8nInstance } from '../../demo/n8n/N8nInstance';
import { servePackage, type PackageRegistry } from '../../demo/n8n/packageRegistry';
import type { Settings } from '../../demo/n8n/settings';
import { chain, everyTenSeconds, noOperation } from '../../demo/n8n/workflows';
import type { N8nInstallation } from '../../demo/install/installN8n';
import type { PackedPackage } from '../../demo/install/packPackage';
import type { ChaosPlatform } from './platforms/ChaosPlatform';

/** What n8n 2.41 says before it ends so. */
const STUMBLE = "reading 'getTime'";

export interface ChaosOptions {
	installation: N8nInstallation;
	packed: PackedPackage;
	/** n8n's user folder: its state, its log and the journal of the polls are in it. */
	folder: string;
	settings: Settings;
}

const publicationSchema = z.object({
	status: z.string(),
	triggers: z.array(z.object({ errorMessage: z.string().nullable() })),
});

/** One publishing of a workflow, from the request until its trigger listens. Milliseconds since 1970. */
export interface Publication {
	workflow: string;
	from: number;
	to: number;
}

/** An n8n with the packed nodes and one workflow for each platform, to be killed and started again. */
export class ChaosN8n {
	/** When each SIGKILL came. */
	readonly kills: number[] = [];
	/** How often it ended at its start because of an execution that a kill had left. */
	stumbles = 0;
	readonly publications: Publication[] = [];
	/** Workflow ID to the name of its platform. */
	readonly platformOf = new Map<string, string>();

	private constructor(
		private readonly options: ChaosOptions,
		private readonly instance: N8nInstance,
		private readonly registry: PackageRegistry,
	) {}

	static async start(options: ChaosOptions): Promise<ChaosN8n> {
		const { installation, packed, folder, settings } = options;
		const registry = await servePackage(packed, join(folder, 'npm'));
		const instance = await N8nInstance.prepare({
			installation,
			folder,
			settings: { ...settings, ...registry.settings },
		});
		const n8n = new ChaosN8n(options, instance, registry);
		try {
			await discardOlderBuild(folder, packed);
			await instance.start();
			await ensureInstalled(instance.client, packed);
		} catch (error) {
			await n8n.stop();
			throw error;
		}
		return n8n;
	}

	/** Publishes the platform's workflow, or publishes it again with other parameters. */
	async publish(platform: ChaosPlatform, parameters: Record<string, unknown> = {}): Promise<void> {
		const { trigger } = platform;
		const workflow = chain(platform.name, [
			{
				...trigger,
				parameters: { ...trigger.parameters, ...parameters, pollTimes: everyTenSeconds },
				credentials: await this.storeCredentials(platform),
			},
			noOperation,
		]);
		const id = await this.client.saveWorkflow(workflow);
		this.platformOf.set(id, platform.name);
		const publication = { workflow: id, from: Date.now(), to: Number.POSITIVE_INFINITY };
		this.publications.push(publication);
		await this.client.activate(id);
		publication.to = Date.now();
	}

	async kill(): Promise<void> {
		this.kills.push(Date.now());
		await this.instance.kill();
	}

	/**
	 * As a supervisor does: n8n 2.41 may stumble at its start over an execution that the kill left, mark it as crashed and end;
	 * the next start is a healthy one. Any other end is a failure.
	 */
	async startAgain(): Promise<void> {
		const before = (await this.logText()).length;
		try {
			await this.instance.start();
		} catch (error) {
			if (!(await this.logText()).slice(before).includes(STUMBLE)) throw error;
			this.stumbles += 1;
			await this.instance.start();
		}
	}

	private async logText(): Promise<string> {
		return await readFile(join(this.folder, 'n8n.log'), 'utf8');
	}

	/** What n8n says of the triggers that do not live: platform to status and reason. */
	async deadTriggers(): Promise<Map<string, string>> {
		const dead = new Map<string, string>();
		for (const [id, platform] of this.platformOf) {
			const path = `/workflows/${id}/publication-status`;
			const { status, triggers } = await this.client.http.rest(publicationSchema, 'GET', path);
			const reasons = triggers.map(({ errorMessage }) => errorMessage).filter((reason) => reason !== null);
			if (status !== 'published') dead.set(platform, [status, ...reasons].join(': '));
		}
		return dead;
	}

	async stop(): Promise<void> {
		await this.instance.stop();
		await this.registry.close();
	}

	get installation(): N8nInstallation {
		return this.options.installation;
	}

	get folder(): string {
		return this.options.folder;
	}

	private get client(): N8nClient {
		return this.instance.client;
	}

	private async storeCredentials({ credentials }: ChaosPlatform) {
		const stored: Record<string, { id: string; name: string }> = {};
		for (const credential of credentials) {
			const id = await this.client.saveCredential(credential);
			stored[credential.type] = { id, name: credential.name };
		}
		return stored;
	}
}
