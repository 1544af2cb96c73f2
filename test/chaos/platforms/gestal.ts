import { startGestal } from '../../../simulators/gestal';
import { eventOf, markerOf } from '../markers';
import { byId, type ChaosPlatform, type Moment } from './ChaosPlatform';
import { LastStates } from './LastStates';

/** Each is asked for its installations at each poll. */
const integrations = 6;
const mostNewIntegrations = 10;
const mostInstallations = 20;

/** There is no list of batches: the trigger knows from the beginning which it watches. */
const batches = 40;
const firstBatch = 9_000_000;

export async function gestal(): Promise<ChaosPlatform> {
	const simulator = await startGestal({ seed: { integrations }, switches: { batchProgress: 'manual' } });
	const { state, seeded } = simulator;
	const ids = [...state.integrations.keys()];
	const chosenId = seeded.integration.cloud_id;
	const changing = new LastStates(ids, [chosenId]);
	const waiting = Array.from({ length: batches }, (_, index) => markerOf(firstBatch + index));
	for (const id of waiting) {
		state.addBatch(seeded.installation.cloud_id, { cloud_id: id, total: 10, pending: 10 });
	}
	const batchIds = waiting.join(', ');

	const integrationFor = ({ onlyChosen, random }: Moment) =>
		onlyChosen ? chosenId : random.pick([chosenId, ...ids]);

	return {
		name: 'Gestal Cloud',
		simulator,
		credentials: [
			{
				name: 'Gestal integrator',
				type: 'gestalIntegratorApi',
				data: { baseUrl: simulator.url, apiPaths: 'seed', ...state.account },
			},
			{
				name: 'Gestal installation',
				type: 'gestalInstallationApi',
				data: { baseUrl: simulator.url, apiPaths: 'seed', apiKey: seeded.key.secret },
			},
		],
		trigger: {
			name: 'Gestal Trigger',
			type: 'n8n-nodes-integration-ops.gestalTrigger',
			parameters: {
				events: [
					'newInstallation',
					'installationRemoved',
					'newIntegration',
					'integrationChanged',
					'batchWithFailures',
				],
				batchIds,
			},
		},
		chosen: { integrationId: byId(chosenId) },
		causes: [
			(moment) => {
				if (state.installations.size > mostInstallations) return undefined;
				state.addInstallation({ cloud_id: moment.marker, integrationId: integrationFor(moment) });
				return [eventOf('newInstallation', moment.marker)];
			},
			({ onlyChosen, wasEmitted }) => {
				// One that was never seen cannot be missed.
				const known = [...state.installations.values()].find(
					({ cloud_id: id, integrationId }) =>
						(!onlyChosen || integrationId === chosenId) && wasEmitted(eventOf('newInstallation', id)),
				);
				if (known === undefined) return undefined;
				state.removeInstallation(known.cloud_id);
				return [eventOf('installationRemoved', known.cloud_id)];
			},
			({ marker }) => {
				if (state.integrations.size >= integrations + mostNewIntegrations) return undefined;
				state.addIntegration({ cloud_id: marker, name: 'A new product' });
				return [eventOf('newIntegration', marker)];
			},
			(moment) => {
				const id = changing.free(moment);
				const integration = state.integrations.get(id ?? '');
				if (id === undefined || integration === undefined) return undefined;
				integration.description = `Release ${moment.marker}`;
				integration.updated_at = state.clock.iso();
				const event = eventOf('integrationChanged', moment.marker);
				changing.changed(id, event);
				return [event];
			},
			() => {
				const id = waiting.pop();
				const batch = state.batches.get(id ?? '')?.batch;
				if (id === undefined || batch === undefined) return undefined;
				batch.state = 'completed';
				batch.pending = 0;
				batch.failures = 3;
				batch.completed_at = state.clock.iso();
				return [eventOf('batchFailed', id)];
			},
		],
	};
}
