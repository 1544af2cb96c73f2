import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { nodeProperties, operationListSearch, runOperations } from '../../core';
import { ductape } from './platform';
import { resources } from './resources';

export class Ductape implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ductape',
		name: 'ductape',
		icon: { light: 'file:ductape.svg', dark: 'file:ductape.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ($parameter["operation"] + ": " + $parameter["resource"]).replace(/([a-z])([A-Z])/g, "$1 $2").replace(/(^|: )[a-z]/g, (start) => start.toUpperCase()) }}',
		description: 'Build, run and monitor integrations (products) in Ductape',
		defaults: { name: 'Ductape' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ductapeApi', required: true }],
		properties: [...nodeProperties(ductape, resources)],
	};

	methods = { listSearch: operationListSearch(ductape, resources) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, ductape, resources);
	}
}
