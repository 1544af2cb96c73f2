import { expect, test } from '@jest/globals';
import { camelCase } from 'lodash';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';

import { describedNodes } from '../../docs/nodeDescriptions';
import { everyCredential } from '../platforms/everyCredential';

const root = join(__dirname, '../..');
const links = z.array(z.object({ url: z.string() })).min(1);
const codex = z.object({
	resources: z.object({ primaryDocumentation: links, credentialDocumentation: links }),
});

/** The page in docs/ that an address of the repository opens. */
function pageAt(url: string): string {
	const page = join(root, 'docs', basename(new URL(url).pathname));
	expect(new URL(url).pathname).toMatch(/\/docs\/\w+\.md$/);
	expect(existsSync(page)).toBe(true);
	return page;
}

test("the Docs link of each node opens its platform's page", async () => {
	for (const { folder, description } of await describedNodes()) {
		const file = join(
			root,
			'nodes',
			folder,
			`${folder}${description.polling === true ? 'Trigger' : ''}.node.json`,
		);
		const written: unknown = JSON.parse(readFileSync(file, 'utf8'));
		const { primaryDocumentation, credentialDocumentation } = codex.parse(written).resources;
		for (const { url } of [...primaryDocumentation, ...credentialDocumentation]) {
			expect(basename(pageAt(url))).toBe(`${camelCase(folder)}.md`);
		}
	}
});

test.each(everyCredential)('$name: every field is on the page that its Docs link opens', ({ type }) => {
	const page = readFileSync(pageAt(type.documentationUrl ?? ''), 'utf8');
	const labels = type.properties
		.filter((property) => property.type !== 'hidden')
		.map(({ displayName }) => displayName);
	expect(labels.length).toBeGreaterThan(1);
	expect(labels.filter((label) => !page.includes(label))).toEqual([]);
});
