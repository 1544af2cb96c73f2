import type { INodeType } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';

const root = join(__dirname, '..', '..');
const manifest = z.object({ n8n: z.object({ nodes: z.array(z.string()) }) });
const classes = z.record(z.custom<new () => INodeType>((exported) => typeof exported === 'function'));

/** The nodes that package.json lists, from their source: an action node has operations, a trigger events. */
export async function everyNode(): Promise<INodeType[]> {
	const { n8n } = manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
	return await Promise.all(
		n8n.nodes.map(async (built) => {
			const path = join(root, built.replace(/^dist\//, '').replace(/\.js$/, ''));
			const Node = classes.parse(await import(path))[basename(path).replace(/\.node$/, '')];
			if (Node === undefined) throw new Error(`${path} does not export its node`);
			return new Node();
		}),
	);
}
