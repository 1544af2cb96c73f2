import { body, json, parameter, Refused, route, type CallContext, type Route } from '../../switchboard';

import type { Documents } from '../documents';
import type { Need, PolarityWorld } from '../PolarityWorld';
import type { Integration, Option } from '../records';

const INTEGRATION_FILTER = 'filter[integration.id]';

interface OptionUpdate {
	id: string;
	attributes: { value: unknown; 'admin-only': boolean; 'user-can-edit': boolean };
}

/** Section 2, 7 and 8: options. All values are checked before any is stored. */
export function integrationOptionRoutes(world: PolarityWorld, documents: Documents): Array<Route<Need>> {
	const { state, switches, refusals } = world;

	function refused(index: number, detail: string) {
		return refusals.with(switches.refusedValueStatus, {
			title: 'Failed to update integration options',
			detail: `Failed to update integration options: ${detail}`,
			pointer: `/data/${index}`,
		});
	}

	/** The longest integration id that the option's id begins with: ids and keys may hold a `-`. */
	function found(
		call: CallContext,
		index: number,
		optionId: string,
	): { integration: Integration; option: Option } {
		const ids = [...state.integrations.keys()].sort((one, other) => other.length - one.length);
		const integrationId = ids.find((id) => optionId.startsWith(`${id}-`));
		if (integrationId === undefined) throw refusals.unknownIntegration(optionId);
		const integration = world.managed(call, integrationId);
		const option = integration.options.find(({ key }) => `${integrationId}-${key}` === optionId);
		if (option === undefined) throw refused(index, `There is no option ${optionId}`);
		return { integration, option };
	}

	function check(index: number, { status }: Integration, option: Option, update: OptionUpdate): void {
		const { value, 'admin-only': adminOnly, 'user-can-edit': userCanEdit } = update.attributes;
		if (status !== 'running') throw refused(index, 'Integration is not running');
		if (adminOnly && userCanEdit)
			throw refused(index, 'An option cannot be admin-only and editable by users');
		if (option.type === 'boolean' && typeof value !== 'boolean')
			throw refused(index, `${option.name} must be true or false`);
		if (option.type === 'number' && typeof value !== 'number')
			throw refused(index, `${option.name} must be a number`);
		if (option.required && (value === '' || value === null))
			throw refused(index, `${option.name} is required`);
	}

	return [
		route({
			method: 'GET',
			path: '/api/integration-options',
			needs: 'bearer',
			query: { [INTEGRATION_FILTER]: parameter.text },
			handle: (call) => {
				if (switches.optionListing === 'missing') {
					throw new Refused(refusals.common({ reason: 'unknownPath', path: call.request.path }));
				}
				const integration = world.integration(call, call.query.text(INTEGRATION_FILTER) ?? '');
				return json(200, {
					data: integration.options.map((option) => documents.option(integration, option)),
				});
			},
		}),
		route({
			method: 'PATCH',
			path: '/api/integration-options',
			needs: 'bearer',
			body: body<{ data: OptionUpdate[] }>({
				type: 'object',
				required: ['data'],
				properties: {
					data: {
						type: 'array',
						minItems: 1,
						items: {
							type: 'object',
							required: ['id', 'type', 'attributes'],
							properties: {
								id: { type: 'string', minLength: 1 },
								type: { const: 'integration-option' },
								attributes: {
									type: 'object',
									required: ['value', 'admin-only', 'user-can-edit'],
									properties: {
										value: {},
										'admin-only': { type: 'boolean' },
										'user-can-edit': { type: 'boolean' },
									},
									additionalProperties: false,
								},
							},
							additionalProperties: false,
						},
					},
				},
				additionalProperties: false,
			}),
			handle: (call) => {
				const updates = call.body.data.map((update, index) => {
					const target = found(call, index, update.id);
					check(index, target.integration, target.option, update);
					return { ...target, update };
				});
				for (const { option, update } of updates) {
					option.value = update.attributes.value;
					option.adminOnly = update.attributes['admin-only'];
					option.userCanEdit = update.attributes['user-can-edit'];
				}
				return json(200, {
					data: updates.map(({ integration, option }) => documents.option(integration, option)),
				});
			},
		}),
	];
}
