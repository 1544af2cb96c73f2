import { NodeConnectionTypes } from 'n8n-workflow';
import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';

import { pollErrors, triggerListSearch, triggerProperties } from '../../core/trigger';
import { accountOf } from './account';
import { feeds } from './events';
import { celigo } from './platform';

export class CeligoTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Celigo Trigger',
		name: 'celigoTrigger',
		icon: { light: 'file:celigo.svg', dark: 'file:celigo.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"][0].replace(/([a-z])([A-Z])/g, "$1 $2").replace(/^[a-z]/, (start) => start.toUpperCase()) + ($parameter["events"].length > 1 ? ", +" + ($parameter["events"].length - 1) : "") }}',
		description:
			'Starts the workflow when an integration in Celigo integrator.io has a new error, a failed job or a change',
		defaults: { name: 'Celigo Trigger' },
		polling: true,
		eventTriggerDescription: 'Waiting for Celigo to report one of the chosen events',
		activationMessage:
			'n8n now checks Celigo at the Poll Times of this trigger and runs the workflow for each new event.',
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'celigoApi', required: true }],
		properties: [...triggerProperties(celigo, feeds)],
	};

	methods = { listSearch: triggerListSearch(celigo, feeds) };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollErrors(this, celigo, feeds, accountOf);
	}
}
