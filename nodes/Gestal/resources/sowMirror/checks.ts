import type { IDataObject } from 'n8n-workflow';
import { countBy, pick } from 'lodash';

import { FieldError, textOf } from '../../../../core';
import type { Settings } from '../../../../core';
import { CURRENT_ONLY } from '../../fields';
import { generationOf } from '../../reading/paths';
import { mirrorsOf } from './mirrorList';
import type { GivenMirror } from './mirrorList';

/** The generation of the paths knows the fields that are set of a mirror. @throws FieldError */
export function checkMirror(mirror: IDataObject, settings: Settings): void {
	const tooNew = generationOf(settings) === 'seed' ? Object.keys(pick(mirror, CURRENT_ONLY)) : [];
	if (tooNew.length > 0) {
		throw new FieldError(
			`${tooNew.join(', ')} cannot be set with 'API Version' 2018`,
			"Remove the fields, or set 'API Version' in the credential to Current. Nothing was sent.",
		);
	}
	checkState(mirror, settings);
}

/** A mirror that may be created: the current site requires a pin tag. @throws FieldError */
export function checkNewMirror(mirror: IDataObject, settings: Settings): void {
	checkMirror(mirror, settings);
	checkPinTag(mirror, settings);
}

/** Mirrors of one item that may be created or changed in bulk. What their generation does not know is not sent (`sendable`). @throws FieldError */
export function checkMirrors(given: readonly GivenMirror[], settings: Settings): void {
	for (const { mirror, wrong } of given) {
		const [first] = generationOf(settings) === 'current' ? wrong : [];
		if (first !== undefined) throw first;
		checkState(mirror, settings);
		checkPinTag(mirror, settings);
	}
	checkOnce(mirrorsOf(given));
}

/** What Compare Many says to remove would be written once more. @throws FieldError */
export function refuseRemovals(given: readonly GivenMirror[]): void {
	const { mirror } = given.find(({ isToBeRemoved }) => isToBeRemoved) ?? {};
	if (mirror === undefined) return;
	throw new FieldError(
		`The mirror ${String(mirror['vendor_id'])} is marked to be removed`,
		'Send it to Sow Mirror: Delete. Nothing was sent.',
	);
}

/**
 * No mirror twice, nor one that was `sent`: batches, and mirrors in them, are worked through side by side, so that two
 * states of one mirror would race. @throws FieldError
 */
export function checkOnce(mirrors: readonly IDataObject[], sent: ReadonlySet<string> = new Set()): void {
	const hint = 'Send each mirror only once per run. This batch was not sent.';
	const counts = countBy(mirrors, ({ vendor_id: vendorId }) => String(vendorId));
	for (const [vendorId, count] of Object.entries(counts)) {
		if (count > 1) throw new FieldError(`The vendor_id ${vendorId} occurs ${count} times`, hint);
		if (sent.has(vendorId)) {
			throw new FieldError(`The vendor_id ${vendorId} was sent in an earlier batch of this run`, hint);
		}
	}
}

function checkState({ state }: IDataObject, settings: Settings): void {
	if (generationOf(settings) === 'seed' && state === 'unknown') {
		throw new FieldError(
			"'State' cannot be Unknown with 'API Version' 2018",
			"Choose another state, or set 'API Version' in the credential to Current. Nothing was sent.",
		);
	}
}

function checkPinTag({ vendor_id: vendorId, pin_tag: pinTag }: IDataObject, settings: Settings): void {
	if (generationOf(settings) === 'current' && textOf(pinTag) === undefined) {
		throw new FieldError(
			`The mirror ${textOf(vendorId) ?? ''} has no pin_tag`,
			"A pin_tag is required with 'API Version' Current. Nothing was sent.",
		);
	}
}
