import { operation, resource, route } from '../../../../core';
import { jobFamily } from '../../reading/jobErrors';
import { cancel, cancelAll } from './cancel';
import { getErrors } from './getErrors';
import { getMany } from './getMany';
import { getLatest, getRunning, getStatistics } from './overviews';
import { job, shortFamily, shortJob } from './short';

export { shortJob } from './short';

/** GET /jobs/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get job',
	description: 'Retrieve the status and counts of a single job',
	fields: { jobId: job },
	simplify: shortJob,
	run: async (api, { jobId }) => await api.record(route`/jobs/${jobId}`, { id: jobId }),
});

/** GET /jobs/{id}/family. */
export const getFamily = operation({
	name: 'Get Family',
	action: 'Get job with its steps',
	description: 'Retrieve a run with the job of each step: its status, its counts and its times',
	fields: { jobId: job },
	simplify: shortFamily,
	run: async (api, { jobId }) => await jobFamily(api, jobId),
});

export const jobResource = resource('Job', [
	cancel,
	cancelAll,
	get,
	getErrors,
	getFamily,
	getLatest,
	getMany,
	getRunning,
	getStatistics,
]);
