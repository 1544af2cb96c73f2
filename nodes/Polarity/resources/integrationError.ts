import { flag, operation, resource } from '../../../core';
import { anyIntegration } from '../locators';
import { allErrors, integrationIdOf, namedErrors, simplifyError, withoutMeta } from '../reading/errors';

/** GET /api/integrations/errors, filtered here: the server knows no filter. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many integration errors',
	description: 'Retrieve one item for each distinct error, with the number of occurrences and the last time',
	fields: {
		integrationId: anyIntegration,
		includeMeta: flag({
			displayName: 'Include Meta',
			default: false,
			description:
				'Whether to return the details that the integration wrote about the error, such as stack, HTTP data or request options',
		}),
	},
	simplify: simplifyError,
	list: async function* (api, { integrationId, includeMeta }) {
		const errors = integrationId === undefined ? await namedErrors(api) : await allErrors(api);
		for (const error of errors) {
			if (integrationId !== undefined && integrationIdOf(error) !== integrationId) continue;
			yield includeMeta ? error : withoutMeta(error);
		}
	},
});

export const integrationErrorResource = resource('Integration Error', [getMany]);
