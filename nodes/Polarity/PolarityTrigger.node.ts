import { NodeConnectionTypes } from 'n8n-workflow';
import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';

import { pollErrors, triggerListSearch, triggerProperties } from '../../core/trigger';
import { feeds } from './events';
import { polarity } from './platform';

export class PolarityTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Polarity Trigger',
		name: 'polarityTrigger',
		icon: { light: 'file:polarity.svg', dark: 'file:polarity.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"][0].replace(/([a-z])([A-Z])/g, "$1 $2").replace(/^[a-z]/, (start) => start.toUpperCase()) + ($parameter["events"].length > 1 ? ", +" + ($parameter["events"].length - 1) : "") }}',
		description:
			'Starts the workflow when an integration on a Polarity server has a new error or changes its status',
		defaults: { name: 'Polarity Trigger' },
		polling: true,
		eventTriggerDescription: 'Waiting for Polarity to report one of the chosen events',
		activationMessage:
			'n8n now checks Polarity at the Poll Times of this trigger and runs the workflow for each new event.',
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'polarityApi', required: true }],
		properties: [...triggerProperties(polarity, feeds)],
	};

	methods = { listSearch: triggerListSearch(polarity, feeds) };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollErrors(this, polarity, feeds);
	}
}
