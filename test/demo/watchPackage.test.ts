import { expect, test } from '@jest/globals';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { repositoryFolder } from '../../demo/install/folders';
import { uncompiled } from '../../demo/install/watchPackage';

test('npm run dev sees a change of each file of the package that the compiler leaves alone', () => {
	const files = ['nodes', 'credentials'].flatMap((part) => {
		const folder = join(repositoryFolder, part);
		return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
			(path) => !path.endsWith('.ts') && statSync(join(folder, path)).isFile(),
		);
	});
	expect(files.length).toBeGreaterThan(100);
	expect(['package.json', ...files].filter((path) => !uncompiled.test(path))).toEqual([]);
});
