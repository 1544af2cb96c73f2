import type { IDataObject } from 'n8n-workflow';
import { isEmpty, xor } from 'lodash';

import { FieldError, json, operation, optionalText, route } from '../../../../core';
import { flowOfErrors, orOfItem, stepOfErrors } from './ofItem';

const failedRecord = {
	flowId: flowOfErrors,
	stepId: stepOfErrors,
	retryDataKey: orOfItem(
		optionalText({ displayName: 'Retry Data Key' }),
		'The retryDataKey of the error. Leave empty to use that of the item.',
		['retryDataKey'],
	),
};
const reqAndResKey = orOfItem(
	optionalText({ displayName: 'Request Key' }),
	'The reqAndResKey of the error. Leave empty to use that of the item.',
	['reqAndResKey'],
);

const ONLY_WHAT_WAS_GIVEN =
	'Celigo replaces the failed record by it: give the whole object that Get Retry Data returned, with the record corrected. Nothing was changed.';

/** GET /flows/{flowId}/{stepId}/requests/{reqAndResKey}: what the step sent and what came back. */
export const getRequest = operation({
	name: 'Get Request',
	action: 'Get the HTTP request of an error',
	description: 'What the step sent to the other system, and the response',
	fields: { flowId: flowOfErrors, stepId: stepOfErrors, requestKey: reqAndResKey },
	run: async (api, { flowId, stepId, requestKey }) =>
		await api.record(route`/flows/${flowId}/${stepId}/requests/${requestKey}`),
});

/** GET /flows/{flowId}/{stepId}/{retryDataKey}/data: the failed record in its envelope. */
export const getRetryData = operation({
	name: 'Get Retry Data',
	action: 'Get the failed record of an error',
	fields: failedRecord,
	keepsSecrets: () => true,
	run: async (api, { flowId, stepId, retryDataKey }) =>
		await api.record(route`/flows/${flowId}/${stepId}/${retryDataKey}/data`),
});

/** GET, then PUT of the whole envelope on the same path: only what has the keys of the stored one is sent. */
export const updateRetryData = operation({
	name: 'Update Retry Data',
	action: 'Update the failed record of an error',
	fields: {
		...failedRecord,
		data: json({
			displayName: 'Data (JSON)',
			default: '={{ $json }}',
			description: 'The complete object returned by Get Retry Data, with the record corrected',
		}),
	},
	check({ data }) {
		if (isEmpty(data)) throw new FieldError("'Data (JSON)' is empty", ONLY_WHAT_WAS_GIVEN);
	},
	// What is stored is looked at before it is replaced.
	exclusive: ({ flowId, stepId, retryDataKey }) => `${flowId}/${stepId}/${retryDataKey}`,
	run: async (api, { flowId, stepId, retryDataKey, data }) => {
		const path = route`/flows/${flowId}/${stepId}/${retryDataKey}/data`;
		const stored: IDataObject = await api.record(path);
		const [different] = xor(Object.keys(stored), Object.keys(data));
		if (different !== undefined) {
			throw api.error(
				different in stored
					? `'Data (JSON)' lacks ${different}, which the retry data of this error has`
					: `'Data (JSON)' has ${different}, which the retry data of this error does not have`,
				ONLY_WHAT_WAS_GIVEN,
			);
		}
		await api.put(path, data);
		return { updated: true, _flowId: flowId, _expOrImpId: stepId, retryDataKey };
	},
});
