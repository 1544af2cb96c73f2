import { operation } from '../../../../core';
import { errorState } from '../../fields';
import { jobErrors } from '../../reading/jobErrors';
import { withIntegration } from '../../shortForm';
import { job } from './short';

/**
 * GET /jobs/{id}/family, then GET /flows/{flowId}/{stepId}/errors or /resolved with `_flowJobId` of the steps that count some; the
 * names of the steps once they are needed.
 */
export const getErrors = operation({
	name: 'Get Errors',
	action: 'Get errors of job',
	description: 'Retrieve what failed in a run: one item per error, with the name of its step',
	fields: {
		jobId: job,
		state: errorState,
	},
	simplify: withIntegration([
		'message',
		'code',
		'occurredAt',
		'stepName',
		'errorId',
		'_flowId',
		'_expOrImpId',
		'retryDataKey',
		'reqAndResKey',
	]),
	list: (api, { jobId, state }) => jobErrors(api, jobId, state),
});
