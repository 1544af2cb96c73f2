import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const otherPackage = 'n8n-nodes-other';

/**
 * Another community package in a home's folder for them, as n8n leaves it when it was installed in the editor: unpacked, without
 * the packages that it needs, and named as a dependency. npm's lock file is of an installation by hand before that.
 */
export async function putOtherPackage(home: string): Promise<void> {
	const nodes = join(home, '.n8n', 'nodes');
	const unpacked = join(nodes, 'node_modules', otherPackage);
	await mkdir(unpacked, { recursive: true });
	const written = async (folder: string, file: string, content: object) =>
		await writeFile(join(folder, file), JSON.stringify(content));
	await written(unpacked, 'package.json', { name: otherPackage, version: '1.0.0', n8n: { nodes: [] } });
	await written(nodes, 'package.json', {
		name: 'installed-nodes',
		private: true,
		dependencies: { [otherPackage]: '1.0.0' },
	});
	await written(nodes, 'package-lock.json', {
		name: 'installed-nodes',
		lockfileVersion: 3,
		requires: true,
		packages: { '': { name: 'installed-nodes' } },
	});
}
