/**
 * `npm run package`, after the build: packs the package into the repository's folder and says how to install it, with the
 * command of README.md. Another folder with a package may be given.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './npm.mjs';
import { pack } from './pack.mjs';
import { placeholderIn } from './placeholders.mjs';

const [folder = root] = process.argv.slice(2);
const { filename, files, unpackedSize } = pack(folder, folder);
console.log(`
${join(folder, filename)}
${files.length} files, ${(unpackedSize / 2 ** 20).toFixed(1)} MiB unpacked

Install it on the machine that runs n8n, and restart n8n:
  npm install --prefix ~/.n8n/nodes --ignore-scripts --no-package-lock --offline ${join(folder, filename)}`);

// The tarball works; but its links lead nowhere, and whoever gets it cannot say where it comes from.
const placeholder = placeholderIn(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
if (placeholder !== undefined)
	console.log(`\n${placeholder} The links of the nodes lead nowhere until then.`);
