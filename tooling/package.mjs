/**
 * `npm run package`, after the build: packs the package into the repository's folder and says how to install it, with the
 * command of README.md. Another folder with a package may be given.
 */
import { join } from 'node:path';

import { root } from './npm.mjs';
import { pack } from './pack.mjs';

const [folder = root] = process.argv.slice(2);
const { filename, files, unpackedSize } = pack(folder, folder);
console.log(`
${join(folder, filename)}
${files.length} files, ${(unpackedSize / 2 ** 20).toFixed(1)} MiB unpacked

Install it on the machine that runs n8n, and restart n8n:
  npm install --prefix ~/.n8n/nodes --ignore-scripts --no-package-lock --offline ${join(folder, filename)}`);
