import type { Clock } from '../switchboard';

import type { GestalState } from './GestalState';
import type { Installation } from './records';

/** The installation whose access key signed the request; using a key is remembered. */
export function installationOf(
	{ state, clock }: { readonly state: GestalState; readonly clock: Clock },
	authorization: string | undefined,
): Installation | undefined {
	const user = basicUser(authorization);
	if (user === undefined || user.password !== '') return undefined;
	const key = [...state.accessKeys.values()].find(({ secret }) => secret === user.name);
	if (key === undefined) return undefined;
	const installation = state.installations.get(key.installationId);
	if (installation?.activated !== true) return undefined;
	key.last_active_at = clock.iso();
	return installation;
}

/** Everything before the first colon is the user; the vendor's own sample sends none after an access key (section 9). */
export function basicUser(authorization = ''): { name: string; password: string } | undefined {
	const [scheme, encoded = '', ...rest] = authorization.split(' ');
	if (scheme !== 'Basic' || rest.length > 0) return undefined;
	const [, name, password = ''] =
		/^([^:]+)(?::(.*))?$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
	return name === undefined ? undefined : { name, password };
}
