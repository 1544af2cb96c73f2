import { json, text } from '../../../../core/field/fields';
import { operation } from '../../../../core/operation/Operation';
import { route } from '../../../../core/request/Route';
import { flow, step } from '../../locators';

const flowId = flow;
const stepId = step;
const retryDataKey = text({
	displayName: 'Retry Data Key',
	default: '={{ $json.retryDataKey }}',
	description: 'The key of the failed record, as Error: Get Many tells it',
});

/** GET /flows/{flowId}/{stepId}/requests/{reqAndResKey}: what the step sent and what came back. */
export const getRequest = operation({
	name: 'Get Request',
	action: 'Get the HTTP request of an error',
	description: 'What the step sent to the other system, and what that answered',
	fields: {
		flowId,
		stepId,
		requestKey: text({
			displayName: 'Request Key',
			default: '={{ $json.reqAndResKey }}',
			description: 'The reqAndResKey of the error, as Error: Get Many tells it',
		}),
	},
	run: async (celigo, { flowId: flowOf, stepId: stepOf, requestKey: key }) =>
		await celigo.record(route`/flows/${flowOf}/${stepOf}/requests/${key}`),
});

/** GET /flows/{flowId}/{stepId}/{retryDataKey}/data: the failed record in its envelope. */
export const getRetryData = operation({
	name: 'Get Retry Data',
	action: 'Get the failed record of an error',
	fields: { flowId, stepId, retryDataKey },
	keepsSecrets: () => true,
	run: async (celigo, { flowId: flowOf, stepId: stepOf, retryDataKey: key }) =>
		await celigo.record(route`/flows/${flowOf}/${stepOf}/${key}/data`),
});

/** PUT of the whole envelope on the same path. */
export const updateRetryData = operation({
	name: 'Update Retry Data',
	action: 'Update the failed record of an error',
	fields: {
		flowId,
		stepId,
		retryDataKey,
		data: json({
			displayName: 'Data (JSON)',
			default: '={{ $json }}',
			description: 'The whole envelope as Get Retry Data answers it, with the record corrected',
		}),
	},
	run: async (celigo, { flowId: flowOf, stepId: stepOf, retryDataKey: key, data }) => {
		await celigo.put(route`/flows/${flowOf}/${stepOf}/${key}/data`, data);
		return { updated: true, _flowId: flowOf, _expOrImpId: stepOf, retryDataKey: key };
	},
});
