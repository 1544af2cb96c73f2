import { expect, it } from '@jest/globals';

import { CheckoutCopy } from '../../tooling/CheckoutCopy';

/** The tools are copied, and `npm test` runs beside whatever else the machine does. */
const timeoutMs = 60 * 60_000;

it(
	'npm test passes right after npm run new-platform',
	async () => {
		const copy = await CheckoutCopy.make('copied');
		try {
			await copy.run('npm', ['run', 'new-platform', '--', 'Acme']);
			// It takes what the tests of n8n beside it leave of the machine.
			const printed = await copy.run('nice', ['npm', 'test'], { IN_CHECKOUT_COPY: 'true' });
			expect(printed).toContain('Acme');
		} finally {
			await copy.remove();
		}
	},
	timeoutMs,
);
