import { route, type Route } from '../../switchboard';

import { tokenBody } from '../bodies';
import type { PortWorld } from '../PortWorld';
import type { Right } from '../tokens';

/** The token call and the organization behind a token (section 1). */
export function organizationRoutes(world: PortWorld): Array<Route<Right>> {
	return [
		route({
			method: 'POST',
			path: '/v1/auth/access_token',
			needs: 'noToken',
			body: tokenBody,
			handle: ({ body }) => world.answer(200, world.tokens.give(body.clientId, body.clientSecret)),
		}),
		route({
			method: 'GET',
			path: '/v1/organization',
			needs: 'anyRole',
			handle: () => world.answer(200, { ok: true, organization: world.state.organization }),
		}),
	];
}
