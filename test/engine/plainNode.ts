import type { INodeTypeDescription } from 'n8n-workflow';

/** What n8n asks of every node, of one that has no fields. */
export const plainNode: INodeTypeDescription = {
	displayName: 'Plain',
	name: 'plain',
	group: [],
	version: 1,
	description: '',
	defaults: {},
	inputs: ['main'],
	outputs: ['main'],
	properties: [],
};
