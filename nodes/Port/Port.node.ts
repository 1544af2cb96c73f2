import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { operationListSearch } from '../../core/field/listSearch';
import { nodeProperties } from '../../core/operation/properties';
import { runOperations } from '../../core/operation/runOperations';
import { port } from './platform';
import { resources } from './resources';

export class Port implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Port',
		name: 'port',
		icon: { light: 'file:port.svg', dark: 'file:port.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Run, watch and repair the integrations of Port',
		defaults: { name: 'Port' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'portIntegrationsApi', required: true }],
		properties: [...nodeProperties(resources)],
	};

	methods = { listSearch: operationListSearch(port, resources) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, port, resources);
	}
}
