import { SeededRandom, type Clock } from '../switchboard';

import type { Account, ApiKey, Caller, Integration, IntegrationError, Session } from './records';
import type { PolaritySwitches } from './switches';

type ErrorDraft = Partial<Omit<IntegrationError, 'integrationId' | 'errorCount'>>;

/** A Polarity server's records, with what a test or demo needs to change them while it runs. */
export class PolarityState {
	readonly integrations = new Map<string, Integration>();

	/** Rows of GET /api/integrations/errors, by integration and ID, in no order that a client may rely on. */
	readonly errors = new Map<string, IntegrationError>();

	/** By the key itself. */
	readonly apiKeys = new Map<string, ApiKey>();

	/** By user name. */
	readonly accounts = new Map<string, Account>();

	/** By login token. */
	readonly sessions = new Map<string, Session>();

	/** Tags by entity value: what parsing adds as annotations. */
	readonly annotations = new Map<string, string[]>();

	/** Entities handed to third parties: each may cost quota. */
	thirdPartyLookups = 0;

	private readonly clearedIds = new Map<string, string>();

	/** How many errors each integration ever had: its IDs, where those are unique within it only. */
	private readonly errorNumbers = new Map<string, number>();

	private readonly random: SeededRandom;

	constructor(
		private readonly clock: Clock,
		private readonly switches: PolaritySwitches,
		seed = 1,
	) {
		this.random = new SeededRandom(seed);
	}

	addIntegration(draft: Partial<Integration> & { name: string }): Integration {
		const integration: Integration = {
			id: draft.name.toLowerCase().replace(/[^a-z0-9]/g, '_'),
			acronym: draft.name.slice(0, 2).toUpperCase(),
			description: `Looks up entities in ${draft.name}`,
			version: '3.9.1',
			status: 'running',
			subscribed: true,
			autosubscribe: false,
			entityTypes: ['IPv4', 'domain'],
			otherAttributes: {},
			options: [],
			hits: {},
			permissions: new Map([['1', ['read']]]),
			...draft,
		};
		this.integrations.set(integration.id, integration);
		return integration;
	}

	/**
	 * An error of an integration occurs. The same error (code, title, detail) counts up its row, as the server does; `occurredOn`
	 * is now unless told otherwise.
	 */
	addError(integrationId: string, draft: ErrorDraft = {}): IntegrationError {
		const { code = '401', title = 'Unauthorized', detail = 'The API key was rejected' } = draft;
		const identity = [integrationId, code, title, detail].join('\n');
		const occurredOn = draft.occurredOn ?? this.microseconds();
		const known = [...this.errors.values()].find(
			(row) => [row.integrationId, row.code, row.title, row.detail].join('\n') === identity,
		);
		if (known !== undefined) {
			known.errorCount += 1;
			if (occurredOn > known.occurredOn) known.occurredOn = occurredOn;
			return known;
		}
		const formerId = this.switches.returningErrorId === 'same' ? this.clearedIds.get(identity) : undefined;
		const row: IntegrationError = {
			status: 401,
			meta: { stack: 'Error: The API key was rejected\n    at lookup (integration.js:120:11)' },
			affectedUsers: [{ id: 7, username: 'analyst' }],
			...draft,
			id: draft.id ?? formerId ?? this.newErrorId(integrationId),
			integrationId,
			code,
			title,
			detail,
			errorCount: 1,
			occurredOn,
		};
		this.errors.set(`${integrationId}/${row.id}`, row);
		return row;
	}

	/** Takes away errors, as a restart of the integration does: of one integration, or of all. */
	clearErrors(integrationId?: string): void {
		for (const [key, row] of this.errors) {
			if (integrationId !== undefined && row.integrationId !== integrationId) continue;
			this.clearedIds.set([row.integrationId, row.code, row.title, row.detail].join('\n'), row.id);
			this.errors.delete(key);
		}
	}

	errorsOf(integrationId?: string): IntegrationError[] {
		const rows = [...this.errors.values()];
		return integrationId === undefined ? rows : rows.filter((row) => row.integrationId === integrationId);
	}

	addApiKey(key: string, draft: Partial<ApiKey> = {}): ApiKey {
		const apiKey: ApiKey = {
			name: 'n8n',
			expiresAtMs: this.clock.now() + 30 * 24 * 3_600_000,
			role: 'admin',
			sees: 'all',
			administers: [],
			...draft,
		};
		this.apiKeys.set(key, apiKey);
		return apiKey;
	}

	addAccount(draft: Partial<Account> & { username: string; password: string }): Account {
		const account: Account = {
			id: this.accounts.size + 1,
			kind: 'local',
			role: 'admin',
			sees: 'all',
			administers: [],
			...draft,
		};
		this.accounts.set(account.username, account);
		return account;
	}

	/** A new login token. */
	signIn(account: Account): { token: string; expiresAtMs: number } {
		const token = `eyJhbGciOiJIUzI1NiJ9.${this.random.hex(24)}.${this.random.hex(16)}`;
		const expiresAtMs = this.clock.now() + this.switches.tokenLifetimeMs;
		this.sessions.set(token, { account, expiresAtMs });
		return { token, expiresAtMs };
	}

	/** Who a Bearer belongs to; undefined when it is unknown or expired. */
	callerOf(bearer: string): Caller | undefined {
		const now = this.clock.now();
		const apiKey = this.apiKeys.get(bearer);
		if (apiKey !== undefined) return apiKey.expiresAtMs > now ? apiKey : undefined;
		const session = this.sessions.get(bearer);
		return session !== undefined && session.expiresAtMs > now ? session.account : undefined;
	}

	private newErrorId(integrationId: string): string {
		if (this.switches.errorIds === 'unique') return this.random.hex(8);
		const number = (this.errorNumbers.get(integrationId) ?? 0) + 1;
		this.errorNumbers.set(integrationId, number);
		return String(number);
	}

	private microseconds(): string {
		return this.clock.iso().replace('Z', `${this.random.integer(0, 999).toString().padStart(3, '0')}Z`);
	}
}
