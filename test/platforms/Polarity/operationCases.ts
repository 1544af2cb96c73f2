import { expect } from '@jest/globals';

import { byId, VIRUS_TOTAL, type PolarityBench } from './bench';

const ONE = { integrationId: byId(VIRUS_TOTAL) };
const OCCURRED = '2024-04-08T14:20:07.834943Z';
const lastBody = (bench: PolarityBench, method: string) => bench.simulator.requests.last({ method })?.body;
const row = (optionId: string, value: string, more: object = {}) => ({
	optionId: byId(optionId),
	value,
	...more,
});

/** One run of every operation that the dropdowns offer, by resource and operation. */
export const operationCases: Record<string, (bench: PolarityBench) => Promise<void>> = {
	'api/customCall': async (bench) => {
		const [record] = await bench.json('api', 'customCall', { path: `/api/integrations/${VIRUS_TOTAL}` });
		expect(record).toMatchObject({ data: { id: VIRUS_TOTAL, attributes: { name: 'VirusTotal' } } });
		expect(bench.lines()).toEqual([`GET /api/integrations/${VIRUS_TOTAL}`]);
	},
	'integration/getMany': async (bench) => {
		bench.state.addError(VIRUS_TOTAL, { id: 'b1946ac9' });
		const found = await bench.json('integration', 'getMany', { returnAll: true });
		expect(found).toHaveLength(4);
		expect(found[0]).toEqual({
			id: VIRUS_TOTAL,
			integrationId: VIRUS_TOTAL,
			name: 'VirusTotal',
			description: 'Looks up entities in VirusTotal',
			version: '3.9.1',
			status: 'running',
			autosubscribe: false,
			entityTypes: ['IPv4', 'domain', 'url', 'hash'],
			hasErrors: true,
			errorIds: ['b1946ac9'],
		});
		expect(bench.lines()).toEqual(['GET /api/integrations?page[size]=300&page[number]=1']);
		const { headers } = bench.simulator.requests.last() ?? {};
		expect(headers).toMatchObject({
			accept: 'application/vnd.api+json',
			'content-type': 'application/vnd.api+json',
		});
	},
	'integration/get': async (bench) => {
		expect(await bench.json('integration', 'get', ONE)).toMatchObject([
			{ id: VIRUS_TOTAL, hasErrors: false },
		]);
		const [raw] = await bench.json('integration', 'get', { ...ONE, simplify: false });
		expect(raw).toMatchObject({ type: 'integrations', links: { self: `/api/integrations/${VIRUS_TOTAL}` } });
		expect(bench.lines()).toEqual([
			`GET /api/integrations/${VIRUS_TOTAL}`,
			`GET /api/integrations/${VIRUS_TOTAL}`,
		]);
	},
	'integration/update': async (bench) => {
		const changes = { autosubscribe: true, attributes: '{"default-color": "blue"}' };
		const updated = await bench.json('integration', 'update', { ...ONE, changes });
		expect(updated).toMatchObject([{ id: VIRUS_TOTAL, autosubscribe: true }]);
		expect(lastBody(bench, 'PATCH')).toEqual({
			data: { id: VIRUS_TOTAL, attributes: { autosubscribe: true, 'default-color': 'blue' } },
		});
	},
	'integration/getOptions': async (bench) => {
		const found = await bench.json('integration', 'getOptions', ONE);
		expect(found).toHaveLength(3);
		expect(found[0]).toEqual({
			id: `${VIRUS_TOTAL}-apiKey`,
			integrationId: VIRUS_TOTAL,
			key: 'apiKey',
			name: 'apiKey',
			description: 'The apiKey of the integration',
			type: 'password',
			default: '',
			value: '[redacted]',
			'admin-only': true,
			'user-can-edit': false,
		});
		expect(bench.lines()).toEqual([`GET /api/integration-options?filter[integration.id]=${VIRUS_TOTAL}`]);
	},
	'integration/updateOptions': async (bench) => {
		const optionChanges = {
			rows: [
				row('apiKey', 'new-value', { access: { adminOnly: 'yes', userCanEdit: 'no' } }),
				row(`${VIRUS_TOTAL}-showNoResults`, 'true', {
					valueType: 'json',
					access: { adminOnly: 'no', userCanEdit: 'yes' },
				}),
			],
		};
		const updated = await bench.json('integration', 'updateOptions', { ...ONE, optionChanges });
		expect(updated).toMatchObject([
			{
				id: `${VIRUS_TOTAL}-apiKey`,
				integrationId: VIRUS_TOTAL,
				key: 'apiKey',
				'admin-only': true,
				'user-can-edit': false,
				value: '[redacted]',
			},
			{
				id: `${VIRUS_TOTAL}-showNoResults`,
				integrationId: VIRUS_TOTAL,
				'admin-only': false,
				'user-can-edit': true,
				value: '[redacted]',
			},
		]);
		expect(lastBody(bench, 'PATCH')).toEqual({
			data: [
				{
					id: `${VIRUS_TOTAL}-apiKey`,
					type: 'integration-option',
					attributes: { value: 'new-value', 'admin-only': true, 'user-can-edit': false },
				},
				{
					id: `${VIRUS_TOTAL}-showNoResults`,
					type: 'integration-option',
					attributes: { value: true, 'admin-only': false, 'user-can-edit': true },
				},
			],
		});
		// An ID might be a key that begins so: the list of options says which.
		expect(bench.lines()).toEqual([
			`GET /api/integration-options?filter[integration.id]=${VIRUS_TOTAL}`,
			'PATCH /api/integration-options',
		]);
	},
	'integration/setPermissions': async (bench) => {
		const permissions = { rows: [{ groupId: '1' }, { groupId: 4, granted: ['read', 'admin'] }] };
		const set = await bench.json('integration', 'setPermissions', { ...ONE, permissions });
		expect(set).toEqual([
			{ requested: true, integrationId: VIRUS_TOTAL, groupId: '1', permissions: ['read'] },
			{ requested: true, integrationId: VIRUS_TOTAL, groupId: '4', permissions: ['read', 'admin'] },
		]);
		expect(lastBody(bench, 'POST')).toMatchObject({
			data: [
				{
					type: 'permissions',
					attributes: { permissions: ['read'] },
					relationships: {
						group: { data: { type: 'groups', id: '1' } },
						integration: { data: { type: 'integrations', id: VIRUS_TOTAL } },
					},
				},
				{ attributes: { permissions: ['read', 'admin'] } },
			],
		});
		expect(bench.state.integrations.get(VIRUS_TOTAL)?.permissions.get('4')).toEqual(['read', 'admin']);
	},
	'integration/getHealth': async (bench) => {
		bench.state.addError(VIRUS_TOTAL, { occurredOn: '2024-04-08T13:00:00.000000Z', title: 'Older' });
		bench.state.addError(VIRUS_TOTAL, { occurredOn: OCCURRED });
		bench.state.addError('aws_ec2');
		expect(await bench.json('integration', 'getHealth', ONE)).toEqual([
			{
				platform: 'polarity',
				integrationId: VIRUS_TOTAL,
				integrationName: 'VirusTotal',
				status: 'ERROR',
				lastErrorMessage: 'The API key was rejected',
				lastErrorAt: '2024-04-08T14:20:07.834Z',
				lastRunAt: null,
				openErrors: 2,
				url: null,
			},
		]);
		expect(bench.lines().sort()).toEqual([
			'GET /api/integrations/errors',
			`GET /api/integrations/${VIRUS_TOTAL}`,
		]);
	},
	'integrationError/getMany': async (bench) => {
		bench.state.addError(VIRUS_TOTAL, { id: 'b1946ac9', occurredOn: OCCURRED });
		bench.state.addError('aws_ec2', { id: 'c0000001' });
		const found = await bench.json('integrationError', 'getMany', ONE);
		expect(found).toEqual([
			{
				id: 'b1946ac9',
				code: '401',
				title: 'Unauthorized',
				detail: 'The API key was rejected',
				'error-count': 1,
				integrationId: VIRUS_TOTAL,
				occurredAt: OCCURRED,
				status: 401,
				affectedUsers: [{ id: 7, username: 'analyst' }],
			},
		]);
		expect(await bench.json('integrationError', 'getMany', { returnAll: true })).toHaveLength(2);
		expect(await bench.json('integrationError', 'getMany', { limit: 1 })).toHaveLength(1);
		expect(new Set(bench.lines())).toEqual(
			new Set(['GET /api/integrations/errors', 'GET /api/integrations?page[size]=300&page[number]=1']),
		);
	},
	'lookup/parseText': async (bench) => {
		bench.state.annotations.set('8.8.8.8', ['resolver', 'google']);
		const text = 'From 8.8.8.8 to evil.example.com';
		expect(await bench.json('lookup', 'parseText', { text })).toEqual([
			{
				value: '8.8.8.8',
				type: 'IPv4',
				types: ['IPv4'],
				displayValue: '8.8.8.8',
				hashType: '',
				isPrivateIP: false,
				tags: ['resolver', 'google'],
			},
			expect.objectContaining({ value: 'evil.example.com', type: 'domain', tags: [] }),
		]);
		expect(lastBody(bench, 'POST')).toEqual({ data: { attributes: { text } } });
	},
	'lookup/lookUp': async (bench) => {
		const found = await bench.json('lookup', 'lookUp', { text: 'From 8.8.8.8 to evil.example.com' });
		expect(found).toEqual([
			{
				integrationId: VIRUS_TOTAL,
				integrationName: 'VirusTotal',
				value: '8.8.8.8',
				type: 'IPv4',
				displayValue: '8.8.8.8',
				isHit: true,
				summary: ['Score: 0'],
				details: { country: 'US' },
			},
			expect.objectContaining({ integrationId: VIRUS_TOTAL, value: 'evil.example.com' }),
			expect.objectContaining({ integrationId: 'aws_ec2', summary: ['i-0123456789'] }),
			{
				integrationId: 'shodan',
				integrationName: 'Shodan',
				warning: 'Polarity: Shodan quota exceeded for this month',
			},
		]);
		expect(bench.lines().sort()).toEqual([
			'GET /api/integrations?filter[integration.status]=running&page[size]=300&page[number]=1',
			'POST /api/integrations/aws_ec2/lookup',
			'POST /api/integrations/shodan/lookup',
			`POST /api/integrations/${VIRUS_TOTAL}/lookup`,
			'POST /api/parsed-entities',
		]);
	},
};
