import type { BucketSize, CommonSwitches } from '../switchboard';

/** Every point of the Port document that is not certain (sections 7 and 8). The defaults are what it holds for the live API. */
export interface PortSwitches extends CommonSwitches {
	// Who asks (section 1)
	role: 'admin' | 'moderator' | 'member';
	tokenLifetimeSeconds: number;
	/** What `expiresIn` says when the same token is given out again. */
	expiresIn: 'lifetime' | 'remaining';
	/** The wrong region, or a wrong client id, answers. */
	unknownClient: 401 | 404;
	/** Token calls count as unauthenticated traffic: 100 in 5 minutes, 10 at once. */
	tokenRateLimit: BucketSize | 'off';
	ipAllowList: 'off' | 'refuses';

	// Answers
	/** Every answer's x-ratelimit headers; `epoch` and `delay` are the two readings of x-ratelimit-reset. */
	rateLimitHeaders: 'none' | 'epoch' | 'delay';
	wrapping: 'wrapped' | 'bare';
	metadataWrapping: 'integrations' | 'data' | 'bare';
	/** 204 without body where the document names a 2xx for a change. */
	changeAnswer: 'documented' | 'empty';
	/** `minimal`: nothing but `installationId`. */
	optionalFields: 'present' | 'minimal';
	typeKey: 'both' | 'installationAppType' | 'integrationType';
	/** A `status` string as the seed document has it. */
	realStatus: 'absent' | 'present';
	timestamps: 'mixed' | 'zulu';
	/** How the states of resyncs, syncs and deployments are written: as the document has them, or capitalized. */
	states: 'documented' | 'capitalized';
	/** How the counters and the success of a sync's metrics are written. */
	counts: 'numbers' | 'texts';

	// Resyncs
	/** A requested resync moves on at each look at the integration, only when the test says so, or never (no process runs). */
	resyncProgress: 'perLook' | 'manual' | 'never';
	resyncOutcome: 'completed' | 'failed';
	/**
	 * When Port hears of a resync that the next one aborts: before it hears that the next one runs, or after it. The second is what
	 * Ocean sends of a scheduled one: the state then shows the start of the one that runs, and `aborted`, until that one ends. Or
	 * never, because a request waits until the one that runs has ended, as Ocean's default listener does with those that it runs.
	 */
	abortShows: 'beforeNext' | 'onNext' | 'never';
	/** Whether `lastResyncStart` is still there when a resync has ended. */
	startAtEnd: 'kept' | 'gone';
	/** Whether a resync that has ended has its `lastResyncEnd`: every field but the ID may be missing, or be left from the run before. */
	endAtEnd: 'set' | 'missing' | 'ofRunBefore';
	/** How far the integration's own clock, which dates its resyncs and log lines, is behind Port's. */
	integrationClockBehindMs: number;
	/** What a PATCH of other fields than `config` does. */
	plainPatch: 'leavesAlone' | 'resyncs';
	/** What a PATCH of one of the two specifications does to the other. */
	specPatch: 'erasesOther' | 'keepsOther';
	/** Properties of a PATCH that an integration is not known to have: accepted (section 2.1) and kept, or dropped without a word. */
	furtherProperties: 'kept' | 'dropped';

	// Port-hosted installations
	/** Looks until `Creating` ends, and until what is `Deleting` is gone. */
	looksUntilDone: number;
	/** Looks after that until the default mapping is there, unless the integration was created with a mapping, or to be empty. */
	looksUntilMapped: number;
	creation: 'Running' | 'Error';
	/** Whether the mapping that comes with a new integration, hosted or not, is stored, or the default one in its place. */
	givenConfig: 'kept' | 'replacedByDefaults';
	/** How the removal ends: the integration is no longer found, or stays in the status `Deleted`. */
	removal: 'gone' | 'Deleted';

	// Logs
	logIdKey: '_id' | 'id' | 'logId' | 'log_id' | 'none';
	/** What `direction=up` means. */
	logUp: 'older' | 'newer';
	logOrder: 'ascending' | 'descending';
	/** Which generation of parameter names filters: `levels` and `event_id`, or `level` and `eventId`. The other is ignored. */
	logParameters: 'new' | 'old';
	/** Whether `limit` counts; ignored, a page has the 100 lines that it has without one. */
	logLimit: 'obeyed' | 'ignored';
	/** Whether `timestamp` and `log_id` page at all; ignored, the newest lines come back. */
	logCursor: 'obeyed' | 'ignored';
	/** Whether the line at the edge of a page comes again in the next. */
	logEdge: 'exclusive' | 'inclusive';
	/** What the `extra` of a line shows: what was given to it, or its sync, kind and phase as well, as Ocean writes them. */
	logContext: 'asGiven' | 'shown';
	/** How the highest level is called in the lines. */
	highestLevel: 'FATAL' | 'CRITICAL';
	/** What the filter by level makes of a line that is called CRITICAL: one of level FATAL, or one that no level it knows finds. */
	criticalFilter: 'asFatal' | 'literal';
	/** Which levels of a repeated parameter count (section 2: "assumed for logs"). */
	repeatedLevels: 'all' | 'last';

	// Syncs
	syncEndpoints: 'available' | 'missing';
	/** The same of the route of the kinds. */
	kindsEndpoint: 'available' | 'missing';
	/** In which order the history lists them; the document says nothing of it. */
	syncOrder: 'newestFirst' | 'oldestFirst';
	/** Rows of `__resync__`, `__reconciliation__` and `__runtime__` beside the kinds: all end with the sync, the last two never do, or there are none. */
	specialKinds: 'neverEnd' | 'endWithSync' | 'absent';
	/** What `{integrationInternalId}` is. */
	internalId: '_id' | 'installationId';

	// Audit log
	/** A window that holds more entries than this ends in 504. */
	auditEntriesUntilTimeout: number;
	/** The most entries of a response, whatever `limit` asks for: the first ones of the order. */
	mostAuditEntries: number;
	auditOrder: 'newestFirst' | 'oldestFirst';
	/** Filters of the audit log: heeded, or ignored as unknown parameters are (section 9). */
	auditFilters: 'honoured' | 'ignored';
	/** Whether an entry has an `identifier` of its own. */
	auditIdentifier: 'present' | 'absent';
	/** Where an entry tells its time: in its `trigger`, beside it, or nowhere; `mostly` in its `trigger`, one of 50 nowhere. */
	auditTime: 'trigger' | 'createdAt' | 'absent' | 'mostly';

	// Refusals
	errorBody: 'full' | 'short' | 'errorObject' | 'objectObject' | 'html';
	/** Refusals come with their status, or with 200 and `ok: false`. */
	refusalStatus: 'http' | 'okFalse';
	validation: 422 | 400;
}

export function defaultSwitches(): PortSwitches {
	return {
		latencyMs: 0,
		rateLimit: { capacity: 1500, refillPerSecond: 50 },
		retryHint: 'resetEpoch',
		unknownParameters: 'ignored',
		role: 'admin',
		tokenLifetimeSeconds: 10_800,
		expiresIn: 'lifetime',
		unknownClient: 401,
		tokenRateLimit: { capacity: 10, refillPerSecond: 1 / 3 },
		ipAllowList: 'off',
		rateLimitHeaders: 'epoch',
		wrapping: 'wrapped',
		metadataWrapping: 'integrations',
		changeAnswer: 'documented',
		optionalFields: 'present',
		typeKey: 'both',
		realStatus: 'absent',
		timestamps: 'mixed',
		states: 'documented',
		counts: 'numbers',
		resyncProgress: 'perLook',
		resyncOutcome: 'completed',
		abortShows: 'beforeNext',
		startAtEnd: 'kept',
		endAtEnd: 'set',
		integrationClockBehindMs: 0,
		plainPatch: 'leavesAlone',
		specPatch: 'erasesOther',
		furtherProperties: 'kept',
		looksUntilDone: 2,
		looksUntilMapped: 1,
		creation: 'Running',
		givenConfig: 'kept',
		removal: 'gone',
		logIdKey: '_id',
		logUp: 'older',
		logOrder: 'ascending',
		logParameters: 'new',
		logLimit: 'obeyed',
		logCursor: 'obeyed',
		logEdge: 'exclusive',
		logContext: 'asGiven',
		highestLevel: 'FATAL',
		criticalFilter: 'asFatal',
		repeatedLevels: 'all',
		syncEndpoints: 'available',
		kindsEndpoint: 'available',
		syncOrder: 'newestFirst',
		specialKinds: 'neverEnd',
		internalId: '_id',
		auditEntriesUntilTimeout: 10_000,
		mostAuditEntries: 10_000,
		auditOrder: 'newestFirst',
		auditFilters: 'honoured',
		auditIdentifier: 'present',
		auditTime: 'trigger',
		errorBody: 'full',
		refusalStatus: 'http',
		validation: 422,
	};
}
