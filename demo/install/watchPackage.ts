import { watch } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runCommand } from './command';
import { repositoryFolder } from './folders';
import { packPackage, type PackedPackage } from './packPackage';
import { killGroup, startGroup } from './processGroup';
import { say } from './progress';

/** Icons, codex files, output schemas and the manifest, which the compiler does not watch. */
export const uncompiled = /(\.svg|\.node\.json|\/__schema__\/.+\.json|^package\.json)$/;

/** The compiler's last line of each compilation. */
const compiled = /Found (\d+) errors?\. Watching/;

/**
 * Compiles the package now and after each change of its files, and calls `onCompiled` each time that this succeeds; says
 * what the compiler finds otherwise. Returns what ends it.
 */
export async function watchPackage(onCompiled: () => void): Promise<() => void> {
	await rm(join(repositoryFolder, 'dist'), { recursive: true, force: true });
	const compiler = startGroup(
		process.execPath,
		[require.resolve('typescript/bin/tsc'), '--watch', '--preserveWatchOutput', '--pretty', 'false'],
		{ folder: repositoryFolder, environment: process.env },
	);
	let wasCompiled = false;
	say('- Compiling, now and after each change ...');
	createInterface(compiler.stdout).on('line', (line) => {
		const errors = compiled.exec(line)?.[1];
		if (errors === '0') {
			wasCompiled = true;
			onCompiled();
		} else if (errors !== undefined) say('  does not compile: n8n keeps the last build\n');
		else if (line.includes('error TS')) say(`  ${line}`);
	});
	createInterface(compiler.stderr).on('line', say);
	const watchers = [
		watch(repositoryFolder),
		...['nodes', 'credentials'].map((folder) => watch(join(repositoryFolder, folder), { recursive: true })),
	];
	for (const watcher of watchers) {
		watcher.on('change', (_event, file) => {
			if (wasCompiled && uncompiled.test(String(file))) onCompiled();
		});
	}
	return () => {
		for (const watcher of watchers) watcher.close();
		killGroup(compiler);
	};
}

/** Makes a package of what the compiler wrote, as `npm run build` and `npm pack` do. */
export async function packCompiled(folder: string): Promise<PackedPackage> {
	for (const tool of ['gulp', 'n8n-generate-metadata']) {
		await runCommand('npx', ['--no', tool], { folder: repositoryFolder });
	}
	return await packPackage(folder);
}
