import { omit, startCase } from 'lodash';

import {
	choice,
	choices,
	collection,
	operation,
	optionalTexts,
	optionalTime,
	text,
	when,
} from '../../../../core';
import { flow, integration, step } from '../../locators';
import { errorsIn } from '../../reading/errors';

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

const errorFilters = collection({
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
		classification: optionalTexts({ displayName: 'Classifications', description: 'Comma-separated' }),
		_flowJobId: text({ displayName: 'Flow Job ID' }),
	},
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
		filters: errorFilters,
	},
	simplify: [
		'message',
		'code',
		'occurredAt',
		'source',
		'classification',
		'assignedTo',
		'resolvedAt',
		'errorId',
		'_flowId',
		'_expOrImpId',
		'_flowJobId',
		'retryDataKey',
		'reqAndResKey',
	],
	list: (api, { integrationId, flowId, stepId, state, filters }) => {
		const query = state === 'open' ? omit(filters, ['resolvedAt_gte', 'resolvedAt_lte']) : filters;
		return errorsIn(api, { integrationId, flowId, stepId }, state, query);
	},
});
