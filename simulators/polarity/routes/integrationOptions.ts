import {
	body,
	json,
	noContent,
	parameter,
	Refused,
	route,
	type CallContext,
	type Route,
} from '../../switchboard';

import type { Documents } from '../documents';
import type { Need, PolarityWorld } from '../PolarityWorld';
import type { Integration, Option } from '../records';
import type { Complaint } from '../refusals';

const INTEGRATION_FILTER = 'filter[integration.id]';

interface OptionUpdate {
	id: string;
	attributes: { value: unknown; 'admin-only': boolean; 'user-can-edit': boolean };
}

/** Section 2, 7 and 8: options. All values are checked before any is stored. */
export function integrationOptionRoutes(world: PolarityWorld, documents: Documents): Array<Route<Need>> {
	const { state, switches, refusals } = world;

	/** As the vendor's own pages read it: title and detail apart; what is wrong with a value is one error each, with its place. */
	function complaint(detail: string, index?: number): Complaint {
		const pointer = index === undefined ? {} : { pointer: `/data/${index}` };
		return { title: 'Failed to update integration options', detail, ...pointer };
	}

	function refused(...complaints: Complaint[]) {
		return refusals.all(switches.refusedValueStatus, complaints);
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
		if (option === undefined) throw refused(complaint(`There is no option ${optionId}`, index));
		return { integration, option };
	}

	/** What is wrong with a new value; undefined when nothing is. */
	function wrongWith(option: Option, update: OptionUpdate): string | undefined {
		const { value, 'admin-only': adminOnly, 'user-can-edit': userCanEdit } = update.attributes;
		if (adminOnly && userCanEdit) return 'An option cannot be admin-only and editable by users';
		if (option.type === 'boolean' && typeof value !== 'boolean')
			return `${option.name} must be true or false`;
		if (option.type === 'number' && typeof value !== 'number') return `${option.name} must be a number`;
		return option.required && (value === '' || value === null) ? `${option.name} is required` : undefined;
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
				const asked = switches.optionsFilter === 'ignored' ? [...state.integrations.values()] : [integration];
				return json(200, {
					data: asked.flatMap((one) => one.options.map((option) => documents.option(one, option))),
				});
			},
		}),
		route({
			method: 'GET',
			path: '/api/integration-options/:optionId',
			needs: 'bearer',
			handle: (call) => {
				if (switches.optionListing === 'missing') {
					throw new Refused(refusals.common({ reason: 'unknownPath', path: call.request.path }));
				}
				const { integration, option } = found(call, 0, call.params.optionId);
				return json(200, { data: documents.option(integration, option) });
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
				const updates = call.body.data.map((update, index) => ({
					...found(call, index, update.id),
					update,
				}));
				if (updates.some(({ integration }) => integration.status !== 'running'))
					throw refused(complaint('Integration is not running'));
				const complaints = updates.flatMap(({ option, update }, index) => {
					const wrong = wrongWith(option, update);
					return wrong === undefined ? [] : [complaint(wrong, index)];
				});
				const isStored = complaints.length === 0 || switches.refusedOptions === 'storesOthers';
				const applied = { applied: updates.length, inPart: 1, ignored: 0 }[switches.optionUpdate];
				const stored = updates
					.slice(0, applied)
					.filter(({ option, update }) => isStored && wrongWith(option, update) === undefined);
				for (const { option, update } of stored) {
					option.value = update.attributes.value;
					option.adminOnly = update.attributes['admin-only'];
					option.userCanEdit = update.attributes['user-can-edit'];
				}
				if (complaints.length > 0) throw refused(...complaints);
				if (switches.optionAnswer === 'noContent') return noContent();
				if (switches.optionAnswer === 'metaOnly') return json(200, { meta: {} });
				return json(200, {
					data: updates.map(({ integration, option }) => documents.option(integration, option)),
				});
			},
		}),
	];
}
