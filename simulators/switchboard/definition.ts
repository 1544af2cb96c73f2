import type { Answer } from './answer';
import type { Clock } from './clock';
import type { BucketSize, RetryHint } from './LeakyBucket';
import type { Refusal } from './Refused';
import type { CallContext, Route } from './route';

/** The switches that every simulator has. */
export interface CommonSwitches {
	/** Added before the work of every request that is not refused or faulted. */
	latencyMs: number;
	/** One bucket for all requests. */
	rateLimit: BucketSize | 'off';
	/** How a 429 says when to come back. */
	retryHint: RetryHint;
	/** Query parameters that the document does not know: a violation either way. Default refused. */
	unknownParameters?: 'ignored' | 'refused';
}

export interface SimulatorDefinition<Switches extends CommonSwitches, Need extends string> {
	/** Read at every request: change them while it runs. */
	readonly switches: Switches;
	readonly routes: ReadonlyArray<Route<Need>>;
	/** The platform's wording of the refusals that are the same on every route. */
	refuse(refusal: Refusal): Answer;
	/** Throws `Refused` for a missing or insufficient credential. `needs` is undefined for an unknown path. */
	guard?(call: CallContext, needs: Need | undefined): void;
	/** Content type of JSON answers. Default application/json. */
	readonly contentType?: string;
	/** Content types a body may come in. Default: application/json and +json. */
	readonly accepts?: RegExp;
	/** Changes the URL before it is routed; for other prefixes of the same API. */
	rewriteUrl?(url: string): string;
	/** Default 10 MiB. */
	readonly bodyLimitBytes?: number;
	readonly clock?: Clock;
}
