import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describedNodes } from './nodeDescriptions';
import { operationReference } from './operationReference';
import { outputSchemas } from './outputSchemas';
import { platformPages } from './platformReference';

const root = join(__dirname, '..');

/** `npm run docs`, after the samples are there: writes the generated pages, and what the editor shows of outputs, anew. */
async function generate(): Promise<void> {
	const nodes = await describedNodes();
	writeFileSync(join(__dirname, 'operations.md'), await operationReference());
	for (const { path, text } of platformPages(nodes)) writeFileSync(path, text);
	for (const { folder } of nodes)
		rmSync(join(root, 'nodes', folder, '__schema__'), { recursive: true, force: true });
	for (const { path, text } of outputSchemas(nodes)) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), text);
	}
}

void generate();
