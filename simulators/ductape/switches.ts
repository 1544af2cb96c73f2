import type { CommonSwitches } from '../switchboard';

/** Every point of the Ductape document that is not certain (sections 7 and 8). The defaults are what official clients expect. */
export interface DuctapeSwitches extends CommonSwitches {
	// Signing in
	/** Whether `login/authKey` still takes private keys; `gone` answers 404. */
	authKeyLogin: 'served' | 'gone';
	/** Where a login's `auth_token` and `public_key` stand. */
	loginNesting: 'data' | 'result';

	/** Paths whose first segment stands twice, as the published SDK sends them: of all services, or of none. */
	doubledPaths: 'served' | 'missing';

	/** A `workspace_id` in the query of a route that the document lists without one: a validator may not take it. */
	extraQuery: 'ignored' | 'refused';

	// Answers
	/** Most services answer 201 or 200 to the same calls. */
	successStatus: 200 | 201;
	/** What stands in `data`: the value, or an object that holds it once more. */
	nesting: 'data' | 'result' | 'dataData';
	deleteAnswer: 'envelope' | 'noContent' | 'emptyBody';
	/** GET /processor/{id} with or without the envelope. */
	processEnvelope: 'enveloped' | 'bare';
	/** Whether a run that has been dispatched has a time before it begins. */
	waitingProcess: 'started' | 'withoutStart';
	/** Form of `errors` in a refusal, or of what stands instead of it. */
	errorBody: 'string' | 'object' | 'byField' | 'list' | 'message' | 'upstream';
	/** A refusal may come as 200 with `status: false`. */
	refusalStatus: 'http' | 'falseIn200';
	notFoundStatus: 404 | 400 | 500;
	/** A GET of one record that is not there: refused with that status, or null in the envelope of a success. */
	missingRecord: 'refused' | 'null';

	// Integrations
	/** What check-integration-exists answers for a free name. */
	freeName: 'null' | 'false' | 'notFound';
	/** Which integrations it finds by a name: the document says no more than "by name". */
	nameLookup: 'exact' | 'withoutBlanks' | 'anyCase' | 'byTag';
	/** A create with a name that is taken. */
	duplicateIntegration: 'refused' | 'stored';
	/** Whether a create stores all that it is sent; `inPart`, only the name. */
	integrationCreate: 'applied' | 'inPart';
	/** Whether a DELETE of an integration that is accepted does anything. */
	integrationDelete: 'applied' | 'ignored';
	/** The workspace's list: whole documents, or such as leave out most of what integrations are made of. */
	listedDocuments: 'whole' | 'short';
	/** GET /integrations/v1/fetch/tag. */
	fetchTag: 'served' | 'missing';
	/**
	 * PUT of name and description without `component`; `inPart`, only the name is changed; `replaced`, nothing else is left.
	 */
	bareUpdate: 'applied' | 'inPart' | 'replaced' | 'ignored' | 'refused';

	// Parts of an integration
	/**
	 * Whether the PUT with a component still changes anything; `inPart`, the key and one other field; `replaced`, a part that
	 * exists becomes what was sent: clients send the changed fields, and no document says what becomes of the others.
	 */
	componentPut: 'applied' | 'inPart' | 'replaced' | 'ignored';
	/** Whether records in a part's lists get an `_id`, and an app's environment keeps only one name of its slug. */
	partLists: 'asSent' | 'reshaped';
	/** Whether an empty object in a part is stored, or leaves nothing. */
	partEmpties: 'asSent' | 'dropped';
	/** How a part's numbers are stored: no document says which of the fields have a type on the server. */
	partNumbers: 'asSent' | 'text';
	/** Whether the blanks around a text of a part are stored, and around an integration's name and description. */
	texts: 'asSent' | 'trimmed';
	/** Whether the key of a new part is stored in small letters, as keys that are made from names are. */
	partKeys: 'asSent' | 'lowerCase';
	/** `action` for function, cache, notification, feature, database and job. */
	action: 'optional' | 'required';
	/** A create with a key that exists. */
	duplicatePart: 'refused' | 'stored';
	/** `action: delete`; no client sends it for integrations. */
	partDelete: 'refused' | 'applied';
	/** Section 7: only `js`, or the seed document's languages too. */
	functionLanguages: 'js' | 'any';
	/** Section 7: the shape of a feature. */
	featureShape: 'live' | 'seed' | 'both';
	/** Section 7: `envs` and `auth` of an environment. */
	environmentExtras: 'accepted' | 'refused';
	/** Section 7: an update of an environment with more than its slug. */
	environmentUpdate: 'accepted' | 'slugOnly';
	/** Section 7: the name of the integration's environment in an app's environments. */
	appEnvironmentSlug: 'integration_env_slug' | 'product_env_slug' | 'either';
	/** Whether an app's environments must be some of the integration and of the app: what checks them is not documented. */
	appEnvironments: 'checked' | 'any';
	/** Section 2.3: the older or the newer name of the integration's id. */
	accessId: 'integration_id' | 'product_id';
	/** Section 2.3: an access names an integration; whether the others of the workspace need one of their own is not said. */
	accessScope: 'workspace' | 'integration';
	/** Section 2.3: what the workspace has no access to; the document names no answer. */
	noAccess: 'refused' | 'null';

	// Logs
	/** The older log reader, and the newer one; `missing` answers 404. */
	analytics: 'served' | 'missing';
	workspaceLogs: 'served' | 'missing';
	/** Whether the log readers, and the list of job executions, heed their filters, `product_id` included. */
	logFilters: 'honoured' | 'ignored';
	executionFilters: 'honoured' | 'ignored';
	logOrder: 'newestFirst' | 'oldestFirst' | 'asWritten';
	/** How the words of a line are written: status, type and component. No document says that they are always small. */
	logWords: 'small' | 'capitals';
	/**
	 * What `process_id` holds in the lines that a step of a run wrote, and in the list of steps: the run's own ID, or that, a colon
	 * and the step's tag, as a comment in the workbench has it.
	 */
	stepProcessIds: 'ofRun' | 'ofStep';
	/** Which lines `only_completed_execution` leaves: that which ends an execution, or all that say how they ended, as the workbench has it. */
	completedLines: 'ofExecution' | 'ofEachLevel';
	/** Whether the log readers take a request without `groupBy`, which the workbench always sends. */
	logGroupBy: 'optional' | 'required';
	/** How far back they read without `start_date`, which it always sends as well. */
	logDays: 'all' | 'lastWeek';
	/**
	 * What `component` finds, and how lines name theirs: by the same words, or `product` every line of a product, `app` every call of
	 * an app, and others under names that the workbench filters `type` by (`message_broker`) or lists have (`jobs`).
	 */
	logComponents: 'words' | 'views';
	/** How exactly start_date and end_date cut. */
	logDates: 'day' | 'exact';
	/** Whether entries of the end date itself come: log lines, processes, executions, messages. */
	endDate: 'included' | 'excluded';
	/** The most rows that one page holds. */
	longestLogPage: number;
	/** Whether its metadata shows that limit, or the one that was asked for; `totalPages` goes by what it shows. */
	logLimit: 'own' | 'asked';
	/** `total` (and so `totalPages`) of the log readers stops here; of the newer one unless `include_counts` is sent. */
	logTotalCap: number | 'none';
	/** What `total` counts: what the filters leave, or all lines of the workspace; without, the metadata shows the page alone. */
	logTotal: 'ofChosen' | 'ofAll' | 'none';
	/** Whether the log readers heed `page`. */
	logPages: 'heeded' | 'ignored';
	/** Shape of the list of notification messages, and how they name their times. */
	messageList: 'items' | 'array';
	messageTimes: 'created_at' | 'createdAt';
	/** Whether a message names its integration; no client reads that. */
	messageProduct: 'shown' | 'hidden';
	/** Whether that list heeds its filters beside `product_tag`. */
	messageFilters: 'honoured' | 'ignored';
	/** Whether it heeds `status` and `page`, which the methods of the SDK have, but no description of the route. */
	messageStatus: 'honoured' | 'ignored' | 'refused';
	messagePages: 'honoured' | 'ignored' | 'refused';
	/** What a list of messages says about further ones; `hasMoreAsAsked` by the limit that was asked for, though it lists less. */
	messageTotals: 'hasMore' | 'hasMoreAsAsked' | 'total' | 'nothing';
	/** Whether messages can be listed without the integration's tag, which the workbench always sends. */
	messageProductTag: 'optional' | 'required';
	/** The most messages that one response holds. */
	longestMessageList: number;
	/** What a limit above the most messages or processes does: a validator may not take it. */
	tooHighLimit: 'capped' | 'refused';
	/** Whether processes can be listed without the integration's tag; the other lists of runs want it. */
	processProductTag: 'optional' | 'required';
	/** Whether the list of processes heeds its filters beside `product_tag` and the days, and start_date and end_date. */
	processFilters: 'honoured' | 'ignored';
	processDates: 'honoured' | 'ignored';
	/**
	 * Whether that list has pages, which `meta` beside it counts, as the newer workbench reads it: with `totalPages`, or with the total
	 * alone; `metaAsAsked` counts by the limit that was asked for, though it lists less. No description of the route has `page`, so a
	 * total may be there where that is ignored or refused.
	 */
	processPages: 'none' | 'meta' | 'metaAsAsked' | 'total' | 'pageIgnored' | 'pageRefused';
	/** What `total` counts: what the filters leave, or all processes of the integration. */
	processTotal: 'ofChosen' | 'ofAll';
	/** The most processes that one response holds. */
	longestProcessList: number;
	/**
	 * How phases of job executions are stored and filtered by: the workbench reads both; `mixed` are in turn in capitals and in small
	 * letters. `capitalsOnly` refuses to filter by a word in small letters, which no document says either.
	 */
	phaseWords: 'capitals' | 'capitalsOnly' | 'small' | 'mixed';
	/** Whether they are filtered by the word as it is written, or whatever its capitals. */
	phaseFilter: 'exact' | 'anyCapitals';
	/** Which time of a job execution start_date and end_date mean. */
	executionDates: 'started' | 'completed';
	/** Whether a failed job execution has `completed_at`; the document names no phase that has it. */
	failedExecutionEnd: 'shown' | 'missing';
	/** What a page of job executions says about further ones; `hasMoreAsAsked` as a list of messages does. */
	executionPages: 'hasMore' | 'hasMoreAsAsked' | 'total' | 'totalAsText' | 'nothing';
	/** The most job executions that one page holds. */
	longestExecutionPage: number;
	/** The limit that such a page shows: its own, the one that was asked for, or none. */
	executionLimit: 'own' | 'asked' | 'hidden';
	/** Whether executions and messages name their environment, and executions their integration: the document lists neither. */
	runNames: 'shown' | 'hidden';

	// sdk-proxy
	rpc: 'served' | 'missing';
	/** How a call that fails upstream is answered. */
	rpcFailure: 'http' | 'falseIn200';
	/**
	 * Whether such a failure says by `upstream_error` that it was passed on; no document says that it always does. `general` says no
	 * reason in `message` and `error`, which the workbench passes over.
	 */
	rpcFailureBody: 'upstream' | 'message' | 'general';
	/** In which order a delete of a feature takes the tags of the feature and of its integration: the workbench's, or the method reference's. */
	featureDelete: 'tagFirst' | 'productFirst';
	/** In which words a delete refuses the tag of an integration, or of a part, that there is not; no document says them. */
	absentTag: 'notFound' | 'invalid' | 'unable';
	/** Whether a delete over the proxy does anything. */
	rpcDelete: 'applied' | 'ignored';
	/** How a run of a feature ends. */
	featureRun: 'completed' | 'failed' | 'rolled_back';
}

export function defaultSwitches(): DuctapeSwitches {
	return {
		latencyMs: 0,
		rateLimit: 'off',
		retryHint: 'retryAfterSeconds',
		authKeyLogin: 'served',
		loginNesting: 'data',
		doubledPaths: 'served',
		extraQuery: 'ignored',
		successStatus: 200,
		nesting: 'data',
		deleteAnswer: 'envelope',
		processEnvelope: 'enveloped',
		waitingProcess: 'started',
		errorBody: 'string',
		refusalStatus: 'http',
		notFoundStatus: 404,
		missingRecord: 'refused',
		freeName: 'null',
		nameLookup: 'exact',
		duplicateIntegration: 'refused',
		integrationCreate: 'applied',
		integrationDelete: 'applied',
		listedDocuments: 'whole',
		fetchTag: 'served',
		bareUpdate: 'applied',
		componentPut: 'applied',
		partLists: 'asSent',
		partEmpties: 'asSent',
		partNumbers: 'asSent',
		texts: 'asSent',
		partKeys: 'asSent',
		action: 'optional',
		duplicatePart: 'refused',
		partDelete: 'refused',
		functionLanguages: 'js',
		featureShape: 'live',
		environmentExtras: 'accepted',
		environmentUpdate: 'accepted',
		appEnvironmentSlug: 'either',
		appEnvironments: 'checked',
		accessId: 'integration_id',
		accessScope: 'workspace',
		noAccess: 'refused',
		analytics: 'served',
		workspaceLogs: 'served',
		logFilters: 'honoured',
		executionFilters: 'honoured',
		logOrder: 'newestFirst',
		logWords: 'small',
		stepProcessIds: 'ofRun',
		completedLines: 'ofExecution',
		logGroupBy: 'optional',
		logDays: 'all',
		logComponents: 'words',
		logDates: 'day',
		endDate: 'included',
		longestLogPage: 1000,
		logLimit: 'own',
		logTotalCap: 'none',
		logTotal: 'ofChosen',
		logPages: 'heeded',
		messageList: 'items',
		messageTimes: 'created_at',
		messageProduct: 'hidden',
		messageFilters: 'honoured',
		messageStatus: 'ignored',
		messagePages: 'ignored',
		messageTotals: 'nothing',
		messageProductTag: 'required',
		longestMessageList: 10_000,
		tooHighLimit: 'capped',
		processProductTag: 'optional',
		processFilters: 'honoured',
		processDates: 'honoured',
		processPages: 'none',
		processTotal: 'ofChosen',
		longestProcessList: 10_000,
		phaseWords: 'capitals',
		phaseFilter: 'exact',
		executionDates: 'started',
		failedExecutionEnd: 'shown',
		executionPages: 'hasMore',
		longestExecutionPage: 1000,
		executionLimit: 'own',
		runNames: 'shown',
		rpc: 'served',
		rpcFailure: 'http',
		rpcFailureBody: 'upstream',
		featureDelete: 'tagFirst',
		absentTag: 'notFound',
		rpcDelete: 'applied',
		featureRun: 'completed',
	};
}
