import { describe, expect, it } from '@jest/globals';

import type { Gestal } from '../../../simulators/gestal';
import { forEachTest } from '../../lifecycle';
import { open, type Client } from './client';

let gestal: Gestal;
let site: Client;
forEachTest(async () => {
	({ gestal, site } = await open());
	gestal.switches.currentIds = 'anyId';
	return gestal;
});

describe.each([
	['/integration/mirrors/sows', { vendor_id: 'new-1' }],
	['/integration/sow-mirrors', { vendor_id: 'new-1', pin_tag: '7' }],
])('mirrors under %s', (path, draft) => {
	it('creates, shows, changes and deletes, by either id', async () => {
		const made = await site.post(path, { ...draft, rfid1: '982000123456789012' });
		expect(made).toMatchObject({ status: 201, data: { gestal_id: null, state: 'gilt' } });
		expect((await site.post(path, draft)).status).toBe(422);
		const raw = await site.text(`${path}/new-1`);
		expect(raw).toContain('"rfid1":982000123456789012');
		const changed = await site.patch(`${path}/${made.data.cloud_id}`, { state: 'open' });
		expect(changed).toMatchObject({ status: 200, data: { state: 'open' } });
		expect((await site.delete(`${path}/new-1`)).status).toBe(204);
		expect((await site.get(`${path}/new-1`)).status).toBe(404);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it('ignores attributes that the documents do not name, or refuses them', async () => {
		const odd = { ...draft, colour: 'pink' };
		const made = await site.post(path, odd);
		expect(made).toMatchObject({ status: 201, data: { vendor_id: 'new-1' } });
		expect(made.data).not.toHaveProperty('colour');
		expect((await site.patch(`${path}/new-1`, { colour: 'red' })).status).toBe(200);
		expect((await site.post(`${path}/bulk`, [odd])).status).toBe(202);
		expect(gestal.violations.kinds()).toEqual(['ignoredBody', 'ignoredBody', 'ignoredBody']);
		gestal.switches.unknownAttributes = 'refused';
		expect((await site.patch(`${path}/new-1`, { colour: 'red' })).status).toBe(422);
		expect((await site.post(`${path}/bulk`, [odd])).status).toBe(422);
		expect(gestal.seeded.farm.mirrorOf('new-1')).not.toHaveProperty('colour');
	});

	it.each([[{}], [{ vendor_id: 'x', pin_tag: '1', state: 'asleep' }]])('refuses %j', async (body) => {
		expect((await site.post(path, body)).status).toBe(422);
		expect(gestal.violations.kinds()).toEqual(['invalidBody']);
	});

	it('upserts in the background, matching vendor_id', async () => {
		gestal.state.failingVendorIds.add('bad');
		const rows = ['vendor-1', 'bad', 'new-9'].map((vendor_id) => ({ vendor_id, pin_tag: '55' }));
		const accepted = await site.post(`${path}/bulk`, rows);
		expect(accepted).toMatchObject({ status: 202, data: { state: 'active', total: 3, pending: 3 } });
		const batch = `${path}/bulk/${accepted.data.cloud_id}`;
		expect((await site.get(batch)).data.state).toBe('active');
		expect((await site.get(batch)).data).toMatchObject({ state: 'completed', failures: 1, pending: 0 });
		expect((await site.get(`${path}/vendor-1`)).data.pin_tag).toBe('55');
		expect(gestal.seeded.farm.mirrors.size).toBe(3);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it('takes 1000 objects at most', async () => {
		const rows = Array.from({ length: 1001 }, (_, index) => ({ vendor_id: `v${index}`, pin_tag: '1' }));
		expect((await site.post(`${path}/bulk`, rows)).status).toBe(422);
		expect((await site.post(`${path}/bulk`, rows.slice(1))).status).toBe(202);
		expect(gestal.violations.kinds()).toEqual(['invalidBody']);
	});

	it('cancels without rolling back, and the switches of bulk', async () => {
		Object.assign(gestal.switches, { batchProgress: 'manual', cancelledKey: 'canceled_at' });
		const { data } = await site.post(`${path}/bulk`, [{ vendor_id: 'a', pin_tag: '1' }]);
		const batch = `${path}/bulk/${data.cloud_id}`;
		expect((await site.get(batch)).data).toMatchObject({ state: 'active', canceled_at: null });
		expect((await site.delete(batch)).data).toMatchObject({ state: 'cancelled' });
		gestal.switches.cancelledState = 'active';
		expect((await site.get(batch)).data).toMatchObject({
			state: path.endsWith('sow-mirrors') ? 'active' : 'cancelled',
			canceled_at: expect.any(String),
		});
		expect((await site.delete(batch)).status).toBe(200);
		gestal.switches.cancelFinished = 'refused';
		expect((await site.delete(batch)).status).toBe(422);
		Object.assign(gestal.switches, {
			bulkMatch: 'none',
			failedBatchState: 'failed',
			cancelAnswer: 'noContent',
			batchProgress: 'perRequest',
		});
		const second = await site.post(`${path}/bulk`, [
			{ vendor_id: 'vendor-1', pin_tag: '1' },
			{ pin_tag: '2' },
		]);
		expect(gestal.batches.finish(second.data.cloud_id)).toMatchObject({ state: 'failed', failures: 2 });
		const third = await site.post(`${path}/bulk`, [{ vendor_id: 'b', pin_tag: '1' }]);
		expect((await site.delete(`${path}/bulk/${third.data.cloud_id}`)).status).toBe(204);
		gestal.switches.bulkInvalidRow = 'refused';
		expect((await site.post(`${path}/bulk`, [{ pin_tag: '2' }])).status).toBe(422);
		expect((await site.get(`${path}/bulk/unknown`)).status).toBe(404);
	});
});

it('a batch of another site is not found, or not shown', async () => {
	const { cloud_id: integrationId } = gestal.seeded.integration;
	const { cloud_id: other } = gestal.state.addInstallation({ integrationId });
	const { cloud_id: id } = gestal.state.addBatch(other);
	expect((await site.get(`/integration/mirrors/sows/bulk/${id}`)).status).toBe(404);
	gestal.switches.otherSite = 403;
	expect((await site.get(`/integration/mirrors/sows/bulk/${id}`)).status).toBe(403);
});

it("the current site's path of one mirror may take its cloud ID only", async () => {
	gestal.switches.currentIds = 'cloudIdOnly';
	expect((await site.get('/integration/sow-mirrors/vendor-1')).status).toBe(404);
	const { cloud_id: id } = (await site.get('/integration/mirrors/sows/vendor-1')).data;
	expect((await site.get(`/integration/sow-mirrors/${id}`)).status).toBe(200);
});

it('mirrors of the current site have all its fields, those of 2018 only their own', async () => {
	const current = (await site.get('/integration/sow-mirrors/vendor-1')).data;
	expect(current).toMatchObject({ section: null, parity: null, adapted: null, accepted: null, notes: null });
	const seed = (await site.get('/integration/mirrors/sows/vendor-1')).data;
	expect(seed).not.toHaveProperty('section');
	expect(seed).toMatchObject({ vendor_id: 'vendor-1', gestal_id: null, rfid1: null });
});

it('mirror versions exist under the paths of 2018 only; batches of the current site may be missing', async () => {
	const versions = await site.get('/integration/mirrors/sows/vendor-1/versions');
	expect(versions.data).toMatchObject({
		data: [{ event: 'create', changes: { vendor_id: [null, 'vendor-1'] } }],
	});
	const { data } = await site.post('/integration/sow-mirrors/bulk', [{ vendor_id: 'a', pin_tag: '1' }]);
	gestal.switches.currentBatches = 'missing';
	expect((await site.get(`/integration/sow-mirrors/bulk/${data.cloud_id}`)).status).toBe(404);
	expect((await site.get(`/integration/mirrors/sows/bulk/${data.cloud_id}`)).status).toBe(200);
	expect((await site.get('/integration/sow-mirrors/vendor-1/versions')).status).toBe(404);
	expect(gestal.violations.kinds()).toEqual(['unknownPath']);
});
