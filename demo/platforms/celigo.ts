import { startCeligo, type Celigo } from '../../simulators/celigo';
import type { DemoPlatform, RunningPlatform } from './DemoPlatform';

/** Some flow and a step of it that keeps errors. */
function stepWithErrors(simulator: Celigo): { flowId: string; stepId: string } {
	for (const flowId of simulator.state.flows.keys()) {
		const [stepId] = simulator.state.errorStoresOf(flowId).keys();
		if (stepId !== undefined) return { flowId, stepId };
	}
	throw new Error('The simulated Celigo account has no flow that could fail');
}

async function start(port: number): Promise<RunningPlatform> {
	const simulator = await startCeligo({ port });
	const [token] = simulator.state.tokens;
	return {
		url: simulator.url,
		credential: {
			name: 'Celigo (simulated)',
			type: 'celigoApi',
			data: { region: 'custom', customUrl: `${simulator.url}/v1`, apiToken: token },
		},
		list: {
			name: 'Get integrations',
			type: 'n8n-nodes-integration-ops.celigo',
			parameters: { resource: 'integration', operation: 'getMany', returnAll: true },
		},
		describe: ({ json }) => `${String(json.name)} (${String(json._id)})`,
		watch: {
			name: 'On a new Celigo error',
			type: 'n8n-nodes-integration-ops.celigoTrigger',
			parameters: { event: 'newError' },
		},
		causeError: () => {
			const { flowId, stepId } = stepWithErrors(simulator);
			// Its own id: the simulator begins anew with each start, the trigger remembers.
			const errorId = String(Date.now());
			simulator.state.addError(flowId, stepId, { errorId, message: 'Customer 1042 has no e-mail address' });
			return errorId;
		},
		stop: async () => {
			await simulator.stop();
		},
	};
}

export const celigo: DemoPlatform = { name: 'Celigo', port: 5691, start };
