import { choice, flag, operation, resource } from '../../../core';
import { anyIntegration } from '../locators';
import { groupedErrors, simplifyGroup } from '../reading/errorGroups';
import {
	errorsOfIntegration,
	integrationIdOf,
	namedErrors,
	simplifyError,
	withoutMeta,
} from '../reading/errors';

const groupBy = choice({
	displayName: 'Group By',
	options: [
		{
			name: 'Integration and Code',
			value: 'code',
			description:
				'Return one item per code of an integration, with the users that any of its errors affected',
		},
		{ name: 'None', value: 'none', description: 'Return one item per error' },
	],
	default: 'none',
});

const includeMeta = flag({
	displayName: 'Include Meta',
	default: false,
	description:
		'Whether to return the details that the integration wrote about the error, such as stack, HTTP data or request options',
});

/** GET /api/integrations/errors, filtered and grouped here: the server knows no filter. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many integration errors',
	description: 'Retrieve one item for each distinct error, with the number of occurrences and the last time',
	fields: { integrationId: anyIntegration, groupBy, includeMeta },
	simplify: (record, values) => (values.groupBy === 'code' ? simplifyGroup(record) : simplifyError(record)),
	list: async function* (api, { integrationId, includeMeta, ...values }) {
		const errors =
			integrationId === undefined ? await namedErrors(api) : await errorsOfIntegration(api, integrationId);
		const shown = errors.map((error) => ({
			...(includeMeta ? error : withoutMeta(error)),
			integrationId: integrationIdOf(error) ?? null,
		}));
		yield* values.groupBy === 'code' ? groupedErrors(shown) : shown;
	},
});

export const integrationErrorResource = resource('Integration Error', [getMany]);
