import { flag, operation, resource } from '../../../core';
import { anyIntegration } from '../locators';
import { allErrors, integrationIdOf, simplifyError, withoutMeta } from '../reading/errors';

/** GET /api/integrations/errors, filtered here: the server knows no filter. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many integration errors',
	description: 'One record for each distinct error, with how often it occurred and when last',
	fields: {
		integrationId: anyIntegration,
		includeMeta: flag({
			displayName: 'Include Meta',
			default: false,
			description:
				'Whether to return what the integration wrote about the error: stack, HTTP data, perhaps request options',
		}),
	},
	simplify: simplifyError,
	list: async function* (api, { integrationId, includeMeta }) {
		for (const error of await allErrors(api)) {
			if (integrationId !== undefined && integrationIdOf(error) !== integrationId) continue;
			yield includeMeta ? error : withoutMeta(error);
		}
	},
});

export const integrationErrorResource = resource('Integration Error', [getMany]);
