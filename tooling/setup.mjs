/**
 * Makes sure that node_modules holds what package-lock.json says, and does nothing when it does.
 *
 * Run before everything else by npm start and npm test, so that a fresh clone needs one command. Therefore plain
 * Node: nothing but its built-in modules is there yet.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { npm, root } from './npm.mjs';

const oldestNode = 20;
/** n8n's lint loads ES modules by `require`, which Node does from these minor versions on; from 23 on it always does. */
const oldestMinor = { 20: 19, 22: 12 };
const [major, minor] = process.versions.node.split('.').map(Number);
const canLint = major > 22 || minor >= oldestMinor[major];

/** What starts an n8n: its folders, processes and signals are those of Linux and macOS. */
const needsUnix = ['start', 'dev', 'e2e', 'pictures', 'chaos', 'bench', 'bench:n8n'];
const script = process.env.npm_lifecycle_event ?? '';

/** Packages by their place, or undefined where the file is missing or broken. */
function packagesIn(file) {
	try {
		return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
	} catch {
		return undefined;
	}
}

/** Compares contents, not times: a checkout of another branch and back must not cost an installation. */
function isInstalled() {
	const wanted = packagesIn('package-lock.json');
	// npm writes down here what it put into node_modules.
	const present = packagesIn('node_modules/.package-lock.json');
	if (!wanted || !present) return false;
	return Object.entries(wanted).every(([place, { version, optional }]) => {
		const found = present[place];
		// Optional packages that are missing are for other operating systems.
		return place === '' || (found ? found.version === version : optional);
	});
}

if (major < oldestNode) {
	console.error(`Node ${oldestNode} or newer is needed; this is ${process.version}.`);
	process.exitCode = 1;
} else if (script === 'test' && !canLint) {
	console.error(`npm test needs Node 20.19 or newer (of Node 22, 22.12); this is ${process.version}.`);
	process.exitCode = 1;
} else if (process.platform === 'win32' && needsUnix.includes(script)) {
	console.error(`npm run ${script} needs Linux or macOS: on Windows, run it in WSL.`);
	process.exitCode = 1;
} else if (!isInstalled()) {
	console.log('Installing the development tools (once; about a minute) ...');
	// Its warnings are about versions of Node that the tools would like better: nobody who reads them here can do anything.
	const { status } = npm(['ci', '--loglevel=error'], { stdio: 'inherit' });
	if (status !== 0) {
		console.error('npm ci failed. Is the npm registry reachable from here?');
		process.exitCode = 1;
	}
}
