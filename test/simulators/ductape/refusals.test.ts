import { describe, expect, it } from '@jest/globals';

import { openUntilTestEnds } from './client';

const open = openUntilTestEnds();

describe('refusals (section 5)', () => {
	it('words them in every form that clients must read', async () => {
		const { send, simulator } = await open();
		const read = async () => (await send('GET', '/integrations/v1/nothing')).data;
		expect((await read()).errors).toBe('Integration not found');
		simulator.switches.errorBody = 'object';
		expect((await read()).errors).toEqual({ message: 'Integration not found' });
		simulator.switches.errorBody = 'list';
		expect((await read()).errors).toEqual([{ message: 'Integration not found' }]);
		simulator.switches.errorBody = 'message';
		expect((await read()).message).toBe('Integration not found');
		simulator.switches.errorBody = 'upstream';
		expect((await read()).upstream_error).toEqual({ errors: 'Integration not found' });
		simulator.switches.refusalStatus = 'falseIn200';
		expect(await send('GET', '/integrations/v1/nothing')).toMatchObject({
			status: 200,
			data: { status: false },
		});
	});

	it('knows no other path or method', async () => {
		const { send, simulator } = await open();
		expect((await send('GET', '/integrations/v1/a/b/c')).status).toBe(404);
		expect((await send('DELETE', '/integrations/v1/create')).status).toBe(404);
		expect((await send('PUT', '/apps/v1/access')).status).toBe(404);
		expect(simulator.violations.kinds()).toContain('unknownPath');
	});
});
