import { hash } from '../data/hash';
import { Pace } from './Pace';
import type { Connection, Platform } from './Platform';

const IDLE_MS = 60_000;
/** Beyond so many the one that was asked for longest ago is forgotten. */
const MOST = 200;
const LENGTH = 22;

/** A run makes one connection for all its items. */
const keys = new WeakMap<Connection, string>();
const paces = new WeakMap<Platform, Map<string, Pace>>();

/**
 * The pace that all requests with one credential share in this process, whichever execution or trigger they are of. It is
 * found by a hash, so that no secret is kept, and forgotten when it was idle for a minute.
 */
export function sharedPace(platform: Platform, connection: Connection): Pace {
	const known = paces.get(platform) ?? new Map<string, Pace>();
	paces.set(platform, known);
	const idleMs = performance.now() - IDLE_MS;
	for (const [key, { idleSinceMs = Infinity }] of known) if (idleSinceMs < idleMs) known.delete(key);
	const key = accountKey(connection);
	const pace = known.get(key) ?? new Pace(platform.pace);
	known.delete(key);
	known.set(key, pace);
	const [oldest] = known.keys();
	if (known.size > MOST && oldest !== undefined) known.delete(oldest);
	return pace;
}

/** What is the same for two connections of one account. What a sign-in fetched changes while the credential stays the same. */
export function accountKey(connection: Connection): string {
	const { baseUrl, user, secrets, sessionSecrets = [], settings } = connection;
	const lasting = secrets.filter((secret) => secret !== '' && !sessionSecrets.includes(secret));
	const key = keys.get(connection) ?? hash(JSON.stringify([baseUrl, user, lasting, settings]), LENGTH);
	keys.set(connection, key);
	return key;
}
