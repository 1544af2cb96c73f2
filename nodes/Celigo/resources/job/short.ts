import type { IDataObject } from 'n8n-workflow';

import { id, recordsIn, simplified } from '../../../../core';
import { isOfStep } from '../../reading/jobs';
import { withIntegration } from '../../shortForm';

export const job = id({ displayName: 'Job ID', placeholder: 'e.g. 5f1b2c3d4e5f6a7b8c9d0e4c' });

const OUTCOME = ['_id', 'type', 'status', 'numSuccess', 'numError', 'startedAt', 'endedAt'];

/**
 * The short form of a job: a run, or what one step did in it. A run is of several steps, though it names the first export: what
 * takes a step from an item must not take that one.
 */
export const shortJob = withIntegration((given) =>
	simplified(isOfStep(given) ? withStep(given) : given, [...OUTCOME, '_flowId', '_expOrImpId']),
);

/** The short form of a run with the jobs of its steps. */
export const shortFamily = withIntegration(({ children, ...run }) => ({
	...simplified(run, [...OUTCOME, '_flowId']),
	children: recordsIn(children).map((step) => simplified(withStep(step), [...OUTCOME, '_expOrImpId'])),
}));

function withStep(given: IDataObject): IDataObject {
	return { ...given, _expOrImpId: given['_importId'] ?? given['_exportId'] };
}
