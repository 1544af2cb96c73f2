import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { nodeProperties, operationListSearch, runOperations } from '../../core';
import { celigo } from './platform';
import { resources } from './resources';

export class Celigo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Celigo',
		name: 'celigo',
		icon: { light: 'file:celigo.svg', dark: 'file:celigo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ($parameter["operation"] + ": " + $parameter["resource"]).replace(/([a-z])([A-Z])/g, "$1 $2").replace(/(^|: )[a-z]/g, (start) => start.toUpperCase()) }}',
		description: 'Run, monitor and repair integrations in Celigo integrator.io',
		defaults: { name: 'Celigo' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'celigoApi', required: true }],
		properties: [...nodeProperties(celigo, resources)],
	};

	methods = { listSearch: operationListSearch(celigo, resources) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, celigo, resources);
	}
}
