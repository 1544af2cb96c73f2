import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { nodeProperties, operationListSearch, runOperations } from '../../core';
import { port } from './platform';
import { resources } from './resources';

export class Port implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Port',
		name: 'port',
		icon: { light: 'file:port.svg', dark: 'file:port.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ($parameter["operation"] + ": " + $parameter["resource"]).replace(/([a-z])([A-Z])/g, "$1 $2").replace(/(^|: )[a-z]/g, (start) => start.toUpperCase()) }}',
		description: 'Run, monitor and repair integrations in Port',
		defaults: { name: 'Port' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'portIntegrationsApi', required: true }],
		properties: [...nodeProperties(port, resources)],
	};

	methods = { listSearch: operationListSearch(port, resources) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, port, resources);
	}
}
