import { Refused, text, type CallContext } from '../switchboard';

import type { CeligoWorld } from './CeligoWorld';

/** What a route demands: rights of section 1, any valid token, or no token at all. */
export type Right = 'monitor' | 'manage' | 'administrator' | 'noToken';

const order: Right[] = ['monitor', 'manage', 'administrator'];

/** The Bearer check of section 1, and the rule that a token never leaves its host. */
export function checkAccess(
	world: CeligoWorld,
	{ request, origin }: CallContext,
	needs: Right | undefined,
): void {
	const { authorization = '', host = '' } = request.headers;
	if (needs === 'noToken') {
		if (request.authorization !== undefined) {
			throw new Refused(text(400, '<Error><Code>InvalidArgument</Code></Error>', 'application/xml'), {
				kind: 'leakedCredential',
				message: 'a signed URL was fetched with an authorization header',
			});
		}
		return;
	}
	const elsewhere = otherHostOf(origin);
	if (elsewhere !== origin && `http://${host}` === elsewhere && request.authorization !== undefined) {
		throw world.refusals.with(
			401,
			{ code: 'unauthorized', message: 'A token was sent to another host' },
			'leakedCredential',
		);
	}
	const [scheme, token, ...rest] = authorization.split(' ');
	if (scheme === 'Bearer' && token === 'Bearer' && rest.length > 0) {
		throw world.refusals.with(400, { code: 'bad_request', message: 'Bearer Authentication Failed' });
	}
	if (scheme !== 'Bearer' || token === undefined || rest.length > 0 || !world.state.tokens.has(token)) {
		throw world.refusals.access(401, { code: 'unauthorized', message: 'Unauthorized' });
	}
	if (needs !== undefined && order.indexOf(world.switches.role) < order.indexOf(needs)) {
		throw world.refusals.access(403, {
			code: 'access_restricted',
			message: `This needs the right to ${needs}`,
		});
	}
}

/** The same server under another name: what links to another host point at. */
export function otherHostOf(origin: string): string {
	return origin.replace('//127.0.0.1:', '//localhost:');
}
