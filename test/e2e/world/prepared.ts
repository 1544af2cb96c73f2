import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { preparedFile } from './folders';

const schema = z.object({
	installation: z.object({ node: z.string(), n8n: z.string() }),
	packed: z.object({
		file: z.string(),
		name: z.string(),
		version: z.string(),
		manifest: z.record(z.unknown()),
	}),
});

/** What the preparation made for the tests. */
export type Prepared = z.output<typeof schema>;

export async function prepared(): Promise<Prepared> {
	return schema.parse(JSON.parse(await readFile(preparedFile, 'utf8')));
}
