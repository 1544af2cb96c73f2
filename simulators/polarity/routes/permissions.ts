import { body, json, noContent, Refused, route, type Route } from '../../switchboard';

import type { Need, PolarityWorld } from '../PolarityWorld';

interface Grant {
	attributes: { permissions: string[] };
	relationships: { group: { data: { id: string } }; integration: { data: { id: string } } };
}

const reference = (type: string) => ({
	type: 'object',
	required: ['data'],
	properties: {
		data: {
			type: 'object',
			required: ['type', 'id'],
			properties: { type: { const: type }, id: { type: 'string', minLength: 1 } },
			additionalProperties: false,
		},
	},
	additionalProperties: false,
});

/** Section 2, 9 and 11: who may use an integration. A POST replaces what its group had. */
export function permissionRoutes(world: PolarityWorld): Array<Route<Need>> {
	const { switches, refusals } = world;
	return [
		route({
			method: 'POST',
			path: '/api/integrations/:id/permissions',
			needs: 'bearer',
			body: body<{ data: Grant[] }>({
				type: 'object',
				required: ['data'],
				properties: {
					data: {
						type: 'array',
						minItems: 1,
						items: {
							type: 'object',
							required: ['type', 'attributes', 'relationships'],
							properties: {
								type: { const: 'permissions' },
								attributes: {
									type: 'object',
									required: ['permissions'],
									properties: {
										permissions: {
											type: 'array',
											minItems: 1,
											uniqueItems: true,
											items: { type: 'string', enum: ['read', 'admin'] },
										},
									},
									additionalProperties: false,
								},
								relationships: {
									type: 'object',
									required: ['group', 'integration'],
									properties: { group: reference('groups'), integration: reference('integrations') },
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
				const integration = world.managed(call, call.params.id);
				if (
					call.body.data.some(({ relationships }) => relationships.integration.data.id !== integration.id)
				) {
					throw refusals.with(
						400,
						{ title: 'Bad Request', detail: 'A permission names another integration than the path' },
						'invalidBody',
					);
				}
				for (const { attributes, relationships } of call.body.data) {
					integration.permissions.set(relationships.group.data.id, attributes.permissions);
				}
				return noContent();
			},
		}),
		route({
			method: 'GET',
			path: '/api/integrations/:id/permissions',
			needs: 'bearer',
			handle: (call) => {
				if (switches.permissionListing === 'missing') {
					throw new Refused(refusals.common({ reason: 'unknownPath', path: call.request.path }));
				}
				const { permissions } = world.managed(call, call.params.id);
				const data = [...permissions].map(([id, granted]) => ({
					type: 'permissions',
					attributes: { permissions: granted },
					relationships: { group: { data: { type: 'groups', id } } },
				}));
				return json(200, { data });
			},
		}),
	];
}
