import type { Clock, SeededRandom } from '../switchboard';

import { ErrorStore } from './ErrorStore';
import type {
	AuditEntry,
	Connection,
	Flow,
	Integration,
	RecycledRecord,
	Revision,
	Step,
	StepError,
	StepReference,
	Subscription,
	Tag,
	UserGrant,
} from './records';

/** A record to be made: what is left out gets a sensible value. */
type Draft<Kind, Required extends keyof Kind> = Partial<Kind> & Pick<Kind, Required>;

/** A file behind a signed URL. */
export interface SignedFile {
	signature: string;
	content: Buffer;
	contentType: string;
	expiresAtMs: number;
}

/**
 * What the account holds. Tests read and change it while the simulator runs: the maps directly, or the `add...` methods, which
 * fill in what a test does not care about. Jobs have a class of their own.
 */
export class CeligoState {
	/** Accepted tokens. */
	readonly tokens = new Set<string>();

	/** The token's owner; has no grant. */
	readonly owner = { _id: '5f1b2c3d4e5f6a7b8c9d0000', email: 'owner@example.com', name: 'Olivia Owner' };

	readonly integrations = new Map<string, Integration>();

	readonly flows = new Map<string, Flow>();

	readonly exports = new Map<string, Step>();

	readonly imports = new Map<string, Step>();

	readonly connections = new Map<string, Connection>();

	readonly auditEntries = new Map<string, AuditEntry>();

	/** Integrations whose audit log is refused as `audit_not_supported`. */
	readonly withoutAuditLog = new Set<string>();

	readonly userGrants = new Map<string, UserGrant>();

	readonly tags = new Map<string, Tag>();

	readonly revisions = new Map<string, Revision>();

	readonly environments = [{ _id: '5f1b2c3d4e5f6a7b8c9dee01', name: 'Production', type: 'production' }];

	/** Subscriptions to error mails, by what they are to and whose they are. */
	readonly subscriptions = new Map<string, Subscription>();

	/** What was deleted, by ID. */
	readonly recycleBin = new Map<string, RecycledRecord>();

	readonly signedFiles = new Map<string, SignedFile>();

	/** What steps sent and what came back, by `reqAndResKey`; what is not here is made up of the error. */
	readonly exchanges = new Map<string, object>();

	private errorIds = 0;

	private readonly errorStores = new Map<string, Map<string, ErrorStore>>();

	constructor(
		readonly clock: Clock,
		readonly random: SeededRandom,
	) {}

	addIntegration(draft: Draft<Integration, 'name'>): Integration {
		return keep(this.integrations, {
			...this.stamps(),
			sandbox: false,
			mode: 'settings',
			installSteps: [],
			uninstallSteps: [],
			changeEditionSteps: [],
			flowGroupings: [],
			apiGroupings: [],
			settings: {},
			version: '1.0.0',
			_registeredConnectionIds: [],
			_registeredLookupCacheIds: [],
			...draft,
		});
	}

	/** Every step of the flow gets an error store; take it away with `removeErrorStore`. */
	addFlow(draft: Draft<Flow, 'name'>): Flow {
		const flow = keep(this.flows, { ...this.stamps(), disabled: false, ...draft });
		for (const stepId of stepIdsOf(flow)) this.addErrorStore(flow._id, stepId);
		return flow;
	}

	addExport(draft: Draft<Step, 'name' | '_connectionId'>): Step {
		return keep(this.exports, { ...this.stamps(), adaptorType: 'HTTPExport', sandbox: false, ...draft });
	}

	addImport(draft: Draft<Step, 'name' | '_connectionId'>): Step {
		return keep(this.imports, { ...this.stamps(), adaptorType: 'HTTPImport', sandbox: false, ...draft });
	}

	addConnection(draft: Draft<Connection, 'name'>): Connection {
		return keep(this.connections, {
			...this.stamps(),
			type: 'http',
			offline: false,
			sandbox: false,
			...draft,
		});
	}

	addAuditEntry(draft: Draft<AuditEntry, 'event' | 'resourceType' | '_resourceId'>): AuditEntry {
		const { _id } = this.stamps();
		return keep(this.auditEntries, {
			_id,
			time: this.clock.iso(),
			source: 'ui',
			byUser: this.owner,
			...draft,
		});
	}

	addUserGrant(draft: Draft<UserGrant, 'sharedWithUser'>): UserGrant {
		return keep(this.userGrants, { _id: this.random.objectId(), accepted: true, ...draft });
	}

	addTag(tag: string, tagId = this.random.hex(5).toUpperCase()): Tag {
		return keep(this.tags, { _id: this.random.objectId(), tag, tagId });
	}

	/** Puts what was deleted into the recycle bin. */
	recycle(model: string, record: RecycledRecord['doc']): void {
		this.recycleBin.set(record._id, { model, doc: { ...record, lastModified: this.clock.iso() } });
	}

	/** A new open error; `occurredAt` may lie in the past: errors arrive late. Throws when the step keeps no errors. */
	addError(flowId: string, stepId: string, draft: Partial<StepError> = {}): StepError {
		const store = this.errorStore(flowId, stepId);
		if (store === undefined) throw new Error(`flow ${flowId} has no error store for a step ${stepId}`);
		const errorId = draft.errorId ?? this.nextErrorId();
		const occurredAt = draft.occurredAt ?? this.clock.iso();
		const error: StepError = {
			errorId,
			occurredAt,
			source: 'application',
			code: 'INVALID_FIELD',
			message: `The field email is not valid in record ${errorId}`,
			traceKey: `trace-${errorId}`,
			retryDataKey: `retry-${errorId}`,
			reqAndResKey: `http-${errorId}`,
			classification: 'value',
			classifiedBy: 'auto',
			purgeAt: new Date(Date.parse(occurredAt) + 30 * 24 * 3600 * 1000).toISOString(),
			tags: [],
			...draft,
		};
		store.add(error);
		return error;
	}

	errorStore(flowId: string, stepId: string): ErrorStore | undefined {
		return this.errorStores.get(flowId)?.get(stepId);
	}

	addErrorStore(flowId: string, stepId: string): ErrorStore {
		const ofFlow = this.errorStores.get(flowId) ?? new Map<string, ErrorStore>();
		this.errorStores.set(flowId, ofFlow);
		const store = ofFlow.get(stepId) ?? new ErrorStore();
		ofFlow.set(stepId, store);
		return store;
	}

	removeErrorStore(flowId: string, stepId: string): void {
		this.errorStores.get(flowId)?.delete(stepId);
	}

	/** The stores of a flow by step. */
	errorStoresOf(flowId: string): ReadonlyMap<string, ErrorStore> {
		return this.errorStores.get(flowId) ?? new Map();
	}

	flowsOf(integrationId: string): Flow[] {
		return [...this.flows.values()].filter((flow) => flow._integrationId === integrationId);
	}

	/** Those in the recycle bin. */
	deletedFlowsOf(integrationId: string): Array<RecycledRecord['doc']> {
		const deleted = [...this.recycleBin.values()].filter(({ model }) => model === 'Flow');
		return deleted.map(({ doc }) => doc).filter(({ _integrationId }) => _integrationId === integrationId);
	}

	step(stepId: string): Step | undefined {
		return this.exports.get(stepId) ?? this.imports.get(stepId);
	}

	/** The connections that a flow's steps use. */
	connectionIdsOf(flow: Flow): string[] {
		const ids = stepIdsOf(flow).map((stepId) => this.step(stepId)?._connectionId);
		return [...new Set(ids.filter((id) => id !== undefined))];
	}

	private nextErrorId(): string {
		this.errorIds += 1;
		return String(5_000_000_000 + this.errorIds);
	}

	private stamps(): { _id: string; createdAt: string; lastModified: string } {
		const now = this.clock.iso();
		return { _id: this.random.objectId(), createdAt: now, lastModified: now };
	}
}

/** The ids of a flow's steps, wherever section 2.2 says that they can be. */
export function stepIdsOf(
	flow: Pick<Flow, 'pageGenerators' | 'pageProcessors' | 'routers' | '_exportId' | '_importId'>,
): string[] {
	const references: StepReference[] = [
		...(flow.pageGenerators ?? []),
		...(flow.pageProcessors ?? []),
		...(flow.routers ?? []).flatMap(({ branches = [] }) =>
			branches.flatMap(({ pageProcessors = [] }) => pageProcessors),
		),
		flow,
	];
	const ids = references.flatMap(({ _exportId, _importId }) => [_exportId, _importId]);
	return [...new Set(ids.filter((id) => id !== undefined))];
}

function keep<Kind extends { _id: string }>(records: Map<string, Kind>, record: Kind): Kind {
	records.set(record._id, record);
	return record;
}
