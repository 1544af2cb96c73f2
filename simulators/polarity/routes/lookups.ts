import { body, json, route, type Route } from '../../switchboard';

import { entitiesIn } from '../entities';
import type { Need, PolarityWorld } from '../PolarityWorld';
import type { Entity, Integration } from '../records';

/** Section 2, 12 and 13: entities in a text, and what integrations know of them. */
export function lookupRoutes(world: PolarityWorld): Array<Route<Need>> {
	const { state, switches, refusals } = world;

	function resultOf(integration: Integration, entity: Entity): object[] {
		state.thirdPartyLookups += 1;
		const data = integration.hits[entity.value] ?? null;
		if (data === null && switches.misses === 'absent') return [];
		const shown = switches.displayValue === 'absent' ? {} : { [switches.displayValue]: entity.value };
		if (switches.resultEntity === 'absent') return [{ 'display-value': entity.value, data }];
		return [{ entity, ...shown, data }];
	}

	/** A list as the switch shows it where it has no entries. */
	function listed(name: string, entries: readonly unknown[]) {
		if (entries.length > 0 || switches.emptyLists === 'list') return { [name]: entries };
		return switches.emptyLists === 'null' ? { [name]: null } : {};
	}

	return [
		route({
			method: 'POST',
			path: '/api/parsed-entities',
			needs: 'bearer',
			body: body<{ data: { attributes: { text: string } } }>({
				type: 'object',
				required: ['data'],
				properties: {
					data: {
						type: 'object',
						required: ['attributes'],
						properties: {
							type: { const: 'parsed-entities' },
							attributes: {
								type: 'object',
								required: ['text'],
								properties: { text: { type: 'string', minLength: 1 } },
								additionalProperties: false,
							},
						},
						additionalProperties: false,
					},
				},
				additionalProperties: false,
			}),
			handle: ({ body: { data } }) => {
				const { text } = data.attributes;
				if (text.length > switches.mostTextCharacters) {
					const detail = `The text has more than ${switches.mostTextCharacters} characters`;
					throw refusals.with(422, { title: 'Unprocessable Entity', detail }, 'invalidBody');
				}
				const entities = entitiesIn(text);
				const annotations = entities.flatMap(({ value }) => {
					const tags = state.annotations.get(value) ?? [];
					const contexts = tags.map((tag) => ({ tag: { 'tag-name': tag } }));
					return tags.length === 0 ? [] : [{ entity: { 'entity-name': value }, contexts }];
				});
				return json(200, {
					data: {
						type: 'parsed-entities',
						attributes: { ...listed('entities', entities), ...listed('annotations', annotations) },
					},
				});
			},
		}),
		route({
			method: 'POST',
			path: '/api/integrations/:id/lookup',
			needs: 'bearer',
			body: body<{ data: { attributes: { entities: Entity[] } } }>({
				type: 'object',
				required: ['data'],
				properties: {
					data: {
						type: 'object',
						required: ['attributes'],
						properties: {
							type: { type: 'string' },
							attributes: {
								type: 'object',
								required: ['entities'],
								properties: {
									entities: {
										type: 'array',
										minItems: 1,
										items: {
											type: 'object',
											required: ['value', 'type'],
											properties: {
												value: { type: 'string', minLength: 1 },
												type: { type: 'string', minLength: 1 },
											},
										},
									},
								},
								additionalProperties: false,
							},
						},
						additionalProperties: false,
					},
				},
				additionalProperties: false,
			}),
			handle: (call) => {
				const integration = world.integration(call, call.params.id);
				const { entities } = call.body.data.attributes;
				if (integration.status !== 'running') {
					throw refusals.with(422, { title: 'Lookup Failed', detail: 'Integration is not running' });
				}
				if (integration.thirdPartyFailure !== undefined) {
					state.thirdPartyLookups += entities.length;
					throw refusals.with(switches.lookupFailureStatus, {
						title: 'Lookup Failed',
						detail: `The lookup in ${integration.name} failed`,
						nestedDetail: integration.thirdPartyFailure,
					});
				}
				const results = entities.flatMap((entity) => resultOf(integration, entity));
				return json(200, {
					data: { type: 'integration-lookups', attributes: { entities, ...listed('results', results) } },
				});
			},
		}),
	];
}
