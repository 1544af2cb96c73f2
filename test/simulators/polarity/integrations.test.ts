import { describe, expect, it } from '@jest/globals';

import type { PolaritySimulator } from '../../../simulators/polarity';
import { forEachTest } from '../../lifecycle';
import { as, get, http, mediaType, open, VT, type Reply } from './client';

let polarity: PolaritySimulator;
forEachTest(async () => (polarity = await open()));

const violations = () => polarity.violations.lines();

describe('integrations', () => {
	describe('that are many', () => {
		forEachTest(async () => (polarity = await open({ seed: { integrations: 250 } })));

		it('pages by number with 100 a page, encoded and plain brackets alike', async () => {
			const first = await get('/api/integrations');
			expect(first.headers['content-type']).toContain(mediaType);
			expect(first.data.data).toHaveLength(100);
			expect(first.data.meta).toEqual({ page: { number: 1, size: 100, total: 250 } });
			expect((await get('/api/integrations?page[size]=100&page[number]=3')).data.data).toHaveLength(50);
			expect((await get('/api/integrations?page%5Bnumber%5D=4')).data.data).toEqual([]);
			expect((await get('/api/integrations?page[size]=1000')).data.meta?.page.size).toBe(300);
			polarity.switches.pageMeta = 'absent';
			const whole = await get('/api/integrations?page[size]=10');
			expect(whole.data.data).toHaveLength(250);
			expect(whole.data).not.toHaveProperty('meta');
			polarity.switches.pageMeta = 'withoutTotal';
			const { data } = await get('/api/integrations?page[size]=10');
			expect([data.data.length, data.meta]).toEqual([10, { page: { number: 1, size: 10 } }]);
			expect(violations()).toEqual([]);
		});
	});

	it('filters by status and by errors; total is that of the filter', async () => {
		polarity.state.addError(VT);
		const running = await get('/api/integrations?filter[integration.status]=running');
		expect(running.data.meta?.page.total).toBe(3);
		const failing = await get('/api/integrations?filter%5Bintegration.integration-errors%5D=true');
		expect(failing.data.data).toHaveLength(1);
		expect(failing.data.data[0]?.relationships['integration-errors']).toMatchObject({
			data: [{ type: 'integration-errors' }],
			links: { self: `/api/integration-errors?filter[integration.id]=${VT}` },
		});
		expect(violations()).toEqual([]);
	});

	it.each([
		'filter[integration.id]=x',
		'filter[integration.integration-errors]=1',
		'page[number]=0',
		'sort=name',
	])('refuses %s loudly', async (query) => {
		expect((await get(`/api/integrations?${query}`)).status).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['invalidQuery']);
	});

	it('repeats pages where a switch says so', async () => {
		polarity.switches.pagingLoop = 'samePage';
		const [one, two] = [
			await get('/api/integrations?page[size]=2'),
			await get('/api/integrations?page[size]=2&page[number]=2'),
		];
		expect(one.data.data).toEqual(two.data.data);
		polarity.switches.pagingLoop = 'endless';
		const five = await get('/api/integrations?page[size]=2&page[number]=5');
		expect(five.data.data).toEqual(one.data.data);
		expect(five.data.meta?.page.total).toBeGreaterThan(10);
	});

	it('shows entity types in each spelling, custom ones by their bare key where a switch says so, and options as references, whole, or as an attribute', async () => {
		const attributes = async () => (await get(`/api/integrations/${VT}`)).data.data.attributes;
		expect((await attributes()).entityTypes).toContain('hash');
		polarity.switches.entityTypes = 'integration-entity-types';
		expect((await attributes())['integration-entity-types']).toContainEqual({
			key: 'IPv4',
			integration_id: VT,
		});
		polarity.switches.entityTypes = 'entity-types';
		expect((await get('/api/integrations/jira')).data.data.attributes['custom-types']).toEqual([
			{ key: 'custom.issue' },
		]);
		polarity.switches.customTypes = 'bare';
		expect((await get('/api/integrations/jira')).data.data.attributes['custom-types']).toEqual([
			{ key: 'issue' },
		]);
		polarity.switches.entityTypes = 'dataTypes';
		expect((await get('/api/integrations/jira')).data.data.attributes['dataTypes']).toEqual(['issue']);
		polarity.switches.entityTypes = 'data-types';
		expect((await attributes())['data-types']).toContain('hash');
		polarity.switches.optionsAttribute = 'present';
		expect((await attributes()).options).toContainEqual(
			expect.objectContaining({ integration_id: VT, key: 'apiKey' }),
		);
		polarity.switches.relatedOptions = 'full';
		const { data } = await get(`/api/integrations/${VT}`);
		expect(data.data.relationships['integration-options']?.data[0]?.attributes.name).toBe('apiKey');
	});

	it('cuts a page that is too large, or refuses it', async () => {
		const sized = async () => await get('/api/integrations?page[size]=3');
		polarity.switches.maxPageSize = 2;
		expect((await sized()).data.meta?.page.size).toBe(2);
		polarity.switches.largePages = 'refused';
		expect((await sized()).status).toBe(400);
	});

	it('updates autosubscribe with or without type, and answers in four ways', async () => {
		const patch = async (attributes: object, more: object = {}) =>
			await http.patch<Reply>(`/api/integrations/${VT}`, { data: { id: VT, ...more, attributes } });
		expect((await patch({ autosubscribe: true })).data.data.attributes.autosubscribe).toBe(true);
		expect((await patch({ autosubscribe: false }, { type: 'integrations' })).status).toBe(200);
		polarity.switches.updateAnswer = 'noContent';
		expect((await patch({ description: 'new' })).status).toBe(204);
		polarity.switches.updateAnswer = 'emptyBody';
		expect((await patch({ description: 'newer' })).data).toBe('');
		polarity.switches.updateAnswer = 'metaOnly';
		expect((await patch({ description: 'newer' })).data).not.toHaveProperty('data');
		expect(polarity.state.integrations.get(VT)?.otherAttributes).toEqual({ description: 'newer' });
		polarity.switches.otherAttributes = 'ignored';
		expect((await patch({ acronym: 'X' })).status).toBe(200);
		polarity.switches.otherAttributes = 'refused';
		expect((await patch({ acronym: 'X' })).status).toBe(422);
		expect(violations()).toEqual([]);
		expect((await patch({ autosubscribe: 'true' })).status).toBe(400);
		expect(
			(await http.patch<Reply>('/api/integrations/aws_ec2', { data: { id: VT, attributes: { a: 1 } } }))
				.status,
		).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['invalidBody', 'invalidBody']);
	});

	it('hides what was not granted; a key without grants gets nothing or 403', async () => {
		polarity.state.addApiKey('few', { role: 'user', sees: ['aws_ec2'] });
		polarity.state.addApiKey('none', { role: 'user', sees: [] });
		as('few');
		expect((await get('/api/integrations')).data.meta?.page.total).toBe(1);
		expect((await get(`/api/integrations/${VT}`)).status).toBe(404);
		expect(
			(
				await http.patch<Reply>('/api/integrations/aws_ec2', {
					data: { id: 'aws_ec2', attributes: { autosubscribe: true } },
				})
			).status,
		).toBe(403);
		as('none');
		expect((await get('/api/integrations')).data.data).toEqual([]);
		polarity.switches.noGrants = 'forbidden';
		expect((await get('/api/integrations')).status).toBe(403);
	});
});
