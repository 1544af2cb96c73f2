import { join } from 'node:path';

/** n8n's settings as environment variables. */
export type Settings = Record<string, string>;

/** What n8n and the npm that it calls need of this process's own environment; nothing else is passed on. */
const passedOn = [
	'PATH',
	'HOME',
	'USER',
	'LANG',
	'LC_ALL',
	'TMPDIR',
	'TZ',
	'HTTP_PROXY',
	'HTTPS_PROXY',
	'NO_PROXY',
	'NODE_EXTRA_CA_CERTS',
];

export function ownEnvironment(): Settings {
	const environment: Settings = {};
	for (const name of passedOn) {
		const value = process.env[name];
		if (value !== undefined) environment[name] = value;
	}
	return environment;
}

export interface BaseSettings {
	/** n8n keeps its state in `<folder>/.n8n`. */
	folder: string;
	port: number;
	/** Where n8n's own task runner connects; 5679 when nothing is said, which two instances cannot share. */
	taskBrokerPort: number;
}

/** Where the nodes of an n8n with this user folder may read and write files. */
export const filesFolderIn = (folder: string): string => join(folder, 'files');

/** An n8n on loopback that asks nothing of the internet. The key is fixed so that credentials survive a restart. */
export function baseSettings({ folder, port, taskBrokerPort }: BaseSettings): Settings {
	return {
		N8N_USER_FOLDER: folder,
		N8N_RESTRICT_FILE_ACCESS_TO: filesFolderIn(folder),
		N8N_ENCRYPTION_KEY: 'a-key-for-a-local-demo-only',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}`,
		N8N_RUNNERS_BROKER_PORT: String(taskBrokerPort),
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'mcp-registry',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		NODE_ENV: 'production',
	};
}

/** The three settings that make n8n commit a trigger's cursor together with the execution that it starts. */
export const durableCursors: Settings = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};

export interface QueueServices {
	redisPort: number;
	postgresPort: number;
	postgresDatabase: string;
	postgresUser: string;
}

/** Executions go to workers through Redis; main and workers share a PostgreSQL database. */
export function queueMode(services: QueueServices): Settings {
	return {
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(services.redisPort),
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(services.postgresPort),
		DB_POSTGRESDB_DATABASE: services.postgresDatabase,
		DB_POSTGRESDB_USER: services.postgresUser,
	};
}
