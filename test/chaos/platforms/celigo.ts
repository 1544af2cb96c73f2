import { celigoSample, startCeligo } from '../../../simulators/celigo';
import { eventOf } from '../markers';
import { byId, type ChaosPlatform, type Moment } from './ChaosPlatform';

export async function celigo(): Promise<ChaosPlatform> {
	const simulator = await startCeligo({ seed: { integrations: 3, flowsPerIntegration: 2 } });
	const { state, runs, clock } = simulator;
	const { integrationId, flowId } = celigoSample;
	const flows = [...state.flows.values()].filter(({ _integrationId }) => _integrationId !== undefined);

	function flowFor({ onlyChosen, random }: Moment) {
		const candidates = onlyChosen ? flows.filter(({ _id }) => _id === flowId) : flows;
		const flow = candidates[random.integer(0, candidates.length - 1)];
		if (flow === undefined) throw new Error('the account has no flow');
		return flow;
	}

	return {
		name: 'Celigo',
		simulator,
		credentials: [
			{
				name: 'Celigo',
				type: 'celigoApi',
				data: { region: 'custom', customUrl: simulator.baseUrl, apiToken: simulator.token },
			},
		],
		trigger: {
			name: 'Celigo Trigger',
			type: 'n8n-nodes-integration-ops.celigoTrigger',
			parameters: { events: ['newError', 'failedJob', 'auditEntry'] },
		},
		chosen: { integrationId: byId(integrationId) },
		causes: [
			(moment) => {
				const { _id } = flowFor(moment);
				const steps = [...state.errorStoresOf(_id).keys()];
				const step = steps[moment.random.integer(0, steps.length - 1)];
				if (step === undefined) return undefined;
				state.addError(_id, step, { message: `Record ${moment.marker} has no e-mail address` });
				return [eventOf('stepError', moment.marker)];
			},
			(moment) => {
				const { _id, _integrationId = '' } = flowFor(moment);
				const now = clock.iso();
				runs.add({
					_id: moment.marker,
					_flowId: _id,
					_integrationId,
					status: 'failed',
					numError: 1,
					startedAt: now,
					endedAt: now,
				});
				return [eventOf('failedJob', moment.marker)];
			},
			(moment) => {
				const { _id: _resourceId, _integrationId = '' } = flowFor(moment);
				state.addAuditEntry({
					_id: moment.marker,
					event: 'update',
					resourceType: 'flow',
					_resourceId,
					_integrationId,
				});
				return [eventOf('auditEntry', moment.marker)];
			},
		],
	};
}
