import { omit, pick, startCase } from 'lodash';

import { collection } from '../../../../core/field/fieldGroups';
import { choice, choices, optionalTexts, optionalTime, text, when } from '../../../../core/field/fields';
import type { Query } from '../../../../core/request/http';
import { operation, resource } from '../../../../core/operation/Operation';
import { flowsToRead, stepErrors, stepsToRead } from '../../reading/errors';
import { flow, integration, step } from '../../locators';
import { assign, deleteResolved, resolve, retry, tag, unassign } from './changes';
import { getRequest, getRetryData, updateRetryData } from './failedRecord';

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
		pick(record, [
			'errorId',
			'_flowId',
			'_expOrImpId',
			'_flowJobId',
			'occurredAt',
			'resolvedAt',
			'source',
			'code',
			'message',
			'classification',
			'assignedTo',
			'retryDataKey',
			'reqAndResKey',
		]),
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

export const errorResource = resource('Error', [
	assign,
	deleteResolved,
	getMany,
	getRequest,
	getRetryData,
	resolve,
	retry,
	tag,
	unassign,
	updateRetryData,
]);
