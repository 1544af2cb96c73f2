import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { queueMode } from '../../demo/n8n/settings';

const root = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const compose = read('docs/queue-mode/compose.yml');

/** The settings that main process and workers share, as the compose file has them. */
function settings(): Record<string, string> {
	const [, block = ''] = /environment: &settings\n((?: {4}\S.*\n)+)/.exec(compose) ?? [];
	const pairs = [...block.matchAll(/^ {4}(\w+): (.+)$/gm)];
	return Object.fromEntries(
		pairs.map(([, name = '', value = '']) => [name, value.replace(/^'(.*)'$/, '$1')]),
	);
}

/** What a compose file needs besides: the test has one key for all its n8n, and a database that trusts everyone. */
const secrets = {
	N8N_ENCRYPTION_KEY: '${N8N_ENCRYPTION_KEY:?}',
	DB_POSTGRESDB_PASSWORD: '${POSTGRES_PASSWORD:?}',
};

test('the compose file has the settings with which test/e2e/queue.test.ts runs', () => {
	const tested = queueMode({
		redisPort: 6379,
		postgresPort: 5432,
		postgresDatabase: 'n8n',
		postgresUser: 'n8n',
	});
	// There on loopback, here by the names of the services.
	const hosts = { QUEUE_BULL_REDIS_HOST: 'redis', DB_POSTGRESDB_HOST: 'postgres' };
	expect(settings()).toEqual({ ...tested, ...hosts, ...secrets });
});

test('the compose file runs the n8n that the tests run', () => {
	const { dependencies } = JSON.parse(read('demo/package.json')) as { dependencies: { n8n: string } };
	expect(compose).toContain(`image: docker.n8n.io/n8nio/n8n:${dependencies.n8n}\n`);
});

test('main process and workers are of one kind, and differ in their command only', () => {
	for (const command of ['start', 'worker']) {
		expect(compose).toContain(`\n    <<: *n8n\n    command: ${command}\n`);
	}
});

test('the folder into which the examples write files outlives the containers, and all processes share it', () => {
	const [, shared = ''] = /^x-n8n: &n8n\n([^]*?)^ {2}environment:/m.exec(compose) ?? [];
	const [folder] = /\/home\/node\/[^/]+/.exec(read('examples/celigo-backup.json')) ?? [];
	expect(shared).toContain(`    - ./files:${folder}\n`);
});
