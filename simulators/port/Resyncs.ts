import type { Installation, PortState } from './PortState';
import type { KindRun, ResyncStatus, Sync } from './records';
import type { PortSwitches } from './switches';

/** How a resync ends. */
export interface ResyncEnd {
	/** Default: the switch `resyncOutcome`. */
	status?: Exclude<ResyncStatus, 'running'>;
	/** Left in the log at level ERROR when it failed. */
	message?: string;
	/** What became of single kinds, or of one row of a kind by its identifier; those that are not named go well. */
	kinds?: ReadonlyArray<Partial<KindRun> & Pick<KindRun, 'kind'>>;
	/** What the end of the sync made of the objects that failed in their kinds: Ocean tries these again when all others are there. */
	again?: Pick<KindRun, 'loaded' | 'failed'>;
	/**
	 * How many rows the resync reached before it broke off: the last of them is what broke it, later ones stay as they began.
	 * Default: all.
	 */
	reached?: number;
}

/** Ocean's counts of a kind before it begins, and of one that ended without errors. */
const NOTHING_YET = { success: 0, extracted: 0, loaded: 0, failed: 0 } as const;
const ALL_WELL = { success: 1, extracted: 10, loaded: 10, failed: 0 } as const;

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
		const isRunning = this.isRunning(installation);
		if (installation.isResyncRequested) {
			const { abortShows } = this.switches;
			if (isRunning && abortShows !== 'onNext')
				this.finish(installation, abortShows === 'never' ? {} : { status: 'aborted' });
			else this.begin(installation, true);
		} else if (isRunning && installation.isResyncDriven) {
			this.finish(installation, {});
		}
	}

	/** Starts one now, as a schedule does. A running one is aborted. */
	start(installationId: string): Sync {
		const installation = this.state.installation(installationId);
		if (this.isRunning(installation) && this.switches.abortShows !== 'onNext')
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

	/** Dates the last one back: it ran, and Port heard of it, so long ago. */
	dateBack(installationId: string, agoMs: number): void {
		const { record } = this.state.installation(installationId);
		const ago = this.state.clock.iso(agoMs);
		Object.assign(record.resyncState ?? {}, { lastResyncStart: ago, lastResyncEnd: ago, updatedAt: ago });
	}

	/** Whatever the record shows of it. */
	private isRunning({ record, syncs }: Installation): boolean {
		return record.resyncState?.status === 'running' || syncs.at(-1)?.syncState === 'syncing';
	}

	private begin(installation: Installation, isDriven: boolean): Sync {
		const aborted = this.isRunning(installation) ? installation.syncs.at(-1) : undefined;
		const now = this.state.clock.iso();
		installation.isResyncRequested = false;
		installation.isResyncDriven = isDriven;
		installation.record.resyncState = {
			status: 'running',
			lastResyncStart: this.state.pythonTime(),
			lastResyncEnd:
				this.switches.endAtEnd === 'ofRunBefore'
					? (installation.record.resyncState?.lastResyncEnd ?? null)
					: null,
			nextResync: null,
			intervalInMinuets: null,
			updatedAt: now,
		};
		const sync: Sync = {
			eventId: this.state.random.uuid(),
			syncState: 'syncing',
			createdAt: now,
			updatedAt: now,
			kinds: (installation.record.config?.resources ?? []).map(({ kind }, index) => ({
				kind,
				kindIdentifier: `${kind}-${index}`,
				syncState: 'pending',
				blueprint: 'service',
				...NOTHING_YET,
			})),
		};
		installation.syncs.push(sync);
		if (aborted !== undefined) {
			Object.assign(aborted, { syncState: 'aborted', updatedAt: now });
			this.showEnd(installation, 'aborted');
		}
		return sync;
	}

	/** As Port stores it: of the run that the record shows, whichever ended. */
	private showEnd({ record }: Installation, status: string): void {
		record.resyncState = {
			...record.resyncState,
			status,
			lastResyncEnd: this.endOf(record),
			updatedAt: this.state.clock.iso(),
		};
		if (this.switches.startAtEnd === 'gone') delete record.resyncState.lastResyncStart;
	}

	private endOf({ resyncState }: Installation['record']): string | null {
		const { endAtEnd } = this.switches;
		if (endAtEnd === 'set') return this.state.pythonTime();
		return endAtEnd === 'missing' ? null : (resyncState?.lastResyncEnd ?? null);
	}

	private finish(installation: Installation, given: ResyncEnd): void {
		const { record } = installation;
		const {
			status = this.switches.resyncOutcome,
			message,
			kinds = [],
			again,
			reached,
		} = {
			...this.plans.get(record.installationId),
			...given,
		};
		this.showEnd(installation, status);
		const sync = installation.syncs.at(-1);
		if (sync === undefined) return;
		sync.syncState = status;
		sync.again = again;
		sync.updatedAt = this.state.clock.iso();
		for (const [index, run] of sync.kinds.slice(0, reached).entries()) {
			// Of an aborted one that says no more, nothing is known to have ended.
			const hasBrokenOff = reached === undefined ? status === 'aborted' : index + 1 === reached;
			Object.assign(
				run,
				hasBrokenOff ? { syncState: status } : { syncState: 'completed', ...ALL_WELL },
				kinds.find(
					({ kind, kindIdentifier = run.kindIdentifier }) =>
						kind === run.kind && kindIdentifier === run.kindIdentifier,
				),
			);
		}
		if (message !== undefined) {
			this.state.addLog(record.installationId, { level: 'ERROR', message, eventId: sync.eventId });
		}
	}
}
