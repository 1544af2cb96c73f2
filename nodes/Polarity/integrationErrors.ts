import type { IDataObject } from 'n8n-workflow';
import { isEqual, isNil } from 'lodash';

import { errorsOf, hash, shortTime, textOf, textWithoutSecrets, withoutWrittenSecrets } from '../../core';
import type { IntegrationError } from '../../core';
import type { Observation } from '../../core/trigger';
import { polarity } from './platform';
import { attributesOf, isRelated, relatedTo } from './reading/documents';
import { integrationIdOf, messageOf, simplifyError, withoutMeta } from './reading/errors';
import type { WatchedError, WatchedIntegration } from './watched';

const common = errorsOf(polarity.name);
/** Stands for the time of a row that never said one. */
const NO_TIME = hash('', 5);

/**
 * A row of the list of errors is an aggregate: what makes an occurrence is the row's ID, its count and its last time
 * (provider document, section 6). The ID may be unique within its integration only. Thousands are remembered, so hashes are.
 */
export function occurrence({ integration, record }: WatchedError, includeMeta: boolean): Observation {
	const { code, title, 'error-count': errorCount, 'occurred-on': occurredOn } = attributesOf(record);
	const ownId = textOf(record['id']);
	const id = ownId ?? standIn(record);
	const uniqueId = ownId === undefined ? id : `${integrationIdOf(record) ?? ''}:${ownId}`;
	const lastTime = textOf(occurredOn) ?? '';
	// A row that lacks its count or its time for a while did not occur again.
	const after = ({ count, time }: Occurred) => ({
		count: Number(errorCount) || count,
		time: lastTime === '' ? time : hash(lastTime, 5),
	});
	return {
		key: hash(uniqueId, 8),
		formerKey: hash(id, 8),
		value: (previous) => {
			const { count, time } = after(occurredIn(previous));
			return `${count} ${time}`;
		},
		event: (previous) => {
			const before = occurredIn(previous);
			const { count, time } = after(before);
			const isLater = before.time !== NO_TIME && before.time !== time;
			if (previous !== undefined && !isLater && (before.count === 0 || before.count === count))
				return undefined;
			const { status, occurredAt, affectedUsers } = simplifyError(record);
			return {
				...common(integration, 'lookupError', `${uniqueId}:${count}:${lastTime}`, occurredAt),
				errorId: ownId ?? null,
				code: cleaned(code) ?? null,
				message: messageOf(record) ?? 'Polarity returned no message',
				occurrences: occurrencesSince(before.count, count),
				// Only whole rows are known as what an integration wrote: texts of them are cleaned where they are taken out.
				detail: withoutWrittenSecrets({
					id,
					title,
					status,
					changeType: previous === undefined ? 'new' : 'recurred',
					'error-count': count,
					'occurred-on': occurredOn,
					occurredAt,
					affectedUsers,
				}),
				raw: includeMeta ? record : withoutMeta(record),
			};
		},
	};
}

/** What stands for the ID of a row without one: its links, or a hash of what stays the same when it occurs again. */
function standIn(record: IDataObject): string {
	if (!isNil(record['links'])) return JSON.stringify(record['links']);
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

/** How often a row had occurred, and when last; 0 and NO_TIME where it never said. */
interface Occurred {
	readonly count: number;
	readonly time: string;
}

function occurredIn(previous = `0 ${NO_TIME}`): Occurred {
	const [count, time = NO_TIME] = previous.split(' ');
	return { count: Number(count), time };
}

/** The rise of the count; the whole count of a row that is new or was reset; 1 where only the time moved. */
function occurrencesSince(before: number, count: number): number {
	if (count > before) return count - before;
	return count < before ? count : 1;
}

function severityOf(status: string, hasErrors: boolean): IntegrationError['severity'] {
	if (hasErrors || /^error$/i.test(status)) return 'error';
	return /^running$/i.test(status) ? 'info' : 'warning';
}
