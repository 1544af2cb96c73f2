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
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts the workflow when requests to Gestal Cloud fail or its lists change; Gestal Cloud has no error log',
		defaults: { name: 'Gestal Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'gestalIntegratorApi',
				required: true,
				displayOptions: {
					show: {
						events: [
							'accessKeyUnused',
							'installationRemoved',
							'integrationChanged',
							'newInstallation',
							'newIntegration',
							'problemReachingIntegration',
						],
					},
				},
			},
			{
				name: 'gestalInstallationApi',
				required: true,
				displayOptions: { show: { events: ['batchWithFailures', 'mirrorNotMatched'] } },
			},
		],
		properties: [...triggerProperties(feeds)],
	};

	methods = { listSearch: triggerListSearch(gestal, feeds) };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollErrors(this, gestal, feeds);
	}
}
