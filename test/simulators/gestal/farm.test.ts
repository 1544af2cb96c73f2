import { describe, expect, it } from '@jest/globals';

import type { Gestal } from '../../../simulators/gestal';
import { forEachTest } from '../../lifecycle';
import { open, type Client } from './client';

let gestal: Gestal;
let site: Client;
forEachTest(async () => {
	({ gestal, site } = await open());
	return gestal;
});

function firstSow() {
	const [sow] = gestal.seeded.farm.sows.values();
	if (sow === undefined) throw new Error('the seed has no sow');
	return sow;
}

describe('farm data (sections 2.4 and 2.5)', () => {
	it('writes 64-bit ids digit for digit, as numbers or as text', async () => {
		const sow = firstSow();
		const asNumber = await site.text(`/integration/sows/${sow.gestal_id}`);
		expect(asNumber).toContain(`"gestal_id":${sow.gestal_id},`);
		expect(asNumber).toContain('"site":{');
		gestal.switches.longIds = 'text';
		const asText = await site.text(`/integration/sows/${sow.cloud_id}`);
		expect(asText).toContain(`"gestal_id":"${sow.gestal_id}"`);
	});

	it('lists sows, their versions (50 a page) and feed intakes', async () => {
		const sow = firstSow();
		expect((await site.get('/integration/sows')).data.meta.total).toBe(3);
		const versions = await site.get(`/integration/sows/${sow.cloud_id}/versions`);
		expect(versions.data).toMatchObject({ data: [{ event: 'create' }], meta: { per_page: 50 } });
		const intakes = await site.get(`/integration/sows/${sow.cloud_id}/feedintakes`);
		expect(intakes.data.meta.total).toBe(2);
		const id = intakes.data.data[0]?.cloud_id;
		expect((await site.get(`/integration/feedintakes/${id}`)).data.sow_id).toBe(sow.cloud_id);
		expect((await site.get(`/integration/feed-intakes/${id}`)).data.sow_id).toBe(sow.cloud_id);
		expect((await site.get('/integration/feed-intakes')).data.meta.total).toBe(6);
		gestal.switches.liveLists = 'missing';
		expect((await site.get('/integration/feed-intakes')).status).toBe(404);
		expect((await site.get('/integration/ges-live')).status).toBe(404);
		expect((await site.get('/integration/boars')).status).toBe(200);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it.each([
		'locations',
		'ges-live',
		'ges-visits',
		'lact-live',
		'events/breedings',
		'events/piglet-movements',
		'events/pre-weanings',
		'boars',
	])('lists and shows %s', async (resource) => {
		const { data } = await site.get(`/integration/${resource}`);
		expect(data.data).toHaveLength(1);
		expect((await site.get(`/integration/${resource}/${data.data[0]?.cloud_id}`)).data).toEqual(data.data[0]);
		expect((await site.post(`/integration/${resource}`, {})).status).toBe(404);
	});
});
