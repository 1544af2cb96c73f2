import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import fastify from 'fastify';
import type { PackedPackage } from '../install/packPackage';
import type { Settings } from './settings';

export interface PackageRegistry {
	/** Lets the npm that n8n calls find the package here; to be added to n8n's settings. */
	settings: Settings;
	close: () => Promise<void>;
}

/**
 * An npm registry on loopback with one package in it. n8n's installer (Settings > Community nodes) always asks the
 * public registry unless a licence allows another, so the npm that it calls is one that takes our address last.
 * `folder` receives that npm.
 */
export async function servePackage(packed: PackedPackage, folder: string): Promise<PackageRegistry> {
	const tarball = await readFile(packed.file);
	const server = fastify();
	const address = await listen();
	const fileName = `${packed.name}-${packed.version}.tgz`;

	async function listen(): Promise<string> {
		server.get('/:name', async () => ({
			name: packed.name,
			'dist-tags': { latest: packed.version },
			versions: {
				[packed.version]: {
					...packed.manifest,
					dist: {
						tarball: `${address}/${packed.name}/-/${fileName}`,
						integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
					},
				},
			},
		}));
		server.get('/:name/-/:file', async (_request, reply) => {
			return await reply.type('application/octet-stream').send(tarball);
		});
		return await server.listen({ host: '127.0.0.1', port: 0 });
	}

	await mkdir(folder, { recursive: true });
	const npm = join(folder, 'npm');
	const path = process.env.PATH ?? '';
	await writeFile(npm, `#!/bin/sh\nPATH='${path}' exec npm "$@" --registry='${address}'\n`);
	await chmod(npm, 0o755);
	return {
		settings: { PATH: [folder, path].join(delimiter) },
		close: async () => {
			await server.close();
		},
	};
}
