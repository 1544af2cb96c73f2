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
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description: 'Starts the workflow when something goes wrong in an integration of Port',
		defaults: { name: 'Port Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'portIntegrationsApi', required: true }],
		properties: [...triggerProperties(feeds)],
	};

	methods = { listSearch: triggerListSearch(port, feeds) };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollErrors(this, port, feeds, accountOf);
	}
}
