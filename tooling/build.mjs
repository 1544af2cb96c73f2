/**
 * `npm run build`: dist as `npm run compile` makes it. Nothing is done when dist is what the last build made of the same
 * files: npm test, npm run e2e and others begin with it, one after the other. Contents are compared, in dist too.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { npm, root } from './npm.mjs';

/** What dist is made of; the lock stands for the tools. */
const sources = [
	'core',
	'credentials',
	'nodes',
	'gulpfile.js',
	'package.json',
	'package-lock.json',
	'tsconfig.json',
];
/** Beside dist, which is published. */
const stampFile = join(root, '.built');

function filesIn(path) {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path)
		.sort()
		.flatMap((name) => filesIn(join(path, name)));
}

function hashOf(paths) {
	const hash = createHash('sha256');
	for (const file of paths.flatMap((path) => filesIn(join(root, path)))) {
		const content = readFileSync(file);
		hash.update(`${relative(root, file)}\n${content.length}\n`).update(content);
	}
	return hash.digest('hex');
}

const stamp = () => `${hashOf(sources)} ${hashOf(['dist'])}`;

if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp()) {
	console.log('dist is built of these files already.');
} else {
	const { status } = npm(['run', 'compile'], { stdio: 'inherit' });
	if (status === 0) writeFileSync(stampFile, stamp());
	process.exitCode = status ?? 1;
}
