import { NodeConnectionTypes } from 'n8n-workflow';
import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';

import { pollErrors, triggerListSearch, triggerProperties } from '../../core/trigger';
import { accountOf } from './account';
import { feeds } from './events';
import { ductape } from './platform';

export class DuctapeTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ductape Trigger',
		name: 'ductapeTrigger',
		icon: { light: 'file:ductape.svg', dark: 'file:ductape.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"][0].replace(/([a-z])([A-Z])/g, "$1 $2").replace(/^[a-z]/, (start) => start.toUpperCase()) + ($parameter["events"].length > 1 ? ", +" + ($parameter["events"].length - 1) : "") }}',
		description: 'Starts the workflow when a run, a job or a notification fails in Ductape',
		defaults: { name: 'Ductape Trigger' },
		polling: true,
		eventTriggerDescription: 'Waiting for Ductape to report one of the chosen events',
		activationMessage:
			'n8n now checks Ductape at the Poll Times of this trigger and runs the workflow for each new event.',
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ductapeApi', required: true }],
		properties: [
			...triggerProperties(
				ductape,
				feeds,
				'Ductape plans limit requests per month. Poll every 5 minutes or less often.',
			),
		],
	};

	methods = { listSearch: triggerListSearch(ductape, feeds) };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollErrors(this, ductape, feeds, accountOf);
	}
}
