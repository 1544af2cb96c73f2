import { createHash } from 'node:crypto';

import { body, json, route, type Answer, type Route } from '../../switchboard';

import { signToken, type Need } from '../access';
import { publicKeyOf } from '../DuctapeState';
import type { DuctapeWorld } from '../DuctapeWorld';
import type { User } from '../records';

/** Section 1: the three ways to sign in over HTTP. */
export function loginRoutes(world: DuctapeWorld): Array<Route<Need>> {
	const { state, switches, refusals, clock } = world;

	function signedIn(user: User, withToken = true): Answer {
		const fields = {
			_id: user._id,
			firstname: user.firstname,
			lastname: user.lastname,
			email: user.email,
			active: true,
			password: `$2b$10$${createHash('sha256').update(user.password).digest('hex')}`,
			workspaces: user.workspaceIds.map((workspace_id, index) => ({
				workspace_id,
				workspace_name: state.workspaces.get(workspace_id)?.name,
				defaultEnvs: [],
				access_level: 'owner',
				default: index === 0,
			})),
		};
		const session = {
			public_key: publicKeyOf(user),
			...(withToken && { auth_token: signToken(user, clock.now()) }),
		};
		const data =
			switches.loginNesting === 'data' ? { ...fields, ...session } : { result: { ...fields, ...session } };
		return json(201, { status: true, meta: {}, data });
	}

	return [
		route({
			method: 'POST',
			path: '/users/v1/login/authKey',
			needs: 'nothing',
			body: body<{ user_id: string; workspace_id: string; private_key: string }>({
				type: 'object',
				required: ['user_id', 'workspace_id', 'private_key'],
				properties: {
					user_id: { type: 'string', pattern: '^[0-9A-Za-z]{24}$' },
					workspace_id: { type: 'string', minLength: 1 },
					private_key: { type: 'string', minLength: 1 },
				},
				additionalProperties: false,
			}),
			handle: ({ body: { user_id, workspace_id, private_key } }) => {
				if (switches.authKeyLogin === 'gone') throw refusals.with(404, 'Cannot POST /users/v1/login/authKey');
				const user = state.users.get(user_id);
				if (user === undefined || user.privateKey !== private_key) {
					throw refusals.with(401, 'Invalid Credentials');
				}
				if (!user.workspaceIds.includes(workspace_id)) {
					throw refusals.with(403, 'You do not have access to this workspace');
				}
				return signedIn(user);
			},
		}),
		route({
			method: 'POST',
			path: '/users/v1/login',
			needs: 'nothing',
			body: body<{ email: string; password: string }>({
				type: 'object',
				required: ['email', 'password'],
				properties: {
					email: { type: 'string', format: 'email' },
					password: { type: 'string', minLength: 1 },
				},
				additionalProperties: false,
			}),
			handle: ({ body: { email, password } }) => {
				const user = [...state.users.values()].find((known) => known.email === email);
				if (user === undefined || user.password !== password) throw refusals.with(401, 'Invalid Credentials');
				return signedIn(user, user.otp === undefined);
			},
		}),
		route({
			method: 'POST',
			path: '/users/v1/login/otp',
			needs: 'nothing',
			body: body<{ token: string; user_id: string }>({
				type: 'object',
				required: ['token', 'user_id'],
				properties: { token: { type: 'string' }, user_id: { type: 'string' } },
				additionalProperties: false,
			}),
			handle: ({ body: { token, user_id } }) => {
				const user = state.users.get(user_id);
				if (user?.otp === undefined || user.otp !== token) throw refusals.with(401, 'Invalid token');
				return signedIn(user);
			},
		}),
	];
}
