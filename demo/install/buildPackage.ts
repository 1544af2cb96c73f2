import { runCommand } from './command';
import { repositoryFolder } from './folders';
import { packPackage, type PackedPackage } from './packPackage';
import { step } from './progress';

/** Builds the pack from the sources and packs it as npm would publish it. */
export async function buildPackage(folder: string): Promise<PackedPackage> {
	return await step('Building and packing the nodes', async (tell) => {
		await runCommand('npm', ['run', 'build'], {
			folder: repositoryFolder,
			onLine: (line) => {
				tell(line.trim().slice(0, 80));
			},
		});
		return await packPackage(folder);
	});
}
