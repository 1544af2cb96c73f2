import type { Values } from './Field';
import { collection } from './fieldGroups';
import { flag, integer, text, when } from './fields';
import { DEFAULT_REQUEST_OPTIONS } from '../request/ApiClient';
import type { Platform } from '../request/Platform';

/** With Limit, of every operation that returns a list. */
export const returnAll = flag({
	displayName: 'Return All',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
});
export const limit = when(
	{ returnAll: [false] },
	integer({ displayName: 'Limit', default: 50, min: 1, description: 'Max number of results to return' }),
);

/** Where a downloaded file goes. */
export const outputFile = text({
	displayName: 'Put Output File in Field',
	default: 'data',
	hint: 'The name of the output binary field to put the file in',
});

export const simplifyFields = {
	simplify: flag({
		displayName: 'Simplify',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	}),
};

/** Options of every node, for all its operations; what they show as their defaults is what the platform declares. */
export function optionFields({ pace, rowsPerPage, requestTimeoutMs }: Platform) {
	return {
		options: collection({
			displayName: 'Options',
			addLabel: 'Add option',
			fields: {
				...(pace.inFlight > 1 && {
					concurrency: integer({
						displayName: 'Max Concurrency',
						default: 0,
						min: 0,
						max: 50,
						description:
							'Max number of items to process, or pages to load, in parallel. Leave empty or set to 0 to adjust it automatically.',
					}),
				}),
				longestWaitSeconds: integer({
					displayName: 'Max Retry Wait (Seconds)',
					default: DEFAULT_REQUEST_OPTIONS.longestWaitSeconds,
					min: 0,
					max: 3600,
					description: 'Max time to spend waiting between retries of one request',
				}),
				maxPages: integer({
					displayName: 'Max Pages',
					default: DEFAULT_REQUEST_OPTIONS.maxPages,
					min: 1,
					description: 'Max number of pages to read before the operation fails',
				}),
				timeoutSeconds: integer({
					displayName: 'Request Timeout (Seconds)',
					default: requestTimeoutMs / 1000,
					min: 1,
					max: 3600,
					description: 'How long to wait for a response before the request fails',
				}),
				rowsPerPage: integer({
					displayName: 'Rows per Page',
					default: rowsPerPage,
					min: 1,
					max: Math.max(1000, rowsPerPage),
					description: 'Number of records to request per page',
				}),
			},
		}),
	};
}

/** What the user set of a node's Options. */
export type NodeOptions = Values<ReturnType<typeof optionFields>>['options'];
