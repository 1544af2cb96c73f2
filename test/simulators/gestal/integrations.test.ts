import { describe, expect, it } from '@jest/globals';

import type { Gestal } from '../../../simulators/gestal';
import { forEachTest } from '../../lifecycle';
import { open, type Client } from './client';

let gestal: Gestal;
let integrator: Client;
let site: Client;
forEachTest(async () => {
	({ gestal, integrator, site } = await open());
	return gestal;
});

describe('integrations (section 2.1)', () => {
	it('creates, shows, changes and deletes under the paths of 2018', async () => {
		const made = await integrator.post('/integrations', { name: 'Acme', url: 'https://example.com/acme' });
		expect(made).toMatchObject({ status: 201, data: { name: 'Acme', description: null } });
		const path = `/integrations/${made.data.cloud_id}`;
		gestal.clock.advance(1000);
		const changed = await integrator.patch(path, { url: 'https://example.com/new' });
		expect(changed).toMatchObject({ status: 200, data: { name: 'Acme', url: 'https://example.com/new' } });
		expect(changed.data.updated_at > made.data.updated_at).toBe(true);
		expect((await integrator.get(path)).data).toEqual(changed.data);
		expect(await integrator.delete(path)).toMatchObject({ status: 204, data: '' });
		expect((await integrator.delete(path)).status).toBe(404);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it('deleting removes installations and their keys', async () => {
		await integrator.delete(`/integrations/${gestal.seeded.integration.cloud_id}`);
		expect(gestal.state.installations.size).toBe(0);
		expect((await site.get('/integration')).status).toBe(401);
	});

	it.each([
		[422, {}],
		[422, { name: '', url: 'x' }],
	])('refuses a bad create with %s', async (status, body) => {
		expect((await integrator.post('/integrations', body)).status).toBe(status);
		expect(gestal.violations.kinds()).toEqual(['invalidBody']);
	});

	it('switches for changes', async () => {
		const path = `/integrations/${gestal.seeded.integration.cloud_id}`;
		gestal.switches.missingValueStatus = 400;
		expect((await integrator.post('/integrations', { name: 'a' })).status).toBe(400);
		gestal.switches.patchRequires = 'nameAndUrl';
		expect((await integrator.patch(path, { name: 'a' })).status).toBe(400);
		gestal.switches.patchRequires = 'nothing';
		expect((await integrator.patch(path, { description: '' })).data.description).toBe('');
		gestal.switches.emptyDescription = 'null';
		expect((await integrator.patch(path, { description: '' })).data.description).toBeNull();
		await integrator.patch(path, { description: 'kept' });
		gestal.switches.emptyDescription = 'ignored';
		expect((await integrator.patch(path, { description: '' })).data.description).toBe('kept');
	});

	it('is read-only under the current site, newest first, without updated_at', async () => {
		gestal.clock.advance(1000);
		const newest = gestal.state.addIntegration({ name: 'Newest' });
		const { data } = await integrator.get('/integrator');
		expect(data.data[0]).toMatchObject({ cloud_id: newest.cloud_id });
		expect(data.data[0]?.updated_at).toBeUndefined();
		expect(data.meta.page_total).toBe(3);
		expect((await integrator.get(`/integrator/${newest.cloud_id}`)).data).toEqual(data.data[0]);
		expect((await integrator.post('/integrator', { name: 'a', url: 'b' })).status).toBe(404);
		expect(gestal.violations.kinds()).toEqual(['wrongMethod']);
	});

	it('switches for what the current site answers', async () => {
		const { cloud_id: id } = gestal.seeded.integration;
		const one = async (currentOne: Gestal['switches']['currentOne']) => {
			gestal.switches.currentOne = currentOne;
			return (await integrator.get(`/integrator/${id}`)).data;
		};
		const object = await one('object');
		expect(await one('array')).toEqual([object]);
		expect(await one('dataObject')).toEqual({ data: object });
		expect(await one('dataArray')).toEqual({ data: [object] });
		gestal.switches.currentList = 'array';
		expect((await integrator.get('/integrator')).data).toHaveLength(2);
		gestal.switches.bareListPaging = 'ignored';
		expect((await integrator.get('/integrator?per_page=1&page=7')).data).toHaveLength(2);
		gestal.switches.currentList = 'dataArray';
		expect(Object.keys((await integrator.get('/integrator')).data)).toEqual(['data']);
		gestal.switches.currentList = 'object';
		const ofOne = `/integrator/${id}/installations`;
		expect((await integrator.get(ofOne)).data.cloud_id).toBe(gestal.seeded.installation.cloud_id);
		gestal.switches.currentList = 'dataObject';
		expect((await integrator.get(ofOne)).data.data).toMatchObject({ site: { name: 'Barn 4' } });
		gestal.switches.currentList = 'dataMeta';
		gestal.switches.integrationUpdatedAt = 'always';
		expect((await integrator.get('/integrator')).data.data[0]?.updated_at).toBeDefined();
		gestal.switches.integratorList = '/integrator/integrations';
		expect((await integrator.get('/integrator')).status).toBe(404);
		expect((await integrator.get('/integrator/integrations')).status).toBe(200);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it('switch generations, with either status', async () => {
		gestal.switches.generations = 'currentOnly';
		expect((await integrator.get('/integrations')).status).toBe(404);
		gestal.switches.missingRouteStatus = 405;
		expect((await integrator.get('/integrations')).status).toBe(405);
		gestal.switches.generations = 'seedOnly';
		expect((await integrator.get('/integrator')).status).toBe(405);
		expect(gestal.violations.lines()).toEqual([]);
	});
});
