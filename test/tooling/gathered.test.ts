import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { runCommand } from '../../demo/install/command';
import { repositoryFolder } from '../../demo/install/folders';

/** The limits of coverage that `npm run unit` has with these variables. */
async function limits(environment: NodeJS.ProcessEnv): Promise<string> {
	const config = pathToFileURL(join(repositoryFolder, 'test/gathered/jest.config.mjs')).href;
	const code = `import('${config}').then((config) => console.log(JSON.stringify(config.default.coverageThreshold) ?? 'none'));`;
	const all = { GATHER_ONLY: undefined, IN_CHECKOUT_COPY: undefined, ...environment };
	return await runCommand('node', ['--eval', code], { folder: repositoryFolder, environment: all });
}

test('npm run unit has limits of coverage, and none for a part of the tests, which cannot reach them', async () => {
	expect(await limits({})).toContain('"./core/":{"lines":95}');
	expect((await limits({ GATHER_ONLY: '^core/data/' })).trim()).toBe('none');
});
