import { celigoSample, startCeligo, type CeligoSimulator } from '../../simulators/celigo';
import type { DemoPlatform, RunningPlatform } from './DemoPlatform';

async function start(port: number): Promise<RunningPlatform<CeligoSimulator>> {
	const simulator = await startCeligo({ port });
	return {
		simulator,
		credential: {
			name: 'Celigo (simulated)',
			type: 'celigoApi',
			data: { region: 'custom', customUrl: simulator.baseUrl, apiToken: simulator.token },
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
			parameters: { events: ['newError'] },
		},
		happening: 'a record fails in a flow',
		causeError: () => {
			// Its own id: the simulator begins anew with each start, the trigger remembers.
			const errorId = String(Date.now());
			const { flowId, importId } = celigoSample;
			simulator.state.addError(flowId, importId, {
				errorId,
				message: 'Customer 1042 has no e-mail address',
			});
			return `celigo:stepError:${flowId}:${importId}:${errorId}`;
		},
	};
}

export const celigo: DemoPlatform<CeligoSimulator> = { name: 'Celigo', port: 5691, start };
