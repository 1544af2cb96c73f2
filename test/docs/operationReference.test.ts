import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { operationReference } from '../../docs/operationReference';

test('docs/operations.md says what the nodes offer (npm run docs writes it anew)', async () => {
	const written = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
	expect(written).toBe(await operationReference());
});
