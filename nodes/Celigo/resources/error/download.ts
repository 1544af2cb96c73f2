import { filterFields, id, operation, optionalTime, route } from '../../../../core';
import { errorState, withPeriods } from '../../fields';
import { signedAddress } from '../../reading/signedUrls';
import { isFile, isUrl, signedFile, signedOutput } from '../../signedFiles';
import { flowOfErrors, stepOfErrors } from './ofItem';

/**
 * GET /flows/{flowId}/{stepId}/errors/signedURL or /resolved/signedURL, then the CSV behind it.
 */
export const downloadCsv = operation({
	name: 'Download CSV',
	action: 'Download errors of step',
	description: 'Save all open or resolved errors of the step to a CSV file',
	fields: {
		flowId: flowOfErrors,
		stepId: stepOfErrors,
		state: errorState,
		filters: withPeriods(
			filterFields({
				after: optionalTime({
					displayName: 'After',
					description: 'When errors occurred or, for resolved ones, when they were resolved',
				}),
				before: optionalTime({
					displayName: 'Before',
					description: 'When errors occurred or, for resolved ones, when they were resolved',
				}),
				_flowJobId: id({
					displayName: 'Flow Job ID',
					// The document has the run as a filter of the list only (section 2.4).
					description:
						'The run that left the errors. It is not verified that Celigo filters the file by it: Job: Get Errors always does.',
				}),
			}),
			['after', 'before'],
		),
		output: signedOutput('CSV'),
	},
	returnsFile: isFile,
	keepsSecrets: isUrl,
	run: async (api, { flowId, stepId, state, filters: { after, before, _flowJobId }, output }) => {
		const [list, time] = state === 'open' ? ['errors', 'occurredAt'] : ['resolved', 'resolvedAt'];
		const query = { [`${time}_gte`]: after, [`${time}_lte`]: before, _flowJobId };
		const signedURL = await signedAddress(api, route`/flows/${flowId}/${stepId}/${list}/signedURL`, query);
		if (signedURL === undefined) {
			throw api.error(
				'Celigo returned no download URL',
				'There may be nothing to download. List the errors with Error: Get Many.',
			);
		}
		const step = { _flowId: flowId, _expOrImpId: stepId };
		if (output === 'url') return { ...step, signedURL };
		const fileName = `${stepId}-${state}-errors.csv`;
		return await signedFile(api, signedURL, { whose: step, fileName, mimeType: 'text/csv' });
	},
});
