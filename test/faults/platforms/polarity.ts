import { PolarityApi } from '../../../credentials/PolarityApi.credentials';
import { polarity as platform } from '../../../nodes/Polarity/platform';
import { byId, PolarityBench, VIRUS_TOTAL } from '../../platforms/Polarity/bench';
import type { FaultSubject } from '../FaultPlatform';

/** Its API makes and deletes nothing that a node could. */
export const polarity: FaultSubject = {
	name: 'Polarity',
	platform,
	lacks: ['create', 'delete'],
	isPaged: true,
	start: async (differences) => {
		const bench = await PolarityBench.start({}, differences);
		const { state, simulator } = bench;
		const made = ['First', 'Second'].map((name) => state.addIntegration({ name }));
		const items = made.map(({ id }) => ({ id }));
		const integrationId = byId('={{ $json.id }}');
		const list = { method: 'GET', path: '/api/integrations' };
		return {
			platform,
			simulator,
			credentialType: new PolarityApi(),
			credentials: bench.withPassword(),
			signIn: /login$/,
			run: async (...run) => await bench.run(...run),
			list: {
				task: 'Integration: Get Many',
				struck: list,
				retries: 3,
				records: state.integrations.size,
				requests: 1,
				hasLargePages: true,
				parameters: { returnAll: true },
				credentials: bench.withPassword(),
				pages: { small: { rowsPerPage: 2 }, insert: () => void state.addIntegration({ name: 'Inserted' }) },
			},
			get: {
				task: 'Integration: Get',
				struck: { method: 'GET', path: `/api/integrations/${VIRUS_TOTAL}` },
				retries: 3,
				records: 1,
				requests: 1,
				parameters: { integrationId: byId(VIRUS_TOTAL) },
			},
			update: {
				task: 'Integration: Update',
				struck: { method: 'PATCH', path: /^\/api\/integrations\/[\w-]+$/ },
				retries: 1,
				isRepeatable: true,
				parameters: { integrationId, changes: { autosubscribe: true } },
				items,
				done: () => made.filter(({ id }) => state.integrations.get(id)?.autosubscribe === true).length,
			},
			action: {
				task: 'Integration: Set Permissions',
				struck: { method: 'POST', path: /\/permissions$/ },
				retries: 1,
				isRepeatable: true,
				parameters: { integrationId, permissions: { rows: [{ groupId: '1', granted: ['admin'] }] } },
				items,
				done: () =>
					made.filter(({ id }) => state.integrations.get(id)?.permissions.get('1')?.includes('admin')).length,
			},
			customGet: {
				task: 'API: Custom Call',
				struck: { method: 'GET', path: `/api/integrations/${VIRUS_TOTAL}` },
				retries: 3,
				records: 1,
				requests: 1,
				parameters: { path: `/api/integrations/${VIRUS_TOTAL}` },
			},
			customChange: {
				task: 'API: Custom Call',
				struck: { method: 'PATCH', path: /^\/api\/integrations\/[\w-]+$/ },
				retries: 1,
				parameters: {
					method: 'PATCH',
					path: '=/api/integrations/{{ $json.id }}',
					body: '={{ JSON.stringify({ data: { id: $json.id, attributes: { autosubscribe: true } } }) }}',
				},
				items,
				done: () => made.filter(({ id }) => state.integrations.get(id)?.autosubscribe === true).length,
			},
			poll: {
				session: bench.watch({ events: ['newErrorOccurrence'] }),
				struck: { method: 'GET', path: '/api/integrations/errors' },
				cause: () => void state.addError(VIRUS_TOTAL, { title: 'Quota', detail: 'It is used up' }),
			},
			picker: {
				choices: async () => await bench.choicesWithoutDelays('searchIntegrations'),
				struck: list,
				hasLargePages: true,
			},
			test: list,
			stop: async () => await bench.stop(),
		};
	},
};
