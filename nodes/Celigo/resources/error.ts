import type { IDataObject } from 'n8n-workflow';
import { omit, startCase } from 'lodash';

import type { ApiClient } from '../../../core/ApiClient';
import { collection } from '../../../core/fieldGroups';
import {
	choice,
	choices,
	flag,
	ids,
	json,
	optionalTexts,
	optionalTime,
	text,
	when,
} from '../../../core/fields';
import type { Field } from '../../../core/Field';
import { FieldError } from '../../../core/FieldError';
import type { Query } from '../../../core/http';
import { isRecord, textOf } from '../../../core/json';
import { operation, resource } from '../../../core/Operation';
import { route } from '../../../core/Route';
import { errorIdOf, flowsToRead, stepErrors, stepsToRead } from '../errors';
import { flow, integration, step } from '../locators';

const MOST_IDS_A_REQUEST = 1000;

const SOURCES = [
	'application',
	'connection',
	'import_filter',
	'input_filter',
	'internal',
	'lookup',
	'mapping',
	'output_filter',
	'post_aggregate_hook',
	'post_map_hook',
	'post_submit_hook',
	'pre_map_hook',
	'pre_save_page_hook',
	'resource',
	'response_mapping',
	'transformation',
] as const;

const flowId = flow;
const stepId = step;
const errorIds = ids({
	displayName: 'Error IDs',
	default: '={{ $json.errorId }}',
	description:
		'IDs separated by commas; those of all items of one step go out together, at most 1,000 a request',
});
const retryDataKey = text({
	displayName: 'Retry Data Key',
	default: '={{ $json.retryDataKey }}',
	description: 'The key of the failed record, as Error: Get Many tells it',
});

/** GET /flows/{flowId}/{stepId}/errors or /resolved, over the steps of a flow or an integration that have some. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many errors',
	fields: {
		of: choice({
			displayName: 'Of',
			options: [
				{ name: 'Flow', value: 'flow' },
				{ name: 'Integration', value: 'integration' },
				{ name: 'Step', value: 'step' },
			],
			default: 'integration',
		}),
		integrationId: when({ of: ['integration'] }, integration),
		flowId: when({ of: ['flow', 'step'] }, flow),
		stepId: when({ of: ['step'] }, step),
		state: choice({
			displayName: 'State',
			options: [
				{ name: 'Open', value: 'open' },
				{ name: 'Resolved', value: 'resolved' },
			],
			default: 'open',
		}),
		filters: collection({
			displayName: 'Filters',
			addLabel: 'Add filter',
			fields: {
				occurredAt_gte: optionalTime({ displayName: 'Occurred After' }),
				occurredAt_lte: optionalTime({ displayName: 'Occurred Before' }),
				resolvedAt_gte: optionalTime({ displayName: 'Resolved After', description: 'For resolved errors' }),
				resolvedAt_lte: optionalTime({ displayName: 'Resolved Before', description: 'For resolved errors' }),
				source: choices({
					displayName: 'Sources',
					options: SOURCES.map((source) => ({ name: startCase(source), value: source })),
					default: [],
				}),
				classification: optionalTexts({ displayName: 'Classifications', description: 'Separated by commas' }),
				_flowJobId: text({ displayName: 'Flow Job ID' }),
			},
		}),
	},
	simplify: (record) =>
		omit(record, ['traceKey', 'exportDataURI', 'importDataURI', 'reqAndResKey', 'legacyId', 'purgeAt']),
	list: async function* (celigo, { integrationId, flowId: flowOf, stepId: stepOf, state, filters }) {
		const query: Query = state === 'open' ? omit(filters, ['resolvedAt_gte', 'resolvedAt_lte']) : filters;
		if (flowOf !== undefined && stepOf !== undefined) {
			return yield* stepErrors(celigo, flowOf, stepOf, state, query);
		}
		const flowIds = flowOf !== undefined ? [flowOf] : await flowsToRead(celigo, integrationId ?? '', state);
		for (const id of flowIds) {
			for (const stepToRead of await stepsToRead(celigo, id, state)) {
				yield* stepErrors(celigo, id, stepToRead, state, query);
			}
		}
	},
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
		email: text({
			displayName: 'Email',
			placeholder: 'e.g. name@example.com',
			description: 'A user of the account',
		}),
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

/** GET /flows/{flowId}/{stepId}/{retryDataKey}/data: the failed record in its envelope. */
export const getRetryData = operation({
	name: 'Get Retry Data',
	action: 'Get the failed record of an error',
	fields: { flowId, stepId, retryDataKey },
	keepsSecrets: () => true,
	run: async (celigo, { flowId: flowOf, stepId: stepOf, retryDataKey: key }) =>
		await celigo.record(route`/flows/${flowOf}/${stepOf}/${key}/data`),
});

/** PUT of the whole envelope on the same path. */
export const updateRetryData = operation({
	name: 'Update Retry Data',
	action: 'Update the failed record of an error',
	fields: {
		flowId,
		stepId,
		retryDataKey,
		data: json({
			displayName: 'Data (JSON)',
			default: '={{ $json }}',
			description: 'The whole envelope as Get Retry Data answers it, with the record corrected',
		}),
	},
	run: async (celigo, { flowId: flowOf, stepId: stepOf, retryDataKey: key, data }) => {
		await celigo.put(route`/flows/${flowOf}/${stepOf}/${key}/data`, data);
		return { updated: true, _flowId: flowOf, _expOrImpId: stepOf, retryDataKey: key };
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
			const list: unknown = typeof given === 'string' ? JSON.parse(given) : given;
			const errors = (Array.isArray(list) ? list : [list]).filter(isRecord);
			if (errors.length === 0 || errors.some((error) => textOf(error['id']) === undefined)) {
				throw new FieldError('must be a list such as [{"id": "123", "rdk": "abc"}]');
			}
			return errors.map((error) => ({ id: textOf(error['id']), rdk: textOf(error['rdk']) }));
		},
	};
}

export const errorResource = resource('Error', [
	assign,
	getMany,
	getRetryData,
	resolve,
	retry,
	tag,
	updateRetryData,
]);
