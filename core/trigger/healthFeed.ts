import { compact, pick } from 'lodash';
import { Duration } from 'luxon';

import { hash } from '../data/hash';
import type { FieldSet, Values } from '../field/Field';
import { choices, integer } from '../field/fields';
import type { ApiClient } from '../request/ApiClient';
import { asNodeError } from '../request/failures';
import { HEALTH_STATUSES, type HealthStatus, type IntegrationHealth } from '../shapes/health';
import { errorsOf, type IntegrationError } from '../shapes/IntegrationError';
import type { AnyFeed, Face, SourceName } from './Feed';
import type { Observation } from './snapshot';
import { snapshotFeed } from './snapshotFeed';

const DESCRIPTION = 'An integration fails, works again, or changes to another status';
const MINUTE_MS = 60_000;
/** An integration may be missing from one list; when it comes back, it is compared with how it was. */
const REMEMBERED_MS = 7 * 24 * 3_600_000;

/** A source of the health of one integration or more. */
export interface HealthSource extends SourceName {
	read(): Promise<readonly IntegrationHealth[]>;
}

/** Which changes are events. */
interface Chosen {
	readonly statuses: readonly HealthStatus[];
	/** How many polls in a row must find a status. */
	readonly polls: number;
	/** The platform's own ID, where users choose the other one, and may choose it again for another integration. */
	readonly identityOf?: ((health: IntegrationHealth) => string | undefined) | undefined;
}

/** Its fields say which integrations are watched. */
interface HealthFeed<Fields extends FieldSet>
	extends Pick<Chosen, 'identityOf'>,
		Pick<Face<Fields>, 'fields' | 'credentialType'> {
	/** A sentence on the requests of a poll, where they grow with the number of integrations. */
	readonly cost?: string;
	/** The statuses between which a change is an event unless the user says otherwise. */
	readonly statuses: readonly HealthStatus[];
	/** Those that the platform can have, where it does not have all. */
	readonly possible?: readonly HealthStatus[];
	readonly sources: (api: ApiClient, values: Values<Fields>) => AsyncIterable<HealthSource>;
	/** The newest error of an integration that went to ERROR, where a health that is read for many does not have it. */
	readonly newestError?: (api: ApiClient, integrationId: string) => Promise<IntegrationHealth['lastError']>;
}

/** How an integration was at the last poll: its status, since when, and another one that it had lately, how many polls long. */
interface KeptHealth {
	readonly status: HealthStatus;
	/** Milliseconds since 1970, whole seconds. */
	readonly sinceMs: number;
	/** Whether open errors of it were seen: it does not work again because nobody may see them. */
	readonly hasErrors?: boolean;
	readonly next?: { readonly status: HealthStatus; readonly polls: number } | undefined;
	/** What was passed over last: it is known already when it is chosen. */
	readonly passed?: HealthStatus | undefined;
}

/** Of one that was not found so in enough polls yet. */
const NEVER_SEEN: KeptHealth = { status: 'UNKNOWN', sinceMs: 0 };
const MARK_LENGTH = 6;
const KEPT = /^([AESIPUe])([\da-z]+)(?:\.([AESIPU])(\d+))?(?:-([SIPU]))?$/;

/** Short, since it is kept of every integration: the statuses by their first letters, small for one with errors, the time in seconds. */
function textFor({ status, sinceMs, hasErrors = false, next, passed }: KeptHealth): string {
	const since = Math.floor(sinceMs / 1000).toString(36);
	const begun = next ? `.${next.status.slice(0, 1)}${next.polls}` : '';
	return (hasErrors ? 'e' : status.slice(0, 1)) + since + begun + (passed ? `-${passed.slice(0, 1)}` : '');
}

function keptIn(text: string | undefined): KeptHealth | undefined {
	const [, letter, since = '', nextLetter, polls, passedLetter] = KEPT.exec(text ?? '') ?? [];
	const hasErrors = letter === 'e';
	const [status, next, passed] = [hasErrors ? 'E' : letter, nextLetter, passedLetter].map((one) =>
		HEALTH_STATUSES.find((name) => name[0] === one),
	);
	if (status === undefined) return undefined;
	const sinceMs = Number.parseInt(since, 36) * 1000;
	return { status, sinceMs, hasErrors, passed, next: next && { status: next, polls: Number(polls) } };
}

/**
 * Declares the event of integrations whose health changes: ACTIVE to ERROR, with the newest error, and back, with how long it
 * lasted. Of the other statuses those that are not chosen are passed over, as if the integration still had the one before.
 */
export function healthFeed<Fields extends FieldSet>(definition: HealthFeed<Fields>): AnyFeed {
	const optionsOf = (statuses: readonly HealthStatus[]) =>
		statuses.map((status) => ({ name: status, value: status }));
	const statuses = choices({
		displayName: 'Statuses',
		options: optionsOf(HEALTH_STATUSES),
		default: definition.statuses,
		description: 'The statuses that trigger the workflow when an integration changes to them',
	});
	const options = optionsOf(definition.possible ?? HEALTH_STATUSES);
	const chosenFields = {
		// A workflow may have stored one that is not offered: it is taken, and does nothing.
		statuses: { ...statuses, property: { ...statuses.property, options } },
		polls: integer({
			displayName: 'Polls Before a Change Counts',
			default: 1,
			min: 1,
			max: 1000,
			description: 'How many polls in a row must find the new status. More than one ignores short changes.',
		}),
	};
	const { newestError, sources, fields, cost, identityOf } = definition;
	const feed = (chosen: Chosen) =>
		snapshotFeed({
			...pick(definition, ['fields', 'credentialType']),
			name: 'Health Changed',
			description: cost === undefined ? DESCRIPTION : `${DESCRIPTION}. ${cost}`,
			showsLastOnly: true,
			rememberGoneMs: REMEMBERED_MS,
			sources: async function* (api, values) {
				for await (const { read, ...source } of sources(api, values)) {
					const observe = async function* () {
						for (const health of await read()) yield observationOf(health, { ...chosen, identityOf });
					};
					yield { ...source, observe };
				}
			},
			...(newestError && {
				complete: async (api, errors) => await withNewestErrors(api, errors, newestError),
			}),
		});
	return {
		...feed({ statuses: definition.statuses, polls: 1 }),
		fields: { ...fields, ...chosenFields },
		open: (read) => feed(read(chosenFields)).open(read),
	};
}

function observationOf(health: IntegrationHealth, chosen: Chosen): Observation {
	const nowMs = Date.now();
	const identity = chosen.identityOf?.(health);
	const mark = identity && hash(identity, MARK_LENGTH);
	// Not what is of another integration that had the ID before; a poll that does not show the identity says nothing of that.
	const keptOf = ([text, was = mark]: string[]) =>
		mark === undefined || was === mark ? keptIn(text) : undefined;
	const isChosen = (status: HealthStatus) => chosen.statuses.includes(status);
	// One that fails, works and fails again fails twice, whatever is chosen.
	const counts = (status: HealthStatus) => isChosen(status) || status === 'ACTIVE' || status === 'ERROR';
	const after = (before = NEVER_SEEN, isKnown = false): KeptHealth => {
		const { status, openErrors } = health;
		const found = { status, sinceMs: nowMs, hasErrors: hasSeenErrors(health, before) };
		if (isKnown || (before === NEVER_SEEN && !counts(status))) return found;
		const isUnseen = status === 'ACTIVE' && before.hasErrors === true && openErrors === null;
		if (isUnseen) return before;
		if (!counts(status)) return { ...before, passed: status };
		if (status === before.status && before.sinceMs > 0) return { ...found, sinceMs: before.sinceMs };
		if (status === before.passed) return found;
		const polls = before.next?.status === status ? before.next.polls + 1 : 1;
		return polls < chosen.polls ? { ...before, next: { status, polls } } : found;
	};
	return {
		key: health.integrationId,
		value(previous = '', _hadGone, isKnown) {
			const parts = previous.split('@');
			return compact([textFor(after(keptOf(parts), isKnown)), mark ?? parts[1]]).join('@');
		},
		event(previous = '') {
			const kept = keptOf(previous.split('@'));
			const before = kept?.sinceMs === 0 ? undefined : kept;
			const { status, sinceMs } = after(kept);
			if (sinceMs === 0 || status === before?.status || !isChosen(status)) return undefined;
			if (status === before?.passed) return undefined;
			// From what was passed over, or not known, only a failure is news.
			const isNews = status === 'ERROR' || (before !== undefined && counts(before.status));
			return isNews ? changeOf(health, before, nowMs, identity) : undefined;
		},
		example: () => (isChosen(health.status) ? changeOf(health, undefined, nowMs) : undefined),
	};
}

/** Whether it fails with open errors: that it has some lasts while nobody may see them. */
function hasSeenErrors({ status, openErrors }: IntegrationHealth, before: KeptHealth): boolean {
	return status === 'ERROR' && (openErrors === null ? before.hasErrors === true : openErrors > 0);
}

function changeOf(
	health: IntegrationHealth,
	before: KeptHealth | undefined,
	nowMs: number,
	identity = '',
): IntegrationError {
	const { platform, integrationId, integrationName: name, status, lastError } = health;
	const change = `${before?.status ?? identity}:${before?.sinceMs ?? ''}:${status}`;
	const lastedMs = before && nowMs - before.sinceMs;
	return {
		...errorsOf(platform)({ id: integrationId, name }, 'healthChanged', `${integrationId}:${change}`, nowMs),
		severity: SEVERITIES[status] ?? 'info',
		message: messageOf(health, before, lastedMs),
		code: status,
		url: health.url ?? null,
		detail: {
			from: before?.status ?? null,
			to: status,
			since: before === undefined ? null : new Date(before.sinceMs).toISOString(),
			lastedMinutes: lastedMs === undefined ? null : Math.round(lastedMs / MINUTE_MS),
			lastErrorMessage: lastError?.message ?? null,
			lastErrorAt: lastError?.occurredAt ?? null,
			lastRunAt: health.lastRunAt,
			openErrors: health.openErrors,
		},
		raw: health.raw,
	};
}

const SEVERITIES: Partial<Record<HealthStatus, IntegrationError['severity']>> = {
	ERROR: 'error',
	INACTIVE: 'warning',
};

/** `Orders went from ERROR to ACTIVE after 2 hours, 5 minutes`. */
function messageOf(
	{ integrationName, integrationId, status, lastError }: IntegrationHealth,
	before: KeptHealth | undefined,
	lastedMs = 0,
): string {
	const name = integrationName ?? integrationId;
	const minutes = Math.max(1, Math.round(lastedMs / MINUTE_MS));
	const lasted = Duration.fromObject({ minutes }, { locale: 'en' }).rescale().toHuman();
	const change =
		before === undefined
			? `${name} is ${status}`
			: `${name} went from ${before.status} to ${status} after ${lasted}`;
	return status === 'ERROR' && lastError?.message ? `${change}: ${lastError.message}` : change;
}

/** Those that went to ERROR, with their newest errors. */
async function withNewestErrors(
	api: ApiClient,
	errors: readonly IntegrationError[],
	newestError: (api: ApiClient, integrationId: string) => Promise<IntegrationHealth['lastError']>,
): Promise<IntegrationError[]> {
	const named = async (error: IntegrationError): Promise<IntegrationError> => {
		const { integrationId, code, detail, message } = error;
		if (integrationId === null || code !== 'ERROR' || detail?.['lastErrorMessage'] !== null) return error;
		try {
			const newest = await newestError(api, integrationId);
			if (newest === null) return error;
			const said = newest.message === null ? message : `${message}: ${newest.message}`;
			const lastError = { lastErrorMessage: newest.message, lastErrorAt: newest.occurredAt };
			return { ...error, message: said, detail: { ...detail, ...lastError } };
		} catch (thrown) {
			// The change was read, and is told once.
			const { message: why } = asNodeError(api.location, thrown);
			return { ...error, message: `${message}. Its newest error could not be read: ${why}` };
		}
	};
	return await Promise.all(errors.map(named));
}
