import {
	seededApiKey,
	seededVirusTotalId,
	startPolarity,
	type PolaritySimulator,
} from '../../simulators/polarity';
import type { DemoPlatform, RunningPlatform } from './DemoPlatform';

/** As many as a large server has: thirteen pages. */
const integrations = 1250;

async function start(port: number): Promise<RunningPlatform<PolaritySimulator>> {
	const simulator = await startPolarity({ port, seed: { integrations } });
	return {
		simulator,
		credential: {
			name: 'Polarity (simulated)',
			type: 'polarityApi',
			data: { serverUrl: simulator.url, signInWith: 'apiKey', apiKey: seededApiKey },
		},
		list: {
			name: 'Get integrations',
			type: 'n8n-nodes-integration-ops.polarity',
			parameters: { resource: 'integration', operation: 'getMany', returnAll: true },
		},
		describe: ({ json }) => `${String(json.name)} (${String(json.status)})`,
		watch: {
			name: 'On a new Polarity error',
			type: 'n8n-nodes-integration-ops.polarityTrigger',
			parameters: { events: ['newErrorOccurrence'] },
		},
		happening: 'a lookup fails',
		causeError: () => {
			// Its own id: the simulator begins anew with each start, the trigger remembers.
			const { id, errorCount, occurredOn } = simulator.state.addError(seededVirusTotalId, {
				id: Date.now().toString(16),
				title: 'Quota exceeded',
				detail: `VirusTotal refused lookup ${Date.now()}: the daily quota is used up`,
			});
			return `polarity:lookupError:${seededVirusTotalId}:${id}:${errorCount}:${occurredOn.replace('T', ' ')}`;
		},
	};
}

export const polarity: DemoPlatform<PolaritySimulator> = { name: 'Polarity', port: 5694, start };
