import { startCase } from 'lodash';

import {
	choice,
	choices,
	collection,
	FieldError,
	operation,
	optionalTime,
	text,
	when,
} from '../../../../core';
import { flow, integration, step } from '../../locators';
import { errorsIn } from '../../reading/errors';
import { withIntegration } from '../../shortForm';

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
	'post_map_hook_ss',
	'post_response_map_hook',
	'post_submit_hook',
	'post_submit_hook_ss',
	'pre_map_hook',
	'pre_map_hook_ss',
	'pre_save_page_hook',
	'pre_send_hook_ss',
	'resource',
	'response_mapping',
	'transformation',
] as const;

const CLASSIFICATIONS = [
	'connection',
	'duplicate',
	'governance',
	'intermittent',
	'missing',
	'parse',
	'value',
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
		classification: choices({
			displayName: 'Classifications',
			options: CLASSIFICATIONS.map((name) => ({ name: startCase(name), value: name })),
			default: [],
		}),
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
	simplify: withIntegration([
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
	]),
	check({ state, filters }) {
		if (state === 'open' && (filters.resolvedAt_gte ?? filters.resolvedAt_lte) !== undefined) {
			throw new FieldError(
				"'Resolved After' and 'Resolved Before' are for resolved errors",
				"Set 'State' to Resolved, or remove these filters.",
			);
		}
	},
	list: (api, { integrationId, flowId, stepId, state, filters }) =>
		errorsIn(api, { integrationId, flowId, stepId }, state, filters),
});
