/**
 * `npm run repository` carries the address of the repository to all files that link to it.
 *
 * package.json's `repository` is the one place where it is set. The links in nodes, credentials and pages must be
 * literals, for n8n's loader and lint; which address they have now is known from `homepage`, which is carried along.
 * Another checkout's folder may be given.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import lodash from 'lodash';

import { root } from './npm.mjs';

const [folder = root] = process.argv.slice(2);
const { repository, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const wanted = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
const present = homepage.replace(/#.*$/, '');

/** Not the beginning of a longer name: the new address may begin with the old one. */
const presentLink = new RegExp(`${lodash.escapeRegExp(present)}(?![\\w-]|\\.(?!git\\b)\\w)`, 'g');

const listed = spawnSync('git', ['ls-files', '-z'], { cwd: folder, encoding: 'utf8' });
if (listed.status !== 0) throw new Error(`git could not list the files.\n${listed.stderr}`);

/** Neither a picture nor npm's lock has such links. */
const isText = (path) => /\.(json|md|mjs|template|ts|yml)$/.test(path) && path !== 'package-lock.json';

let changed = 0;
for (const path of listed.stdout.split('\0').filter(isText)) {
	if (!existsSync(join(folder, path))) continue;
	const text = readFileSync(join(folder, path), 'utf8');
	const carried = text.replace(presentLink, () => wanted);
	if (carried === text) continue;
	writeFileSync(join(folder, path), carried);
	console.log(`  ${path}`);
	changed += 1;
}
console.log(changed === 0 ? `All links lead to ${wanted}.` : `${changed} files now link to ${wanted}.`);
