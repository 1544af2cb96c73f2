import { NodeConnectionTypes } from 'n8n-workflow';
import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';

import { pollErrors, triggerListSearch, triggerProperties } from '../../core/trigger';
import { accountOf } from './account';
import { feeds } from './events';
import { port } from './platform';

export class PortTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Port Trigger',
		name: 'portTrigger',
		icon: { light: 'file:port.svg', dark: 'file:port.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"][0].replace(/([a-z])([A-Z])/g, "$1 $2").replace(/^[a-z]/, (start) => start.toUpperCase()) + ($parameter["events"].length > 1 ? ", +" + ($parameter["events"].length - 1) : "") }}',
		description:
			'Starts the workflow when a resync, a deployment or anything else fails in a Port integration',
		defaults: { name: 'Port Trigger' },
		polling: true,
		eventTriggerDescription: 'Waiting for Port to report one of the chosen events',
		activationMessage:
			'n8n now checks Port at the Poll Times of this trigger and runs the workflow for each new event.',
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'portIntegrationsApi', required: true }],
		properties: [...triggerProperties(port, feeds)],
	};

	methods = { listSearch: triggerListSearch(port, feeds) };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollErrors(this, port, feeds, accountOf);
	}
}
