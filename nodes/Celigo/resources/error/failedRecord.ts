import { json, operation, route, text } from '../../../../core';
import { flow, step } from '../../locators';

const failedRecord = {
	flowId: flow,
	stepId: step,
	retryDataKey: text({
		displayName: 'Retry Data Key',
		default: '={{ $json.retryDataKey }}',
		description: 'The retryDataKey returned by Error: Get Many',
	}),
};
const reqAndResKey = text({
	displayName: 'Request Key',
	default: '={{ $json.reqAndResKey }}',
	description: 'The reqAndResKey returned by Error: Get Many',
});

/** GET /flows/{flowId}/{stepId}/requests/{reqAndResKey}: what the step sent and what came back. */
export const getRequest = operation({
	name: 'Get Request',
	action: 'Get the HTTP request of an error',
	description: 'What the step sent to the other system, and the response',
	fields: { flowId: flow, stepId: step, requestKey: reqAndResKey },
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

/** PUT of the whole envelope on the same path. */
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
	run: async (api, { flowId, stepId, retryDataKey, data }) => {
		await api.put(route`/flows/${flowId}/${stepId}/${retryDataKey}/data`, data);
		return { updated: true, _flowId: flowId, _expOrImpId: stepId, retryDataKey };
	},
});
