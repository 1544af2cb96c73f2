import type { IDataObject } from 'n8n-workflow';
import { compact, uniq, uniqBy } from 'lodash';

import {
	Divided,
	FieldError,
	flag,
	IN_A_TOOL,
	isEmpty,
	operation,
	optionalIds,
	route,
	textOf,
} from '../../../../core';
import type { ApiClient, Field, Values } from '../../../../core';
import { emailAddress } from '../../fields';
import { anyTag } from '../../locators';
import { onRefusal } from '../../refusals';
import { withIntegration } from '../../shortForm';
import { startedRecord } from '../../started';
import {
	checkErrorIds,
	errorIds,
	flowOfErrors,
	listOfItem,
	ownIds,
	stepOfErrors,
	taggedErrors,
} from './ofItem';
import { resolvedSince, tagErrors } from './outcomes';

const MOST_IDS_A_REQUEST = 1000;
const OWN_USER_ONLY = 'Some tokens can only assign errors to their own user.';
const toOwnUserOnly = (status: number) =>
	status === 403
		? `The token lacks permission. ${OWN_USER_ONLY}`
		: onRefusal(`The assignee must be a user in the account. ${OWN_USER_ONLY}`)(status);

/** Of an item whose list is empty, or whose error has none: which of these, its values do not say. */
const NO_KEY = 'No retry data key was given, or the error has none';

const errorsOfStep = { flowId: flowOfErrors, stepId: stepOfErrors, errorIds };

type ErrorsOfStep = Values<typeof errorsOfStep>;

const check = ({ flowId, stepId, errorIds: ids }: ErrorsOfStep) => checkErrorIds(flowId, stepId, ids);

/**
 * One request for the errors of a step over all items (provider document, section 2.4), by their own IDs. Each item returns which
 * of the errors are its own, with what `change` has to say of these.
 */
function manyErrors<Given extends ErrorsOfStep>(
	change: (api: ApiClient, given: Given) => Promise<(errorIds: readonly string[]) => IDataObject>,
) {
	return {
		of: 'errorIds',
		entries: ({ flowId, stepId, errorIds: given }: Given) => ownIds(flowId, stepId, given),
		size: MOST_IDS_A_REQUEST,
		run: async (api: ApiClient, given: Given) => {
			const outcomeOf = await change(api, given);
			return new Divided(({ flowId, stepId, errorIds: own }: Given) =>
				ofStep(flowId, stepId, { requested: own.length, ...outcomeOf(own), errorIds: own }),
			);
		},
	} as const;
}

/** PUT /flows/{flowId}/{stepId}/resolved. */
export const resolve = operation({
	name: 'Resolve',
	action: 'Resolve errors',
	description: 'Mark open errors as resolved, so that they no longer count',
	fields: {
		...errorsOfStep,
		verify: flag({
			displayName: 'Verify',
			default: true,
			description: 'Whether to check the result and fail if errors are still open',
		}),
	},
	check,
	batch: manyErrors<ErrorsOfStep & { verify: boolean }>(async (api, { verify, ...errors }) => {
		const path = route`/flows/${errors.flowId}/${errors.stepId}/resolved`;
		const { headers } = await api.send({ method: 'PUT', route: path, body: { errors: errors.errorIds } });
		return verify ? await resolvedSince(api, errors, headers['date']) : () => ({});
	}),
});

/** POST /flows/{flowId}/{stepId}/retry, never repeated. Returns the retry job. */
export const retry = operation({
	name: 'Retry',
	action: 'Retry errors',
	description:
		'Run the failed records again. Errors without a retry data key are skipped, and their items say why.',
	fields: {
		flowId: flowOfErrors,
		stepId: stepOfErrors,
		retryDataKeys: listOfItem(
			'Retry Data Keys',
			`Comma-separated list of retryDataKeys. Leave empty to use the key in the item. ${IN_A_TOOL} Errors without a key, and resolved errors, cannot be retried.`,
			['retryDataKeys', 'retryDataKey'],
			// An error without a key may not even have the name of one.
			['errorId'],
		),
	},
	simplify: (job, { flowId, stepId, retryDataKeys }) => ({
		...withIntegration(['_id', 'type', 'status', 'retried', 'reason'])(job, {}),
		...ofStep(flowId, stepId, { requested: retryDataKeys.length, retryDataKeys }),
	}),
	batch: {
		of: 'retryDataKeys',
		size: MOST_IDS_A_REQUEST,
		run: async (api, { flowId, stepId, retryDataKeys }) => {
			const requested = retryDataKeys.length;
			if (requested === 0) {
				return ofStep(flowId, stepId, { requested, retried: 0, reason: NO_KEY });
			}
			const whereToLook = 'Look for a retry job of the flow.';
			const { status, body } = await api.send({
				method: 'POST',
				route: route`/flows/${flowId}/${stepId}/retry`,
				body: { retryDataKeys },
				refusalHint: onRefusal('Celigo does not retry errors of a disabled flow. Enable the flow first.'),
				whereToLook,
			});
			// Celigo says by a 204 that it retries nothing (section 2.4); another empty response says nothing.
			const nothing = status === 204 ? { retried: 0 } : {};
			const job = isEmpty(body) ? undefined : startedRecord(api, body, whereToLook);
			// One job retries all of them: each item names it.
			return new Divided(
				({ retryDataKeys: own }) => job ?? ofStep(flowId, stepId, { requested: own.length, ...nothing }),
			);
		},
	},
});

/** PUT /flows/{flowId}/{stepId}/errors/assign. */
export const assign = operation({
	name: 'Assign',
	action: 'Assign errors to user',
	description: 'Make a user of the account responsible for open errors',
	fields: { ...errorsOfStep, email: emailAddress() },
	check,
	exclusive: errorsChanged,
	batch: manyErrors<ErrorsOfStep & { email: string }>(async (api, { email, ...errors }) => {
		const path = route`/flows/${errors.flowId}/${errors.stepId}/errors/assign`;
		await api.put(path, { errorIds: errors.errorIds, email }, { refusalHint: toOwnUserOnly });
		return () => ({ assignTo: email });
	}),
});

const furtherTags = optionalIds({
	displayName: 'Further Tag IDs',
	placeholder: 'e.g. F3ZBQ, H7KLM',
	description: 'Comma-separated list of tag IDs, for errors with more than one tag',
	keys: ['tagId'],
});

/** Undefined where a list without an ID was given: an expression may have found none by mistake. */
const givenTags: Field<readonly string[] | undefined> = {
	...furtherTags,
	read(given, surroundings) {
		const tagIds = furtherTags.read(given, surroundings);
		return tagIds.length === 0 && given !== '' ? undefined : tagIds;
	},
};

/** PUT /flows/{flowId}/{stepId}/tags: replaces all tags of the errors. */
export const tag = operation({
	name: 'Tag',
	action: 'Tag errors and remove their other tags',
	description: 'Set the tags of open errors, replacing all existing ones',
	fields: {
		flowId: flowOfErrors,
		stepId: stepOfErrors,
		errors: taggedErrors,
		tagId: anyTag,
		tagIds: givenTags,
	},
	check({ flowId, stepId, errors, tagId, tagIds }) {
		const given = errors.map(({ id }) => textOf(id) ?? '');
		checkErrorIds(flowId, stepId, given, 'Errors (JSON)');
		if (tagId === undefined && tagIds === undefined) {
			throw new FieldError(
				"'Further Tag IDs' is a list without an ID",
				"To remove all tags, leave this and 'Tag' empty, without an expression. Nothing was sent.",
			);
		}
	},
	exclusive: errorsChanged,
	batch: {
		of: 'errors',
		entries: ({ flowId, stepId, errors }) =>
			errors.flatMap(({ id, rdk }) =>
				ownIds(flowId, stepId, [textOf(id) ?? '']).map((own) => ({ id: own, rdk })),
			),
		size: MOST_IDS_A_REQUEST,
		run: async (api, { flowId, stepId, errors: given, tagId, tagIds: further = [] }) => {
			const errors = uniqBy(given, 'id').map(({ id, rdk }) => ({ id: textOf(id) ?? '', rdk }));
			const tagIds = uniq(compact([tagId, ...further]));
			await tagErrors(api, { flowId, stepId, errors, tagIds });
			return new Divided(({ errors: own }) => {
				const errorIds = uniq(own.map(({ id }) => textOf(id) ?? ''));
				return ofStep(flowId, stepId, { requested: errorIds.length, tagIds, errorIds });
			});
		},
	},
});

/** PUT /flows/{flowId}/{stepId}/errors/unassign. */
export const unassign = operation({
	name: 'Unassign',
	action: 'Unassign errors',
	description: 'Remove the user who is responsible for open errors',
	fields: errorsOfStep,
	check,
	exclusive: errorsChanged,
	batch: manyErrors(async (api, { flowId, stepId, errorIds: given }) => {
		await api.put(route`/flows/${flowId}/${stepId}/errors/unassign`, { errorIds: given });
		return () => ({});
	}),
});

/** DELETE /flows/{flowId}/{stepId}/resolved: resolved errors for good; open ones are not touched. */
export const deleteResolved = operation({
	name: 'Delete Resolved',
	action: 'Delete resolved errors permanently',
	description: 'Clean up the list of resolved errors. Open errors are kept.',
	fields: errorsOfStep,
	check,
	batch: manyErrors(async (api, { flowId, stepId, errorIds: given }) => {
		await api.delete(route`/flows/${flowId}/${stepId}/resolved`, { body: { errors: given } });
		return () => ({});
	}),
});

/** Of two items that assign or tag one error differently, the later one counts. */
function errorsChanged({ flowId, stepId }: Pick<ErrorsOfStep, 'flowId' | 'stepId'>): string {
	return `${flowId}/${stepId}`;
}

/** What was done to errors of a step, with the ids by which other operations find it. */
function ofStep(flowId: string, stepId: string, outcome: IDataObject): IDataObject {
	return { _flowId: flowId, _expOrImpId: stepId, ...outcome };
}
