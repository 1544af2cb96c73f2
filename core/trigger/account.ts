import type { IPollFunctions } from 'n8n-workflow';

import { hash } from '../data/hash';
import type { ApiClient } from '../request/ApiClient';
import { asNodeError } from '../request/failures';
import type { Platform } from '../request/Platform';
import type { AnyFeed } from './Feed';
import { isLasting } from './Outages';
import type { PollMemory } from './PollMemory';
import type { Occasion, TriggerState } from './TriggerState';

const LENGTH = 12;

/**
 * The account that a credential belongs to, as the platform says it: a renewed token of the same account keeps what a
 * trigger knows. @throws when it cannot be read
 */
export type AccountOf = (api: ApiClient) => Promise<string | undefined>;

/** What of a trigger a poll needs. */
export interface PollSetup {
	readonly context: IPollFunctions;
	readonly platform: Platform;
	readonly feeds: readonly AnyFeed[];
	readonly accountOf: AccountOf | undefined;
	/** Which trigger of which workflow it is. */
	readonly key: string;
	readonly memory: PollMemory;
	readonly occasion: Occasion;
}

/**
 * A hash of where a trigger reads: the base URL, and the account where the platform says it, else what the credential sets. The platform is asked only when
 * what the credential says is something else than at the last poll; where it never said, another secret changes nothing.
 */
export async function accountHash(
	{ accountOf, platform, context, key }: PollSetup,
	credentialType: string,
	state: TriggerState,
	open: () => Promise<ApiClient>,
): Promise<string> {
	const { baseUrl, secrets, settings } = platform.connect(await context.getCredentials(credentialType));
	const secret = hash(JSON.stringify([key, secrets, settings]), LENGTH);
	const isAsked = accountOf !== undefined && credentialType === platform.credentialType;
	const account = isAsked ? await accountBehind(secret, accountOf, state, open) : null;
	return hash(JSON.stringify([baseUrl, account ?? settings ?? null]), LENGTH);
}

async function accountBehind(
	secret: string,
	accountOf: AccountOf,
	state: TriggerState,
	open: () => Promise<ApiClient>,
): Promise<string | null> {
	const known = state.stored.account;
	if (known?.secret === secret || known?.account === null) return known.account;
	const api = await open();
	const said = await accountOf(api).catch((error: unknown) => {
		// The credential may not know its account; a gateway's page says nothing of that.
		if (isLasting(error)) return undefined;
		throw asNodeError(api.location, error);
	});
	const account = said ?? known?.account ?? null;
	state.stored.account = { secret, account };
	return account;
}
