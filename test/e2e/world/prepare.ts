import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeOwnFolder } from '../../../demo/install/folders';
import { installN8n } from '../../../demo/install/installN8n';
import { packPackage } from '../../../demo/install/packPackage';
import { say } from '../../../demo/install/progress';
import { ensureDebianPackages } from './debianPackages';
import { preparedFile, runFolder } from './folders';
import type { Prepared } from './prepared';

/** Once before all tests: n8n, the programs that some tests need, and the packed nodes. `npm run build` came before. */
export default async function prepare(): Promise<void> {
	say('');
	await rm(runFolder, { recursive: true, force: true });
	await makeOwnFolder(runFolder);
	await ensureDebianPackages();
	const prepared: Prepared = {
		installation: await installN8n(),
		packed: await packPackage(join(runFolder, 'package')),
	};
	await writeFile(preparedFile, JSON.stringify(prepared));
}
