import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { sortBy } from 'lodash';
import { z } from 'zod';

import { repositoryFolder } from '../../demo/install/folders';

const STARTS = 5;

const found = z.object({
	startMs: z.number(),
	atStart: z.array(z.string()),
	firstMs: z.number(),
	atFirst: z.array(z.string()),
});

/** What the package adds to the start of an n8n, and to the first use of one node. */
export type StartUp = z.output<typeof found>;

/**
 * n8n's own loader, in a process of its own, whose own code is loaded before: the time it takes for this package, and which
 * platforms' code it has loaded then, and when the Celigo node is used first.
 */
const PROGRAM = `
const { LazyPackageDirectoryLoader } = require('n8n-core');
require('luxon'); require('lodash'); require('zod'); require('p-limit');
const platforms = () => [...new Set(Object.keys(require.cache).flatMap((file) => /dist.nodes.([A-Z][a-z]+)./.exec(file)?.[1] ?? []))];
(async () => {
	const loader = new LazyPackageDirectoryLoader(process.argv[1]);
	const startedMs = performance.now();
	await loader.loadAll();
	const startMs = performance.now() - startedMs;
	const atStart = platforms();
	const usedMs = performance.now();
	loader.getNode('celigo');
	const firstMs = performance.now() - usedMs;
	process.stdout.write(JSON.stringify({ startMs, atStart, firstMs, atFirst: platforms() }));
})();
`;

/** The middle of several. */
export async function startUp(): Promise<StartUp> {
	const starts: StartUp[] = [];
	while (starts.length < STARTS) starts.push(await oneStartUp());
	const [middle] = sortBy(starts, 'startMs').slice(Math.floor(STARTS / 2));
	if (middle === undefined) throw new Error('Nothing was measured');
	return middle;
}

async function oneStartUp(): Promise<StartUp> {
	const { stdout } = await promisify(execFile)(process.execPath, ['-e', PROGRAM, repositoryFolder], {
		cwd: repositoryFolder,
	});
	return found.parse(JSON.parse(stdout));
}
