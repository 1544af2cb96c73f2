import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { operationReference } from './operationReference';

/** `npm run docs`: writes the generated pages anew. */
async function generate(): Promise<void> {
	writeFileSync(join(__dirname, 'operations.md'), await operationReference());
}

void generate();
