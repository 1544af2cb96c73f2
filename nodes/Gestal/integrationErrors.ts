import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import type { IntegrationError, Reached } from '../../core/trigger/ErrorFeed';
import { errorsOf } from '../../core/shapes/integrationError';
import { textOf } from '../../core/data/json';
import { epochMs } from '../../core/data/times';
import { gestal as platform } from './platform';
import { simplifyBatch } from './resources/batch';
import type { Watched } from './watched';

const DAY_MS = 24 * 3_600_000;
const common = errorsOf(platform);

/** A batch that has failures, or was not worked through; `previous` is its trouble at the last poll. */
export function batchEvent(
	id: string,
	batch: IDataObject,
	{ trouble, previous }: { readonly trouble: string; readonly previous: string | undefined },
): IntegrationError {
	const risen = Number(textOf(batch['failures']) ?? 0) - failuresIn(previous);
	return {
		...recordEvent(
			'batchFailed',
			undefined,
			`${id}:${textOf(batch['failures']) ?? ''}`,
			batch['completed_at'],
		),
		severity: 'error',
		code: textOf(batch['state']) ?? null,
		message: `Batch ${id}: ${trouble}`,
		detail: simplifyBatch(batch),
		occurrences: Math.max(risen, 1),
		raw: batch,
	};
}

/** The count with which a trouble begins, if it does. */
function failuresIn(trouble = ''): number {
	return Number(/^\d+/.exec(trouble)?.[0] ?? 0);
}

/** Told from what was remembered of it: integration, its name, site and tenant, and a time of the installation's own. */
export function removedEvent(id: string, remembered: string): IntegrationError {
	const parts: unknown = JSON.parse(remembered);
	const [integrationId, name, where, stamp] = Array.isArray(parts) ? parts.map((part) => textOf(part)) : [];
	return {
		...recordEvent('installationRemoved', undefined, `${id}:${stamp ?? ''}`, undefined),
		integrationId: integrationId ?? null,
		integrationName: name ?? null,
		message: `The installation at ${where || id} is no longer listed`,
		detail: { source: 'n8n', installationId: id },
		raw: { installationId: id },
	};
}

/** Made by this node, not by Gestal: the time is when it was noticed, and belongs to the id. */
export function reachEvent({ key, integrationId, integrationName }: Reached, kind: string): IntegrationError {
	const detectedAt = new Date().toISOString();
	return {
		...recordEvent(kind, undefined, `${key}:${detectedAt}`, detectedAt),
		integrationId,
		integrationName,
		raw: { source: 'n8n', event: kind, endpoint: key, detectedAt },
	};
}

/** What all events of a record have in common; `time` is the record's own where it tells one. */
export function recordEvent(
	kind: string,
	integration: Watched | undefined,
	id: string,
	time: unknown,
): IntegrationError {
	return {
		...common(integration, kind, `${kind}:${id}`, time),
		severity: 'warning',
		code: null,
		message: '',
		detail: null,
		raw: {},
	};
}

/** The current site tells when an installation was updated, the paths of 2018 only when it was made. */
export function stampOf(installation: IDataObject): string {
	return textOf(installation['updated_at']) ?? textOf(installation['created_at']) ?? '';
}

/** Changes when anything does that a user can change. */
export function print(integration: IDataObject): string {
	const text = JSON.stringify(pick(integration, ['name', 'url', 'description']));
	return createHash('sha1').update(text).digest('base64').slice(0, 12);
}

/** Whether a time lies more than so many days back; a time that is not told does not. */
export function isOlder(time: string | undefined, days: number): boolean {
	const ms = epochMs(time);
	return ms !== undefined && Date.now() - ms > days * DAY_MS;
}

/** For messages: `1 day`, `2 days`. */
export function daysText(days: number): string {
	return days === 1 ? '1 day' : `${days} days`;
}
