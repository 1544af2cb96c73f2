import type { IDataObject } from 'n8n-workflow';
import { get, groupBy, isEqual, mapValues, maxBy, omit, orderBy, pick, sumBy, uniq } from 'lodash';

import { hash } from '../data/hash';
import type { IntegrationError } from '../shapes/IntegrationError';

/** What the events have in common that one item stands for: all of a poll are of one platform. */
const GROUPED_BY = { fingerprint: 'fingerprint', integration: 'integrationId', digest: 'platform' } as const;

/** What one item of a poll stands for. */
export type Emit = 'each' | keyof typeof GROUPED_BY;

/** Errors of a group that its item shows as they are: the newest. */
const SAMPLES = 3;
/** What a group has where all of its errors have it; null where one has another. */
const SHARED = ['integrationName', 'code', 'url', 'kind', 'integrationId', 'errorId', 'fingerprint'] as const;
const SEVERITIES: ReadonlyArray<IntegrationError['severity']> = ['info', 'warning', 'error', 'fatal'];

/** The errors of a poll, or one for each group of them, in the order in which they came. */
export function grouped(errors: readonly IntegrationError[], emit: Emit): readonly IntegrationError[] {
	if (emit === 'each') return errors;
	return Object.values(groupBy(errors, GROUPED_BY[emit])).flatMap(errorOfGroup);
}

/** One error in place of all of a group: its newest, with what differs among them null, or as a list in `detail`. */
function errorOfGroup(errors: readonly IntegrationError[]): IntegrationError[] {
	const newestFirst = orderBy(errors, 'occurredAt', 'desc');
	const [newest] = newestFirst;
	if (newest === undefined) return [];
	const samples = newestFirst.slice(0, SAMPLES);
	const eventIds = errors.map(({ eventId }) => eventId);
	const messages = counts(newestFirst, 'fingerprint', 'message');
	const alike = mapValues(pick(newest, SHARED), (value, key) =>
		errors.every((error) => get(error, key) === value) ? value : null,
	);
	const several = `${errors.length} events with ${messages.length} different messages. The newest: `;
	const group: IntegrationError = {
		...newest,
		...alike,
		severity: maxBy(errors, ({ severity }) => SEVERITIES.indexOf(severity))?.severity ?? newest.severity,
		message: messages.length > 1 ? several + newest.message : newest.message,
		occurrences: sumBy(errors, 'occurrences'),
		kind: alike.kind ?? 'digest',
		eventId: `${newest.platform}:group:${hash(JSON.stringify([...eventIds].sort()), 16)}`,
		detail: {
			count: errors.length,
			firstAt: newestFirst.at(-1)?.occurredAt ?? null,
			lastAt: newest.occurredAt,
			...detailOf(errors),
			messages,
			integrations: counts(newestFirst, 'integrationId', 'integrationName'),
			samples: samples.map((error) => omit(error, 'raw')),
			eventIds,
		},
		raw: { samples: samples.map(({ raw }) => raw) },
	};
	return [group];
}

/**
 * What all errors have in their details. Of IDs and keys that differ the list of them, under the name that the platform's
 * operations take for several: `errorIds`, `retryDataKeys`.
 */
function detailOf(errors: readonly IntegrationError[]): IDataObject {
	const details = errors.map(({ errorId, detail }): IDataObject => ({ errorId, ...detail }));
	const names = uniq(details.flatMap((detail) => Object.keys(detail)));
	const shown: IDataObject = {};
	for (const name of names) {
		const values = details.map((detail) => detail[name] ?? null);
		const given = uniq(values.filter((value) => typeof value === 'string' && value !== ''));
		if (values.every((value) => isEqual(value, values[0]))) shown[name] = values[0];
		else if (/(Id|Key)$/.test(name)) shown[`${name}s`] = given;
	}
	return shown;
}

/** How many errors have the same value, the most frequent first, with a name for it: that of the first. */
function counts(
	errors: readonly IntegrationError[],
	by: 'fingerprint' | 'integrationId',
	name: 'message' | 'integrationName',
): IDataObject[] {
	const groups = Object.values(groupBy(errors, by));
	const counted = groups.map((group) => ({ ...pick(group[0], by, name), count: group.length }));
	return orderBy(counted, 'count', 'desc');
}
