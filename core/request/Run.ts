import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { memoize, uniq } from 'lodash';

import { KnownSecrets } from '../data/KnownSecrets';
import type { ApiResponse } from './http';
import type { Refusal } from './Pace';
import type { Connection, Platform } from './Platform';
import { dateIn } from './retry';
import type { SignInFailed } from './signIn';

/** n8n's clock and the platform's differ by less. */
const WRONG_BEYOND_MS = 6 * 3_600_000;

/** What all requests of one run of a node, or of one poll of a trigger, share. */
export class Run {
	/** n8n's clock, which somebody may set while the run lasts, as it was at the beginning. */
	private readonly zeroMs = Date.now() - performance.now();
	private readonly results = new Map<string, unknown>();
	/** Undefined as long as no response showed the platform's clock. */
	clockAheadMs: number | undefined;
	/** Whether the platform has responded at all, whatever it said. */
	hasResponse = false;
	/** Whether the run has failed, so that nothing more is begun. */
	hasFailed = false;
	/** Whether an item has failed, also where the run goes on. */
	hasFailedItem = false;
	/** What operations have said beside their output. */
	readonly remarks: string[] = [];
	/** By the account: a refusal after which the platform wants a pause that is longer than this run may wait. */
	readonly refusals = new Map<string, Refusal>();
	/** By the account: a sign-in that was refused. What it sent is not sent again in this run. */
	readonly refusedSignIns = new Map<string, SignInFailed>();
	/** The same of one that another run was refused so long ago, where runs follow one another: a server may lock the account. */
	holdsSignInsForMs = 0;
	/** Whether the newest request failed; the item that it was for may be about to end the run. */
	mayHaveFailed = false;

	/** What a credential says about the connection: the same for all items whose credential says the same. */
	readonly connection = memoize(
		(platform: Platform, credential: ICredentialDataDecryptedObject): Connection =>
			platform.connect(credential),
		(_, credential) => JSON.stringify(credential),
	);

	/** These values as secrets. All requests with one credential have the same, whose forms are made once. */
	readonly secrets = memoize(
		(values: readonly string[]) => new KnownSecrets(uniq(values)),
		(values) => JSON.stringify(uniq(values)),
	);

	/** One of them. */
	get refusal(): Refusal | undefined {
		return [...this.refusals.values()][0];
	}

	/** Takes note of a response of the platform, and of its clock. */
	heard({ status, headers }: ApiResponse): void {
		this.hasResponse = true;
		const dateMs = dateIn(headers, 'date');
		// A gateway in front of the platform that failed has a clock of its own, and what a cache held is of another time.
		if (dateMs === undefined || status >= 500 || Number(headers['age']) > 0) return;
		// Whole seconds, and some time on the way: the true time is never before what a response says.
		const aheadMs = this.clockAheadMs ?? 0;
		this.clockAheadMs = Math.max(dateMs - this.platformNowMs() + aheadMs, this.clockAheadMs ?? -Infinity);
	}

	/**
	 * The time at the platform, by the `Date` of its responses, up to one second early; it never goes back within a run. n8n's
	 * own as long as there was none. Milliseconds since 1970.
	 */
	platformNowMs(nowMs = Math.ceil(this.zeroMs + performance.now())): number {
		return nowMs + (this.clockAheadMs ?? 0);
	}

	/** By how much the platform's clock is ahead where it seems to be wrong by hours: that of one response, or of one of its servers. 0 otherwise. */
	get wrongAheadMs(): number {
		const aheadMs = this.clockAheadMs ?? 0;
		return Math.abs(aheadMs) > WRONG_BEYOND_MS ? aheadMs : 0;
	}

	/** The time at the platform, but n8n's own where that seems to be wrong: what is hours old must not become new, and old again. */
	likelyNowMs(): number {
		return this.platformNowMs() - this.wrongAheadMs;
	}

	/** The result of the first `read` under this key, for everyone who asks for it in this run; its failure, too. */
	once<Result>(key: string, read: () => Result | Promise<Result>): Promise<Result>;
	async once(key: string, read: () => unknown): Promise<unknown> {
		if (!this.results.has(key)) this.results.set(key, read());
		return await this.results.get(key);
	}
}
