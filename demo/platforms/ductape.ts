import { startDuctape, type DuctapeSimulator } from '../../simulators/ductape';
import type { DemoPlatform, RunningPlatform } from './DemoPlatform';

async function start(port: number): Promise<RunningPlatform<DuctapeSimulator>> {
	const simulator = await startDuctape({ port });
	const { user, workspace, orders } = simulator.seeded;
	return {
		simulator,
		credential: {
			name: 'Ductape (simulated)',
			type: 'ductapeApi',
			data: {
				baseUrl: simulator.url,
				signInWith: 'privateKey',
				userId: user._id,
				workspaceId: workspace._id,
				privateKey: user.privateKey,
			},
		},
		list: {
			name: 'Get integrations',
			type: 'n8n-nodes-integration-ops.ductape',
			parameters: { resource: 'integration', operation: 'getMany', returnAll: true },
		},
		describe: ({ json }) => `${String(json.name)} (${String(json.tag)})`,
		watch: {
			name: 'On a failed Ductape run',
			type: 'n8n-nodes-integration-ops.ductapeTrigger',
			parameters: { events: ['failedRun'] },
		},
		happening: 'a run fails',
		causeError: () => {
			// Its own ID: the simulator begins anew with each start, the trigger remembers.
			const processId = `process-${Date.now()}`;
			simulator.state.addFailedRun(orders, { given: { process_id: processId } });
			return `ductape:runFailed:${processId}`;
		},
	};
}

export const ductape: DemoPlatform<DuctapeSimulator> = { name: 'Ductape', port: 5693, start };
