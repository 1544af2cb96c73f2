import { DuctapeApi } from '../../../credentials/DuctapeApi.credentials';
import { ductape as platform } from '../../../nodes/Ductape/platform';
import { byId, DuctapeBench } from '../../platforms/Ductape/bench';
import type { FaultSubject } from '../FaultPlatform';

export const ductape: FaultSubject = {
	name: 'Ductape',
	platform,
	isPaged: true,
	start: async (differences) => {
		const bench = await DuctapeBench.start({}, differences);
		const { state, simulator, orders } = bench;
		const { workspace_id: workspace } = orders;
		const made = ['First', 'Second'].map((name) => state.addIntegration({ name, workspace_id: workspace }));
		const integrationId = byId('={{ $json.id }}');
		const items = made.map(({ _id }) => ({ id: _id }));
		const all = { method: 'GET', path: `/integrations/v1/workspace/${workspace}/all` };
		const executions = ['10', '11', '12', '13'].map((hour) =>
			state.addJobExecution(orders, { started_at: `2026-01-05T${hour}:00:00.000Z` }),
		);
		return {
			platform,
			simulator,
			credentialType: new DuctapeApi(),
			credentials: bench.credential(),
			signIn: /\/login/,
			run: async (...run) => await bench.run(...run),
			list: {
				task: 'Job Execution: Get Many',
				struck: { method: 'GET', path: '/integrations/v1/job-executions' },
				retries: 3,
				records: executions.length,
				requests: 1,
				parameters: { ...bench.ordersField, returnAll: true },
				pages: {
					small: { rowsPerPage: 2 },
					insert: () => void state.addJobExecution(orders, { started_at: '2026-01-06T10:00:00.000Z' }),
				},
			},
			get: {
				task: 'Integration: Get',
				struck: { method: 'GET', path: `/integrations/v1/${orders._id}` },
				retries: 3,
				records: 1,
				requests: 1,
				parameters: bench.ordersField,
			},
			create: {
				task: 'Integration: Create',
				struck: { method: 'POST', path: '/integrations/v1/create' },
				retries: 3,
				afterLoss: 'sentAgain',
				parameters: { name: '={{ $json.name }}', description: 'x' },
				items: [{ name: 'New 1' }, { name: 'New 2' }],
				done: () => [...state.integrations.values()].filter(({ name }) => name.startsWith('New ')).length,
			},
			update: {
				task: 'Integration: Update',
				struck: { method: 'PUT', path: /^\/integrations\/v1\/\w{24}$/ },
				retries: 1,
				isRepeatable: true,
				parameters: { integrationId, details: { description: 'Changed' } },
				items,
				done: () => made.filter(({ _id }) => state.integrations.get(_id)?.description === 'Changed').length,
			},
			delete: {
				task: 'Integration: Delete',
				struck: { method: 'DELETE', path: /^\/integrations\/v1\/\w{24}$/ },
				retries: 3,
				parameters: { integrationId },
				items,
				done: () => made.filter(({ _id }) => !state.integrations.has(_id)).length,
			},
			action: {
				task: 'Feature: Run',
				struck: { method: 'POST', path: '/proxy/v1/sdk-proxy/execute' },
				retries: 3,
				isPassedOn: true,
				parameters: {
					...bench.ordersField,
					part: byId('sync_orders'),
					environment: byId('dev'),
					input: '={{ JSON.stringify({ orderId: $json.order }) }}',
				},
				items: [{ order: '1' }, { order: '2' }],
				shows: [],
				done: () => state.rpcCalls.length,
			},
			customGet: {
				task: 'API: Custom Call',
				struck: { method: 'GET', path: `/integrations/v1/${orders._id}` },
				retries: 3,
				records: 1,
				requests: 1,
				parameters: { path: `/integrations/v1/${orders._id}` },
			},
			customChange: {
				task: 'API: Custom Call',
				struck: { method: 'POST', path: '/integrations/v1/create' },
				retries: 3,
				parameters: {
					method: 'POST',
					path: '/integrations/v1/create',
					body: '={{ JSON.stringify({ name: $json.name, description: "x" }) }}',
				},
				items: [{ name: 'New 1' }, { name: 'New 2' }],
				done: () => [...state.integrations.values()].filter(({ name }) => name.startsWith('New ')).length,
			},
			poll: {
				session: bench.watch({ events: ['failedRun'] }),
				struck: { method: 'GET', path: `/log/v1/analytics/${workspace}` },
				cause: () => void state.addFailedRun(orders),
			},
			picker: {
				choices: async () => await bench.choicesWithoutDelays('searchIntegrations'),
				struck: all,
			},
			test: { method: 'GET', path: `/workspaces/v1/get/${workspace}` },
			stop: async () => await bench.stop(),
		};
	},
};
