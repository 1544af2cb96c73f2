/** A person with a key pair; tokens are signed with the private key. */
export interface User {
	_id: string;
	firstname: string;
	lastname: string;
	email: string;
	password: string;
	privateKey: string;
	/** With a second factor, `login` answers no token. */
	otp?: string;
	workspaceIds: string[];
}

export interface Workspace {
	_id: string;
	name: string;
	defaultEnvs: Array<Record<string, unknown>>;
}

/** One part of an integration: an environment, an app, a function, ... */
export interface Part {
	_id: string;
	[field: string]: unknown;
}

export const partLists = [
	'envs',
	'apps',
	'functions',
	'caches',
	'notifications',
	'features',
	'databases',
	'jobs',
] as const;

export type PartList = (typeof partLists)[number];

export type IntegrationStatus = 'draft' | 'private' | 'public';

/** One integration ("product") with all its parts (section 3.1). Every list may be missing. */
export interface Integration extends Partial<Record<PartList, Part[]>> {
	_id: string;
	name: string;
	description: string;
	tag: string;
	workspace_id: string;
	status: IntegrationStatus;
	active: boolean;
	unique?: boolean;
	private_key: string;
}

export interface App {
	_id: string;
	app_name: string;
	tag: string;
	workspace_id: string;
	status: IntegrationStatus;
	envs: Array<{ slug: string; env_name: string }>;
	auths: Array<{ tag: string }>;
	variables: Array<{ key: string }>;
	actions: Array<{ tag: string; name: string }>;
}

/** What lets an integration use an app. */
export interface AppAccess {
	_id: string;
	app_id: string;
	integration_id: string;
	workspace_id: string;
	access_tag: string;
}

/** One line of the log (section 3.3). */
export interface LogEntry {
	_id: string;
	process_id?: string;
	workspace_id: string;
	product_tag: string;
	parent_tag: string;
	child_tag: string;
	env: string;
	app_env: string;
	type: string;
	component: string;
	name: string;
	message: string;
	/** JSON as text. */
	data: string;
	status: 'success' | 'processing' | 'fail' | 'waiting';
	successful_execution: boolean;
	failed_execution: boolean;
	/** ISO 8601 UTC. */
	timestamp: string;
	start: number;
	end: number;
	latency: number;
	/** Shown on older entries. */
	integration_id?: string;
	/** What newer ones may have in its place; no document says so. */
	product_id?: string;
	/** Of the app that was called; the document's entry has none. */
	app_id?: string;
	/** What an entry can be asked for by, and does not show. */
	_action?: string;
	_tag?: string;
	/** The integration that the entry belongs to; not shown. */
	_productId: string;
	/** Whether it is the line that ends its execution; not shown. */
	_endsExecution: boolean;
}

export interface ProcessRun {
	_id: string;
	process_id: string;
	status: string;
	start: string;
	end: string;
	env: string;
	result: unknown;
	input: unknown;
	feature_tag: string;
	step_tag?: string;
	step_error?: string;
	/** Not shown. */
	_productTag: string;
	/** Of the run, as `feature_id`; the steps of one run share it. */
	_featureId: string;
	_idempotencyKey?: unknown;
}

export const jobPhases = [
	'COMPLETED',
	'FAILED',
	'RUNNING',
	'CANCELLED',
	'SCHEDULED',
	'QUEUED',
	'RETRY_SCHEDULED',
] as const;

export type JobPhase = (typeof jobPhases)[number];

export interface JobExecution {
	_id: string;
	job_id: string;
	job_tag: string;
	phase: JobPhase;
	error?: string;
	error_code?: string;
	retry_count: number;
	started_at: string;
	completed_at?: string;
	env: string;
	product_tag: string;
	/** What the commands of the sdk-proxy leave. */
	is_paused?: boolean;
	reason?: string;
	schedule?: object;
}

export interface NotificationMessage {
	_id: string;
	/** The notification and the message below it: `ops:order_failed`. */
	notification_tag: string;
	type: 'email' | 'push' | 'callback' | 'sms';
	process_id: string;
	product_tag: string;
	env: string;
	input: unknown;
	status: 'pending' | 'sent' | 'failed' | 'reprocessing';
	error?: string;
	created_at: string;
	updated_at: string;
}

/** What a server leaves of a record that it stores anew. */
export function keepOnly(record: object, names: readonly string[]): void {
	for (const name of Object.keys(record)) if (!names.includes(name)) Reflect.deleteProperty(record, name);
}
