import { expect, it } from '@jest/globals';

import { startPolarity, seededApiKey } from '../../../simulators/polarity';
import { inMemory } from '../../simulation/platforms/inMemory';

it('answers what its schema does not allow, and keeps it as a violation', async () => {
	const { server } = await inMemory(async (attach) => await startPolarity({ attach }));
	const headers = {
		authorization: `Bearer ${seededApiKey}`,
		accept: 'application/vnd.api+json',
		'content-type': 'application/vnd.api+json',
	};
	const ask = async (url: string) => await server.answer({ method: 'GET', url, headers, bodyText: '' });
	expect(await ask('/api/integrations')).toMatchObject({ status: 200 });
	expect(server.violations.kinds()).toEqual([]);
	await ask('/api/integrations?nonsense=1');
	expect(server.violations.lines()).toEqual([
		'invalidQuery GET /api/integrations?nonsense=1: nonsense is not known',
	]);
});
