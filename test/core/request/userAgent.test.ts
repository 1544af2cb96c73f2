import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { USER_AGENT } from '../../../core/request/userAgent';

test('the user agent names this package and its version', () => {
	const manifest = readFileSync(join(__dirname, '../../../package.json'), 'utf8');
	const { name, version } = JSON.parse(manifest) as { name: string; version: string };
	expect(USER_AGENT).toBe(`${name}/${version}`);
});
