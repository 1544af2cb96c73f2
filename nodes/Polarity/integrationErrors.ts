import type { IDataObject } from 'n8n-workflow';
import { get, isEqual, trimEnd } from 'lodash';

import {
	errorsOf,
	hash,
	isoTime,
	shortTime,
	textOf,
	textWithoutSecrets,
	withoutWrittenSecrets,
} from '../../core';
import type { IntegrationError } from '../../core';
import type { Observation } from '../../core/trigger';
import { polarity } from './platform';
import { attributesOf, isRelated, relatedTo } from './reading/documents';
import { integrationIdOf, messageOf, simplifyError, withoutMeta } from './reading/errors';
import type { WatchedError, WatchedIntegration } from './watched';

const common = errorsOf(polarity.name);
const TIME_LENGTH = 5;
/** Stand for what a row did not say; versions before this one remembered a count of 0 so, too. */
const NO_COUNT = '0';
const NO_TIME = hash('', TIME_LENGTH);

/**
 * A row of the list of errors is an aggregate: what makes an occurrence is the row's ID, its count and its last time
 * (provider document, section 6). The ID may be unique within its integration only. Thousands are remembered, so hashes are.
 */
export function occurrence({ integration, record }: WatchedError, includeMeta: boolean): Observation {
	const { code, title, 'error-count': errorCount, 'occurred-on': occurredOn } = attributesOf(record);
	const ownId = textOf(record['id']);
	const link = textOf(get(record, 'links.self'));
	const id = ownId ?? link ?? standIn(record);
	const uniqueId = `${integrationIdOf(record) ?? ''}:${id}`;
	const formerId = ownId === undefined && link !== undefined ? JSON.stringify(record['links']) : id;
	const lastTime = textOf(occurredOn) ?? '';
	const shown: Shown = {
		count: countIn(errorCount),
		time: lastTime === '' ? undefined : hash(instantOf(lastTime), TIME_LENGTH),
		formerTime: hash(lastTime, TIME_LENGTH),
	};
	return {
		key: hash(uniqueId, 8),
		formerKey: hash(formerId, 8),
		value: (previous) => rememberedOf(occurredIn(previous), shown),
		event: (previous) => {
			const before = occurredIn(previous);
			const { isLater, isCounted } = movedSince(before, shown);
			if (previous !== undefined && !isLater && !isCounted) return undefined;
			const { status, occurredAt, affectedUsers } = simplifyError(record);
			return {
				...common(integration, 'lookupError', `${uniqueId}:${shown.count ?? 0}:${lastTime}`, occurredAt),
				errorId: ownId ?? null,
				code: cleaned(code) ?? null,
				message: messageOf(record) ?? 'Polarity returned no message',
				occurrences: occurrencesSince(previous === undefined ? 0 : before.count, shown.count),
				// Only whole rows are known as what an integration wrote: texts of them are cleaned where they are taken out.
				detail: withoutWrittenSecrets({
					id,
					title,
					status,
					changeType: previous === undefined ? 'new' : 'recurred',
					'error-count': shown.count ?? null,
					'occurred-on': occurredOn,
					occurredAt,
					affectedUsers,
				}),
				raw: includeMeta ? record : withoutMeta(record),
			};
		},
	};
}

/** What stands for the ID of a row without one, and without a link: a hash of what stays the same when it occurs again. */
function standIn(record: IDataObject): string {
	const { code, title, detail } = attributesOf(record);
	return hash(JSON.stringify([integrationIdOf(record), code, title, detail]), 16);
}

/** Stands for whether there are errors as long as no list has said it. */
const UNKNOWN = '?';
/** What is shown of a status that no list has said, and what former versions remembered of it: a server may say that itself. */
const NO_STATUS = 'unknown';
/** Stands before a status that was said, from when on "unknown" may be one. */
const WAS_SAID = '=';

/** What lists have said of an integration. */
interface State {
	/** Whether it has errors: `1`, `0` or UNKNOWN. */
	readonly errors: string;
	/** Empty as long as no list has said it. */
	readonly status: string;
}

/** The status of an integration, and whether it has errors. */
export function statusObservation({ record, ...integration }: WatchedIntegration): Observation {
	const { id, name } = integration;
	const given = textOf(attributesOf(record)['status']);
	const status = given ?? NO_STATUS;
	const hasErrors = relatedTo(record, 'integration-errors').length > 0;
	const isKnown = isRelated(record, 'integration-errors');
	// A list that says nothing of errors, or of the status, changes nothing about it.
	const stateAfter = (before: State = { errors: UNKNOWN, status: '' }): State => ({
		errors: isKnown ? String(Number(hasErrors)) : before.errors,
		status: given ?? before.status,
	});
	return {
		key: id,
		value: (previous) => {
			const before = stateIn(previous);
			const state = stateAfter(before);
			return previous !== undefined && isEqual(before, state) ? previous : remembered(state);
		},
		event: (previous) => {
			const before = stateIn(previous);
			if (before !== undefined && !isNews(before, stateAfter(before))) return undefined;
			// Polarity gives no time of a change. That of the state before distinguishes it from the next such change, and is
			// the same when this one is seen again from there.
			const change = [id, hasErrors ? 1 : 0, status, previous?.split(' ', 1)[0] ?? 'new'].join(':');
			return {
				...common(integration, 'statusChanged', change, undefined),
				severity: severityOf(status, hasErrors),
				code: status,
				message: `${name ?? id} is ${status}${isKnown ? `, ${hasErrors ? 'with' : 'without'} errors` : ''}`,
				detail: {
					status,
					hasErrors: isKnown ? hasErrors : null,
					previousStatus: before === undefined ? null : before.status || NO_STATUS,
					hadErrors: before === undefined || before.errors === UNKNOWN ? null : before.errors === '1',
				},
				raw: record,
			};
		},
	};
}

/** Whether something changed that was known before. */
function isNews(before: State, after: State): boolean {
	const haveErrorsChanged = before.errors !== UNKNOWN && before.errors !== after.errors;
	return haveErrorsChanged || (before.status !== '' && before.status !== after.status);
}

/** What is remembered of a state: since when it is known, and the state. */
function remembered({ errors, status }: State): string {
	return `${shortTime()} ${errors}${status && WAS_SAID + status}`;
}

/** The state that is remembered, by this version or a former one. */
function stateIn(previous: string | undefined): State | undefined {
	if (previous === undefined) return undefined;
	const [errors = UNKNOWN, ...rest] = previous.slice(previous.indexOf(' ') + 1);
	const status = rest.join('');
	if (status.startsWith(WAS_SAID)) return { errors, status: status.slice(WAS_SAID.length) };
	return { errors, status: status === NO_STATUS ? '' : status };
}

/** A text that an integration wrote, without secrets. */
function cleaned(written: unknown): string | undefined {
	const text = textOf(written);
	return text === undefined ? undefined : textWithoutSecrets(text);
}

/** How often a row occurred, and the hash of when last; undefined where it does not say. */
interface Occurred {
	readonly count: number | undefined;
	readonly time: string | undefined;
}

/** The same of a row that is shown, with the hash that versions before this one remembered: that of how the time is written. */
interface Shown extends Occurred {
	readonly formerTime: string;
}

/** A time whatever its writing; its fraction may be finer than a millisecond. */
function instantOf(time: string): string {
	const iso = isoTime(time);
	const finer = /(?:[.,]\d{3}|^\d{13})(\d+)/.exec(time)?.[1] ?? '';
	return iso === undefined ? time : iso + trimEnd(finer, '0');
}

function occurredIn(previous = `${NO_COUNT} ${NO_TIME}`): Occurred {
	const [count, time] = previous.split(' ');
	return {
		count: count === NO_COUNT ? undefined : Number(count),
		time: time === NO_TIME ? undefined : time,
	};
}

/** What of a row moved. What it lacks for a while, or says for the first time, did not; and a count that was reset to 0 is no occurrence. */
function movedSince(before: Occurred, { count, time, formerTime }: Shown) {
	const isMoved = before.time !== time && before.time !== formerTime;
	const isLater = before.time !== undefined && time !== undefined && isMoved;
	const wasCounted = before.count !== undefined && count !== undefined && before.count !== count;
	return { isLater, isCounted: wasCounted && count > 0 };
}

/**
 * What is remembered of a row. What it lacks for a while stays, unless the other half moved: this one has moved, too, and is no
 * occurrence of its own when it shows.
 */
function rememberedOf(before: Occurred, shown: Shown): string {
	const { isLater, isCounted } = movedSince(before, shown);
	const count = shown.count ?? (isLater ? undefined : before.count);
	const time = shown.time ?? (isCounted ? undefined : before.time);
	return `${count === 0 ? '+0' : (count ?? NO_COUNT)} ${time ?? NO_TIME}`;
}

function countIn(given: unknown): number | undefined {
	const count = Number(textOf(given) ?? NaN);
	return Number.isNaN(count) ? undefined : count;
}

/** The rise of the count; the whole count of a row that is new or was reset; 1 where it is not known, or only the time moved. */
function occurrencesSince(before: number | undefined, count: number | undefined): number {
	if (before === undefined || count === undefined || count === before) return 1;
	return count > before ? count - before : Math.max(1, count);
}

function severityOf(status: string, hasErrors: boolean): IntegrationError['severity'] {
	if (hasErrors || /^error$/i.test(status)) return 'error';
	return /^running$/i.test(status) ? 'info' : 'warning';
}
