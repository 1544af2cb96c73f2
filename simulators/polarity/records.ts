/** What a Polarity server keeps, in one form; the switches decide how it is shown (provider document, section 3). */

export interface Option {
	/** The option's id is `<integration id>-<key>`. */
	key: string;
	name: string;
	description: string;
	type: 'password' | 'boolean' | 'text' | 'number';
	value: unknown;
	default: unknown;
	adminOnly: boolean;
	userCanEdit: boolean;
	/** An empty value is refused. */
	required: boolean;
}

/** What a third party tells of an entity. */
export interface Hit {
	summary: string[];
	details: Record<string, unknown>;
}

export interface Integration {
	/** Install directory with every non-alphanumeric character as `_`, newer installs with a time suffix. */
	id: string;
	name: string;
	acronym: string;
	description: string;
	version: string;
	/** `running` is documented; any other word may stand here. */
	status: string;
	subscribed: boolean;
	autosubscribe: boolean;
	entityTypes: string[];
	/** Attributes that the document does not list. */
	otherAttributes: Record<string, unknown>;
	options: Option[];
	/** By entity value. */
	hits: Record<string, Hit>;
	/** Set: every lookup fails with these words of the third party. */
	thirdPartyFailure?: string;
	/** Permissions by group id. */
	permissions: Map<string, string[]>;
}

/** An aggregate: one row a distinct error, with how often and when last. */
export interface IntegrationError {
	id: string;
	integrationId: string;
	code: string;
	title: string;
	detail: string;
	status: number;
	errorCount: number;
	/** Last occurrence, ISO 8601 UTC with microseconds. */
	occurredOn: string;
	meta: Record<string, unknown>;
	affectedUsers: Array<{ id: number; username: string }>;
}

export type Role = 'admin' | 'integrationManager' | 'user';

/** Whoever calls, by key or by login. */
export interface Caller {
	role: Role;
	/** Integrations that it sees. */
	sees: 'all' | readonly string[];
	/** Integrations on which it has `admin`. */
	administers: readonly string[];
}

export interface ApiKey extends Caller {
	name: string;
	/** Epoch milliseconds. */
	expiresAtMs: number;
}

export interface Account extends Caller {
	id: number;
	username: string;
	password: string;
	/** SAML accounts cannot log in by password. */
	kind: 'local' | 'ldap' | 'saml';
}

export interface Session {
	account: Account;
	expiresAtMs: number;
}

/** A piece of text that can be looked up. */
export interface Entity {
	value: string;
	type: string;
}
