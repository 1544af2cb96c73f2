import { beforeAll, expect, it } from '@jest/globals';
import { constants, setPriority } from 'node:os';

import { CheckoutCopy } from '../../tooling/CheckoutCopy';

/** The tools are copied, and `npm test` runs beside whatever else the machine does. */
const timeoutMs = 30 * 60_000;

// What is started from here takes what the tests of n8n beside it leave of the machine.
beforeAll(() => {
	setPriority(constants.priority.PRIORITY_LOW);
});

it(
	'npm test passes right after npm run new-platform',
	async () => {
		const copy = await CheckoutCopy.make('copied');
		try {
			await copy.run('npm', ['run', 'new-platform', '--', 'Acme']);
			expect(await copy.run('npm', ['test'], { IN_CHECKOUT_COPY: 'true' })).toContain('Acme');
		} finally {
			await copy.remove();
		}
	},
	timeoutMs,
);
