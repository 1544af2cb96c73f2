import { body, json, route, type CallContext, type Route } from '../../switchboard';

import { bearerOf, type Need, type PolarityWorld } from '../PolarityWorld';
import type { Account } from '../records';

/** Section 1: login, refresh, logout, who am I. */
export function authenticationRoutes(world: PolarityWorld): Array<Route<Need>> {
	const { state, switches, refusals } = world;

	function signedIn(account: Account) {
		const { token, expiresAtMs } = state.signIn(account);
		const { id, username } = account;
		return json(200, {
			data: {
				token,
				...(switches.expirationTime === 'seconds' && { expiration_time: Math.floor(expiresAtMs / 1000) }),
				...(switches.expirationTime === 'odd' && { expiration_time: 'soon' }),
				users: { id, username },
			},
		});
	}

	/** The account and token of a login; an API key has neither. */
	function session(call: CallContext): { token: string; account: Account } {
		const token = bearerOf(call.request.authorization) ?? '';
		const account = state.sessions.get(token)?.account;
		if (account === undefined) throw refusals.unauthorized('Not a login token');
		return { token, account };
	}

	return [
		route({
			method: 'POST',
			path: '/api/users/login',
			needs: 'nothing',
			body: body<{ identification: string; password: string }>({
				type: 'object',
				required: ['identification', 'password'],
				properties: { identification: { type: 'string' }, password: { type: 'string' } },
				additionalProperties: false,
			}),
			handle: ({ body: { identification, password } }) => {
				const account = state.accounts.get(identification);
				if (account === undefined || account.password !== password || account.kind === 'saml') {
					throw refusals.unauthorized('Wrong user name or password');
				}
				return signedIn(account);
			},
		}),
		route({
			method: 'GET',
			path: '/api/users/refresh',
			needs: 'bearer',
			handle: (call) => {
				const { token, account } = session(call);
				state.sessions.delete(token);
				return signedIn(account);
			},
		}),
		route({
			method: 'POST',
			path: '/api/users/logout',
			needs: 'bearer',
			handle: (call) => {
				state.sessions.delete(session(call).token);
				return json(200, { data: {} });
			},
		}),
		route({
			method: 'GET',
			path: '/api/api-keys/me',
			needs: 'bearer',
			handle: (call) => {
				const bearer = bearerOf(call.request.authorization) ?? '';
				const apiKey = state.apiKeys.get(bearer);
				if (apiKey === undefined && switches.apiKeyMeWithLogin === 'refused') {
					throw refusals.unauthorized('Not an API key');
				}
				const { name } = apiKey ?? { name: session(call).account.username };
				return json(200, { data: { type: 'api-keys', attributes: { name } } });
			},
		}),
	];
}
