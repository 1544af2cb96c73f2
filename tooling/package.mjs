/** `npm run package`, after the build: packs the package into the repository's folder and says how to install it. */
import { join } from 'node:path';

import { root } from './npm.mjs';
import { pack } from './pack.mjs';

const { filename, files, unpackedSize } = pack(root);
console.log(`
${join(root, filename)}
${files.length} files, ${(unpackedSize / 2 ** 20).toFixed(1)} MiB unpacked

Install it on the machine that runs n8n, and restart n8n:
  npm install --prefix ~/.n8n/nodes --ignore-scripts --offline ${join(root, filename)}`);
