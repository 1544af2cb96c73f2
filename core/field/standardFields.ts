import type { Values } from './Field';
import { collection } from './fieldGroups';
import { flag, integer, text, when } from './fields';

/** Return All and Limit, of every operation that answers a list. */
export const listFields = {
	returnAll: flag({
		displayName: 'Return All',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	}),
	limit: when(
		{ returnAll: [false] },
		integer({ displayName: 'Limit', default: 50, min: 1, description: 'Max number of results to return' }),
	),
};

/** Where a downloaded file goes. */
export const binaryFields = {
	binaryPropertyName: text({
		displayName: 'Put Output File in Field',
		default: 'data',
		hint: 'The name of the output binary field to put the file in',
	}),
};

export const simplifyFields = {
	simplify: flag({
		displayName: 'Simplify',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	}),
};

/** Options of every node, for all its operations. */
export const optionFields = {
	options: collection({
		displayName: 'Options',
		fields: {
			concurrency: integer({
				displayName: 'Concurrency',
				default: 5,
				min: 1,
				max: 50,
				description: 'How many items are worked on at the same time',
			}),
			longestWaitSeconds: integer({
				displayName: 'Longest Wait',
				default: 60,
				min: 0,
				max: 3600,
				description:
					'Seconds that one request may wait in all, before it is tried again or given up, when the platform is busy',
			}),
			maxPages: integer({
				displayName: 'Max Pages',
				default: 10000,
				min: 1,
				description: 'How many pages a list may have before it counts as endless and fails',
			}),
			timeoutSeconds: integer({
				displayName: 'Request Timeout',
				default: 30,
				min: 1,
				max: 3600,
				description: 'Seconds after which a request without an answer fails',
			}),
			rowsPerPage: integer({
				displayName: 'Rows per Page',
				default: 100,
				min: 1,
				max: 1000,
				description: 'How many records a list asks for at once',
			}),
		},
	}),
};

/** What the user set of a node's Options. */
export type NodeOptions = Values<typeof optionFields>['options'];
