import { expect, test } from '@jest/globals';
import type { IExecuteFunctions } from 'n8n-workflow';

import { operation, resource, runOperations } from '../../../core';
import { accountOf } from '../../../nodes/Celigo/account';
import { Celigo } from '../../../nodes/Celigo/Celigo.node';
import { celigo } from '../../../nodes/Celigo/platform';
import { forEachTest } from '../../lifecycle';
import { CeligoBench } from './bench';

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

test('the account of a credential is the user that Celigo gives the token', async () => {
	// n8n keeps only what the node's own lists have.
	const get = operation({
		name: 'Get Many',
		action: 'Get many integrations',
		fields: {},
		run: async (api) => ({ account: (await accountOf(api)) ?? null }),
	});
	const node = Object.assign(new Celigo(), {
		async execute(this: IExecuteFunctions) {
			return await runOperations(this, celigo, [resource('Integration', [get])]);
		},
	});
	expect(await bench.json('integration.getMany', {}, { node })).toEqual([{ account: bench.state.owner._id }]);
	expect(bench.asked()).toEqual(['GET /tokenInfo']);
});

test.each([403, 404])(
	"a gateway's page with %i does not say that a credential has no account",
	async (status) => {
		const { faults } = bench.simulator;
		faults.add({ path: '/v1/tokenInfo', answer: { status, bodyText: '<html>Blocked</html>' } });
		const session = bench.watch({ events: ['newError'] });
		await expect(session.activate()).rejects.toThrow(/returned a web page/);
		faults.clear();
		bench.simulator.requests.clear();
		expect(await session.activate()).toBeNull();
		expect(bench.asked()).toContain('GET /tokenInfo');
	},
);
