import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from '../../../demo/install/command';
import type { World } from './World';
import { prepared } from './prepared';

/** Rows of n8n's own SQLite database, read by n8n's Node, which can. For what no API tells. */
export async function queryDatabase(world: World, query: string): Promise<Array<Record<string, unknown>>> {
	const { installation } = await prepared();
	const script = `
		const { DatabaseSync } = require('node:sqlite');
		const [file, query] = process.argv.slice(1);
		process.stdout.write(JSON.stringify(new DatabaseSync(file, { readOnly: true }).prepare(query).all()));
	`;
	const file = join(world.n8n.folder, '.n8n', 'database.sqlite');
	const output = await runCommand(installation.node, ['--no-warnings', '--eval', script, '--', file, query], {
		folder: world.n8n.folder,
	});
	return z.array(z.record(z.unknown())).parse(JSON.parse(output));
}
