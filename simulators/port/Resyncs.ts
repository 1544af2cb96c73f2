import type { Installation, PortState } from './PortState';
import type { KindRun, ResyncStatus, Sync } from './records';
import type { PortSwitches } from './switches';

/** How a resync ends. */
export interface ResyncEnd {
	/** Default: the switch `resyncOutcome`. */
	status?: Exclude<ResyncStatus, 'running'>;
	/** Left in the log at level ERROR when it failed. */
	message?: string;
	/** What became of single kinds; kinds that are not named go well. */
	kinds?: ReadonlyArray<Partial<KindRun> & Pick<KindRun, 'kind'>>;
}

/** Moves resyncs on (section 2.3): by looks at the integration, or by the test. Never by the clock. */
export class Resyncs {
	private readonly plans = new Map<string, ResyncEnd>();

	constructor(
		private readonly state: PortState,
		private readonly switches: PortSwitches,
	) {}

	/** Says how every later resync of the integration ends. */
	plan(installationId: string, end: ResyncEnd): void {
		this.plans.set(installationId, end);
	}

	/** A request only: picked up later, or never when no process runs. */
	request(installation: Installation): void {
		if (installation.isOcean && this.switches.resyncProgress !== 'never')
			installation.isResyncRequested = true;
	}

	/** Somebody looks at the integration: a requested resync makes one step. */
	look(installation: Installation): void {
		if (this.switches.resyncProgress !== 'perLook') return;
		const isRunning = installation.record.resyncState?.status === 'running';
		if (installation.isResyncRequested) {
			if (isRunning) this.finish(installation, { status: 'aborted' });
			else this.begin(installation, true);
		} else if (isRunning && installation.isResyncDriven) {
			this.finish(installation, {});
		}
	}

	/** Starts one now, as a schedule does. A running one is aborted. */
	start(installationId: string): Sync {
		const installation = this.state.installation(installationId);
		if (installation.record.resyncState?.status === 'running')
			this.finish(installation, { status: 'aborted' });
		return this.begin(installation, false);
	}

	/** Ends the running one. */
	end(installationId: string, end: ResyncEnd = {}): void {
		this.finish(this.state.installation(installationId), end);
	}

	/** One whole resync. */
	run(installationId: string, end: ResyncEnd = {}): Sync {
		const sync = this.start(installationId);
		this.end(installationId, end);
		return sync;
	}

	private begin(installation: Installation, isDriven: boolean): Sync {
		const now = this.state.clock.iso();
		installation.isResyncRequested = false;
		installation.isResyncDriven = isDriven;
		installation.record.resyncState = {
			status: 'running',
			lastResyncStart: this.state.pythonTime(),
			lastResyncEnd: null,
			nextResync: null,
			intervalInMinuets: null,
			updatedAt: now,
		};
		const sync: Sync = {
			eventId: this.state.random.uuid(),
			syncState: 'syncing',
			createdAt: now,
			updatedAt: now,
			kinds: kindsOf(installation).map((kind, index) => ({
				kind,
				kindIdentifier: `${kind}-${index}`,
				syncState: 'syncing',
				blueprint: 'service',
				success: 1,
				extracted: 10,
				loaded: 10,
				failed: 0,
			})),
		};
		installation.syncs.push(sync);
		return sync;
	}

	private finish(installation: Installation, given: ResyncEnd): void {
		const { record } = installation;
		const {
			status = this.switches.resyncOutcome,
			message,
			kinds = [],
		} = {
			...this.plans.get(record.installationId),
			...given,
		};
		const now = this.state.clock.iso();
		record.resyncState = {
			...record.resyncState,
			status,
			lastResyncEnd: this.switches.endAtEnd === 'set' ? this.state.pythonTime() : null,
			updatedAt: now,
		};
		if (this.switches.startAtEnd === 'gone') delete record.resyncState.lastResyncStart;
		const sync = installation.syncs.at(-1);
		if (sync === undefined) return;
		sync.syncState = status;
		sync.updatedAt = now;
		for (const run of sync.kinds) {
			run.syncState = status === 'aborted' ? 'aborted' : 'completed';
			Object.assign(
				run,
				kinds.find(({ kind }) => kind === run.kind),
			);
		}
		if (message !== undefined) {
			this.state.addLog(record.installationId, { level: 'ERROR', message, eventId: sync.eventId });
		}
	}
}

function kindsOf({ record }: Installation): string[] {
	return [...new Set((record.config?.resources ?? []).map(({ kind }) => kind))];
}
