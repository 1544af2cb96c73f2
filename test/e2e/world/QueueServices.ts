import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../demo/install/command';
import { killGroup, startGroup, type GroupLeader } from '../../../demo/install/processGroup';
import { freePort } from '../../../demo/n8n/freePorts';
import { queueMode, type Settings } from '../../../demo/n8n/settings';
import { waitFor } from '../../../demo/n8n/waitFor';
import { pathOf } from './debianPackages';

const user = 'n8n';
const startTimeoutMs = 120_000;

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
async function databaseUser(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const idOf = async (flag: string) => Number(await runCommand('id', [flag, 'postgres'], { folder: '/' }));
	return { uid: await idOf('-u'), gid: await idOf('-g') };
}

/** A Redis and a PostgreSQL of one's own, empty, on loopback: what n8n's queue mode needs. */
export class QueueServices {
	private constructor(
		/** To be added to n8n's settings. */
		readonly settings: Settings,
		private readonly folder: string,
		private readonly services: GroupLeader[],
	) {}

	static async start(): Promise<QueueServices> {
		const redisPort = await freePort();
		const postgresPort = await freePort();
		// Not in the clone: the database's user may have no way into its folder.
		const folder = await mkdtemp(join(tmpdir(), 'n8n-queue-'));
		const settings = queueMode({
			redisPort,
			postgresPort,
			postgresDatabase: 'postgres',
			postgresUser: user,
		});
		const services = new QueueServices(settings, folder, []);
		try {
			await services.startRedis(redisPort);
			await services.startPostgres(postgresPort);
		} catch (error) {
			await services.stop();
			throw error;
		}
		return services;
	}

	private async startRedis(port: number): Promise<void> {
		const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
		const options = { folder: this.folder, environment: process.env };
		this.services.push(startGroup(await pathOf('redis-server'), flags, options));
		const client = await pathOf('redis-cli');
		await waitFor(
			'Redis to answer',
			async () => (await runCommand(client, ['-p', String(port), 'ping'], { folder: '/' })).includes('PONG'),
			{ timeoutMs: startTimeoutMs },
		);
	}

	private async startPostgres(port: number): Promise<void> {
		const runAs = await databaseUser();
		if (runAs !== undefined) await chown(this.folder, runAs.uid, runAs.gid);
		const data = join(this.folder, 'postgres');
		await runCommand(
			await pathOf('initdb'),
			['-D', data, '-U', user, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
			{ folder: this.folder, user: runAs },
		);
		const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-k', this.folder];
		this.services.push(
			startGroup(await pathOf('postgres'), ['-D', data, '-p', String(port), ...settings], {
				folder: this.folder,
				environment: process.env,
				user: runAs,
			}),
		);
		const probe = await pathOf('pg_isready');
		await waitFor(
			'PostgreSQL to accept connections',
			async () =>
				(await runCommand(probe, ['-h', '127.0.0.1', '-p', String(port)], { folder: '/' })).includes(
					'accepting',
				),
			{ timeoutMs: startTimeoutMs },
		);
	}

	async stop(): Promise<void> {
		for (const service of this.services) killGroup(service);
		await rm(this.folder, { recursive: true, force: true });
	}
}
