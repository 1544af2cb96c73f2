/** The records of section 3, as this simulator keeps them. Times are ISO 8601 in the platform's two forms. */

export type ResyncStatus = 'running' | 'completed' | 'failed' | 'aborted';

export interface ResyncState {
	status: string;
	lastResyncStart?: string | null;
	lastResyncEnd?: string | null;
	nextResync?: string | null;
	/** Spelt as the platform spells it. */
	intervalInMinuets?: number | null;
	updatedAt?: string;
}

export interface Mapping {
	resources?: Array<{ kind: string; selector: object; port: object }>;
	[key: string]: unknown;
}

/** What the API answers of an integration; everything but `installationId` may be missing. */
export interface Integration {
	_id?: string;
	_orgId?: string;
	installationId: string;
	identifier?: string;
	title?: string | null;
	installationAppType?: string;
	integrationType?: string;
	installationType?: string;
	version?: string;
	clientId?: string;
	/** Only with the switch `realStatus`, or when a test sets it. */
	status?: string;
	changelogDestination?: object;
	config?: Mapping | null;
	spec?: { integrationSpec?: Record<string, unknown>; appSpec?: Record<string, unknown> };
	statusInfo?: { integrationStatus: { status: string; message: string | null }; updatedAt?: string };
	resyncState?: ResyncState;
	logAttributes?: { ingestId: string; ingestUrl: string };
	createdAt?: string;
	updatedAt?: string;
	[key: string]: unknown;
}

export interface LogLine {
	id: string;
	level: string;
	message: string;
	/** Python's form, microseconds. */
	timestamp: string;
	/** What is shown in its place: no time at all, or one that nobody can read. The line keeps its place in the log. */
	shownTime?: unknown;
	eventId?: string;
	kind?: string;
	phase?: 'extract' | 'transform' | 'load';
	extra: Record<string, unknown>;
}

export type SyncState = 'syncing' | 'completed' | 'pending' | 'failed' | 'aborted';

/** One run of an integration, as `syncsMetadata` lists it. */
export interface Sync {
	eventId: string;
	syncState: SyncState;
	createdAt: string;
	updatedAt: string;
	kinds: KindRun[];
	/** Counted under `__reconciliation__`. */
	again?: Pick<KindRun, 'loaded' | 'failed'> | undefined;
}

/** One kind of a run, as `syncMetrics` lists it. */
export interface KindRun {
	kind: string;
	kindIdentifier: string;
	syncState: SyncState;
	blueprint?: string;
	/** `phase.resync.success`. */
	success: 0 | 1;
	extracted: number;
	loaded: number;
	failed: number;
}

export interface AuditEntry {
	identifier: string;
	action: 'CREATE' | 'UPDATE' | 'DELETE' | 'TIMER_EXPIRED';
	resourceType: string;
	status: 'SUCCESS' | 'FAILURE';
	message: string;
	context: Record<string, unknown>;
	diff: { before: unknown; after: unknown };
	trigger: { at: string; by: Record<string, unknown>; origin: string };
	additionalData: Record<string, unknown>;
	/** What the query filters on. */
	InstallationId?: string;
	run_id?: string;
	entity?: string;
	blueprint?: string;
	webhookId?: string;
	webhookEventId?: string;
}
