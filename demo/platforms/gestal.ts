import { startGestal, type Gestal } from '../../simulators/gestal';
import type { DemoPlatform, RunningPlatform } from './DemoPlatform';

async function start(port: number): Promise<RunningPlatform<Gestal>> {
	const simulator = await startGestal({ port, seed: { integrations: 3 } });
	const { state, seeded } = simulator;
	return {
		simulator,
		credential: {
			name: 'Gestal integrator (simulated)',
			type: 'gestalIntegratorApi',
			data: { baseUrl: simulator.url, apiPaths: 'seed', ...state.account },
		},
		furtherCredentials: [
			{
				name: 'Gestal installation (simulated)',
				type: 'gestalInstallationApi',
				data: { baseUrl: simulator.url, apiPaths: 'seed', apiKey: seeded.key.secret },
			},
		],
		list: {
			name: 'Get integrations',
			type: 'n8n-nodes-integration-ops.gestal',
			parameters: { resource: 'integration', operation: 'getMany', returnAll: true },
		},
		describe: ({ json }) => `${String(json.name)} (${String(json.cloud_id)})`,
		watch: {
			name: 'On a new Gestal installation',
			type: 'n8n-nodes-integration-ops.gestalTrigger',
			parameters: { events: ['newInstallation'] },
		},
		happening: 'a new installation appears',
		causeError: () => {
			// Gestal has no errors to list. Its own id: the simulator begins anew with each start, the trigger remembers.
			const { cloud_id: id, created_at: createdAt } = state.addInstallation({
				cloud_id: `inst_${Date.now()}`,
				integrationId: seeded.integration.cloud_id,
			});
			return `gestal:newInstallation:${id}:${createdAt}`;
		},
	};
}

export const gestal: DemoPlatform<Gestal> = { name: 'Gestal Cloud', port: 5695, start };
