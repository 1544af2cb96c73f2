import { partition } from 'lodash';

import type { Clock, SeededRandom } from '../switchboard';

import type { CeligoState } from './CeligoState';
import type { ErrorStore } from './ErrorStore';
import type { JobRuns } from './JobRuns';
import type { AuditEntry, Flow, Integration } from './records';
import type { Refusals } from './refusals';
import type { CeligoSwitches } from './switches';

/** What every route file works with, and the look-ups that end in 404. */
export class CeligoWorld {
	/** Changes that were accepted and are still to come. */
	/** Those that stood in a link. */
	readonly namedSkips = new Set<number>();
	private later: Array<{ readonly atMs: number; readonly make: () => void }> = [];

	constructor(
		readonly state: CeligoState,
		readonly runs: JobRuns,
		readonly switches: CeligoSwitches,
		readonly refusals: Refusals,
		readonly clock: Clock,
		readonly random: SeededRandom,
	) {}

	integration(id: string): Integration {
		return this.find(this.state.integrations, 'Integration', id);
	}

	flow(id: string): Flow {
		return this.find(this.state.flows, 'Flow', id);
	}

	errorStore(flowId: string, stepId: string): ErrorStore {
		this.flow(flowId);
		const [due, later] = partition(this.later, ({ atMs }) => atMs <= this.clock.now());
		this.later = later;
		for (const { make } of due) make();
		const store = this.state.errorStore(flowId, stepId);
		if (store === undefined) throw this.refusals.notFound('Error store of step', stepId);
		return store;
	}

	/** Makes a change of errors, now or as late as errorChangeDelayMs has it. */
	changeErrors(make: () => void): void {
		const { errorChangeDelayMs } = this.switches;
		if (errorChangeDelayMs === 0) make();
		else this.later.push({ atMs: this.clock.now() + errorChangeDelayMs, make });
	}

	find<Kind>(records: ReadonlyMap<string, Kind>, what: string, id: string): Kind {
		const record = records.get(id);
		if (record === undefined) throw this.refusals.notFound(what, id);
		return record;
	}

	/** Whether a change is accepted and not carried out. @throws Refused where it is not even accepted */
	isLocked({ _connectorId }: { _connectorId?: string }): boolean {
		if (_connectorId === undefined || this.switches.integrationAppPut === 'applied') return false;
		if (this.switches.integrationAppPut === 'ignored') return true;
		throw this.refusals.with(422, {
			code: 'field_locked_by_integration_app',
			message: 'It belongs to an Integration App',
		});
	}

	/** A change made through the API leaves its trace in the audit log. */
	audit(
		event: string,
		resourceType: string,
		record: { _id: string; name: string; _integrationId?: string },
		fieldChanges: NonNullable<AuditEntry['fieldChanges']> = [],
	): void {
		const { name, _integrationId } = record;
		const integrationId = resourceType === 'integration' ? record._id : _integrationId;
		const deletedInfo = { name, ...(_integrationId !== undefined && { _integrationId }) };
		this.state.addAuditEntry({
			event,
			resourceType,
			_resourceId: record._id,
			source: 'api',
			...(integrationId === undefined ? {} : { _integrationId: integrationId }),
			...(fieldChanges.length === 0 ? {} : { fieldChanges }),
			...(event === 'delete' && { deletedInfo }),
		});
	}
}

/** The fields that differ between two states of a record, as audit entries list them. */
export function changesBetween(before: object, after: object): NonNullable<AuditEntry['fieldChanges']> {
	const old = new Map<string, unknown>(Object.entries(before));
	const now = new Map<string, unknown>(Object.entries(after));
	return [...new Set([...old.keys(), ...now.keys()])]
		.filter((fieldPath) => fieldPath !== 'lastModified')
		.filter((fieldPath) => JSON.stringify(old.get(fieldPath)) !== JSON.stringify(now.get(fieldPath)))
		.map((fieldPath) => ({ fieldPath, oldValue: old.get(fieldPath), newValue: now.get(fieldPath) }));
}
