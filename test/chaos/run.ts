import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryFolder } from '../../demo/install/folders';
import { installN8n } from '../../demo/install/installN8n';
import { packPackage } from '../../demo/install/packPackage';
import { say } from '../../demo/install/progress';
import { runFolder } from '../e2e/world/folders';
import { ChaosRun } from './ChaosRun';
import { givenOptions } from './options';
import { pollers } from './pollers';
import { faultsIn, report } from './report';

const folder = `${runFolder}-chaos`;
const page = join(repositoryFolder, 'docs', 'reliability.md');
const between = /(<!-- npm run chaos writes from here -->\n)[^]*(\n<!-- to here -->)/;

/** `npm run chaos`: the published triggers of all platforms in a real n8n that is killed again and again. */
async function main(): Promise<void> {
	const { poller, ...options } = givenOptions();
	const chosen = poller === 'both' ? [pollers.default, pollers.durable] : [pollers[poller]];
	const installation = await installN8n();
	const packed = await packPackage(join(folder, 'package'));
	const startedAt = Date.now();
	const sayWhen = (line: string) => {
		say(`  ${Math.round((Date.now() - startedAt) / 1000)} s: ${line}`);
	};
	const results = await Promise.all(
		chosen.map(
			async (one, index) =>
				await ChaosRun.play({
					...options,
					seed: options.seed + index,
					installation,
					packed,
					folder: join(folder, one === pollers.default ? 'default' : 'durable'),
					poller: one,
					say: sayWhen,
				}),
		),
	);
	const markdown = report(results);
	say(`\n${markdown}\n`);
	if (poller === 'both') {
		const text = await readFile(page, 'utf8');
		await writeFile(page, text.replace(between, `$1\n${markdown}\n$2`));
	}
	if (results.some((result) => faultsIn(result).length > 0)) process.exitCode = 1;
}

// n8n ends with this process, however it ends.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

main().catch((error: unknown) => {
	say(`\nThe run did not work: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
	process.exitCode = 1;
});
