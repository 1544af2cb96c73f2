import { json, noContent, route, type Route } from '../../switchboard';

import type { Need } from '../access';
import type { GestalWorld } from '../GestalWorld';

/** Section 1: signing in, and the call that tests a credential. */
export function sessionRoutes({ state, switches }: GestalWorld): Array<Route<Need>> {
	return [
		route({
			method: 'POST',
			path: '/auth',
			needs: 'login',
			handle: () => {
				const token = state.issueToken(switches.tokenLifetimeMs);
				switch (switches.tokenPlace) {
					case 'token':
						return json(switches.authStatus, { token });
					case 'data.token':
						return json(switches.authStatus, { data: { token } });
					case 'access_token':
						return json(switches.authStatus, { access_token: token });
				}
			},
		}),
		// Its body is not documented.
		route({ method: 'GET', path: '/auth', needs: 'current:integrator', handle: () => json(200, {}) }),
		route({ method: 'GET', path: '/ping', needs: 'ping', handle: () => noContent() }),
	];
}
