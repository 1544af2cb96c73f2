import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { operationListSearch } from '../../core/field/listSearch';
import { nodeProperties } from '../../core/operation/properties';
import { runOperations } from '../../core/operation/runOperations';
import { celigo } from './platform';
import { resources } from './resources';

export class Celigo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Celigo',
		name: 'celigo',
		icon: { light: 'file:celigo.svg', dark: 'file:celigo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Run, watch and repair the integrations of Celigo integrator.io',
		defaults: { name: 'Celigo' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'celigoApi', required: true }],
		properties: [...nodeProperties(resources)],
	};

	methods = { listSearch: operationListSearch(celigo, resources) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, celigo, resources);
	}
}
