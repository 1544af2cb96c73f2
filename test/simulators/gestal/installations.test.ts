import { describe, expect, it } from '@jest/globals';

import type { Gestal } from '../../../simulators/gestal';
import { forEachTest } from '../../lifecycle';
import { basic, open, type Client } from './client';

let gestal: Gestal;
let integrator: Client;
let site: Client;
let client: (authorization?: string) => Client;
forEachTest(async () => {
	({ gestal, integrator, site, client } = await open());
	return gestal;
});

describe('installations and access keys (sections 2.2 and 2.3)', () => {
	it('lists activated installations only, most recently updated first', async () => {
		const { integration, installation } = gestal.seeded;
		gestal.state.addInstallation({ integrationId: integration.cloud_id, activated: false });
		const list = `/integrations/${integration.cloud_id}/installations`;
		const { data } = await integrator.get(list);
		expect(data.data).toEqual([
			{
				cloud_id: installation.cloud_id,
				created_at: installation.created_at,
				tenant: installation.tenant,
				site: installation.site,
			},
		]);
		const current = await integrator.get('/integrator/installations');
		expect(current.data.data[0]).toMatchObject({ access_key: { last_active_at: null }, name: 'Herd Mirror' });
		const one = await integrator.get(`/integrator/installations/${installation.cloud_id}`);
		expect(one.data).toEqual(current.data.data[0]);
		gestal.switches.currentInstallationById = 'missing';
		expect((await integrator.get(`/integrator/installations/${installation.cloud_id}`)).status).toBe(404);
		expect((await integrator.get('/integrations/unknown/installations')).status).toBe(404);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it('counts those that are not activated, where that is wanted', async () => {
		const { cloud_id: integrationId } = gestal.seeded.integration;
		gestal.state.addInstallation({ integrationId, activated: false });
		for (const switched of ['listed', 'all'] as const) {
			gestal.switches.installationTotal = switched;
			for (const list of [
				`/integrations/${integrationId}/installations`,
				`/integrator/${integrationId}/installations`,
				'/integrator/installations',
			]) {
				const { data, meta } = (await integrator.get(list)).data;
				expect([data.length, meta.total]).toEqual([1, switched === 'all' ? 2 : 1]);
			}
		}
	});

	it('shows an installation to itself', async () => {
		expect((await site.get('/integration')).data).toMatchObject({
			type: 'third_party',
			signed: false,
			access_key: { last_active_at: '2024-05-01T12:00:00.000Z' },
		});
		Object.assign(gestal.switches, { generations: 'currentOnly', currentInstallation: 'missing' });
		expect((await site.get('/integration')).status).toBe(404);
	});

	it.each([
		['/integrations/installations/ID/accesskeys', '/integrations/accesskeys'],
		['/integrator/installations/ID/access-keys', '/integrator/access-keys'],
	])('shows a secret once: %s', async (list, one) => {
		const path = list.replace('ID', gestal.seeded.installation.cloud_id);
		const made = await integrator.post(path);
		expect(made).toMatchObject({ status: 201, data: { access_key: expect.stringMatching(/^ak_/) } });
		const { access_key: secret, id } = made.data;
		expect((await client(basic(`${secret}:`)).get('/integration')).status).toBe(200);
		const shown = (await integrator.get(`${one}/${id}`)).data;
		expect(shown.access_key).toBe(`ak_${'x'.repeat(secret.length - 7)}${secret.slice(-4)}`);
		const listed = (await integrator.get(path)).data.data;
		expect(listed).toHaveLength(2);
		expect(JSON.stringify(listed)).not.toContain(secret);
		expect((await integrator.delete(`${one}/${id}`)).status).toBe(204);
		expect((await client(basic(`${secret}:`)).get('/integration')).status).toBe(401);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it('all keys, and the switches of the current site', async () => {
		Object.assign(gestal.switches, { accessKeyId: 'cloud_id', currentKeyDelete: 'missing' });
		const { data } = await integrator.get('/integrator/access-keys');
		expect(data.data).toMatchObject([{ cloud_id: gestal.seeded.key.id }]);
		expect((await integrator.delete(`/integrator/access-keys/${gestal.seeded.key.id}`)).status).toBe(404);
	});
});
