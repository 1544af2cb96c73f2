import type { IPollFunctions } from 'n8n-workflow';

import type { ApiClient } from '../request/ApiClient';
import type { Platform } from '../request/Platform';
import type { AnyFeed } from './Feed';
import type { PollMemory } from './PollMemory';
import type { Occasion } from './TriggerState';

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
