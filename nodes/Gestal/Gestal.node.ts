import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { nodeProperties, operationListSearch, runOperations } from '../../core';
import { gestal } from './platform';
import { resources } from './resources';

export class Gestal implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gestal',
		name: 'gestal',
		icon: { light: 'file:gestal.svg', dark: 'file:gestal.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ($parameter["operation"] + ": " + $parameter["resource"]).replace(/([a-z])([A-Z])/g, "$1 $2").replace(/(^|: )[a-z]/g, (start) => start.toUpperCase()) }}',
		description: 'Manage integrations in Gestal Cloud and work with the data of farm sites',
		defaults: { name: 'Gestal' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'gestalIntegratorApi',
				required: true,
				displayOptions: {
					show: { resource: ['accessKey', 'api', 'installation', 'integration'] },
					hide: { operation: ['getCurrent', 'customCallToFarmSite'] },
				},
			},
			{
				name: 'gestalInstallationApi',
				required: true,
				// Of the resources that need both, installations: only the integrator's lists have this choice.
				displayOptions: {
					hide: {
						resource: ['accessKey', 'integration'],
						operation: ['customCall'],
						installationsOf: ['all', 'one'],
					},
				},
			},
		],
		properties: [...nodeProperties(gestal, resources)],
	};

	methods = { listSearch: operationListSearch(gestal, resources) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, gestal, resources);
	}
}
