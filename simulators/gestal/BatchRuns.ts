import { mapValues } from 'lodash';

import type { Farm } from './Farm';
import type { GestalState } from './GestalState';
import type { BatchUpdate, MirrorDraft, SowMirror } from './records';
import type { GestalSwitches } from './switches';

const LOOKS_UNTIL_DONE = 2;

/** Bulk upserts: accepted at once, done in the background. Only a look at a batch, or the test, moves it on. */
export class BatchRuns {
	constructor(
		private readonly state: GestalState,
		private readonly switches: GestalSwitches,
	) {}

	/** The batch as it shows itself now. */
	look(batch: BatchUpdate): BatchUpdate {
		if (this.switches.batchProgress === 'manual' || batch.state !== 'active') return batch;
		batch.looks += 1;
		return batch.looks < LOOKS_UNTIL_DONE ? batch : this.finish(batch.cloud_id);
	}

	/** Does the rest of the work at once. */
	finish(batchId: string): BatchUpdate {
		const entry = this.state.batches.get(batchId);
		if (entry === undefined) throw new Error(`there is no batch ${batchId}`);
		const { batch, installationId } = entry;
		if (batch.state !== 'active') return batch;
		const farm = this.state.farm(installationId);
		const failed = batch.rows.filter((row) => !this.apply(farm, row)).length;
		batch.rows = [];
		batch.pending = 0;
		batch.failures += failed;
		batch.state = batch.failures > 0 ? this.switches.failedBatchState : 'completed';
		batch.completed_at = this.state.clock.iso();
		return batch;
	}

	/** Rolls nothing back. False when there is nothing left to cancel. */
	cancel(batch: BatchUpdate): boolean {
		if (batch.state !== 'active') return false;
		batch.state = 'cancelled';
		batch.pending = 0;
		batch.cancelled_at = this.state.clock.iso();
		return true;
	}

	private apply(farm: Farm, row: MirrorDraft): boolean {
		const { vendor_id: vendorId } = row;
		if (vendorId === undefined || this.state.failingVendorIds.has(vendorId)) return false;
		const known = farm.mirrorOf(vendorId);
		if (known === undefined) farm.addMirror({ ...row, vendor_id: vendorId });
		else if (this.switches.bulkMatch !== 'vendorId') return false;
		else if (this.switches.bulkRow === 'merged') farm.changeMirror(known, row);
		else farm.changeMirror(known, { ...emptied(known), ...row });
		return true;
	}
}

/** What a client controls of a mirror, as it is where nothing of it was given. */
function emptied({
	vendor_id,
	gestal_id,
	cloud_id,
	created_at,
	updated_at,
	...given
}: SowMirror): MirrorDraft {
	return { ...mapValues(given, () => null), state: 'gilt' };
}
