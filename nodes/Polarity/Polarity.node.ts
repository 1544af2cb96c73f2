import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { nodeProperties, operationListSearch, runOperations } from '../../core';
import { polarity } from './platform';
import { resources } from './resources';

export class Polarity implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Polarity',
		name: 'polarity',
		icon: { light: 'file:polarity.svg', dark: 'file:polarity.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ($parameter["operation"] + ": " + $parameter["resource"]).replace(/([a-z])([A-Z])/g, "$1 $2").replace(/(^|: )[a-z]/g, (start) => start.toUpperCase()) }}',
		description: 'Manage and monitor integrations on a Polarity server, and look up entities in them',
		defaults: { name: 'Polarity' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'polarityApi', required: true }],
		properties: [...nodeProperties(polarity, resources)],
	};

	methods = { listSearch: operationListSearch(polarity, resources) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, polarity, resources);
	}
}
