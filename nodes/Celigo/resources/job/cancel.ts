import type { IDataObject } from 'n8n-workflow';

import { all, isOneOf, mayBeApplied, operation, route, simplified, textOf } from '../../../../core';
import type { ApiClient } from '../../../../core';
import { flow } from '../../locators';
import { runOverview } from '../../reading/runOverviews';
import { NOT_NOW, onRefusal } from '../../refusals';
import { job, shortJob } from './short';

const CANCELED = ['canceling', 'canceled'];

/** PUT /jobs/{id}/cancel, then GET: canceling takes a while. */
export const cancel = operation({
	name: 'Cancel',
	action: 'Cancel job',
	description: 'Stop a job that has not finished yet',
	fields: { jobId: job },
	simplify: shortJob,
	run: async (api, { jobId }) => await canceledJob(api, jobId),
});

/** The job as it is afterwards. Where the response was lost, a repetition is refused if it meets the job canceled. */
async function canceledJob(api: ApiClient, jobId: string): Promise<IDataObject> {
	const refusalHint = onRefusal('Only a job that has not finished can be canceled.', NOT_NOW);
	const read = async () => await api.record(route`/jobs/${jobId}`, { id: jobId });
	return await api
		.put(route`/jobs/${jobId}/cancel`, undefined, { refusalHint })
		.then(read, async (failure: unknown) => {
			const found = mayBeApplied(failure) ? await read().catch(() => undefined) : undefined;
			const isDone = found !== undefined && isOneOf(found['status'], CANCELED);
			return isDone ? found : await Promise.reject<IDataObject>(failure);
		});
}

/**
 * POST /flows/{id}/jobs/cancel, never repeated: it would cancel what was started meanwhile. Before it POST /jobs/current for what
 * runs, after it GET /jobs/{id} of each, for what became of them.
 */
export const cancelAll = operation({
	name: 'Cancel All',
	action: 'Cancel all jobs of flow',
	description: 'Stop every run and retry of the flow that has not finished yet',
	fields: { flowId: flow },
	run: async (api, { flowId }) => {
		const running = await all(runOverview(api, route`/jobs/current`, { _flowIds: [flowId] }));
		const whereToLook = 'Look for running jobs of the flow with Job: Get Running.';
		await api.post(route`/flows/${flowId}/jobs/cancel`, undefined, { whereToLook });
		const jobs = await Promise.all(
			running.map(async (row) => {
				const id = textOf(row['_id']);
				return simplified(id === undefined ? row : await api.record(route`/jobs/${id}`, { id }), shortJob);
			}),
		);
		return { _flowId: flowId, requested: jobs.length, jobs };
	},
});
