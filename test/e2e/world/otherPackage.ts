import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const manifest = z.object({ dependencies: z.record(z.string()).default({}) }).passthrough();

/**
 * Another community package in a home's folder for them, as n8n leaves it when it was installed in the editor: unpacked, without
 * the packages that it needs, and named as a dependency.
 */
export async function putOtherPackage(home: string, name: string): Promise<void> {
	const nodes = join(home, '.n8n', 'nodes');
	const unpacked = join(nodes, 'node_modules', name);
	await mkdir(unpacked, { recursive: true });
	await writeFile(
		join(unpacked, 'package.json'),
		JSON.stringify({ name, version: '1.0.0', n8n: { nodes: [] } }),
	);
	const own = join(nodes, 'package.json');
	const written = await readFile(own, 'utf8').catch(() => '{"name": "installed-nodes", "private": true}');
	const { dependencies, ...rest } = manifest.parse(JSON.parse(written));
	await writeFile(own, JSON.stringify({ ...rest, dependencies: { ...dependencies, [name]: '1.0.0' } }));
}
