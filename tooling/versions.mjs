/**
 * `npm run versions` runs the tests of test/versions on n8n's engine (n8n-core) of several versions: the oldest that
 * README.md names, one between, and the newest, with which the other tests run. `-- --oldest` is the short form;
 * `-- 2.38.2` runs that version alone.
 *
 * Each version is a folder of test/versions with a package.json and its lock, installed into .n8n-versions the first time.
 * n8n itself is not needed: n8n-core runs workflows, and many versions of n8n are no longer installable.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { npm, root } from './npm.mjs';

const definitions = join(root, 'test', 'versions');
const installed = join(root, '.n8n-versions');

/** n8n has durable cursors from 2.36 on; what they need is asserted with the newest version. */
const withoutDurable = '^(?!.*(durable cursors(?!: false)|durable: true))';

const older = readdirSync(definitions)
	.filter((name) => /^\d+\.\d+\.\d+$/.test(name))
	.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const newest = manifest.devDependencies['n8n-core'];

/** Returns the folder that holds its node_modules. What was begun and broken off does not count. */
function install(version) {
	if (version === newest) return root;
	const folder = join(installed, version);
	const lock = 'package-lock.json';
	const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
	if (read(join(folder, lock)) === read(join(definitions, version, lock))) return folder;
	console.log(`Installing n8n-core ${version} ...`);
	const staging = join(installed, `staging-${process.pid}`);
	mkdirSync(installed, { recursive: true });
	cpSync(join(definitions, version), staging, { recursive: true });
	const { status } = npm(['ci', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund'], {
		cwd: staging,
		stdio: 'inherit',
	});
	if (status !== 0) {
		rmSync(staging, { recursive: true, force: true });
		throw new Error(`n8n-core ${version} could not be installed.`);
	}
	rmSync(folder, { recursive: true, force: true });
	renameSync(staging, folder);
	return folder;
}

function run(version) {
	const folder = install(version);
	const { version: found } = JSON.parse(
		readFileSync(join(folder, 'node_modules', 'n8n-core', 'package.json'), 'utf8'),
	);
	if (found !== version) throw new Error(`${folder} has n8n-core ${found}, not ${version}.`);
	console.log(`n8n-core ${version}:`);
	const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
	const options = ['--config', 'test/versions/jest.config.mjs', '--testNamePattern', withoutDurable];
	const { status } = spawnSync(process.execPath, [jest, ...options], {
		cwd: root,
		stdio: 'inherit',
		env: { ...process.env, N8N_VERSION_FOLDER: folder },
	});
	return status === 0;
}

const all = [...older, newest];
const asked = process.argv
	.slice(2)
	.flatMap((argument) => (argument === '--oldest' ? all.slice(0, 1) : argument));
const unknown = asked.filter((version) => !all.includes(version));
if (unknown.length > 0) {
	const isAsked = unknown.includes('--help');
	const takes = `npm run versions -- takes versions (${all.join(', ')}), or --oldest. It runs on all of them otherwise.`;
	console[isAsked ? 'log' : 'error'](isAsked ? takes : `There is no ${unknown.join(', ')}. ${takes}`);
	process.exit(isAsked ? 0 : 1);
}
const versions = asked.length === 0 ? all : asked;
const failed = versions.filter((version) => !run(version));
console.log(failed.length === 0 ? `Passed on ${versions.join(', ')}.` : `Failed on ${failed.join(', ')}.`);
if (failed.length > 0) process.exitCode = 1;
