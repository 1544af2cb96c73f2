import { GestalIntegratorApi } from '../../../credentials/GestalIntegratorApi.credentials';
import { gestal as platform } from '../../../nodes/Gestal/platform';
import { GestalBench, locator } from '../../platforms/Gestal/bench';
import type { FaultSubject } from '../FaultPlatform';

export const gestal: FaultSubject = {
	name: 'Gestal Cloud',
	platform,
	isPaged: true,
	start: async (differences) => {
		const bench = await GestalBench.start({}, differences);
		const { state, simulator } = bench;
		const { integration } = simulator.seeded;
		const made = ['First', 'Second'].map((name) => state.addIntegration({ name }));
		const items = made.map(({ cloud_id }) => ({ id: cloud_id }));
		const integrationId = locator('={{ $json.id }}');
		const installations = ['First', 'Second'].map(() =>
			state.addInstallation({ integrationId: integration.cloud_id }),
		);
		const keys = () => [...state.accessKeys.values()].length;
		const before = keys();
		const list = { method: 'GET', path: '/integrations' };
		return {
			platform,
			simulator,
			credentialType: new GestalIntegratorApi(),
			credentials: bench.credentials(),
			signIn: /^\/auth$/,
			run: async (...run) => await bench.run(...run),
			list: {
				task: 'Integration: Get Many',
				struck: list,
				retries: 2,
				records: state.integrations.size,
				requests: 1,
				hasLargePages: true,
				parameters: { returnAll: true },
				pages: { small: { rowsPerPage: 2 }, insert: () => void state.addIntegration({ name: 'Inserted' }) },
			},
			get: {
				task: 'Integration: Get',
				struck: { method: 'GET', path: `/integrations/${integration.cloud_id}` },
				retries: 2,
				records: 1,
				requests: 1,
				parameters: { integrationId: locator(integration.cloud_id) },
			},
			create: {
				task: 'Integration: Create',
				struck: { method: 'POST', path: '/integrations' },
				afterLoss: 'lookedFor',
				retries: 1,
				parameters: { name: '={{ $json.name }}', url: 'https://example.com/x' },
				items: [{ name: 'New 1' }, { name: 'New 2' }],
				done: () => [...state.integrations.values()].filter(({ name }) => name.startsWith('New ')).length,
			},
			update: {
				task: 'Integration: Update',
				struck: { method: 'PATCH', path: /^\/integrations\/\w+$/ },
				retries: 1,
				isRepeatable: true,
				parameters: { integrationId, changes: { description: 'Changed' } },
				items,
				done: () => made.filter(({ description }) => description === 'Changed').length,
			},
			delete: {
				task: 'Integration: Delete',
				struck: { method: 'DELETE', path: /^\/integrations\/\w+$/ },
				retries: 1,
				isRepeatable: true,
				parameters: { integrationId },
				items,
				done: () => made.filter(({ cloud_id }) => !state.integrations.has(cloud_id)).length,
			},
			action: {
				task: 'Access Key: Create',
				struck: { method: 'POST', path: /\/accesskeys$/ },
				retries: 1,
				parameters: { installationId: locator('={{ $json.id }}') },
				items: installations.map(({ cloud_id }) => ({ id: cloud_id })),
				done: () => keys() - before,
			},
			customGet: {
				task: 'API: Custom Call',
				struck: { method: 'GET', path: `/integrations/${integration.cloud_id}` },
				retries: 2,
				records: 1,
				requests: 1,
				parameters: { path: `/integrations/${integration.cloud_id}` },
			},
			customChange: {
				task: 'API: Custom Call',
				struck: { method: 'POST', path: '/integrations' },
				retries: 1,
				parameters: {
					method: 'POST',
					path: '/integrations',
					body: '={{ JSON.stringify({ name: $json.name, url: "https://example.com/x" }) }}',
				},
				items: [{ name: 'New 1' }, { name: 'New 2' }],
				done: () => [...state.integrations.values()].filter(({ name }) => name.startsWith('New ')).length,
			},
			poll: {
				session: bench.watch({ events: ['newInstallation'] }),
				struck: list,
				hasLargePages: true,
				cause: () => void state.addInstallation({ integrationId: integration.cloud_id }),
			},
			picker: {
				choices: async () => await bench.choicesWithoutDelays('searchIntegrations'),
				struck: list,
				hasLargePages: true,
			},
			test: { method: 'GET', path: '/ping' },
			hasTestBody: false,
			stop: async () => await bench.stop(),
		};
	},
};
