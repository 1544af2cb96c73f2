import { startDuctape } from '../../../simulators/ductape';
import { eventOf } from '../markers';
import { byId, type ChaosPlatform, type Moment } from './ChaosPlatform';

export async function ductape(): Promise<ChaosPlatform> {
	const simulator = await startDuctape({ seed: { integrations: 4 } });
	const { state } = simulator;
	const { user, workspace, orders } = simulator.seeded;
	// What has no jobs and no notifications cannot have failed ones.
	const { jobs, notifications } = orders;
	for (const integration of state.integrations.values()) Object.assign(integration, { jobs, notifications });

	function integrationFor({ onlyChosen, random }: Moment) {
		const others = [...state.integrations.values()];
		return onlyChosen ? orders : random.pick([orders, ...others]);
	}

	return {
		name: 'Ductape',
		simulator,
		credentials: [
			{
				name: 'Ductape',
				type: 'ductapeApi',
				data: {
					baseUrl: simulator.url,
					signInWith: 'privateKey',
					userId: user._id,
					workspaceId: workspace._id,
					privateKey: user.privateKey,
				},
			},
		],
		trigger: {
			name: 'Ductape Trigger',
			type: 'n8n-nodes-integration-ops.ductapeTrigger',
			parameters: { events: ['failedRun', 'failedJobExecution', 'failedNotification'] },
		},
		chosen: { integrationId: byId(orders._id) },
		causes: [
			(moment) => {
				state.addFailedRun(integrationFor(moment), { given: { process_id: moment.marker } });
				return [eventOf('runFailed', moment.marker)];
			},
			(moment) => {
				state.addJobExecution(integrationFor(moment), { _id: moment.marker });
				return [eventOf('failedJob', moment.marker)];
			},
			(moment) => {
				state.addNotificationMessage(integrationFor(moment), { _id: moment.marker });
				return [eventOf('failedNotification', moment.marker)];
			},
		],
	};
}
