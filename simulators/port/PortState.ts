import type { Clock, SeededRandom } from '../switchboard';

import type { AuditEntry, Integration, LogLine, Sync } from './records';
import type { PortSwitches } from './switches';

/** An integration together with what belongs to it but is not in its record. */
export interface Installation {
	readonly record: Integration;
	/** False: it runs without Ocean, so it knows no resyncs. */
	readonly isOcean: boolean;
	readonly logs: LogLine[];
	readonly syncs: Sync[];
	/** Asked for, and not picked up yet. */
	isResyncRequested: boolean;
	/** The running resync was asked for through the API: looks move it on. */
	isResyncDriven: boolean;
	/** Port is still to provision its default mapping. */
	isUnmapped: boolean;
	/** Looks at it since it is Creating, Deleting, or without its mapping. */
	looks: number;
}

type Draft<Kind, Required extends keyof Kind> = Partial<Kind> & Pick<Kind, Required>;

/** What the organization holds. Tests read and change it while the simulator runs. */
export class PortState {
	readonly organization = { id: 'org_Simulator', name: 'Example Organization', featureFlags: [] };

	readonly installations = new Map<string, Installation>();

	readonly audits: AuditEntry[] = [];

	/** Names of the organization's secrets; a Port-hosted installation may name no other. */
	readonly secretNames = new Set<string>(['GITLAB_TOKEN']);

	private microseconds = 0;

	constructor(
		readonly clock: Clock,
		readonly random: SeededRandom,
		private readonly switches: PortSwitches,
	) {}

	addIntegration(
		{ installationId, installationAppType = 'gitlab-v2', ...draft }: Draft<Integration, 'installationId'>,
		{ isOcean = true } = {},
	): Integration {
		const now = this.clock.iso();
		const record: Integration = {
			_id: `integration_${this.random.hex(16)}`,
			_orgId: this.organization.id,
			installationId,
			identifier: installationId,
			title: installationId,
			installationAppType,
			integrationType: installationAppType,
			installationType: 'OnPrem',
			version: '0.3.1',
			clientId: '',
			changelogDestination: { type: 'KAFKA' },
			config: defaultMapping(),
			logAttributes: { ingestId: `ingest-${installationId}`, ingestUrl: 'https://ingest.example.com/logs' },
			metricAttributes: {
				ingestId: `ingest-${installationId}`,
				ingestUrl: 'https://ingest.example.com/metrics',
			},
			ingestAttributes: { ingestUrl: 'https://ingest.example.com' },
			createdAt: now,
			updatedAt: now,
			...draft,
		};
		this.installations.set(installationId, {
			record,
			isOcean,
			logs: [],
			syncs: [],
			isResyncRequested: false,
			isResyncDriven: false,
			isUnmapped: false,
			looks: 0,
		});
		return record;
	}

	/** @throws Error for one that was never added: a mistake of the test. */
	installation(installationId: string): Installation {
		const found = this.installations.get(installationId);
		if (found === undefined) throw new Error(`no integration ${installationId}`);
		return found;
	}

	setDeployment(installationId: string, status: string, message: string | null = null): void {
		const { record } = this.installation(installationId);
		record.statusInfo = { integrationStatus: { status, message }, updatedAt: this.clock.iso() };
	}

	/** A line of an integration's log; `timestamp` may lie in the past: logs are flushed in batches. */
	addLog(installationId: string, draft: Partial<LogLine> & Pick<LogLine, 'message'>): LogLine {
		const line: LogLine = {
			id: this.random.objectId(),
			level: 'INFO',
			timestamp: this.pythonTime().replace('+00:00', 'Z'),
			extra: {},
			...draft,
		};
		this.installation(installationId).logs.push(line);
		return line;
	}

	addAudit(draft: Partial<Omit<AuditEntry, 'trigger'>> & { at?: string }): AuditEntry {
		const { at = this.clock.iso(), ...given } = draft;
		const entry: AuditEntry = {
			identifier: `audit_${this.random.hex(16)}`,
			action: 'UPDATE',
			resourceType: 'entity',
			status: 'SUCCESS',
			message: '',
			context: given.InstallationId === undefined ? {} : { integration: given.InstallationId },
			diff: { before: null, after: null },
			trigger: { at, by: { orgId: this.organization.id }, origin: given.InstallationId ?? 'UI' },
			additionalData: {},
			...given,
		};
		this.audits.push(entry);
		return entry;
	}

	/** Now by the integration's own clock, in Python's form: an offset and microseconds, never twice the same. */
	pythonTime(): string {
		this.microseconds = (this.microseconds + 1) % 1000;
		const now = this.clock.iso(this.switches.integrationClockBehindMs);
		const text = `${now.slice(0, -1)}${String(this.microseconds).padStart(3, '0')}`;
		return this.switches.timestamps === 'zulu' ? `${text}Z` : `${text}+00:00`;
	}
}

/** What Port provisions for a new integration. */
export function defaultMapping() {
	const mappings = {
		identifier: '.id',
		title: '.name',
		blueprint: '"service"',
		properties: {},
		relations: {},
	};
	return {
		deleteDependentEntities: true,
		createMissingRelatedEntities: true,
		enableMergeEntity: true,
		resources: [{ kind: 'project', selector: { query: 'true' }, port: { entity: { mappings } } }],
	};
}
