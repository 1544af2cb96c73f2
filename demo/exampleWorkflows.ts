import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryFolder } from './install/folders';
import type { Workflow, WorkflowNode } from './n8n/N8nClient';
import type { StartedPlatform } from './startPlatforms';
import type { StoredPlatform } from './storeCredential';

const folder = join(repositoryFolder, 'examples');

/** What a user sets in the examples besides credentials: the URLs of a chat and of an incident tool, and the folder for files. */
const placeholders = {
	chatUrl: 'https://chat.example.com/incoming-webhook',
	incidentUrl: 'https://incidents.example.com/v2/enqueue',
	filesFolder: '/home/node/.n8n-files',
};

const workflowSchema = z.object({
	name: z.string(),
	nodes: z.array(
		z
			.object({
				id: z.string(),
				name: z.string(),
				type: z.string(),
				typeVersion: z.number(),
				position: z.tuple([z.number(), z.number()]),
				parameters: z.record(z.unknown()),
			})
			.passthrough(),
	),
	connections: z.record(z.unknown()),
	settings: z.record(z.unknown()).optional(),
});

/** What is set in an example after its import. */
export interface ExampleSettings {
	/** Whose credentials the nodes get. */
	platforms: readonly StoredPlatform[];
	/** Where the examples send their chat messages. */
	chatUrl?: string;
	/** Where they open and close incidents. */
	incidentUrl?: string;
	/** Where they write files; n8n must be allowed to. */
	filesFolder?: string;
	/** The credential of the chat model. */
	model?: StoredPlatform['credentials'];
}

/** The names of the workflows in the folder examples/, without `.json`. */
export async function exampleNames(): Promise<string[]> {
	const files = await readdir(folder);
	return files.map((file) => file.replace(/\.json$/, '')).sort();
}

/** A workflow of the folder examples/ with everything set that a user sets after the import. */
export async function exampleWorkflow(name: string, settings: ExampleSettings): Promise<Workflow> {
	const { chatUrl, incidentUrl, filesFolder } = { ...placeholders, ...settings };
	const text = await readFile(join(folder, `${name}.json`), 'utf8');
	const filled = text
		.replaceAll(placeholders.chatUrl, chatUrl)
		.replaceAll(placeholders.incidentUrl, incidentUrl)
		.replaceAll(placeholders.filesFolder, JSON.stringify(filesFolder).slice(1, -1));
	const { nodes, ...workflow } = workflowSchema.parse(JSON.parse(filled));
	return { ...workflow, nodes: nodes.map((node) => withCredentials(node, settings)) };
}

/** Those platforms whose trigger is in the workflow: a new platform is in none at first. */
export function startingPlatforms<Platform extends StartedPlatform>(
	{ nodes }: Workflow,
	platforms: readonly Platform[],
): Platform[] {
	return platforms.filter(({ running }) => nodes.some(({ type }) => type === running.watch.type));
}

function withCredentials(node: WorkflowNode, { platforms, model }: ExampleSettings): WorkflowNode {
	if (node.type.includes('.lmChat') && model !== undefined) return { ...node, credentials: model };
	const platform = platforms.find(({ running: { list, watch } }) =>
		[list.type, `${list.type}Tool`, watch.type].includes(node.type),
	);
	return platform === undefined ? node : { ...node, credentials: platform.credentials };
}
