import { body, json, noContent, route, type Route } from '../../switchboard';

import type { Right } from '../access';
import type { CeligoWorld } from '../CeligoWorld';
import type { AccessLevel, UserGrant } from '../records';

interface Levels {
	accessLevel?: AccessLevel;
	integrationAccessLevel?: Array<{ _integrationId: string; accessLevel: AccessLevel }>;
}

const level = { enum: ['administrator', 'manage', 'monitor'] } as const;

const levels = {
	accessLevel: level,
	integrationAccessLevel: {
		type: 'array',
		items: {
			type: 'object',
			required: ['_integrationId', 'accessLevel'],
			properties: { _integrationId: { type: 'string' }, accessLevel: level },
			additionalProperties: false,
		},
	},
} as const;

/** The users of the account: grants and invitations (section 2.5). */
export function userRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state, refusals, random } = world;
	const grant = (id: string): UserGrant => world.find(state.userGrants, 'User grant', id);

	return [
		route({
			method: 'GET',
			path: '/v1/ashares/:grantId',
			needs: 'administrator',
			handle: ({ params }) => json(200, grant(params.grantId)),
		}),
		route({
			method: 'PUT',
			path: '/v1/ashares/:grantId',
			needs: 'administrator',
			body: body<Levels>({ type: 'object', properties: levels }),
			handle: ({ params, body: { accessLevel, integrationAccessLevel } }) => {
				const { accessLevel: _old, integrationAccessLevel: _oldLevels, ...kept } = grant(params.grantId);
				const changed: UserGrant = {
					...kept,
					...(accessLevel === undefined ? {} : { accessLevel }),
					...(integrationAccessLevel === undefined ? {} : { integrationAccessLevel }),
				};
				state.userGrants.set(changed._id, changed);
				return json(200, changed);
			},
		}),
		route({
			method: 'DELETE',
			path: '/v1/ashares/:grantId',
			needs: 'administrator',
			handle: ({ params }) => {
				state.userGrants.delete(grant(params.grantId)._id);
				return noContent();
			},
		}),
		route({
			method: 'PUT',
			path: '/v1/ashares/:grantId/disable',
			needs: 'administrator',
			body: body<{ disabled?: boolean }>({ type: 'object' }),
			handle: ({ params, body: { disabled = true } }) => {
				grant(params.grantId).disabled = disabled;
				return noContent();
			},
		}),
		route({
			method: 'PUT',
			path: '/v1/ashares/:grantId/reinvite',
			needs: 'administrator',
			handle: ({ params }) => {
				grant(params.grantId).dismissed = false;
				return noContent();
			},
		}),
		route({
			method: 'POST',
			path: '/v1/invite',
			needs: 'administrator',
			body: body<Levels & { email: string }>({
				type: 'object',
				required: ['email'],
				properties: { email: { type: 'string', format: 'email' }, ...levels },
				additionalProperties: false,
			}),
			handle: ({ body: { email, ...access } }) => {
				const known = [...state.userGrants.values()].some(
					({ sharedWithUser }) => sharedWithUser.email === email,
				);
				if (known || email === state.owner.email) {
					throw refusals.with(409, {
						code: 'conflict',
						message: `${email} is a user already`,
						field: 'email',
					});
				}
				const sharedWithUser = { _id: random.objectId(), email, name: '' };
				return json(
					world.switches.createStatus,
					state.addUserGrant({ sharedWithUser, accepted: false, ...access }),
				);
			},
		}),
	];
}
