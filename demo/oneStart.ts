import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { types } from 'node:util';
import { makeOwnFolder } from './install/folders';
import { atEnd } from './lifetime';

/**
 * Keeps the folder of n8n's data to this process until it ends: two n8n in one database would take each other's polls.
 * @throws when another process, or another user, has it. What one that was killed has left behind does not count.
 */
export async function keepToThisStart(folder: string): Promise<void> {
	const file = join(folder, 'running.pid');
	await makeOwnFolder(folder);
	const take = async () => {
		await writeFile(file, String(process.pid), { flag: 'wx' });
	};
	await take().catch(async () => {
		const other = Number(await readFile(file, 'utf8').catch(() => ''));
		if (other > 0 && other !== process.pid && isAlive(other)) {
			throw new Error(
				`The n8n of this folder runs already (process ${other}): stop it first. If that process is another program, delete ${file}.`,
			);
		}
		await rm(file, { force: true });
		await take();
	});
	atEnd(async () => {
		await rm(file, { force: true });
	});
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		// One of another user is alive, too.
		return types.isNativeError(error) && 'code' in error && error.code === 'EPERM';
	}
}
