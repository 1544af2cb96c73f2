import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs npm in the repository's folder. npm tells its scripts where it is; started by hand, it is on the path. */
export function npm(args, options) {
	const path = process.env.npm_execpath;
	const [command, ...before] = path ? [process.execPath, path] : ['npm'];
	const shell = !path && process.platform === 'win32';
	return spawnSync(command, [...before, ...args], { cwd: root, encoding: 'utf8', shell, ...options });
}
