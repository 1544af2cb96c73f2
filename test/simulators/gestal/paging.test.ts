import { beforeEach, describe, expect, it } from '@jest/globals';

import type { Gestal } from '../../../simulators/gestal';
import { forEachTest } from '../../lifecycle';
import { open, type Client } from './client';

let gestal: Gestal;
let integrator: Client;
forEachTest(async () => {
	({ gestal, integrator } = await open());
	return gestal;
});

describe('paging (section 4)', () => {
	beforeEach(() => {
		for (let count = 0; count < 1100; count += 1) gestal.state.addIntegration({ name: `More ${count}` });
	});

	it('100 a page, next_page a number or false, out_of_range beyond', async () => {
		const first = await integrator.get('/integrations');
		expect(first.data.data).toHaveLength(100);
		expect(first.data.meta).toEqual({
			total: 1102,
			pages: 12,
			per_page: 100,
			current_page: 1,
			next_page: 2,
			previous_page: false,
			first_page: true,
			last_page: false,
			out_of_range: false,
		});
		const last = (await integrator.get('/integrations?page=12')).data;
		expect(last).toMatchObject({ meta: { next_page: false, previous_page: 11, last_page: true } });
		expect(last.data).toHaveLength(2);
		const beyond = (await integrator.get('/integrations?page=13')).data;
		expect(beyond).toMatchObject({ data: [], meta: { out_of_range: true, next_page: false } });
	});

	it('names the next page, or only says how many there are', async () => {
		gestal.switches.nextPage = 'missing';
		const { meta } = (await integrator.get('/integrations')).data;
		expect(meta).toMatchObject({ pages: 12, current_page: 1, last_page: false });
		expect(meta).not.toHaveProperty('next_page');
	});

	it('a list without rows has no page, or one', async () => {
		const { cloud_id: id } = gestal.state.addIntegration({ name: 'Uninstalled' });
		const path = `/integrations/${id}/installations`;
		const none = { total: 0, pages: 0, next_page: false, last_page: false, out_of_range: true };
		expect((await integrator.get(path)).data).toMatchObject({ data: [], meta: none });
		gestal.switches.emptyListPages = 'one';
		const one = { total: 0, pages: 1, next_page: false, last_page: true, out_of_range: false };
		expect((await integrator.get(path)).data).toMatchObject({ data: [], meta: one });
	});

	it('caps a page at 1000 silently, or refuses more', async () => {
		const { data } = await integrator.get('/integrations?per_page=5000');
		expect(data.data).toHaveLength(1000);
		expect(data.meta.per_page).toBe(1000);
		gestal.switches.largePages = 'refused';
		expect((await integrator.get('/integrations?per_page=5000')).status).toBe(422);
		gestal.switches.largestPage = 40;
		expect((await integrator.get('/integrations?per_page=41')).status).toBe(422);
		expect((await integrator.get('/integrator?per_page=41')).data.data).toHaveLength(40);
	});

	it('knows no other parameter under the paths of 2018', async () => {
		expect((await integrator.get('/integrations?search=x')).status).toBe(400);
		expect((await integrator.get('/integrations?page=0')).status).toBe(400);
		expect(gestal.violations.kinds()).toEqual(['invalidQuery', 'invalidQuery']);
		expect((await integrator.get('/integrator?created_at=gt:2024')).status).toBe(200);
	});
});
