/**
 * `node tooling/releaseNotes.mjs v0.2.0` prints what CHANGELOG.md says of that version, for the release on GitHub. The
 * folder of the package may be given as a second argument.
 *
 * Fails where a release must not go on: the tag is not the version of package.json, the changelog has no such version, or
 * package.json still has a placeholder.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './npm.mjs';
import { placeholderIn } from './placeholders.mjs';

const [tag = '', folder = root] = process.argv.slice(2);
const read = (path) => readFileSync(join(folder, path), 'utf8');

/** The lines under the heading of the version, up to the next heading or the links at the end. */
function notesOf(version) {
	const lines = read('CHANGELOG.md').split('\n');
	const first = lines.findIndex((line) => line.startsWith(`## [${version}]`));
	if (first === -1) throw new Error(`CHANGELOG.md has no "## [${version}]".`);
	const rest = lines.slice(first + 1);
	const end = rest.findIndex((line) => /^(## |\[[^\]]+\]: )/.test(line));
	return rest
		.slice(0, end === -1 ? undefined : end)
		.join('\n')
		.trim();
}

try {
	const manifest = JSON.parse(read('package.json'));
	const { version } = manifest;
	if (tag !== `v${version}`) throw new Error(`The tag is "${tag}", the version of package.json ${version}.`);
	const placeholder = placeholderIn(manifest);
	if (placeholder !== undefined) throw new Error(placeholder);
	console.log(notesOf(version));
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
