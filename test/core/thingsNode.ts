import type { INode } from 'n8n-workflow';

/** A node as n8n stores it, for code that only names it. */
export const thingsNode: INode = {
	id: '1',
	name: 'Things',
	type: 'things',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
