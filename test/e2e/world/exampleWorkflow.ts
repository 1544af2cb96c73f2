import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryFolder } from '../../../demo/install/folders';
import type { Workflow } from '../../../demo/n8n/N8nClient';
import type { World } from './World';

const workflowSchema = z.object({
	name: z.string(),
	nodes: z.array(
		z.object({
			id: z.string(),
			name: z.string(),
			type: z.string(),
			typeVersion: z.number(),
			position: z.tuple([z.number(), z.number()]),
			parameters: z.record(z.unknown()),
		}),
	),
	connections: z.record(z.unknown()),
});

/** A workflow of the folder examples/, its nodes with the world's credentials, as a user selects them after the import. */
export async function exampleWorkflow(world: World, file: string): Promise<Workflow> {
	const text = await readFile(join(repositoryFolder, 'examples', file), 'utf8');
	const { nodes, ...workflow } = workflowSchema.parse(JSON.parse(text));
	const credentialsOf = (type: string) =>
		world.platforms.find(({ running: { list, watch } }) => [list.type, watch.type].includes(type))
			?.credentials;
	return {
		...workflow,
		nodes: nodes.map((node) => {
			const credentials = credentialsOf(node.type);
			return credentials === undefined ? node : { ...node, credentials };
		}),
	};
}
