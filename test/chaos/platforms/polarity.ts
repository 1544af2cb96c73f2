import { seededApiKey, seededVirusTotalId, startPolarity } from '../../../simulators/polarity';
import { eventOf } from '../markers';
import { byId, type ChaosPlatform } from './ChaosPlatform';
import { LastStates } from './LastStates';

export async function polarity(): Promise<ChaosPlatform> {
	const simulator = await startPolarity({ seed: { integrations: 12 } });
	const { state } = simulator;
	const failing = [seededVirusTotalId, 'aws_ec2'];
	// Has errors from the beginning, so that a new one does not change its status.
	for (const id of failing) state.addError(id);
	const others = [...state.integrations.keys()].filter((id) => !failing.includes(id));
	const statuses = new LastStates(others, []);

	return {
		name: 'Polarity',
		simulator,
		credentials: [
			{
				name: 'Polarity',
				type: 'polarityApi',
				data: { serverUrl: simulator.url, signInWith: 'apiKey', apiKey: seededApiKey },
			},
		],
		trigger: {
			name: 'Polarity Trigger',
			type: 'n8n-nodes-integration-ops.polarityTrigger',
			parameters: { events: ['newErrorOccurrence', 'integrationStatusChanged'] },
		},
		chosen: { integrationId: byId(seededVirusTotalId) },
		causes: [
			({ marker, onlyChosen, random }) => {
				const id = onlyChosen ? seededVirusTotalId : random.pick([seededVirusTotalId, ...failing]);
				state.addError(id, { title: 'Lookup failed', detail: `Lookup ${marker} was refused` });
				return [eventOf('lookupError', marker)];
			},
			(moment) => {
				const id = statuses.free(moment);
				const integration = state.integrations.get(id ?? '');
				if (id === undefined || integration === undefined) return undefined;
				integration.status = `error ${moment.marker}`;
				const event = eventOf('statusChanged', moment.marker);
				statuses.changed(id, event);
				return [event];
			},
		],
	};
}
