import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../core/request/ApiClient';
import { errorFeed } from '../../core/trigger/ErrorFeed';
import type { IntegrationError, Observation } from '../../core/trigger/ErrorFeed';
import { flag } from '../../core/field/fields';
import { errorsOf } from '../../core/shapes/integrationError';
import { textOf } from '../../core/data/json';
import { attributesOf, relatedTo } from './reading/documents';
import { allErrors, integrationIdOf, occurredAtOf, simplifyError, withoutMeta } from './reading/errors';
import { allIntegrations, WITH_ERRORS } from './reading/lists';
import { anyIntegration } from './locators';
import { polarity as platform } from './platform';

const REMEMBER_GONE_MS = 30 * 24 * 3_600_000;
const common = errorsOf(platform);

/**
 * GET /api/integrations/errors: aggregates, so the key of an occurrence is the row's id, its count and its last time
 * (provider document, section 6). Rows of other integrations are remembered too, but are no events.
 */
export const newErrorOccurrence = errorFeed({
	name: 'New Error Occurrence',
	description: 'An integration has a new error, or one that it had occurred again',
	fields: {
		integrationId: anyIntegration,
		includeMeta: flag({
			displayName: 'Include Meta',
			default: false,
			description: 'Whether the raw record has what the integration wrote about the error',
		}),
	},
	rememberGoneMs: REMEMBER_GONE_MS,
	presentation: ['includeMeta'],
	observe: async function* (polarity, { integrationId, includeMeta }) {
		const rows = await allErrors(polarity);
		const names = await namesOf(polarity, rows);
		const oldestFirst = rows.sort((one, other) => (timeOf(one) < timeOf(other) ? -1 : 1));
		for (const row of oldestFirst) {
			const isWanted = integrationId === undefined || integrationIdOf(row) === integrationId;
			yield occurrence(row, names, { isWanted, includeMeta });
		}
	},
});

/** GET /api/integrations, all pages: their status, and whether they have errors. */
export const integrationStatusChanged = errorFeed({
	name: 'Integration Status Changed',
	description: 'An integration has another status, has errors now, or has none any more',
	fields: { integrationId: anyIntegration },
	rememberGoneMs: REMEMBER_GONE_MS,
	observe: async function* (polarity, { integrationId }) {
		for await (const row of allIntegrations(polarity)) {
			yield statusOf(row, integrationId === undefined || textOf(row['id']) === integrationId);
		}
	},
});

export const feeds = [newErrorOccurrence, integrationStatusChanged];

function occurrence(
	row: IDataObject,
	names: ReadonlyMap<string, string>,
	{ isWanted, includeMeta }: { readonly isWanted: boolean; readonly includeMeta: boolean },
): Observation {
	const id = textOf(row['id']) ?? JSON.stringify(row['links'] ?? row);
	const attributes = attributesOf(row);
	const count = Number(attributes['error-count']) || 0;
	const occurredOn = textOf(attributes['occurred-on']) ?? '';
	return {
		key: print(id, 8),
		value: `${count} ${print(occurredOn, 5)}`,
		event: (previous) => {
			if (!isWanted) return undefined;
			const integrationId = integrationIdOf(row);
			const integration =
				integrationId === undefined
					? undefined
					: { id: integrationId, name: names.get(integrationId) ?? null };
			const occurrences = occurrencesSince(previous, count);
			const { status, affectedUsers } = simplifyError(row);
			return {
				...common(integration, 'lookupError', `${id}:${count}:${occurredOn}`, occurredAtOf(row)),
				code: textOf(attributes['code']) ?? null,
				message: textOf(attributes['detail']) ?? textOf(attributes['title']) ?? 'Polarity gives no message',
				detail: {
					id,
					title: attributes['title'],
					status,
					changeType: previous === undefined ? 'new' : 'recurred',
					'error-count': count,
					'occurred-on': attributes['occurred-on'],
					occurredAt: occurredAtOf(row),
					affectedUsers,
				},
				occurrences,
				raw: includeMeta ? row : withoutMeta(row),
			};
		},
	};
}

/** Stands for a text in n8n's static data, where thousands are kept: 6 bits a character. */
function print(text: string, length: number): string {
	return createHash('sha1').update(text).digest('base64').slice(0, length);
}

/** The rise of the count; the whole count of a row that is new or was reset; 1 where only the time moved. */
function occurrencesSince(previous: string | undefined, count: number): number {
	const before = previous === undefined ? 0 : Number(previous.split(' ', 1)[0]);
	if (count > before) return count - before;
	return count < before ? count : 1;
}

/** The names of the integrations that have errors: an error row tells the id only. */
async function namesOf(
	polarity: ApiClient,
	rows: readonly IDataObject[],
): Promise<ReadonlyMap<string, string>> {
	const names = new Map<string, string>();
	if (rows.length === 0) return names;
	for await (const integration of allIntegrations(polarity, WITH_ERRORS)) {
		const id = textOf(integration['id']);
		const name = textOf(attributesOf(integration)['name']);
		if (id !== undefined && name !== undefined) names.set(id, name);
	}
	return names;
}

function timeOf(row: IDataObject): string {
	return occurredAtOf(row) ?? '';
}

function statusOf(row: IDataObject, isWanted: boolean): Observation {
	const id = textOf(row['id']) ?? '';
	const name = textOf(attributesOf(row)['name']) ?? null;
	const status = textOf(attributesOf(row)['status']) ?? 'unknown';
	const hasErrors = relatedTo(row, 'integration-errors').length > 0;
	return {
		key: id,
		value: `${hasErrors ? 1 : 0} ${status}`,
		event: (previous): IntegrationError | undefined => {
			if (!isWanted) return undefined;
			const occurredAt = new Date().toISOString();
			const previousStatus = previous?.slice(2) ?? null;
			const hadErrors = previous === undefined ? null : previous.startsWith('1');
			return {
				...common(
					{ id, name },
					'statusChanged',
					`${id}:${hasErrors ? 1 : 0}:${status}:${occurredAt}`,
					occurredAt,
				),
				severity: hasErrors || status === 'error' ? 'error' : 'warning',
				code: status,
				message: `${name ?? id} is ${status}, ${hasErrors ? 'with' : 'without'} errors`,
				detail: { status, hasErrors, previousStatus, hadErrors },
				raw: row,
			};
		},
	};
}
