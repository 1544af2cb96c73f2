import { expect, test } from '@jest/globals';

import { DuctapeApi } from '../../../credentials/DuctapeApi.credentials';
import { forEachTest } from '../../lifecycle';
import { DuctapeBench } from './bench';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

const path = '/integrations/v1/create';

test.each(['[{"name": "Lost"}]', '={{ [{ name: "Lost" }] }}'])(
	'a custom call refuses the list %s as its body: there is no place in it for who calls',
	async (body) => {
		const failure = await bench.failure('api', 'customCall', { method: 'POST', path, body });
		expect(failure).toMatch(/^'Body' must be a JSON object such as/);
		expect(bench.simulator.requests).toHaveLength(0);
	},
);

test.each([['a'], '["a"]', 'a=b'])('the credential is not sent with the body %j', async (body) => {
	const { authenticate } = new DuctapeApi();
	if (typeof authenticate !== 'function') throw new Error('The credential no longer signs in a function.');
	const url = `${bench.simulator.url}/workspaces/v1/x`;
	const sign = async () => await authenticate(bench.pasted.ductapeApi, { method: 'POST', url, body });
	await expect(sign()).rejects.toThrow(
		'Ductape takes a JSON object as the body of a request. Nothing was sent.',
	);
});
