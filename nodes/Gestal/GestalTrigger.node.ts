import { NodeConnectionTypes } from 'n8n-workflow';
import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';

import { pollErrors, triggerListSearch, triggerProperties } from '../../core/trigger';
import { feeds } from './events';
import { gestal } from './platform';

export class GestalTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gestal Trigger',
		name: 'gestalTrigger',
		icon: { light: 'file:gestal.svg', dark: 'file:gestal.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"][0].replace(/([a-z])([A-Z])/g, "$1 $2").replace(/^[a-z]/, (start) => start.toUpperCase()) + ($parameter["events"].length > 1 ? ", +" + ($parameter["events"].length - 1) : "") }}',
		description: 'Starts the workflow when something fails or changes in your Gestal Cloud integrations',
		defaults: { name: 'Gestal Trigger' },
		polling: true,
		eventTriggerDescription: 'Waiting for Gestal Cloud to report one of the chosen events',
		activationMessage:
			'n8n now checks Gestal Cloud at the Poll Times of this trigger and runs the workflow for each new event.',
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		// The first is shown for every event: were both shown only for the events that need them, n8n would take Events for
		// the choice of an authentication. It is not required: who has an access key only watches a farm site. The poll
		// names what is missing.
		credentials: [
			{
				name: 'gestalIntegratorApi',
				displayName: 'Credential for Integrator Account',
			},
			{
				name: 'gestalInstallationApi',
				displayName: 'Credential for Farm Site',
				required: true,
				displayOptions: { show: { events: ['batchWithFailures', 'mirrorNotMatched'] } },
			},
		],
		properties: [
			...triggerProperties(
				gestal,
				feeds,
				'Gestal pauses clients for two hours after too many requests. Poll every 5 minutes or less often.',
			),
		],
	};

	methods = { listSearch: triggerListSearch(gestal, feeds) };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollErrors(this, gestal, feeds);
	}
}
