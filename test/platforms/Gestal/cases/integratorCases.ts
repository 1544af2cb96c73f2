import { expect } from '@jest/globals';

import { locator } from '../bench';
import { at, installationId, integrationId, keyId, PAGE, type Case } from './Case';

/** With the integrator's account, where both generations differ in the path alone. */
const bothGenerations = (['seed', 'current'] as const).flatMap((generation): Case[] => [
	{
		operation: 'api.customCall',
		generation,
		given: () => ({ path: at(generation, 'integrations') }),
		expected: () => ({
			requests: [`GET ${at(generation, 'integrations')}`],
			json: [{ name: expect.any(String) }, { name: expect.any(String) }],
		}),
	},
	{
		operation: 'integration.get',
		generation,
		given: (b) => ({ integrationId: locator(integrationId(b)) }),
		expected: (b) => ({
			requests: [`GET ${at(generation, 'integrations')}/${integrationId(b)}`],
			json: [{ cloud_id: integrationId(b), name: 'Herd Mirror', url: expect.any(String) }],
		}),
	},
	{
		operation: 'integration.getMany',
		generation,
		given: () => ({}),
		expected: () => ({
			requests: [`GET ${at(generation, 'integrations')}${PAGE}`],
			json: [{ name: expect.any(String) }, { name: expect.any(String) }],
		}),
	},
	{
		operation: 'integration.getHealth',
		generation,
		given: (b) => ({ integrationId: locator(integrationId(b)), lookUpActivity: true }),
		expected: (b) => ({
			requests: [
				`GET ${at(generation, 'integrations')}/${integrationId(b)}`,
				`GET ${at(generation, 'integrations')}/${integrationId(b)}/installations?per_page=1000&page=1`,
				...(generation === 'seed'
					? [`GET ${at(generation, 'keysOf', installationId(b))}?per_page=1000&page=1`]
					: []),
			],
			json: [
				{
					platform: 'gestal',
					integrationId: integrationId(b),
					integrationName: 'Herd Mirror',
					status: 'UNKNOWN',
					lastErrorMessage: null,
					lastErrorAt: null,
					lastRunAt: null,
					openErrors: null,
					url: null,
				},
			],
		}),
	},
	{
		operation: 'installation.getMany',
		generation,
		given: (b) => ({ installationsOf: 'one', integrationId: locator(integrationId(b)) }),
		expected: (b) => ({
			requests: [`GET ${at(generation, 'integrations')}/${integrationId(b)}/installations${PAGE}`],
			json: [{ cloud_id: installationId(b), site_name: 'Barn 4', tenant_name: 'Northern Farms' }],
		}),
	},
	{
		operation: 'installation.get',
		generation,
		given: (b) => ({ installationId: locator(installationId(b)) }),
		expected: (b) => ({
			requests:
				generation === 'current'
					? [`GET /integrator/installations/${installationId(b)}`]
					: [
							'GET /integrations?per_page=1000&page=1',
							...[...b.simulator.state.integrations.keys()]
								.sort()
								.slice(0, 1)
								.map((id) => `GET /integrations/${id}/installations?per_page=1000&page=1`),
						],
			json: [{ cloud_id: installationId(b), site_name: 'Barn 4', tenant_name: 'Northern Farms' }],
		}),
	},
	{
		operation: 'installation.getCurrent',
		generation,
		given: () => ({}),
		expected: (b) => ({
			requests: ['GET /integration'],
			json: [{ cloud_id: installationId(b), type: 'third_party', site_name: 'Barn 4' }],
		}),
	},
	{
		operation: 'accessKey.create',
		generation,
		given: (b) => ({ installationId: locator(installationId(b)) }),
		expected: (b) => ({
			requests: [`POST ${at(generation, 'keysOf', installationId(b))}`],
			json: [{ id: expect.any(String), access_key: expect.stringMatching(/^ak_[0-9a-f]{32}$/) }],
		}),
	},
	{
		operation: 'accessKey.get',
		generation,
		given: (b) => ({ accessKeyId: locator(keyId(b)) }),
		expected: (b) => ({
			requests: [`GET ${at(generation, 'key', keyId(b))}`],
			json: [{ id: keyId(b), access_key: expect.stringMatching(/^ak_x+\w{4}$/), last_active_at: null }],
		}),
	},
	{
		operation: 'accessKey.getMany',
		generation,
		given: (b) => ({
			integrationId: locator(integrationId(b)),
			installationId: locator(installationId(b)),
		}),
		expected: (b) => ({
			requests: [`GET ${at(generation, 'keysOf', installationId(b))}${PAGE}`],
			json: [
				{
					id: keyId(b),
					access_key: expect.stringMatching(/^ak_x+\w{4}$/),
					installationId: installationId(b),
					integrationId: integrationId(b),
				},
			],
		}),
	},
	{
		operation: 'accessKey.delete',
		generation,
		given: (b) => ({ accessKeyId: locator(keyId(b)) }),
		expected: (b) => ({
			requests: [`DELETE ${at(generation, 'key', keyId(b))}`],
			json: [{ deleted: true, id: keyId(b) }],
		}),
	},
]);

const seedOnly: Case[] = [
	{
		operation: 'integration.create',
		generation: 'seed',
		given: () => ({
			name: 'Acme',
			url: 'https://example.com/acme',
			additionalFields: { description: 'Plus' },
		}),
		expected: () => ({
			requests: ['POST /integrations'],
			body: { name: 'Acme', url: 'https://example.com/acme', description: 'Plus' },
			json: [{ cloud_id: expect.stringMatching(/^int_/), name: 'Acme', description: 'Plus' }],
		}),
	},
	{
		operation: 'integration.update',
		generation: 'seed',
		given: (b) => ({ integrationId: locator(integrationId(b)), changes: { url: 'https://example.com/new' } }),
		expected: (b) => ({
			requests: [`PATCH /integrations/${integrationId(b)}`],
			body: { url: 'https://example.com/new' },
			json: [{ name: 'Herd Mirror', url: 'https://example.com/new' }],
		}),
	},
	{
		operation: 'integration.delete',
		generation: 'seed',
		given: (b) => ({ integrationId: locator(integrationId(b)) }),
		expected: (b) => ({
			requests: [`DELETE /integrations/${integrationId(b)}`],
			json: [{ deleted: true, cloud_id: integrationId(b), integrationId: integrationId(b) }],
		}),
	},
];

export const integratorCases = [...bothGenerations, ...seedOnly];
