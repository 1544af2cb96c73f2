import { CLIENT, startPort, type PortSimulator } from '../../simulators/port';
import type { DemoPlatform, RunningPlatform } from './DemoPlatform';

const watchedId = 'my-gitlab';

async function start(port: number): Promise<RunningPlatform<PortSimulator>> {
	const simulator = await startPort({ port });
	return {
		simulator,
		credential: {
			name: 'Port (simulated)',
			type: 'portIntegrationsApi',
			data: { region: 'custom', customUrl: simulator.url, ...CLIENT },
		},
		list: {
			name: 'Get integrations',
			type: 'n8n-nodes-integration-ops.port',
			parameters: { resource: 'integration', operation: 'getMany', returnAll: true },
		},
		describe: ({ json }) => `${String(json.title)} (${String(json.status)})`,
		watch: {
			name: 'On a new Port error',
			type: 'n8n-nodes-integration-ops.portTrigger',
			parameters: { events: ['errorLogLine', 'resyncFailed'] },
		},
		happening: 'an integration logs an error',
		causeError: () => {
			// Its own id: the simulator begins anew with each start, the trigger remembers.
			const id = String(Date.now());
			simulator.state.addLog(watchedId, {
				id,
				level: 'ERROR',
				message: 'GitLab rejected the token of the integration',
			});
			return `port:logLine:${watchedId}:${id}`;
		},
	};
}

export const port: DemoPlatform<PortSimulator> = { name: 'Port', port: 5692, start };
