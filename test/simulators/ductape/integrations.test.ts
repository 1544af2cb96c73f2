import { describe, expect, it } from '@jest/globals';

import { openUntilTestEnds } from './client';

const open = openUntilTestEnds();

describe('integrations (section 2.1)', () => {
	it('creates, shows, lists by status, finds by tag and deletes', async () => {
		const { send, workspace, simulator } = await open({ switches: { successStatus: 201 } });
		const created = await send('POST', '/integrations/v1/create', {
			name: 'New One',
			description: 'd',
			unique: true,
		});
		expect(created.status).toBe(201);
		expect(created.data.data).toMatchObject({ tag: 'new_one' });
		const id = String(created.data.data._id);
		expect((await send('GET', `/integrations/v1/${id}`)).data.data).toMatchObject({
			unique: true,
			status: 'draft',
		});
		const list = async (status: string) =>
			(await send('GET', `/integrations/v1/workspace/${workspace._id}/${status}`)).data.data;
		expect(await list('all')).toHaveLength(3);
		expect(await list('private')).toHaveLength(1);
		expect((await send('GET', '/integrations/v1/fetch/tag', { tag: 'new_one' })).data.data).toMatchObject({
			_id: id,
		});
		expect((await send('DELETE', `/integrations/v1/${id}`)).status).toBe(201);
		expect((await send('GET', `/integrations/v1/${id}`)).status).toBe(404);
		expect(simulator.violations.lines()).toEqual([]);
	});

	it('says in one of three ways that a name is free, and refuses a taken one', async () => {
		const { send, simulator } = await open();
		const check = async (name: string) =>
			await send('POST', '/integrations/v1/check-integration-exists', { name });
		expect((await check('Orders Hub')).data.data).toMatchObject({ tag: 'orders_hub' });
		expect((await check('Free')).data.data).toBeNull();
		simulator.switches.freeName = 'false';
		expect((await check('Free')).data.data).toBe(false);
		simulator.switches.freeName = 'notFound';
		expect((await check('Free')).status).toBe(404);
		const taken = await send('POST', '/integrations/v1/create', { name: 'Orders Hub', description: 'd' });
		expect(taken.status).toBe(400);
	});

	it('refuses what create does not know, and hides the other workspaces', async () => {
		const { send, simulator, orders } = await open();
		const path = '/integrations/v1/create';
		expect((await send('POST', path, { name: 'x' })).status).toBe(422);
		expect((await send('POST', path, { name: 'x', description: 'd', unique: 'true' })).status).toBe(422);
		expect((await send('POST', path, { name: 'x', description: 'd', colour: 'red' })).status).toBe(422);
		expect(simulator.violations.kinds()).toEqual(['invalidBody', 'invalidBody', 'invalidBody']);
		orders.workspace_id = 'f'.repeat(24);
		expect((await send('GET', `/integrations/v1/${orders._id}`)).status).toBe(404);
	});

	it('updates name and description without a component, or says yes and does nothing, or refuses', async () => {
		const { put, orders, simulator } = await open();
		expect((await put({ name: 'Renamed', description: 'd' })).status).toBe(200);
		expect(orders.name).toBe('Renamed');
		simulator.switches.bareUpdate = 'ignored';
		expect((await put({ name: 'Again', description: 'd' })).status).toBe(200);
		expect(orders.name).toBe('Renamed');
		simulator.switches.bareUpdate = 'refused';
		expect((await put({ name: 'Again', description: 'd' })).status).toBe(422);
		expect((await put({ name: 'Again' })).status).toBe(422);
	});

	it('has switches for its answers', async () => {
		const { send, orders, simulator } = await open({ switches: { nesting: 'result', fetchTag: 'missing' } });
		const path = `/integrations/v1/${orders._id}`;
		expect((await send('GET', path)).data.data.result).toMatchObject({ _id: orders._id });
		simulator.switches.nesting = 'dataData';
		expect((await send('GET', path)).data.data.data).toMatchObject({ _id: orders._id });
		expect((await send('GET', '/integrations/v1/fetch/tag', { tag: 'orders_hub' })).status).toBe(404);
		simulator.switches.deleteAnswer = 'noContent';
		expect((await send('DELETE', path)).status).toBe(204);
		const [second] = simulator.state.integrations.keys();
		simulator.switches.deleteAnswer = 'emptyBody';
		expect(await send('DELETE', `/integrations/v1/${second}`)).toMatchObject({ status: 200, data: '' });
	});
});
