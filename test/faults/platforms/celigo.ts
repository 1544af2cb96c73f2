import { CeligoApi } from '../../../credentials/CeligoApi.credentials';
import { celigo as platform } from '../../../nodes/Celigo/platform';
import { celigoSample as ids } from '../../../simulators/celigo';
import { CeligoBench, chosen } from '../../platforms/Celigo/bench';
import type { FaultSubject } from '../FaultPlatform';

export const celigo: FaultSubject = {
	name: 'Celigo',
	platform,
	hasEmptyLists: true,
	isPaged: true,
	start: async (differences) => {
		const bench = await CeligoBench.start({ switches: { nextLink: 'skip' } }, differences);
		const { state, simulator } = bench;
		const made = ['First', 'Second'].map((name) => state.addIntegration({ name }));
		const flows = made.map(({ name, _id }) => state.addFlow({ name, _integrationId: _id }));
		const empty = ['Third', 'Fourth'].map((name) => state.addIntegration({ name }));
		const idOf = (records: ReadonlyArray<{ _id: string }>) => ({
			items: records.map(({ _id }) => ({ id: _id })),
		});
		const id = chosen('={{ $json.id }}');
		const count = state.integrations.size;
		return {
			platform,
			simulator,
			credentialType: new CeligoApi(),
			credentials: bench.withToken(simulator.token),
			run: async (resource, operation, ...more) => await bench.run(`${resource}.${operation}`, ...more),
			list: {
				task: 'Integration: Get Many',
				struck: { method: 'GET', path: '/v1/integrations' },
				retries: 3,
				records: count,
				requests: 1,
				parameters: { returnAll: true },
				pages: {
					small: { rowsPerPage: 3 },
					insert: () => void state.addIntegration({ _id: '0'.repeat(23) + '1', name: 'Inserted' }),
				},
			},
			get: {
				task: 'Integration: Get',
				struck: { method: 'GET', path: `/v1/integrations/${ids.integrationId}` },
				retries: 3,
				records: 1,
				requests: 1,
				parameters: { integrationId: chosen(ids.integrationId) },
			},
			create: {
				task: 'Integration: Create',
				struck: { method: 'POST', path: '/v1/integrations' },
				afterLoss: 'lookedFor',
				retries: 3,
				parameters: { name: '={{ $json.name }}' },
				items: [{ name: 'New 1' }, { name: 'New 2' }],
				done: () => [...state.integrations.values()].filter(({ name }) => name.startsWith('New ')).length,
			},
			update: {
				task: 'Integration: Update',
				struck: { method: 'PUT', path: /^\/v1\/integrations\/\w+$/ },
				retries: 3,
				isRepeatable: true,
				parameters: { integrationId: id, details: { description: 'Changed' } },
				...idOf(made),
				done: () => made.filter(({ _id }) => state.integrations.get(_id)?.description === 'Changed').length,
			},
			delete: {
				task: 'Integration: Delete',
				struck: { method: 'DELETE', path: /^\/v1\/integrations\/\w+$/ },
				retries: 3,
				isRepeatable: true,
				parameters: { integrationId: id },
				...idOf(empty),
				done: () => empty.filter(({ _id }) => !state.integrations.has(_id)).length,
			},
			action: {
				task: 'Flow: Disable',
				struck: { method: 'PATCH', path: /^\/v1\/flows\/\w+$/ },
				retries: 3,
				isRepeatable: true,
				parameters: { flowId: id },
				...idOf(flows),
				done: () => flows.filter(({ _id }) => state.flows.get(_id)?.disabled === true).length,
			},
			customGet: {
				task: 'API: Custom Call',
				struck: { method: 'GET', path: `/v1/integrations/${ids.integrationId}` },
				retries: 3,
				records: 1,
				requests: 1,
				parameters: { path: `/integrations/${ids.integrationId}` },
			},
			customChange: {
				task: 'API: Custom Call',
				struck: { method: 'POST', path: '/v1/integrations' },
				retries: 3,
				parameters: {
					method: 'POST',
					path: '/integrations',
					body: '={{ JSON.stringify({ name: $json.name }) }}',
				},
				items: [{ name: 'New 1' }, { name: 'New 2' }],
				done: () => [...state.integrations.values()].filter(({ name }) => name.startsWith('New ')).length,
			},
			poll: {
				session: bench.watch({ events: ['newError'] }),
				struck: { method: 'GET', path: '/v1/integrations' },
				cause: () => void state.addError(ids.flowId, ids.importId),
			},
			picker: {
				choices: async () => await bench.choicesWithoutDelays('searchIntegrations'),
				struck: { method: 'GET', path: '/v1/integrations' },
			},
			test: { method: 'GET', path: '/v1/tokenInfo' },
			stop: async () => await bench.stop(),
		};
	},
};
