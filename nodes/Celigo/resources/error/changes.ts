import type { IDataObject } from 'n8n-workflow';

import {
	FieldError,
	flag,
	ids,
	isRecord,
	listOf,
	operation,
	optionalTexts,
	parsed,
	route,
	textOf,
} from '../../../../core';
import type { ApiClient, Field } from '../../../../core';
import { emailAddress } from '../../fields';
import { flow, step } from '../../locators';
import { errorIdOf, stepErrors } from '../../reading/errors';
import { jobKeys } from '../job';

const MOST_IDS_A_REQUEST = 1000;
const TAGGED_ERRORS = 'must be a list such as [{"id": "123", "rdk": "abc"}]';

const errorsOfStep = {
	flowId: flow,
	stepId: step,
	errorIds: ids({
		displayName: 'Error IDs',
		default: '={{ $json.errorId }}',
		description:
			'Comma-separated IDs. IDs of the same step are combined across items, up to 1,000 per request.',
	}),
};

/** One request for the errors of a step over all items (provider document, section 2.4). */
const manyErrors = { of: 'errorIds', size: MOST_IDS_A_REQUEST } as const;

/** PUT /flows/{flowId}/{stepId}/resolved. */
export const resolve = operation({
	name: 'Resolve',
	action: 'Resolve errors',
	fields: {
		...errorsOfStep,
		verify: flag({
			displayName: 'Verify',
			default: false,
			description: 'Whether to read the open errors afterwards and fail when some of them are still there',
		}),
	},
	batch: {
		...manyErrors,
		run: async (api, { flowId, stepId, errorIds, verify }) => {
			await api.put(route`/flows/${flowId}/${stepId}/resolved`, { errors: errorIds });
			if (verify) await failIfOpen(api, flowId, stepId, errorIds);
			return ofStep(flowId, stepId, { resolved: errorIds.length, errorIds: [...errorIds] });
		},
	},
});

/** POST /flows/{flowId}/{stepId}/retry, never repeated. Returns the retry job. */
export const retry = operation({
	name: 'Retry',
	action: 'Retry the records of errors',
	fields: {
		flowId: flow,
		stepId: step,
		retryDataKeys: ids({
			displayName: 'Retry Data Keys',
			default: '={{ $json.retryDataKey }}',
			description: 'Comma-separated keys. Errors without a key cannot be retried, nor can resolved ones.',
		}),
	},
	simplify: [...jobKeys, '_expOrImpId', 'requested', 'retried'],
	batch: {
		of: 'retryDataKeys',
		size: MOST_IDS_A_REQUEST,
		run: async (api, { flowId, stepId, retryDataKeys }) => {
			const job = await api.post(route`/flows/${flowId}/${stepId}/retry`, { retryDataKeys });
			// Celigo returns no job when it retries nothing.
			const outcome = job === undefined ? { retried: 0 } : api.asRecord(job);
			return ofStep(flowId, stepId, { ...outcome, requested: retryDataKeys.length });
		},
	},
});

/** PUT /flows/{flowId}/{stepId}/errors/assign. */
export const assign = operation({
	name: 'Assign',
	action: 'Assign errors to a user',
	fields: { ...errorsOfStep, email: emailAddress() },
	batch: {
		...manyErrors,
		run: async (api, { flowId, stepId, errorIds, email }) => {
			await api.put(route`/flows/${flowId}/${stepId}/errors/assign`, { errorIds, email });
			const assigned = errorIds.length;
			return ofStep(flowId, stepId, { assigned, assignedTo: email, errorIds: [...errorIds] });
		},
	},
});

/** PUT /flows/{flowId}/{stepId}/tags: replaces all tags of the errors. */
export const tag = operation({
	name: 'Tag',
	action: 'Tag errors',
	description: 'Replaces all tags of the errors',
	fields: {
		flowId: flow,
		stepId: step,
		errors: taggedErrors(),
		tagIds: optionalTexts({
			displayName: 'Tag IDs',
			placeholder: 'e.g. F3ZBQ',
			description: 'Comma-separated short codes. Leave empty to clear all tags.',
		}),
	},
	batch: {
		of: 'errors',
		size: MOST_IDS_A_REQUEST,
		run: async (api, { flowId, stepId, errors, tagIds }) => {
			await api.put(route`/flows/${flowId}/${stepId}/tags`, { errors, tagIds });
			return ofStep(flowId, stepId, { tagged: errors.length, tagIds: [...tagIds] });
		},
	},
});

/** PUT /flows/{flowId}/{stepId}/errors/unassign. */
export const unassign = operation({
	name: 'Unassign',
	action: 'Unassign errors',
	fields: errorsOfStep,
	batch: {
		...manyErrors,
		run: async (api, { flowId, stepId, errorIds }) => {
			await api.put(route`/flows/${flowId}/${stepId}/errors/unassign`, { errorIds });
			return ofStep(flowId, stepId, { unassigned: errorIds.length, errorIds: [...errorIds] });
		},
	},
});

/** DELETE /flows/{flowId}/{stepId}/resolved: resolved errors for good; open ones are not touched. */
export const deleteResolved = operation({
	name: 'Delete Resolved',
	action: 'Delete resolved errors',
	description: 'Deletes resolved errors for good; open ones stay',
	fields: errorsOfStep,
	batch: {
		...manyErrors,
		run: async (api, { flowId, stepId, errorIds }) => {
			await api.delete(route`/flows/${flowId}/${stepId}/resolved`, { body: { errors: errorIds } });
			return ofStep(flowId, stepId, { deleted: errorIds.length, errorIds: [...errorIds] });
		},
	},
});

/** What was done to errors of a step, with the ids by which other operations find it. */
function ofStep(flowId: string, stepId: string, outcome: IDataObject): IDataObject {
	return { _flowId: flowId, _expOrImpId: stepId, ...outcome };
}

async function failIfOpen(
	api: ApiClient,
	flowId: string,
	stepId: string,
	resolved: readonly string[],
): Promise<void> {
	const wanted = new Set(resolved);
	const open: string[] = [];
	for await (const row of stepErrors(api, flowId, stepId, 'open', {})) {
		if (wanted.has(errorIdOf(row))) open.push(errorIdOf(row));
	}
	if (open.length > 0) {
		throw api.error(
			`Celigo accepted the request, but ${open.length} of ${resolved.length} errors are still open: ${open.slice(0, 10).join(', ')}`,
			'Resolve them again, or look at them in Celigo.',
		);
	}
}

function taggedErrors(): Field<readonly IDataObject[]> {
	return {
		property: {
			displayName: 'Errors (JSON)',
			type: 'json',
			default: '={{ [{ id: $json.errorId, rdk: $json.retryDataKey }] }}',
			required: true,
			description:
				'Error IDs and retry data keys. Those of the same step are combined across items, up to 1,000 per request.',
		},
		read(given) {
			const list = listOf(parsed(given));
			if (list.length === 0) throw new FieldError(TAGGED_ERRORS);
			return list.map((error) => {
				if (!isRecord(error)) throw new FieldError(TAGGED_ERRORS);
				const { id, rdk } = error;
				const isKeyless = rdk === undefined || rdk === null || rdk === '';
				if (textOf(id) === undefined || (!isKeyless && textOf(rdk) === undefined)) {
					throw new FieldError(TAGGED_ERRORS);
				}
				return { id: textOf(id), rdk: textOf(rdk) };
			});
		},
	};
}
