import { describe, expect, it } from '@jest/globals';

import type { PolaritySimulator } from '../../../simulators/polarity';
import { forEachTest } from '../../lifecycle';
import { get, http, open, VT, type Reply } from './client';

let polarity: PolaritySimulator;
forEachTest(async () => (polarity = await open()));

const violations = () => polarity.violations.lines();
const update = (key: string, value: unknown, adminOnly = true, userCanEdit = false) => ({
	id: `${VT}-${key}`,
	type: 'integration-option',
	attributes: { value, 'admin-only': adminOnly, 'user-can-edit': userCanEdit },
});
const permission = (group: string, permissions: string[], integration = VT) => ({
	type: 'permissions',
	attributes: { permissions },
	relationships: {
		group: { data: { type: 'groups', id: group } },
		integration: { data: { type: 'integrations', id: integration } },
	},
});

describe('options and permissions', () => {
	const listing = async () => (await get(`/api/integration-options?filter[integration.id]=${VT}`)).data.data;

	it('lists options: secrets shown, masked or absent; flags or none; or no such path', async () => {
		expect((await listing())[0]).toMatchObject({
			id: `${VT}-apiKey`,
			type: 'integration-option',
			attributes: { value: 'vt-secret-value-123', 'admin-only': true, 'user-can-edit': false },
		});
		polarity.switches.secretValues = 'masked';
		expect((await listing())[0]?.attributes.value).toBe('**********');
		polarity.switches.secretValues = 'absent';
		expect((await listing())[0]?.attributes).not.toHaveProperty('value');
		polarity.switches.optionListing = 'withoutFlags';
		expect((await listing())[0]?.attributes).not.toHaveProperty('admin-only');
		polarity.switches.optionListing = 'missing';
		expect((await get(`/api/integration-options?filter[integration.id]=${VT}`)).status).toBe(404);
	});

	it('stores several values at once, or none when one is refused', async () => {
		const patch = async (...data: object[]) => await http.patch<Reply>('/api/integration-options', { data });
		expect((await patch(update('apiKey', 'new'), update('showNoResults', true, false, true))).status).toBe(
			200,
		);
		expect((await listing())[1]?.attributes).toMatchObject({ value: true, 'user-can-edit': true });
		const refused = await patch(update('baseUrl', 'https://x.example.com'), update('showNoResults', 'yes'));
		expect(refused.status).toBe(422);
		expect(refused.data.errors[0]).toMatchObject({ status: '422', source: { pointer: '/data/1' } });
		expect((await patch(update('baseUrl', 'x', true, true))).status).toBe(422);
		expect((await patch(update('apiKey', ''))).status).toBe(422);
		expect((await patch(update('unknown', ''))).status).toBe(422);
		expect((await listing())[2]?.attributes.value).toBe('https://virustotal.example.com');
		polarity.switches.refusedOptions = 'storesOthers';
		const partly = [update('baseUrl', 'https://y.example.com'), update('showNoResults', 'yes')];
		expect((await patch(...partly)).status).toBe(422);
		expect((await listing())[2]?.attributes.value).toBe('https://y.example.com');
		const virusTotal = polarity.state.integrations.get(VT);
		if (virusTotal) virusTotal.status = 'stopped';
		polarity.switches.refusedValueStatus = 400;
		const stopped = await patch(update('apiKey', 'x'));
		expect(stopped.status).toBe(400);
		expect(stopped.data.errors).toEqual([
			{
				title: 'Failed to update integration options',
				detail: 'Integration is not running',
				status: '400',
			},
		]);
		const one = await get(`/api/integration-options/${VT}-apiKey`);
		expect([one.status, one.data]).toMatchObject([200, { data: { id: `${VT}-apiKey` } }]);
		expect(violations()).toEqual([]);
		expect((await patch({ ...update('apiKey', 'x'), attributes: { value: 'x' } })).status).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['invalidBody']);
	});

	it('replaces the permissions of a group with 204, and lists them where it can', async () => {
		const post = async (...data: object[]) =>
			await http.post<Reply>(`/api/integrations/${VT}/permissions`, { data });
		const set = await post(permission('1', ['read', 'admin']), permission('4', ['read']));
		expect([set.status, set.data]).toEqual([204, '']);
		await post(permission('1', ['read']));
		expect([...(polarity.state.integrations.get(VT)?.permissions ?? [])]).toEqual([
			['1', ['read']],
			['4', ['read']],
		]);
		const listed = await get(`/api/integrations/${VT}/permissions`);
		expect(listed.data.data[0]?.relationships).toEqual({ group: { data: { type: 'groups', id: '1' } } });
		polarity.switches.permissionListing = 'missing';
		expect((await get(`/api/integrations/${VT}/permissions`)).status).toBe(404);
		expect(violations()).toEqual([]);
		expect((await post(permission('1', ['write']))).status).toBe(400);
		expect((await post(permission('1', ['read'], 'aws_ec2'))).status).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['invalidBody', 'invalidBody']);
	});
});
