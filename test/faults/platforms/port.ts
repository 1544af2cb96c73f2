import { PortIntegrationsApi } from '../../../credentials/PortIntegrationsApi.credentials';
import { port as platform } from '../../../nodes/Port/platform';
import { chosen, PortBench } from '../../platforms/Port/bench';
import type { FaultSubject } from '../FaultPlatform';

export const port: FaultSubject = {
	name: 'Port',
	platform,
	isPaged: false,
	start: async (differences) => {
		const bench = await PortBench.start({}, differences);
		const { state, simulator } = bench;
		const two = ['first', 'second'];
		for (const installationId of two) state.addIntegration({ installationId });
		const items = two.map((id) => ({ id }));
		const integrationId = chosen('={{ $json.id }}');
		const count = state.installations.size;
		const list = { method: 'GET', path: '/v1/integration' };
		const one = /^\/v1\/integration\/[\w-]+$/;
		return {
			platform,
			simulator,
			credentialType: new PortIntegrationsApi(),
			credentials: bench.credentials,
			signIn: /access_token$/,
			run: async (resource, operation, parameters, more) =>
				await bench.run(operation, { resource, ...parameters }, more),
			list: {
				task: 'Integration: Get Many',
				struck: list,
				retries: 5,
				records: count,
				requests: 1,
				parameters: { returnAll: true },
			},
			get: {
				task: 'Integration: Get',
				struck: { method: 'GET', path: '/v1/integration/on-call' },
				retries: 5,
				records: 1,
				requests: 1,
				parameters: { integrationId: chosen('on-call') },
			},
			create: {
				task: 'Integration: Create',
				struck: { method: 'POST', path: '/v1/integration' },
				afterLoss: 'lookedFor',
				retries: 5,
				parameters: { installationId: '={{ $json.name }}', installationAppType: 'jira' },
				items: [{ name: 'new-1' }, { name: 'new-2' }],
				done: () => [...state.installations.keys()].filter((id) => id.startsWith('new-')).length,
			},
			update: {
				task: 'Integration: Update',
				struck: { method: 'PATCH', path: one },
				retries: 5,
				parameters: { integrationId, details: { title: 'Changed' } },
				items,
				done: () => two.filter((id) => state.installation(id).record.title === 'Changed').length,
			},
			delete: {
				task: 'Integration: Delete',
				struck: { method: 'DELETE', path: one },
				retries: 5,
				isRepeatable: true,
				parameters: { integrationId },
				items,
				done: () => two.filter((id) => !state.installations.has(id)).length,
			},
			action: {
				task: 'Integration: Resync',
				struck: { method: 'PATCH', path: one },
				retries: 5,
				parameters: { integrationId },
				items,
				done: () => two.filter((id) => state.installation(id).isResyncRequested).length,
			},
			customGet: {
				task: 'API: Custom Call',
				struck: { method: 'GET', path: '/v1/integration/on-call' },
				retries: 5,
				records: 1,
				requests: 1,
				parameters: { path: '/integration/on-call' },
			},
			customChange: {
				task: 'API: Custom Call',
				struck: { method: 'POST', path: '/v1/integration' },
				retries: 5,
				parameters: {
					method: 'POST',
					path: '/integration',
					body: '={{ JSON.stringify({ installationId: $json.name, installationAppType: "jira" }) }}',
				},
				items: [{ name: 'new-1' }, { name: 'new-2' }],
				done: () => [...state.installations.keys()].filter((id) => id.startsWith('new-')).length,
			},
			poll: {
				session: bench.watch({ events: ['errorLogLine'] }),
				struck: list,
				cause: () => void state.addLog('my-gitlab', { level: 'ERROR', message: 'The disk is full' }),
			},
			picker: {
				choices: async () => await bench.choicesWithoutDelays('searchIntegrations'),
				struck: list,
			},
			test: { method: 'GET', path: '/v1/organization' },
			stop: async () => await bench.stop(),
		};
	},
};
