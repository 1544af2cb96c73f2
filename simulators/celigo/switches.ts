import type { CommonSwitches } from '../switchboard';

/** Every point of the Celigo document that is not certain. The defaults are what the document holds for the live API. */
export interface CeligoSwitches extends CommonSwitches {
	// Who asks
	/** Rights of every accepted token. */
	role: 'administrator' | 'manage' | 'monitor';
	/** Whether the API also answers without the /v1 prefix. */
	bareBase: 'refused' | 'served';
	/** A refused token or right is a bare `{message}`, or comes in the envelope of all other refusals. */
	accessRefusal: 'bareMessage' | 'envelope';
	/** `scope` of GET /tokenInfo, and of integrations `mode`, `version`, `settings` and `readme`. */
	optionalFields: 'present' | 'absent';
	/** To whom errors may be assigned: others than the token's own user are refused as `access_restricted`. */
	assignment: 'anyUser' | 'ownUser';

	// Success
	createStatus: 200 | 201;
	runStatus: 200 | 201;
	cloneStatus: 200 | 201;
	/** A clone answers the new integration, or what was made of it. */
	cloneAnswer: 'object' | 'manifest';
	/** `_envId` or `envId` of a clone: the official CLI always sends it. */
	cloneEnvironment: 'optional' | 'required';

	// Lists
	emptyList: 'noContent' | 'array' | 'emptyText';
	/** The page's place: `after`, `skip`, or no Link header at all, with `limit` and `offset` obeyed as the seed document has it. */
	nextLink: 'after' | 'skip' | 'none';
	/** A `skip` that no link had: links are opaque. */
	otherSkips: 'taken' | 'refused';
	/** `query`: what of it differs from the request, `?after=…`. */
	linkForm: 'absolute' | 'relative' | 'query' | 'otherHost';
	/** `samePage`: the next link leads back to this page; `endless`: after the last page it starts again under a new address. */
	pagingLoop: 'off' | 'samePage' | 'endless';
	/** `offset` where a list is paged by Link: ignored, or refused with this status. */
	offsetParameter: 'ignored' | 400 | 403 | 404 | 422;
	/** Rows of a page when no `limit` is sent (one official table says 100), and at most. */
	defaultPageSize: number;
	maxPageSize: number;
	/** The key that holds the rows, if the list is not a bare array. */
	listWrapping: 'bare' | 'data' | 'items' | 'resourceName';
	/** Whether `sandbox=` filters, or is ignored. */
	sandboxFilter: 'honoured' | 'ignored';
	/** What GET /integrations lists without `sandbox=`: all, or production only, as summaries and overviews may. */
	listUnasked: 'all' | 'production';
	/** numFlows, numError and the like on rows of the integration list; stale, they do not count the newest errors yet. */
	listCounters: 'present' | 'absent' | 'stale';
	/** The lists below an integration that answer 404. */
	missingSubLists: ReadonlyArray<'flows' | 'exports' | 'imports' | 'connections'>;
	/** Audit entries as section 3.3 has them, or as the seed document does. */
	auditForm: 'live' | 'seed';
	/** Whether the entry of a deletion holds the name of what was deleted, which the newer reference alone has. */
	deletedInfo: 'present' | 'absent';
	/** In which order an audit log comes; the document does not say. */
	auditOrder: 'newestFirst' | 'oldestFirst';
	/** `from` and `to` beside a POST for an audit log, of which the document shows only the body: heeded, or ignored as unknown. */
	auditSearchTimes: 'honoured' | 'ignored';
	/** The filters of an integration's audit log: heeded, or ignored. */
	auditFilters: 'honoured' | 'ignored';
	/** The filters of GET /flows/{id}/audit, of which the document shows none: heeded, or ignored as unknown. */
	flowAuditFilters: 'honoured' | 'ignored';
	/** With which status an integration without audit log (`withoutAuditLog`) refuses to show one; the document has the code alone. */
	noAuditLogStatus: 400 | 403 | 404 | 422;
	/** `include` on the lists below an integration, which the newer reference has for some lists only. */
	subListFields: 'honoured' | 'refused';
	/** Whether those lists are paged by Link or answered whole. */
	subListPaging: 'linked' | 'whole';

	// Changes
	validation: 'unprocessable' | 'badRequest';
	duplicateName: 'allowed' | 'conflict';
	/** Flows keep an integration from being deleted; `refusedForSteps`: its exports and imports, too. */
	deleteNonEmpty: 'refused' | 'refusedForSteps' | 'cascade' | 'orphan';
	/** PUT and PATCH of an integration that belongs to an Integration App. */
	integrationAppPut: 'ignored' | 'refused' | 'applied';
	/** PATCH of `/disabled` alone, of a flow that belongs to an Integration App: applied (assumed), or as its other changes. */
	integrationAppDisable: 'applied' | 'asOtherChanges';
	/** PATCH /integrations/{id}; missing, the method is refused. */
	integrationPatch: 'available' | 'missing';
	/** Whether a flow that names an export, an import or a group that is not there is refused; the document says it of clones only. */
	flowReferences: 'checked' | 'taken';
	/** PATCH of a field that a flow or an integration lacks: put there, or refused, as RFC 6902 has it for `replace` and `remove`. */
	patchTarget: 'made' | 'required';
	/** POST or GET of /connections/{id}/ping, or GET alone. */
	pingVerb: 'both' | 'GET';
	assignAllVerb: 'PUT' | 'POST';
	/** POST /recycleBinTTL/{type}/{id}/doCascadeRestore, or without that last part; the other one answers 404. */
	recycleBinRestore: 'cascade' | 'plain';

	// Errors of steps
	errorIdForm: 'number' | 'string' | 'mixed';
	/** `both`: `_id` is that of the document in which the errors of a step stand. */
	errorIdField: 'errorId' | '_id' | 'both';
	purgeAtForm: 'iso' | 'epochMs';
	missingValues: 'absent' | 'emptyText';
	errorOrder: 'newestFirst' | 'oldestFirst' | 'random';
	/** No errors of a step, no counts of a flow's steps, a CSV file without errors: an empty list or file, or 204. */
	emptyErrorList: 'array' | 'noContent';
	/** Filters of the lists of errors: heeded, or ignored as unknown parameters are (section 10). */
	errorFilters: 'honoured' | 'ignored';
	/** The same of GET /jobs; `createdAt_lte`, by which it is paged, is heeded. */
	jobFilters: 'honoured' | 'ignored';
	/** Whether `type_in` of GET /jobs is heeded, or ignored as unknown parameters are. */
	jobTypeIn: 'honoured' | 'ignored';
	/** GET /jobs without a type: the runs and retries (newer reference), the jobs of steps besides, or refused (section 2.3). */
	untypedJobs: 'runs' | 'withSteps' | 'refused';
	/** Whether there are jobs of type `bulk_retry`, which the newer reference alone has; unknown, the type is refused. */
	bulkRetries: 'known' | 'unknown';
	lastErrorAt: 'present' | 'absent' | 'null';
	/** GET /integrations/{id}/jobs/latest (section 10); missing answers 404. */
	latestJobs: 'available' | 'missing';
	/** GET /flows/{id}/errors; missing answers 404. */
	flowErrorCounts: 'available' | 'missing';
	/** Whether GET /integrations/{id}/errors lists flows without open errors; the document does not say. */
	flowsWithoutErrors: 'listed' | 'omitted';
	/** Whether it lists flows with open errors that are in the recycle bin; the document does not say. */
	errorsOfDeletedFlows: 'omitted' | 'listed';
	/** Whether GET /integrations/{id}/errors shows a sandbox integration's errors without `sandbox=true`, and the list counts them. */
	sandboxErrors: 'always' | 'onlyWhenAsked';
	nextPageUrl: '/v1' | '/api' | '/api/v1' | 'query' | 'absolute' | 'otherHost';
	nextPageKey: 'after' | 'skip';
	errorPageSize: number;
	resolveEffect: 'effective' | 'none';
	resolveWrongKey: 'ignored' | 'refused';
	/** How long after their 204 resolving and tagging take effect. */
	errorChangeDelayMs: number;
	/** The key under which the errors to tag are looked for: `[{id, rdk}]` (web UI) or IDs alone (notes for AI agents). */
	tagKey: 'errors' | 'errorIds';
	/** A body that names the errors under the other key: refused, or accepted with a 204 and nothing happens. */
	tagWrongKey: 'refused' | 'ignored';
	/** How the tags of an error are listed: the short codes that were sent, the tags themselves, or not at all. */
	errorTags: 'codes' | 'records' | 'hidden';
	/** What failed: a record, or the text that a step was to send. */
	retryData: 'record' | 'text';
	/** What becomes of a retried error: resolved, or back as a new one. */
	retryResult: 'succeeds' | 'failsAgain';

	// Jobs
	/** Each time a job is shown it moves on by one state, or only when the test says so. */
	jobProgress: 'perRequest' | 'manual';
	/** How the statuses and types of jobs are written: as the document has them, or capitalized. */
	states: 'documented' | 'capitalized';
	/** So long before a job shows as failed or canceled its `endedAt` lies, but not before its start: 8-21 s, 3.7 days once (section 10). */
	jobEndsBeforeMs: number;
	/** Whether a job's `lastModified` moves when its errors are resolved; its counts do either way. */
	resolvingJobs: 'modifies' | 'leavesAlone';
	/** Rows of GET /jobs at most. */
	jobsCap: number;
	/** Once a run has ended, the errors of its steps are counted one step after the other, so many milliseconds apart, in the run as well; 0 at once. */
	stepCountsApartMs: number;
	/** GET /jobs/{id}/family of a step's job: with no children, or 404. */
	stepJobFamily: 'served' | 'missing';
	/** Rows of a page of POST /jobs/current and of POST /flows/runs/stats. */
	overviewPageSize: number;
	/** How their next page is asked for: by POST with the same body (web UI), or by GET (official CLI); the other is a 404. */
	overviewNextPage: 'post' | 'get';
	/** Which flows, integrations and statuses they are asked for: heeded, or ignored; `sandbox` and times are heeded. */
	overviewFilters: 'honoured' | 'ignored';
	/** Nothing to show in either: an empty list under its key, or 204. */
	emptyOverview: 'array' | 'noContent';
	/** Whose runs they show without `sandbox`: all, or those of production only, as the summary of errors may. */
	overviewUnasked: 'all' | 'production';

	// Revisions
	/** GET .../diff of a finished snapshot. */
	snapshotDifference: 'refused' | 'served';

	// Signed URLs
	/** Whether the CSV file of a step's errors is filtered by `_flowJobId`, which the document has for their list only. */
	csvRunFilter: 'honoured' | 'ignored';
	signedUrlKey: 'signedURL' | 'signedUrl' | 'url';
	signedUrlHost: 'same' | 'other';
	signedUrlLifetimeMs: number;

	// Refusals
	errorBody: 'envelope' | 'messageCode' | 'strings' | 'plainText';
	wrongMethodStatus: 404 | 405;
}

export function defaultSwitches(): CeligoSwitches {
	return {
		latencyMs: 0,
		rateLimit: { capacity: 1000, refillPerSecond: 300 },
		retryHint: 'retryAfterSeconds',
		unknownParameters: 'ignored',
		role: 'administrator',
		bareBase: 'refused',
		accessRefusal: 'bareMessage',
		optionalFields: 'present',
		assignment: 'anyUser',
		createStatus: 201,
		runStatus: 200,
		cloneStatus: 201,
		cloneAnswer: 'object',
		cloneEnvironment: 'optional',
		emptyList: 'noContent',
		nextLink: 'after',
		otherSkips: 'taken',
		linkForm: 'absolute',
		pagingLoop: 'off',
		offsetParameter: 'ignored',
		defaultPageSize: 1000,
		maxPageSize: 1000,
		listWrapping: 'bare',
		sandboxFilter: 'honoured',
		listUnasked: 'all',
		listCounters: 'present',
		missingSubLists: [],
		latestJobs: 'available',
		auditForm: 'live',
		deletedInfo: 'present',
		auditOrder: 'newestFirst',
		auditSearchTimes: 'ignored',
		auditFilters: 'honoured',
		flowAuditFilters: 'honoured',
		noAuditLogStatus: 422,
		subListFields: 'honoured',
		subListPaging: 'linked',
		validation: 'unprocessable',
		duplicateName: 'allowed',
		deleteNonEmpty: 'refused',
		integrationAppPut: 'ignored',
		integrationAppDisable: 'applied',
		integrationPatch: 'available',
		flowReferences: 'checked',
		patchTarget: 'made',
		pingVerb: 'both',
		assignAllVerb: 'PUT',
		recycleBinRestore: 'cascade',
		errorIdForm: 'string',
		errorIdField: 'errorId',
		purgeAtForm: 'iso',
		missingValues: 'absent',
		errorOrder: 'newestFirst',
		emptyErrorList: 'array',
		errorFilters: 'honoured',
		jobFilters: 'honoured',
		jobTypeIn: 'honoured',
		untypedJobs: 'refused',
		bulkRetries: 'known',
		lastErrorAt: 'present',
		flowErrorCounts: 'available',
		flowsWithoutErrors: 'listed',
		errorsOfDeletedFlows: 'omitted',
		sandboxErrors: 'always',
		nextPageUrl: '/v1',
		nextPageKey: 'after',
		errorPageSize: 1000,
		resolveEffect: 'effective',
		resolveWrongKey: 'ignored',
		errorChangeDelayMs: 0,
		tagKey: 'errors',
		tagWrongKey: 'refused',
		errorTags: 'codes',
		retryData: 'record',
		retryResult: 'succeeds',
		jobProgress: 'perRequest',
		states: 'documented',
		jobEndsBeforeMs: 10_000,
		resolvingJobs: 'modifies',
		jobsCap: 1001,
		stepCountsApartMs: 0,
		stepJobFamily: 'served',
		overviewPageSize: 1000,
		overviewNextPage: 'post',
		overviewFilters: 'honoured',
		emptyOverview: 'array',
		overviewUnasked: 'all',
		snapshotDifference: 'refused',
		csvRunFilter: 'honoured',
		signedUrlKey: 'signedURL',
		signedUrlHost: 'same',
		signedUrlLifetimeMs: 60_000,
		errorBody: 'envelope',
		wrongMethodStatus: 405,
	};
}
