import type { Clock, SeededRandom } from '../switchboard';

import type { FarmRecord, FarmResource, FeedIntake, MirrorDraft, Sow, SowMirror, Version } from './records';
import { FARM_RESOURCES } from './records';

/** What one farm site holds: the platform's own records, and the mirrors that the integrator controls. */
export class Farm {
	readonly sows = new Map<string, Sow>();

	readonly feedIntakes = new Map<string, FeedIntake>();

	readonly mirrors = new Map<string, SowMirror>();

	private readonly versions = new Map<string, Version[]>();

	private readonly further = new Map<FarmResource, Map<string, FarmRecord>>();

	constructor(
		private readonly clock: Clock,
		private readonly random: SeededRandom,
	) {}

	addSow(draft: Partial<Sow> = {}): Sow {
		const sow: Sow = {
			...this.stamps('sow_'),
			// Above what JavaScript counts exactly: rounding would show.
			gestal_id: `90${this.random.digits(15)}1`,
			pin_tag: this.random.digits(4),
			rfid1: `98200${this.random.digits(11)}3`,
			rfid2: null,
			state: 'gestating',
			state_updated_at: this.clock.iso(),
			last_location: 'Barn A',
			...draft,
		};
		this.sows.set(sow.cloud_id, sow);
		this.note(sow.cloud_id, { event: 'create', changes: { state: [null, sow.state] } });
		return sow;
	}

	addFeedIntake(sowId: string, draft: Partial<FeedIntake> = {}): FeedIntake {
		const intake: FeedIntake = {
			...this.stamps('fi_'),
			sow_id: sowId,
			fed_at: this.clock.iso().slice(0, 10),
			quantity: this.random.integer(1500, 2600),
			target_quantity: 2500,
			...draft,
		};
		this.feedIntakes.set(intake.cloud_id, intake);
		return intake;
	}

	addMirror(draft: MirrorDraft & { vendor_id: string } & Partial<SowMirror>): SowMirror {
		const mirror: SowMirror = {
			...this.stamps('wos_'),
			gestal_id: null,
			pin_tag: null,
			rfid1: null,
			rfid2: null,
			state_updated_at: null,
			last_location: null,
			...draft,
			state: draft.state ?? 'gilt',
		};
		this.mirrors.set(mirror.cloud_id, mirror);
		this.note(mirror.cloud_id, { event: 'create', changes: { vendor_id: [null, mirror.vendor_id] } });
		return mirror;
	}

	changeMirror(mirror: SowMirror, draft: MirrorDraft): SowMirror {
		const before = new Map<string, unknown>(Object.entries(mirror));
		const changed = Object.entries(draft).filter(([name, value]) => before.get(name) !== value);
		Object.assign(mirror, draft, { updated_at: this.clock.iso() });
		const changes: Version['changes'] = Object.fromEntries(
			changed.map(([name, value]) => [name, [before.get(name) ?? null, value]]),
		);
		this.note(mirror.cloud_id, { event: 'update', changes });
		return mirror;
	}

	mirrorOf(vendorId: string): SowMirror | undefined {
		return [...this.mirrors.values()].find(({ vendor_id }) => vendor_id === vendorId);
	}

	addRecord(resource: FarmResource, draft: Record<string, unknown> = {}): FarmRecord {
		const record: FarmRecord = { ...this.stamps(FARM_RESOURCES[resource]), ...draft };
		this.records(resource).set(record.cloud_id, record);
		return record;
	}

	records(resource: FarmResource): Map<string, FarmRecord> {
		const known = this.further.get(resource) ?? new Map<string, FarmRecord>();
		this.further.set(resource, known);
		return known;
	}

	/** Newest first, as they are listed. */
	versionsOf(cloudId: string): Version[] {
		return [...(this.versions.get(cloudId) ?? [])].reverse();
	}

	private note(cloudId: string, version: Omit<Version, 'created_at'>): void {
		this.versions.set(cloudId, [
			...(this.versions.get(cloudId) ?? []),
			{ ...version, created_at: this.clock.iso() },
		]);
	}

	private stamps(prefix: string) {
		const now = this.clock.iso();
		return { cloud_id: `${prefix}${this.random.hex(16)}`, created_at: now, updated_at: now };
	}
}
