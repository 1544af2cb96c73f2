/**
 * Lints the words that users read, by n8n's UX guidelines: the built descriptions of nodes and credentials, the short
 * forms that Simplify returns, the sentences in the source, README and the pages in docs/, and the ready workflows. The package to
 * read may be given as an argument.
 */
import { resolve } from 'node:path';

import { root } from './npm.mjs';
import { complaintsAbout } from './words/index.mjs';

const complaints = complaintsAbout(resolve(process.argv[2] ?? root));
for (const complaint of complaints) console.error(complaint);
console.log(`The words: ${complaints.length} complaints.`);
if (complaints.length > 0) process.exitCode = 1;
