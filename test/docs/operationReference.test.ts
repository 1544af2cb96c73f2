import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describedNodes } from '../../docs/nodeDescriptions';
import { operationReference } from '../../docs/operationReference';
import { outputSchemas } from '../../docs/outputSchemas';
import { platformPages } from '../../docs/platformReference';

const root = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

test('docs/operations.md says what the nodes offer (npm run docs writes it anew)', async () => {
	expect(read('docs/operations.md')).toBe(await operationReference());
});

test("the platforms' pages have every operation and event (npm run docs writes it anew)", async () => {
	const pages = platformPages(await describedNodes());
	expect(pages.length).toBeGreaterThanOrEqual(5);
	for (const { path, text } of pages) expect(readFileSync(path, 'utf8')).toBe(text);
});

test("the editor's schemas are those of the samples (npm run docs writes them anew)", async () => {
	const schemas = outputSchemas(await describedNodes());
	for (const { path, text } of schemas) expect(read(path)).toBe(text);
	const written = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
		.filter((path) => path.includes('__schema__') && path.endsWith('.json'))
		.map((path) => join('nodes', path));
	expect(written.sort()).toEqual(schemas.map(({ path }) => path).sort());
});
