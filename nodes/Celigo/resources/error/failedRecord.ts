import type { IDataObject } from 'n8n-workflow';
import { isEmpty, isMatch, omit, pick, pickBy, xor } from 'lodash';

import {
	FieldError,
	IN_A_TOOL,
	json,
	operation,
	optionalId,
	refuseUndefined,
	route,
	withStoredValues,
} from '../../../../core';
import { flowOfErrors, orOfItem, stepOfErrors } from './ofItem';

const failedRecord = {
	flowId: flowOfErrors,
	stepId: stepOfErrors,
	retryDataKey: orOfItem(
		optionalId({ displayName: 'Retry Data Key' }),
		`The error's retryDataKey, as returned by Error: Get Many. Leave empty to use the key in the item. ${IN_A_TOOL}`,
		['retryDataKey'],
		'Celigo keeps no failed record of this error. Leave such items out with a filter on retryDataKey.',
	),
};
const reqAndResKey = orOfItem(
	optionalId({ displayName: 'Request Key' }),
	`The error's reqAndResKey, as returned by Error: Get Many. Leave empty to use the key in the item. ${IN_A_TOOL}`,
	['reqAndResKey'],
	'Celigo keeps no HTTP request of this error. Leave such items out with a filter on reqAndResKey.',
);

const ONLY_WHAT_WAS_GIVEN =
	'Pass the full output of Get Retry Data with the record corrected. Nothing was changed.';

/** GET /flows/{flowId}/{stepId}/requests/{reqAndResKey}: what the step sent and what came back. */
export const getRequest = operation({
	name: 'Get Request',
	action: 'Get HTTP request of error',
	description: 'Retrieve the request that the step sent to the other system and the response it received',
	fields: { flowId: flowOfErrors, stepId: stepOfErrors, requestKey: reqAndResKey },
	run: async (api, { flowId, stepId, requestKey }) =>
		await api.record(route`/flows/${flowId}/${stepId}/requests/${requestKey}`),
});

/** Of which error a failed record is, in the names that Error: Get Many has for it. */
const whose = (flowId: string, stepId: string, retryDataKey: string) => ({
	_flowId: flowId,
	_expOrImpId: stepId,
	retryDataKey,
});

/** GET /flows/{flowId}/{stepId}/{retryDataKey}/data: the failed record in its envelope, with the error that it is of. */
export const getRetryData = operation({
	name: 'Get Retry Data',
	action: 'Get retry data of error',
	description: 'Retrieve the failed record, so that you can correct it and retry',
	fields: failedRecord,
	keepsSecrets: () => true,
	run: async (api, { flowId, stepId, retryDataKey }) => ({
		...whose(flowId, stepId, retryDataKey),
		...(await api.record(route`/flows/${flowId}/${stepId}/${retryDataKey}/data`)),
	}),
});

/**
 * GET, then PUT of the whole envelope on the same path: only what has the keys of the stored one is sent, without those that say
 * which error it is of.
 */
export const updateRetryData = operation({
	name: 'Update Retry Data',
	action: 'Update retry data of error',
	description: 'Replace the failed record with a corrected one before you retry',
	fields: {
		...failedRecord,
		data: json({
			displayName: 'Data (JSON)',
			default: '={{ $json }}',
			description: `The full output of Get Retry Data with the record corrected. ${IN_A_TOOL}`,
		}),
	},
	check({ data }) {
		if (isEmpty(data)) throw new FieldError("'Data (JSON)' is empty", ONLY_WHAT_WAS_GIVEN);
		refuseUndefined("'Data (JSON)'", data);
	},
	// What is stored is looked at before it is replaced.
	exclusive: ({ flowId, stepId, retryDataKey }) => `${flowId}/${stepId}/${retryDataKey}`,
	run: async (api, { flowId, stepId, retryDataKey, data }) => {
		const path = route`/flows/${flowId}/${stepId}/${retryDataKey}/data`;
		const stored: IDataObject = await api.record(path, { exact: true });
		const names = whose(flowId, stepId, retryDataKey);
		const added = pickBy(names, (_value, name) => !(name in stored));
		const given = omit(data, Object.keys(added));
		if (!isMatch(data, pick(added, Object.keys(data)))) {
			throw api.error("'Data (JSON)' is the retry data of another error", ONLY_WHAT_WAS_GIVEN);
		}
		const [different] = xor(Object.keys(stored), Object.keys(given));
		if (different !== undefined) {
			throw api.error(
				different in stored
					? `'Data (JSON)' lacks ${different}, which the retry data of this error has`
					: `'Data (JSON)' has ${different}, which the retry data of this error does not have`,
				ONLY_WHAT_WAS_GIVEN,
			);
		}
		await api.put(path, withStoredValues(given, stored));
		return { updated: true, ...names };
	},
});
