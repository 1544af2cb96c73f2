import {
	LeakyBucket,
	Refused,
	retryHeaders,
	type CallContext,
	type Clock,
	type SeededRandom,
} from '../switchboard';

import type { Refusals } from './refusals';
import type { PortSwitches } from './switches';

/** What a route demands: a role that may manage integrations, any role, or no token at all. */
export type Right = 'moderator' | 'anyRole' | 'noToken';

interface GivenToken {
	readonly accessToken: string;
	readonly clientId: string;
	readonly expiresAtMs: number;
}

/** Credential pairs, and the one active token of each (section 1). */
export class Tokens {
	/** Client ids with their secrets. */
	readonly clients = new Map<string, string>();

	private readonly active = new Map<string, GivenToken>();

	private readonly bucket = new LeakyBucket();

	constructor(
		private readonly clock: Clock,
		private readonly random: SeededRandom,
		private readonly switches: PortSwitches,
		private readonly refusals: Refusals,
	) {}

	/** The pair's token: the same one until it expires. */
	give(clientId: string, clientSecret: string) {
		this.limit();
		if (this.clients.get(clientId) !== clientSecret) {
			const status = this.clients.has(clientId) ? 401 : this.switches.unknownClient;
			throw this.refusals.with(status, {
				error: status === 401 ? 'unauthorized' : 'not_found',
				message: 'Invalid client id or client secret',
			});
		}
		const lifetimeMs = this.switches.tokenLifetimeSeconds * 1000;
		const now = this.clock.now();
		const known = this.active.get(clientId);
		const token =
			known !== undefined && known.expiresAtMs > now
				? known
				: { accessToken: this.jwt(), clientId, expiresAtMs: now + lifetimeMs };
		this.active.set(clientId, token);
		const leftMs = this.switches.expiresIn === 'remaining' ? token.expiresAtMs - now : lifetimeMs;
		return {
			ok: true,
			accessToken: token.accessToken,
			expiresIn: Math.floor(leftMs / 1000),
			tokenType: 'Bearer',
		};
	}

	private jwt(): string {
		const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
		return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ isMachine: true })}.${this.random.hex(40)}`;
	}

	/** Makes every token invalid at once, as an expiry does. */
	revokeAll(): void {
		this.active.clear();
	}

	/** @throws Refused without a valid token, from a refused address, or with too low a role. */
	check({ request }: CallContext, needs: Right | undefined): void {
		if (needs === 'noToken') {
			if (request.authorization !== undefined) {
				throw this.refusals.with(
					401,
					{ error: 'unauthorized', message: 'A token was sent to the token call' },
					'leakedCredential',
				);
			}
			return;
		}
		const [scheme, accessToken] = (request.authorization ?? '').split(' ');
		const token = [...this.active.values()].find((candidate) => candidate.accessToken === accessToken);
		if (scheme !== 'Bearer' || token === undefined || token.expiresAtMs <= this.clock.now()) {
			throw this.refusals.with(401, { error: 'unauthorized', message: 'Invalid token' });
		}
		if (this.switches.ipAllowList === 'refuses') {
			throw this.refusals.with(403, {
				error: 'forbidden',
				message: 'IP not whitelisted. Found x-forwarded-for header: 192.0.2.1, orgId: org_Simulator',
			});
		}
		if (needs === 'moderator' && this.switches.role === 'member') {
			throw this.refusals.with(403, {
				error: 'forbidden',
				message: 'You do not have permission: read:integrations',
			});
		}
	}

	private limit(): void {
		if (this.switches.tokenRateLimit === 'off') return;
		const waitMs = this.bucket.take(this.switches.tokenRateLimit);
		if (waitMs === 0) return;
		const headers = retryHeaders(this.switches.retryHint, waitMs, this.clock.now());
		throw new Refused(this.refusals.general({ reason: 'rateLimited', headers }));
	}
}
