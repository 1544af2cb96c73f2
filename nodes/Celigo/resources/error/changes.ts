import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import type { ApiClient } from '../../../../core/request/ApiClient';
import { flag, ids, optionalTexts } from '../../../../core/field/fields';
import type { Field } from '../../../../core/field/Field';
import { FieldError } from '../../../../core/data/FieldError';
import { listOf, parsed } from '../../../../core/field/givenValues';
import { isRecord, textOf } from '../../../../core/data/json';
import { operation } from '../../../../core/operation/Operation';
import { route } from '../../../../core/request/Route';
import { errorIdOf, stepErrors } from '../../reading/errors';
import { flow, step } from '../../locators';
import { emailAddress } from '../../fields';
import { simplifyJob } from '../job';

const MOST_IDS_A_REQUEST = 1000;
const TAGGED_ERRORS = 'must be a list such as [{"id": "123", "rdk": "abc"}]';

const flowId = flow;
const stepId = step;
const errorIds = ids({
	displayName: 'Error IDs',
	default: '={{ $json.errorId }}',
	description:
		'IDs separated by commas; those of all items of one step go out together, at most 1,000 a request',
});

/** PUT /flows/{flowId}/{stepId}/resolved, at most 1,000 errors a request. */
export const resolve = operation({
	name: 'Resolve',
	action: 'Resolve errors',
	fields: {
		flowId,
		stepId,
		errorIds,
		verify: flag({
			displayName: 'Verify',
			default: false,
			description: 'Whether to read the open errors afterwards and fail when some of them are still there',
		}),
	},
	batch: {
		of: 'errorIds',
		size: MOST_IDS_A_REQUEST,
		run: async (celigo, { flowId: flowOf, stepId: stepOf, errorIds: given, verify }) => {
			await celigo.put(route`/flows/${flowOf}/${stepOf}/resolved`, { errors: given });
			if (verify) await failIfOpen(celigo, flowOf, stepOf, given);
			return { _flowId: flowOf, _expOrImpId: stepOf, resolved: given.length, errorIds: [...given] };
		},
	},
});

/** POST /flows/{flowId}/{stepId}/retry, at most 1,000 keys a request, never repeated. Answers the retry job. */
export const retry = operation({
	name: 'Retry',
	action: 'Retry the records of errors',
	fields: {
		flowId,
		stepId,
		retryDataKeys: ids({
			displayName: 'Retry Data Keys',
			default: '={{ $json.retryDataKey }}',
			description: 'Keys separated by commas; an error without one cannot be retried, nor can a resolved one',
		}),
	},
	simplify: (record) => ({
		...simplifyJob(record),
		...pick(record, ['_expOrImpId', 'requested', 'retried']),
	}),
	batch: {
		of: 'retryDataKeys',
		size: MOST_IDS_A_REQUEST,
		run: async (celigo, { flowId: flowOf, stepId: stepOf, retryDataKeys }) => {
			const job = await celigo.post(route`/flows/${flowOf}/${stepOf}/retry`, { retryDataKeys });
			return job === undefined
				? { _flowId: flowOf, _expOrImpId: stepOf, requested: retryDataKeys.length, retried: 0 }
				: { ...celigo.asRecord(job), requested: retryDataKeys.length };
		},
	},
});

/** PUT /flows/{flowId}/{stepId}/errors/assign. */
export const assign = operation({
	name: 'Assign',
	action: 'Assign errors to a user',
	fields: {
		flowId,
		stepId,
		errorIds,
		email: emailAddress(),
	},
	batch: {
		of: 'errorIds',
		size: MOST_IDS_A_REQUEST,
		run: async (celigo, { flowId: flowOf, stepId: stepOf, errorIds: given, email }) => {
			await celigo.put(route`/flows/${flowOf}/${stepOf}/errors/assign`, { errorIds: given, email });
			return {
				_flowId: flowOf,
				_expOrImpId: stepOf,
				assigned: given.length,
				assignedTo: email,
				errorIds: [...given],
			};
		},
	},
});

/** PUT /flows/{flowId}/{stepId}/tags: replaces all tags of the errors. */
export const tag = operation({
	name: 'Tag',
	action: 'Tag errors',
	description: 'Replaces all tags of the errors',
	fields: {
		flowId,
		stepId,
		errors: taggedErrors(),
		tagIds: optionalTexts({
			displayName: 'Tag IDs',
			placeholder: 'e.g. F3ZBQ',
			description: 'Short codes separated by commas; leave empty to clear all tags',
		}),
	},
	batch: {
		of: 'errors',
		size: MOST_IDS_A_REQUEST,
		run: async (celigo, { flowId: flowOf, stepId: stepOf, errors, tagIds }) => {
			await celigo.put(route`/flows/${flowOf}/${stepOf}/tags`, { errors, tagIds });
			return { _flowId: flowOf, _expOrImpId: stepOf, tagged: errors.length, tagIds: [...tagIds] };
		},
	},
});

/** PUT /flows/{flowId}/{stepId}/errors/unassign. */
export const unassign = operation({
	name: 'Unassign',
	action: 'Unassign errors',
	fields: { flowId, stepId, errorIds },
	batch: {
		of: 'errorIds',
		size: MOST_IDS_A_REQUEST,
		run: async (celigo, { flowId: flowOf, stepId: stepOf, errorIds: given }) => {
			await celigo.put(route`/flows/${flowOf}/${stepOf}/errors/unassign`, { errorIds: given });
			return { _flowId: flowOf, _expOrImpId: stepOf, unassigned: given.length, errorIds: [...given] };
		},
	},
});

/** DELETE /flows/{flowId}/{stepId}/resolved: resolved errors for good; open ones are not touched. */
export const deleteResolved = operation({
	name: 'Delete Resolved',
	action: 'Delete resolved errors',
	description: 'Deletes resolved errors for good; open ones stay',
	fields: { flowId, stepId, errorIds },
	batch: {
		of: 'errorIds',
		size: MOST_IDS_A_REQUEST,
		run: async (celigo, { flowId: flowOf, stepId: stepOf, errorIds: given }) => {
			await celigo.send({
				method: 'DELETE',
				route: route`/flows/${flowOf}/${stepOf}/resolved`,
				body: { errors: given },
			});
			return { _flowId: flowOf, _expOrImpId: stepOf, deleted: given.length, errorIds: [...given] };
		},
	},
});

async function failIfOpen(
	celigo: ApiClient,
	flowOf: string,
	stepOf: string,
	given: readonly string[],
): Promise<void> {
	const wanted = new Set(given);
	const open: string[] = [];
	for await (const row of stepErrors(celigo, flowOf, stepOf, 'open', {})) {
		if (wanted.has(errorIdOf(row))) open.push(errorIdOf(row));
	}
	if (open.length > 0) {
		throw celigo.error(
			`Celigo accepted the request, but ${open.length} of ${given.length} errors are still open: ${open.slice(0, 10).join(', ')}`,
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
			description: 'Error IDs and retry data keys; those of all items of one step go out together',
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
