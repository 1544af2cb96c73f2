import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import { errorsOf, hash, isoTime, listOf, textOf } from '../../core';
import type { IntegrationError } from '../../core';
import type { Reached } from '../../core/trigger';
import { gestal } from './platform';
import { simplifyBatch } from './reading/batches';
import { siteName } from './reading/lists';
import type { Watched, WatchedKey } from './watched';

/** Gestal has no error of its own: whatever is emitted is a sign, seen in its lists or in a failed request. */
const common = errorsOf(gestal.name);

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

/** An integration that was changed. */
export function changedEvent(integration: Watched): IntegrationError {
	const { id, name, record } = integration;
	const updatedAt = textOf(record['updated_at']);
	return {
		...common(integration, 'integrationChanged', `${id}:${updatedAt ?? textsHash(record)}`, updatedAt),
		severity: 'info',
		code: null,
		message: `The integration ${name ?? id} was changed`,
		detail: pick(record, ['name', 'url', 'description']),
		raw: record,
	};
}

/** An installation that was activated. */
export function activatedEvent(integration: Watched, id: string, record: IDataObject): IntegrationError {
	const stamp = stampOf(record);
	return {
		...common(integration, 'newInstallation', `${id}:${stamp}`, stamp),
		severity: 'info',
		code: null,
		message: `New installation at ${siteName(record) ?? id}`,
		detail: { installationId: id, ...pick(record, ['tenant', 'site']) },
		raw: record,
	};
}

/** What is remembered of an installation: integration, its name, site and tenant, and a time of the installation's own. */
export function rememberedInstallation({ id, name }: Watched, record: IDataObject): string {
	return JSON.stringify([id, name, siteName(record) ?? '', stampOf(record)]);
}

/** An installation that is no longer listed, from what was remembered of it. */
export function removedEvent(id: string, remembered: string): IntegrationError {
	const texts: unknown = JSON.parse(remembered);
	const [integrationId, name = null, site = id, stamp = ''] = listOf(texts).map((text) => textOf(text));
	const integration = integrationId === undefined ? undefined : { id: integrationId, name };
	return {
		...common(integration, 'installationRemoved', `${id}:${stamp}`, undefined),
		severity: 'warning',
		code: null,
		message: `The installation at ${site} is no longer listed`,
		detail: { source: 'n8n', installationId: id },
		raw: { installationId: id },
	};
}

/** An access key that was not used for some days, or never since its creation. */
export function unusedKeyEvent(
	{ key, integration, installationId }: WatchedKey,
	id: string,
	days: number,
): IntegrationError {
	const lastUse = isoTime(key['last_active_at']);
	const notUsed = lastUse === undefined ? 'never used in' : 'not used for';
	return {
		...common(integration, 'accessKeyUnused', `${id}:${lastUse ?? 'never'}`, lastUse ?? key['created_at']),
		severity: 'warning',
		code: null,
		message: `The access key was ${notUsed} ${daysText(days)}`,
		detail: { accessKeyId: id, installationId: installationId ?? null, lastActiveAt: lastUse ?? null },
		raw: key,
	};
}

/** A sow mirror that no sow was matched with after some days. */
export function unmatchedEvent(mirror: IDataObject, id: string, days: number): IntegrationError {
	return {
		...common(undefined, 'mirrorNotMatched', id, mirror['created_at']),
		severity: 'warning',
		code: null,
		message: `The mirror ${textOf(mirror['vendor_id']) ?? id} has no sow after ${daysText(days)}`,
		detail: pick(mirror, ['cloud_id', 'vendor_id', 'pin_tag', 'state']),
		raw: mirror,
	};
}

/** A batch that has failures, or was not worked through; `previous` is its trouble at the last poll. */
export function batchEvent(
	id: string,
	batch: IDataObject,
	{ trouble, previous }: { readonly trouble: string; readonly previous: string | undefined },
): IntegrationError {
	const failures = textOf(batch['failures']);
	const risenBy = Number(failures ?? 0) - failuresIn(previous);
	return {
		...common(undefined, 'batchFailed', `${id}:${failures ?? ''}`, batch['completed_at']),
		code: textOf(batch['state']) ?? null,
		message: `Batch ${id}: ${trouble}`,
		occurrences: Math.max(risenBy, 1),
		detail: simplifyBatch({ cloud_id: id, ...batch }),
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

/** Changes when anything does that a user can change of an integration. */
export function textsHash(integration: IDataObject): string {
	return hash(JSON.stringify(pick(integration, ['name', 'url', 'description'])), 12);
}

/** The count with which a trouble begins, if it does. */
function failuresIn(trouble = ''): number {
	return Number(/^\d+/.exec(trouble)?.[0] ?? 0);
}

/** The current site shows when an installation was updated, the paths of 2018 only when it was made. */
function stampOf(installation: IDataObject): string {
	return textOf(installation['updated_at']) ?? textOf(installation['created_at']) ?? '';
}

/** For messages: `1 day`, `2 days`. */
function daysText(days: number): string {
	return days === 1 ? '1 day' : `${days} days`;
}
