import { omit, startCase } from 'lodash';

import {
	choice,
	choices,
	FieldError,
	filterFields,
	id,
	operation,
	optionalTime,
	when,
} from '../../../../core';
import { errorState, withPeriods } from '../../fields';
import { anyIntegration, flow, step } from '../../locators';
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

const errorFilters = withPeriods(
	filterFields({
		occurredAt_gte: optionalTime({ displayName: 'Occurred After' }),
		occurredAt_lte: optionalTime({ displayName: 'Occurred Before' }),
		resolvedAt_gte: optionalTime({
			displayName: 'Resolved After',
			description: "Only with 'State' set to Resolved",
		}),
		resolvedAt_lte: optionalTime({
			displayName: 'Resolved Before',
			description: "Only with 'State' set to Resolved",
		}),
		source: choices({
			displayName: 'Sources',
			options: SOURCES.map((source) => ({ name: sourceName(source), value: source })),
			default: [],
		}),
		classification: choices({
			displayName: 'Classifications',
			options: CLASSIFICATIONS.map((name) => ({ name: startCase(name), value: name })),
			default: [],
		}),
		_flowJobId: id({ displayName: 'Flow Job ID' }),
	}),
	['occurredAt_gte', 'occurredAt_lte'],
	['resolvedAt_gte', 'resolvedAt_lte'],
);

const simplifyError = withIntegration([
	'message',
	'code',
	'occurredAt',
	'source',
	'errorId',
	'_flowId',
	'_expOrImpId',
	'retryDataKey',
	'reqAndResKey',
]);

/** GET /flows/{flowId}/{stepId}/errors or /resolved, over the steps of a flow or an integration that have some. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many errors',
	description: 'Retrieve a list of open or resolved errors of one or all integrations, a flow or a step',
	fields: {
		of: choice({
			displayName: 'Scope',
			options: [
				{ name: 'Flow', value: 'flow', description: 'Errors in all steps of one flow' },
				{
					name: 'Integration',
					value: 'integration',
					description: 'Errors in all flows of one integration, or of all',
				},
				{ name: 'Step', value: 'step', description: 'Errors in one export or import of a flow' },
			],
			default: 'integration',
		}),
		integrationId: when({ of: ['integration'] }, anyIntegration),
		flowId: when({ of: ['flow', 'step'] }, flow),
		stepId: when({ of: ['step'] }, step),
		state: errorState,
		filters: errorFilters,
	},
	simplify(error, values) {
		const simple = simplifyError(error, values);
		const { integrationName } = error;
		// Up to ten fields: of all integrations, the name is worth more than the source.
		return integrationName === undefined ? simple : { ...omit(simple, 'source'), integrationName };
	},
	check({ state, filters }) {
		if (state === 'open' && (filters.resolvedAt_gte ?? filters.resolvedAt_lte) !== undefined) {
			throw new FieldError(
				"'Resolved After' and 'Resolved Before' only work with resolved errors",
				"Set 'State' to Resolved, or remove these filters.",
			);
		}
	},
	list: (api, { integrationId, flowId, stepId, state, filters }) =>
		errorsIn(api, { integrationId, flowId, stepId }, state, filters),
});

/** Hooks end with `_ss` where a SuiteScript in NetSuite runs. */
function sourceName(source: string): string {
	return startCase(source).replace(/ Ss$/, ' (SuiteScript)');
}
