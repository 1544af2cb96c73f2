import type { IDataObject } from 'n8n-workflow';

import { isSameText, route } from '../../../core';
import type { ApiClient } from '../../../core';
import { isRefusedWith } from '../refusals';
import { leftErrors } from './jobErrors';
import { isEnded } from './jobs';

/** In so many, a job that was just started may not be shown yet. */
const FIRST_LOOKS = 3;

/** Waits until a job has ended. @throws when it takes too long or, if that matters, ended badly. */
export async function finishedJob(
	api: ApiClient,
	jobId: string,
	forMs: number,
	failOnErrors: boolean,
): Promise<IDataObject> {
	let looks = 0;
	const look = async () => {
		looks += 1;
		const read = api.record(route`/jobs/${jobId}`, { id: jobId });
		const record = await read.catch((failure: unknown) => {
			if (looks < FIRST_LOOKS && isRefusedWith([404], failure)) return undefined;
			throw failure;
		});
		return record && isEnded(record) ? record : undefined;
	};
	const job = await api.waitUntil(look, { forMs, what: `Job ${jobId}` });
	const outcome = failOnErrors ? await badOutcome(api, job, jobId) : undefined;
	if (outcome === undefined) return job;
	throw api.error(
		`Job ${jobId} ended as ${String(job['status'])} with ${outcome}`,
		"Read its errors with Job: Get Errors and this job ID, or turn off 'Fail on Errors'.",
	);
}

/** What a job that has just ended has left; undefined where all is well. A count of none may be an early one. */
async function badOutcome(api: ApiClient, job: IDataObject, jobId: string): Promise<string | undefined> {
	const errors = Number(job['numError']) || 0;
	if (!isSameText(job['status'], 'completed') || errors > 0)
		return `${errors} ${errors === 1 ? 'error' : 'errors'}`;
	try {
		return (await leftErrors(api, jobId)) ? 'errors' : undefined;
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw api.error(
			`Job ${jobId} ended as completed, but its errors could not be read: ${reason}`,
			'Do not run the flow again for this. Read the errors with Job: Get Errors and this job ID.',
		);
	}
}
