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
			list: {
				task: 'Integration: Get Many',
				struck: list,
				retries: 5,
				records: count,
				requests: 1,
				run: async (more, options = {}) => await bench.run('getMany', { returnAll: true, options }, more),
			},
			get: {
				task: 'Integration: Get',
				struck: { method: 'GET', path: '/v1/integration/on-call' },
				retries: 5,
				records: 1,
				requests: 1,
				run: async (more) => await bench.run('get', { integrationId: chosen('on-call') }, more),
			},
			create: {
				task: 'Integration: Create',
				struck: { method: 'POST', path: '/v1/integration' },
				retries: 5,
				run: async (more, options = {}) =>
					await bench.run(
						'create',
						{ installationId: '={{ $json.name }}', installationAppType: 'jira', options },
						{ items: [{ name: 'new-1' }, { name: 'new-2' }], ...more },
					),
				done: () => [...state.installations.keys()].filter((id) => id.startsWith('new-')).length,
			},
			update: {
				task: 'Integration: Update',
				struck: { method: 'PATCH', path: one },
				retries: 5,
				run: async (more, options = {}) =>
					await bench.run(
						'update',
						{ integrationId, details: { title: 'Changed' }, options },
						{ items, ...more },
					),
				done: () => two.filter((id) => state.installation(id).record.title === 'Changed').length,
			},
			delete: {
				task: 'Integration: Delete',
				struck: { method: 'DELETE', path: one },
				retries: 5,
				isRepeatable: true,
				run: async (more, options = {}) =>
					await bench.run('delete', { integrationId, options }, { items, ...more }),
				done: () => two.filter((id) => !state.installations.has(id)).length,
			},
			action: {
				task: 'Integration: Resync',
				struck: { method: 'PATCH', path: one },
				retries: 5,
				run: async (more, options = {}) =>
					await bench.run('resync', { integrationId, options }, { items, ...more }),
				done: () => two.filter((id) => state.installation(id).isResyncRequested).length,
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
