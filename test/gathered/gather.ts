import { describe, jest } from '@jest/globals';
import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const testFolder = resolve(__dirname, '..');

/** Folders with jest runs of their own. */
const apart = ['e2e', 'gathered'];

/** See jest.config.mjs: they take as long as a part, and are suites of their own, which jest begins with. */
const long = ['tooling/newPlatform.test.ts', 'docs/samples.test.ts'];

/**
 * In the copy in which test/e2e/checkout makes a platform: what cannot see that platform has passed in the checkout itself.
 * Left is what reads all nodes, all pages or all files, and the new platform's own.
 */
const blindToOthers =
	/^(core\/\w+|engine|faults|simulation|(platforms|simulators)\/(celigo|ductape|gestal|polarity|port))\//i;
const isCopy = process.env['IN_CHECKOUT_COPY'] !== undefined;

/** How many gathered suites there are: enough for workers to share them evenly. */
const suites = 10;

/** A pattern of paths in test/: only these files then, all of them in the first suite. */
const only = process.env['GATHER_ONLY'];

/** All test files, the largest first. */
const testFiles = () =>
	readdirSync(testFolder, { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.test.ts') && !apart.some((folder) => path.startsWith(`${folder}/`)))
		.filter((path) => !long.includes(path) || only !== undefined)
		.filter((path) => !isCopy || !blindToOthers.test(path))
		.filter((path) => only === undefined || new RegExp(only).test(path))
		.map((path) => ({ path, size: statSync(join(testFolder, path)).size }))
		.sort((a, b) => b.size - a.size || a.path.localeCompare(b.path))
		.map(({ path }) => path);

/**
 * Runs every tenth test file as one suite of jest. Jest loads n8n-core anew for each of its suites, which takes
 * longer than most test files do; so the whole run gathers them. A file alone is run by the config in the root.
 *
 * @param part which of the suites, from 0 on
 */
export function gather(part: number): void {
	for (const path of testFiles().filter((_, index) => index % (only === undefined ? suites : 1) === part)) {
		describe(relative('.', join('test', path)), () => {
			jest.requireActual(join(testFolder, path));
		});
	}
}
