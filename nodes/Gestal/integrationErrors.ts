import type { IDataObject } from 'n8n-workflow';
import { omit, pick } from 'lodash';

import { epochMs, errorsOf, hash, isoTime, listOf, shortTime, textOf } from '../../core';
import type { IntegrationError } from '../../core';
import type { Gone, Reached } from '../../core/trigger';
import { gestal } from './platform';
import { cancelledAtOf, failuresOf, simplifyBatch } from './reading/batches';
import { siteName } from './reading/lists';
import { UNLISTED_FOR_MS } from './watched';
import type { Watched, WatchedKey } from './watched';

/** Gestal has no error of its own: whatever is emitted is a sign, seen in its lists or in a failed request. */
const common = errorsOf(gestal.name);

const DAY_MS = 24 * 3_600_000;

/** What a user can change of an integration. */
const TEXTS = ['name', 'url', 'description'];

/** Of the hash of a time. */
const TIME_LENGTH = 4;

type Failure = NonNullable<Reached['failure']>;

/** An integration that was created. */
export function createdEvent(integration: Watched): IntegrationError {
	const { id, name, record } = integration;
	return {
		...common(integration, 'newIntegration', id, record['created_at']),
		severity: 'info',
		code: null,
		message: `The integration ${name ?? id} was created`,
		detail: pick(record, ['url', 'description']),
		raw: record,
	};
}

/** An integration that was changed. Where Gestal gives no time of it, what was remembered of it tells it from the next change. */
export function changedEvent(integration: Watched, previous: string | undefined): IntegrationError {
	const { id, name, record } = integration;
	const updatedAt = textOf(record['updated_at']);
	const change = updatedAt ?? `${textsHash(record)}:${previous === undefined ? '' : partsOf(previous).since}`;
	return {
		...common(integration, 'integrationChanged', `${id}:${change}`, updatedAt),
		severity: 'info',
		code: null,
		message: `The integration ${name ?? id} was changed`,
		detail: pick(record, TEXTS),
		raw: record,
	};
}

/** Marks what is remembered of an installation that the last poll missed. */
const MISSED = '?';

/** What to remember of an installation that a poll missed; undefined where the poll before missed it, too: it is gone then. */
export function ifMissedOnce(remembered: string): string | undefined {
	return remembered.endsWith(MISSED) ? undefined : remembered + MISSED;
}

/** What was remembered before it was missed. */
export function unmissed(remembered: string): string {
	return remembered.replace(MISSED, '');
}

/** An installation that was activated; `previous` is what was remembered of it where it was there before. */
export function activatedEvent(
	integration: Watched,
	id: string,
	record: IDataObject,
	previous: string | undefined,
): IntegrationError {
	const createdAt = textOf(record['created_at']);
	const activation = [id, createdAt ?? '', ...(previous === undefined ? [] : [unmissed(previous)])].join(':');
	const time = previous === undefined ? (textOf(record['updated_at']) ?? createdAt) : undefined;
	return {
		...common(integration, 'newInstallation', activation, time),
		severity: 'info',
		code: null,
		message: `New installation at ${siteName(record) ?? id}`,
		detail: { installationId: id, siteName: siteName(record) ?? null, ...pick(record, ['tenant', 'site']) },
		raw: record,
	};
}

/** What is remembered of an installation: integration, its name, site and tenant, and since when it is known. */
export function rememberedInstallation(
	integration: Watched,
	record: IDataObject,
	previous: string | undefined,
): string {
	const since = previous === undefined ? shortTime() : textsIn(previous)[3];
	return JSON.stringify([integration.id, integration.name, siteName(record) ?? null, since ?? null]);
}

/**
 * The event of an installation that is not found where it was not at the last poll, either; until then what to remember of it. While
 * its whole integration is not listed, that may be for a moment.
 */
export function removedEventIfMissed(id: string, remembered: string, isListed: boolean): Gone {
	const [integrationId, name, site, since, missedSince] = textsIn(remembered);
	const texts = [integrationId, name, site, since].map((text) => text ?? null);
	if (missedSince === undefined) return JSON.stringify([...texts, Date.now()]);
	const isLong = Date.now() - Number(missedSince) >= UNLISTED_FOR_MS;
	return isListed || isLong ? removedEvent(id, remembered) : remembered;
}

/** An installation that is no longer listed, from what was remembered of it. */
export function removedEvent(id: string, remembered: string): IntegrationError {
	const [integrationId, name = null, site = id, since = ''] = textsIn(remembered);
	const integration = integrationId === undefined ? undefined : { id: integrationId, name };
	return {
		...common(integration, 'installationRemoved', `${id}:${since}`, undefined),
		integrationName: name,
		severity: 'warning',
		code: null,
		message: `The installation at ${site} is no longer listed`,
		detail: { source: 'n8n', installationId: id, siteName: site },
		raw: { installationId: id },
	};
}

/** An access key that was not used for some days, or never since its creation. */
export function unusedKeyEvent(
	{ key, integration, installation }: WatchedKey,
	id: string,
	days: number,
): IntegrationError {
	const lastUse = isoTime(key['last_active_at']);
	const notUsed = lastUse === undefined ? 'never used in' : 'not used for';
	const since = daysAfter(lastUse ?? key['created_at'], days);
	return {
		...common(integration, 'accessKeyUnused', `${id}:${lastUse ?? 'never'}`, since),
		severity: 'warning',
		code: null,
		message: `The access key was ${notUsed} ${daysText(days)}`,
		detail: {
			accessKeyId: id,
			installationId: textOf(installation?.['cloud_id']) ?? null,
			siteName: (installation && siteName(installation)) ?? null,
			lastActiveAt: lastUse ?? null,
		},
		raw: key,
	};
}

/** A sow mirror that no sow was matched with after some days; `previous` is since when it was matched again, if it was not before. */
export function unmatchedEvent(
	mirror: IDataObject,
	id: string,
	{ days, previous = '' }: { readonly days: number; readonly previous?: string | undefined },
): IntegrationError {
	const occurrence = previous === '' ? id : `${id}:${previous}`;
	return {
		...common(undefined, 'mirrorNotMatched', occurrence, daysAfter(mirror['created_at'], days)),
		severity: 'warning',
		code: null,
		message: `The mirror ${textOf(mirror['vendor_id']) ?? id} has no sow after ${daysText(days)}`,
		detail: { mirrorId: id, ...pick(mirror, ['vendor_id', 'pin_tag', 'state']) },
		raw: mirror,
	};
}

/**
 * A batch that has failures, was not worked through, or is not known: then since when it was as it was before tells it from the
 * next time.
 */
export function batchEvent(
	id: string,
	known: IDataObject | undefined,
	{ trouble, previous }: { readonly trouble: string; readonly previous: string | undefined },
): IntegrationError {
	const batch = known ?? {};
	const failures = failuresOf(batch);
	const risenBy = Number(failures ?? 0) - failuresIn(troubleIn(previous).last);
	const cancelledAt = cancelledAtOf(batch);
	const occurrence = known === undefined ? troubleIn(previous).since : failures;
	return {
		...common(undefined, 'batchFailed', `${id}:${occurrence ?? ''}`, batch['completed_at'] ?? cancelledAt),
		code: cancelledAt === null ? (textOf(batch['state']) ?? null) : 'cancelled',
		message: `Batch ${id}: ${trouble}`,
		occurrences: Math.max(risenBy, 1),
		detail: { batchId: id, ...omit(simplifyBatch(batch), 'cloud_id') },
		raw: batch,
	};
}

/** A request of this trigger that failed: noticed by the node, not reported by Gestal. */
export function unreachableEvent(reached: Reached, failure: Failure): IntegrationError {
	const { code, message, hint } = failure;
	return {
		...noticed(reached, 'unreachable'),
		code,
		message,
		detail: { source: 'n8n', endpoint: reached.key, statusCode: code, hint },
	};
}

/** The end of such a failure. */
export function recoveredEvent(reached: Reached): IntegrationError {
	return {
		...noticed(reached, 'recovered'),
		severity: 'info',
		code: null,
		message: 'The request succeeds again',
		detail: { source: 'n8n', endpoint: reached.key },
	};
}

/** The time is when it was noticed, and belongs to the id: the same may fail, and recover, again. */
function noticed({ key, integrationId, integrationName }: Reached, kind: string) {
	const detectedAt = new Date().toISOString();
	const integration = integrationId === null ? undefined : { id: integrationId, name: integrationName };
	return {
		...common(integration, kind, `${key}:${detectedAt}`, detectedAt),
		raw: { source: 'n8n', event: kind, endpoint: key, detectedAt },
	};
}

/** What is remembered of an integration: since when it is as it is, and hashes of its texts and of its time of change. */
export function rememberedTexts(integration: IDataObject, previous?: string): string {
	const isSame = previous !== undefined && !isChanged(integration, previous);
	const { since, time } = isSame ? partsOf(previous) : { since: shortTime(), time: '' };
	return `${since}${textsHash(integration)}${timeHash(integration) || time}`;
}

/** Whether it is another than what was remembered. Only one generation of the paths gives `updated_at`: that it appears or is missing now is no change. */
export function isChanged(integration: IDataObject, previous: string | undefined): boolean {
	if (previous === undefined) return false;
	const { texts, time } = partsOf(previous);
	const now = timeHash(integration);
	// A version before told the writings of one time apart, and the forms of nothing.
	const isTimeChanged = ![now, hash(textOf(integration['updated_at']) ?? '', TIME_LENGTH)].includes(time);
	const isTextChanged = ![textsHash(integration), hashOf(pick(integration, TEXTS))].includes(texts);
	return isTextChanged || (time !== '' && now !== '' && isTimeChanged);
}

function partsOf(remembered: string): { since: string; texts: string; time: string } {
	const [since, texts, time] = [remembered.slice(0, 6), remembered.slice(6, 11), remembered.slice(11)];
	return { since, texts, time };
}

/** Changes when any of them does. What is nothing may be null, an empty text or missing. */
function textsHash(integration: IDataObject): string {
	return hashOf(Object.fromEntries(TEXTS.map((name) => [name, textOf(integration[name]) ?? null])));
}

function hashOf(texts: IDataObject): string {
	return hash(JSON.stringify(texts), 5);
}

function timeHash({ updated_at: updatedAt }: IDataObject): string {
	const time = isoTime(updatedAt) ?? textOf(updatedAt);
	return time === undefined ? '' : hash(time, TIME_LENGTH);
}

/** The trouble of a batch that is not there. */
export const NOT_KNOWN = 'Gestal does not know it';

/** What is remembered of a batch: its trouble, if it has one, since when, and, while Gestal does not know it, which it had before. */
export function rememberedBatch(now = '', previous?: string): string {
	const { trouble, last } = troubleIn(previous);
	if (previous !== undefined && trouble === now) return previous;
	return [now, shortTime(), ...(now === NOT_KNOWN && last !== '' ? [last] : [])].join('@');
}

/** Whether a batch had this trouble before, if only before Gestal did not know it for a while. A total that is missing is no other one. */
export function isLastTrouble(trouble: string, previous: string | undefined): boolean {
	const { last } = troubleIn(previous);
	return (failuresIn(trouble) || trouble) === (failuresIn(last) || last);
}

function troubleIn(remembered = ''): { trouble: string; since: string | undefined; last: string } {
	// Versions before 0.2 remembered it in the platform's spelling.
	const [trouble = '', since, last = trouble] = remembered.replaceAll('cancelled', 'canceled').split('@');
	return { trouble, since, last };
}

/** The count with which a trouble begins, if it does. */
function failuresIn(trouble: string): number {
	return Number(/^\d+/.exec(trouble)?.[0] ?? 0);
}

/** The texts of what was remembered, in their order. */
function textsIn(remembered: string): Array<string | undefined> {
	const texts: unknown = JSON.parse(remembered);
	return listOf(texts).map((text) => textOf(text));
}

/** When something has lasted so many days: that is the event, not its beginning. */
function daysAfter(time: unknown, days: number): number | undefined {
	const ms = epochMs(time);
	return ms === undefined ? undefined : ms + days * DAY_MS;
}

/** For messages: `1 day`, `2 days`. */
function daysText(days: number): string {
	return days === 1 ? '1 day' : `${days} days`;
}
