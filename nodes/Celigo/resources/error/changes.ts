import type { IDataObject } from 'n8n-workflow';

import { flag, operation, optionalTexts, route, textOf } from '../../../../core';
import type { ApiClient, Values } from '../../../../core';
import { emailAddress } from '../../fields';
import { errorIdOf, stepErrors } from '../../reading/errors';
import { onRefusal } from '../../refusals';
import { withIntegration } from '../../shortForm';
import { jobKeys } from '../job';
import {
	checkErrorIds,
	errorIds,
	flowOfErrors,
	listOfItem,
	ownIds,
	stepOfErrors,
	taggedErrors,
} from './ofItem';

const MOST_IDS_A_REQUEST = 1000;
/** So long before the answer an error may have been resolved by the request: its work, and times of another machine. */
const JUST_RESOLVED_MS = 5 * 60_000;
const OWN_USER_ONLY =
	"Celigo may allow to assign to the token's own user only; anybody else must be a user of the account.";
const toOwnUserOnly = (status: number) => (status === 403 ? OWN_USER_ONLY : onRefusal(OWN_USER_ONLY)(status));

const errorsOfStep = { flowId: flowOfErrors, stepId: stepOfErrors, errorIds };

type ErrorsOfStep = Values<typeof errorsOfStep>;

const check = ({ flowId, stepId, errorIds: ids }: ErrorsOfStep) => checkErrorIds(flowId, stepId, ids);

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
			default: true,
			description: 'Whether to look afterwards which errors are resolved, and fail when some are still open',
		}),
	},
	check,
	batch: {
		...manyErrors,
		run: async (api, { flowId, stepId, errorIds: given, verify }) => {
			const ids = ownIds(flowId, stepId, given);
			const path = route`/flows/${flowId}/${stepId}/resolved`;
			const { headers } = await api.send({ method: 'PUT', route: path, body: { errors: ids } });
			const outcome = verify ? await resolvedSince(api, flowId, stepId, ids, headers['date']) : {};
			return ofStep(flowId, stepId, { requested: ids.length, ...outcome, errorIds: ids });
		},
	},
});

/** POST /flows/{flowId}/{stepId}/retry, never repeated. Returns the retry job. */
export const retry = operation({
	name: 'Retry',
	action: 'Retry errors',
	description:
		'Runs the failed records again. An error without a retry key is left out, and its item says so.',
	fields: {
		flowId: flowOfErrors,
		stepId: stepOfErrors,
		retryDataKeys: listOfItem(
			'Retry Data Keys',
			'Comma-separated keys. Leave empty to use that of the item. Resolved errors cannot be retried.',
			['retryDataKeys', 'retryDataKey'],
			// An error without a key may not even have the name of one.
			['errorId'],
		),
	},
	simplify: (job, { flowId, stepId, retryDataKeys }) => ({
		...withIntegration([...jobKeys, 'retried', 'reason'])(job, {}),
		...ofStep(flowId, stepId, { requested: retryDataKeys.length }),
	}),
	batch: {
		of: 'retryDataKeys',
		size: MOST_IDS_A_REQUEST,
		run: async (api, { flowId, stepId, retryDataKeys }) => {
			const requested = retryDataKeys.length;
			if (requested === 0) {
				return ofStep(flowId, stepId, { requested, retried: 0, reason: 'The error has no retry data key' });
			}
			const { status, body } = await api.send({
				method: 'POST',
				route: route`/flows/${flowId}/${stepId}/retry`,
				body: { retryDataKeys },
				refusalHint: onRefusal('Celigo retries no errors of a disabled flow: enable it first.'),
			});
			// Celigo says by a 204 that it retries nothing (section 2.4); another empty response says nothing.
			const nothing = status === 204 ? { retried: 0 } : {};
			return body === undefined || body === ''
				? ofStep(flowId, stepId, { requested, ...nothing })
				: api.asRecord(body);
		},
	},
});

/** PUT /flows/{flowId}/{stepId}/errors/assign. */
export const assign = operation({
	name: 'Assign',
	action: 'Assign errors to a user',
	fields: { ...errorsOfStep, email: emailAddress() },
	check,
	exclusive: errorsChanged,
	batch: {
		...manyErrors,
		run: async (api, { flowId, stepId, errorIds: given, email }) => {
			const ids = ownIds(flowId, stepId, given);
			const path = route`/flows/${flowId}/${stepId}/errors/assign`;
			await api.put(path, { errorIds: ids, email }, { refusalHint: toOwnUserOnly });
			return ofStep(flowId, stepId, { requested: ids.length, assignTo: email, errorIds: ids });
		},
	},
});

/** PUT /flows/{flowId}/{stepId}/tags: replaces all tags of the errors. */
export const tag = operation({
	name: 'Tag',
	action: 'Tag errors',
	description: 'Replaces all tags of the errors',
	fields: {
		flowId: flowOfErrors,
		stepId: stepOfErrors,
		errors: taggedErrors,
		tagIds: optionalTexts({
			displayName: 'Tag IDs',
			placeholder: 'e.g. F3ZBQ',
			description: 'Comma-separated short codes. Leave empty to clear all tags.',
		}),
	},
	check: ({ flowId, stepId, errors }) =>
		checkErrorIds(
			flowId,
			stepId,
			errors.map(({ id }) => textOf(id) ?? ''),
		),
	exclusive: errorsChanged,
	batch: {
		of: 'errors',
		size: MOST_IDS_A_REQUEST,
		run: async (api, { flowId, stepId, errors: given, tagIds }) => {
			const errors = given.map(({ id, rdk }) => ({ id: ownIds(flowId, stepId, [textOf(id) ?? ''])[0], rdk }));
			await api.put(route`/flows/${flowId}/${stepId}/tags`, { errors, tagIds });
			return ofStep(flowId, stepId, { requested: errors.length, tagIds: [...tagIds] });
		},
	},
});

/** PUT /flows/{flowId}/{stepId}/errors/unassign. */
export const unassign = operation({
	name: 'Unassign',
	action: 'Unassign errors',
	fields: errorsOfStep,
	check,
	exclusive: errorsChanged,
	batch: {
		...manyErrors,
		run: async (api, { flowId, stepId, errorIds: given }) => {
			const ids = ownIds(flowId, stepId, given);
			await api.put(route`/flows/${flowId}/${stepId}/errors/unassign`, { errorIds: ids });
			return ofStep(flowId, stepId, { requested: ids.length, errorIds: ids });
		},
	},
});

/** DELETE /flows/{flowId}/{stepId}/resolved: resolved errors for good; open ones are not touched. */
export const deleteResolved = operation({
	name: 'Delete Resolved',
	action: 'Delete resolved errors permanently',
	description: 'Deletes resolved errors for good; open ones stay',
	fields: errorsOfStep,
	check,
	batch: {
		...manyErrors,
		run: async (api, { flowId, stepId, errorIds: given }) => {
			const ids = ownIds(flowId, stepId, given);
			await api.delete(route`/flows/${flowId}/${stepId}/resolved`, { body: { errors: ids } });
			return ofStep(flowId, stepId, { requested: ids.length, errorIds: ids });
		},
	},
});

/** Of two items that assign or tag one error differently, the later one counts. */
function errorsChanged({ flowId, stepId }: Pick<ErrorsOfStep, 'flowId' | 'stepId'>): string {
	return `${flowId}/${stepId}`;
}

/** What was done to errors of a step, with the ids by which other operations find it. */
function ofStep(flowId: string, stepId: string, outcome: IDataObject): IDataObject {
	return { _flowId: flowId, _expOrImpId: stepId, ...outcome };
}

/**
 * Which of the errors were resolved, after a request that was answered at that time: those among the errors resolved since.
 * The rest must not be open; whether they were resolved before, or never existed, Celigo does not say.
 * @throws when some are still open
 */
async function resolvedSince(
	api: ApiClient,
	flowId: string,
	stepId: string,
	asked: readonly string[],
	date: unknown,
): Promise<IDataObject> {
	const wanted = new Set(asked);
	const answeredMs = Date.parse(textOf(date) ?? '') || Date.now();
	const resolvedAt_gte = new Date(answeredMs - JUST_RESOLVED_MS).toISOString();
	for await (const row of stepErrors(api, flowId, stepId, 'resolved', { resolvedAt_gte })) {
		wanted.delete(errorIdOf(row));
	}
	const resolved = asked.length - wanted.size;
	if (wanted.size === 0) return { resolved };
	const open: string[] = [];
	for await (const row of stepErrors(api, flowId, stepId, 'open', {})) {
		if (wanted.has(errorIdOf(row))) open.push(errorIdOf(row));
	}
	if (open.length === 0) return { resolved, notOpen: [...wanted] };
	throw api.error(
		`Celigo accepted the request, but ${open.length} of ${asked.length} errors are still open: ${open.slice(0, 10).join(', ')}`,
		'Resolve them again, or look at them in Celigo.',
	);
}
