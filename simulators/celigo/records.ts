/** The records of section 3, as this simulator keeps them. Times are ISO 8601 UTC; ids are any non-empty text. */

export interface Integration {
	_id: string;
	name: string;
	description?: string;
	readme?: string;
	sandbox: boolean;
	mode: 'install' | 'settings' | 'uninstall';
	/** Present: an Integration App. */
	_connectorId?: string;
	installSteps: unknown[];
	uninstallSteps: unknown[];
	changeEditionSteps: unknown[];
	flowGroupings: Array<{ _id: string; name: string }>;
	apiGroupings: unknown[];
	settings: Record<string, unknown>;
	version: string;
	_registeredConnectionIds: string[];
	_registeredLookupCacheIds: string[];
	/** Set on a clone made through the API: its revisions are refused. */
	_sourceId?: string;
	createdAt: string;
	lastModified: string;
}

export interface StepReference {
	type?: 'export' | 'import';
	_exportId?: string;
	_importId?: string;
	schedule?: string;
	skipRetries?: boolean;
}

export interface Branch {
	name?: string;
	description?: string;
	pageProcessors?: StepReference[];
}

export interface Flow {
	_id: string;
	name: string;
	description?: string;
	disabled: boolean;
	_integrationId?: string;
	_connectorId?: string;
	_flowGroupingId?: string;
	schedule?: string;
	timezone?: string;
	runPageGeneratorsInParallel?: boolean;
	pageGenerators?: StepReference[];
	pageProcessors?: StepReference[];
	routers?: Array<{ _id?: string; name?: string; branches?: Branch[] }>;
	/** Legacy flows have one step of each kind, here. */
	_exportId?: string;
	_importId?: string;
	aliases?: unknown[];
	lastExecutedAt?: string;
	createdAt: string;
	lastModified: string;
}

export interface Connection {
	_id: string;
	name: string;
	type: string;
	offline: boolean;
	sandbox: boolean;
	createdAt: string;
	lastModified: string;
}

/** An export or an import: a step of a flow. */
export interface Step {
	_id: string;
	name: string;
	_connectionId: string;
	_integrationId?: string;
	adaptorType: string;
	sandbox: boolean;
	createdAt: string;
	lastModified: string;
}

export const errorSources = [
	'internal',
	'application',
	'connection',
	'resource',
	'transformation',
	'mapping',
	'response_mapping',
	'lookup',
	'input_filter',
	'output_filter',
	'import_filter',
	'pre_save_page_hook',
	'pre_map_hook',
	'post_map_hook',
	'post_submit_hook',
	'post_aggregate_hook',
	'post_response_map_hook',
	'pre_send_hook_ss',
	'pre_map_hook_ss',
	'post_map_hook_ss',
	'post_submit_hook_ss',
] as const;

export type ErrorSource = (typeof errorSources)[number];

/** An open or resolved error of a step. Kept in one form; the switches decide how it is shown. */
export interface StepError {
	/** Digits, so that it can be shown as a number. */
	errorId: string;
	occurredAt: string;
	source: ErrorSource;
	code: string;
	message: string;
	traceKey?: string;
	exportDataURI?: string;
	importDataURI?: string;
	oIndex?: number;
	/** Without it the error cannot be retried. */
	retryDataKey?: string;
	reqAndResKey?: string;
	_flowJobId?: string;
	classification: string;
	classifiedBy: string;
	purgeAt: string;
	tags: string[];
	assignedTo?: string;
	assignedBy?: string;
	retryAt?: string;
	legacyId?: string;
	resolvedAt?: string;
	resolvedBy?: string;
}

export const runTypes = ['flow', 'retry', 'bulk_retry'] as const;

export const jobTypes = [...runTypes, 'export', 'import'] as const;

export type JobType = (typeof jobTypes)[number];

export const jobStatuses = [
	'queued',
	'running',
	'retrying',
	'canceling',
	'completed',
	'failed',
	'canceled',
] as const;

export type JobStatus = (typeof jobStatuses)[number];

export interface Job {
	_id: string;
	type: JobType;
	status: JobStatus;
	_integrationId?: string;
	_flowId: string;
	_exportId?: string;
	_importId?: string;
	_flowJobId?: string;
	_parentJobId?: string;
	numSuccess: number;
	numError: number;
	numIgnore: number;
	numPagesGenerated: number;
	numPagesProcessed: number;
	/** Of a run's errors, those that are open and those that were resolved (section 10). */
	numOpenError?: number;
	numResolved?: number;
	createdAt: string;
	startedAt?: string;
	endedAt?: string;
	lastExecutedAt?: string;
	lastModified: string;
}

export interface AuditEntry {
	_id: string;
	time: string;
	event: string;
	source: 'ui' | 'api' | 'system' | 'connector' | 'script' | 'stack' | 'sso';
	resourceType: string;
	_resourceId: string;
	byUser: { _id: string; email?: string; name?: string };
	fieldChanges?: Array<{ fieldPath: string; oldValue?: unknown; newValue?: unknown }>;
	/** What is known of what was deleted (switch deletedInfo). */
	deletedInfo?: { name: string; _integrationId?: string };
	/** The integration that the entry belongs to; not shown. */
	_integrationId?: string;
}

export type AccessLevel = 'administrator' | 'manage' | 'monitor';

/** A grant, not a user. The account's owner has none. */
export interface UserGrant {
	_id: string;
	/** Absent: per integration. */
	accessLevel?: AccessLevel;
	integrationAccessLevel?: Array<{ _integrationId: string; accessLevel: AccessLevel }>;
	accepted: boolean;
	dismissed?: boolean;
	disabled?: boolean;
	lastSignIn?: string;
	sharedWithUser: { _id: string; email: string; name: string };
	accountMFARequired?: boolean;
	accountSSORequired?: boolean;
}

/** What was deleted and can be restored (Celigo's reference of the recycle bin). */
export interface RecycledRecord {
	/** The type, such as `Flow`. */
	model: string;
	/** As it was; `lastModified` is the time at which it was deleted. */
	doc: { _id: string; name?: string; _integrationId?: string; lastModified: string };
}

/** Who gets error mails of what; how GET shows it is not documented. */
export interface Subscription {
	_id: string;
	_flowId?: string;
	_integrationId?: string;
	_connectionId?: string;
	subscribed: boolean;
	subscribedByUserEmail: string;
}

export interface Tag {
	_id: string;
	tag: string;
	/** The short code that goes into errors. */
	tagId: string;
}

export interface Revision {
	_id: string;
	_integrationId: string;
	description: string;
	type: 'snapshot' | 'pull' | 'revert';
	status: 'completed';
	createdAt: string;
	/** The integration as it was; for the diff, not shown. */
	snapshot: Integration;
}
