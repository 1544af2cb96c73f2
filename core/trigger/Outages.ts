import { compact, get, groupBy, mapKeys, partition, sortBy, startCase, uniqBy } from 'lodash';
import { z } from 'zod';

import { counted, listed } from '../data/text';
import type { Location } from '../request/FailedRequest';
import { apiError, asNodeError, isTimed, type NodeFailure } from '../request/failures';
import { errorsOf, type IntegrationError } from '../shapes/IntegrationError';
import type { Failure } from './Feed';
import type { PollMemory, Reported } from './PollMemory';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const NEWS_AFTER_MS = 10 * MINUTE_MS;
/** An integration may be missing from its list, or be chosen no more, for so long; then nobody watches it any more. */
const FORGOTTEN_AFTER_MS = 7 * 24 * HOUR_MS;
const EXCLUDE =
	" To stop watching it, add its ID to 'Exclude Integrations' in Options. If all integrations fail so for one event, remove it from 'Events' instead.";
/** Of what no request failed with: it took too long, or its list changed meanwhile. */
const TRIES_AGAIN =
	'The next poll tries again. If this keeps happening, watch fewer integrations with this trigger.';
/** What stands for everything: no source of any event could be read. */
const EVERYTHING = 'everything';
/** How the key of what will not be better by itself ends: with its status, so that it hides nothing else of the integration. */
const LASTING = /:(403|404)$/;

/** What was to be read: a source of an event, or the event. */
export interface PollSource extends Pick<Failure, 'source'> {
	readonly event: string;
}

/** What of a poll failed. */
export type PollFailure = Failure & PollSource;

/** What is kept of the outages whose beginning was emitted, by what has the outage. */
export const keptOutages = z.record(
	z.object({
		sinceMs: z.number(),
		/** The key under which its beginning was emitted: it may fail in another way since then. */
		beganAs: z.string().optional(),
		/** When a poll last met it, in whole hours. */
		metMs: z.number().catch(() => Date.now()),
		/** The event that it is of, where it is of no integration. */
		event: z.string().optional(),
		integrationId: z.string().nullable(),
		integrationName: z.string().nullable(),
	}),
);

export type KeptOutages = z.infer<typeof keptOutages>;

/** What can have an outage: everything, an integration, or an event. */
interface Outage extends Omit<KeptOutages[string], 'sinceMs' | 'beganAs' | 'metMs'> {
	readonly key: string;
	readonly error: NodeFailure;
}

/** What could not be read in a poll, each cause once: one that keeps everything from being read is one outage. */
export class Outages {
	private readonly outages: readonly Outage[];

	constructor(
		private readonly location: Location,
		private readonly platform: { readonly name: string; readonly displayName: string },
		private readonly failures: readonly PollFailure[],
		private readonly isEverything: boolean,
		/** What was read, and what was not, or not completely: of all else nobody knows whether its outage is over. */
		private readonly read: readonly PollSource[] = [],
		private readonly notRead: readonly PollSource[] = [],
	) {
		const byKey = isEverything ? { [EVERYTHING]: failures } : groupBy(failures, outageKey);
		// What will not be better by itself was reported; it must not hide what is new.
		const ordered = sortBy(Object.entries(byKey), ([key]) => LASTING.test(key));
		this.outages = ordered.flatMap(([key, alike]) => {
			const first = alike.find(({ thrown }) => !isLasting(thrown)) ?? alike[0];
			if (first === undefined) return [];
			const integration = isEverything ? undefined : first.source?.integration;
			return {
				key,
				integrationId: integration?.id ?? null,
				integrationName: integration?.name ?? null,
				event: isEverything || integration !== undefined ? undefined : first.event,
				error: asNodeError(location, first.thrown, TRIES_AGAIN),
			};
		});
	}

	/** Lines for the log. */
	get messages(): string[] {
		return this.outages.map((outage) => outage.error.message + shown(outage).name);
	}

	/**
	 * The error with which the poll fails: of what failed first, or was not reported for an hour; what the user must change
	 * is reported once. Undefined when all was.
	 */
	due(memory: PollMemory): NodeFailure | undefined {
		const due = this.outages.filter((outage) => this.isNews(outage, memory.reported.get(outage.key)));
		for (const { key, integrationId } of due) {
			memory.reported.set(key, { atMs: performance.now(), isOver: false, integrationId });
		}
		return this.error(due);
	}

	/** Not what comes and goes at every poll, nor again what only the user can change. */
	private isNews({ key }: Outage, reported: Reported | undefined): boolean {
		if (reported === undefined) return true;
		const ageMs = performance.now() - reported.atMs;
		return reported.isOver ? ageMs >= NEWS_AFTER_MS : !LASTING.test(key) && ageMs >= HOUR_MS;
	}

	/** Remembers what is over: it is news when it begins again, as all is to a person who chose something else. */
	noteOver({ reported }: PollMemory, isChosenAnew = false): void {
		if (isChosenAnew) reported.clear();
		for (const [key, known] of reported) {
			if (this.isOver(key, known)) reported.set(key, { ...known, isOver: true });
		}
	}

	/** The error with which a poll fails that reports all of it. */
	error(outages = this.outages): NodeFailure | undefined {
		const [first] = outages;
		if (first === undefined) return undefined;
		const { error } = first;
		if (this.isEverything) return error;
		const { failure } = error;
		const each = uniqBy(outages, ({ key }) => subjectOf(key));
		const names = compact(each.map(({ integrationName, integrationId }) => integrationName ?? integrationId));
		const list = names.length > 0 ? `: ${listed(names.map((name) => `"${name}"`))}` : '';
		const which = each.length > 1 ? ` (${each.length} could not be read${list})` : shown(first).name;
		return apiError(this.location, {
			message: error.message + which,
			description: (error.description ?? '') + shown(first).advice,
			httpCode: codeOf(error) ?? '',
			// Where others could be read, n8n must not wait for half an hour until it polls again.
			failure: failure && isTimed(failure.cause) ? failure : { cause: 'temporarily-unavailable' },
		});
	}

	/** The events of outages that began, unless another event reports those, and of those that are over; and what to keep. */
	events(stored: KeptOutages, areReported = false): { events: IntegrationError[]; kept: KeptOutages } {
		const nowMs = Date.now();
		const metMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
		// What fails in another way now goes on, and so does what an earlier version stored, without its status.
		const kept = mapKeys(stored, (_, key) => {
			const now = this.failures.filter((failure) => keyOf(failure) === key).map(outageKey);
			return now.some((one) => one === key || Object.hasOwn(stored, one)) ? key : (now[0] ?? key);
		});
		const [over, others] = partition(Object.entries(kept), ([key, outage]) => this.isOver(key, outage));
		const isKept = (key: string, atMs: number) => this.isMet(key) || nowMs - atMs < FORGOTTEN_AFTER_MS;
		const next: KeptOutages = Object.fromEntries(others.filter(([key, known]) => isKept(key, known.metMs)));
		const lasting = areReported ? [] : this.outages;
		for (const { key, integrationId, integrationName, event } of lasting) {
			const { sinceMs, beganAs } = kept[key] ?? { sinceMs: nowMs, beganAs: key };
			next[key] = { sinceMs, beganAs, metMs, integrationId, integrationName, event };
		}
		const began = lasting.filter(({ key }) => !Object.hasOwn(kept, key));
		return {
			// What is over first: who keeps one incident for an integration leaves it open then.
			events: [
				...over.map(([key, outage]) => this.end(key, outage, nowMs)),
				...began.map((outage) => this.beginning(outage, nowMs)),
			],
			kept: next,
		};
	}

	private beginning(outage: Outage, nowMs: number): IntegrationError {
		const { message, description } = outage.error;
		const { name, advice } = shown(outage);
		return {
			...errorsOf(this.platform.name)(nameOf(outage), 'unreachable', `${outage.key}:${nowMs}`, nowMs),
			message: message + (outage.integrationId === null ? name : ''),
			code: codeOf(outage.error) ?? null,
			detail: { since: new Date(nowMs).toISOString(), hint: (description ?? '') + advice || null },
			raw: {},
		};
	}

	private end(key: string, outage: KeptOutages[string], nowMs: number): IntegrationError {
		const minutes = Math.max(1, Math.round((nowMs - outage.sinceMs) / MINUTE_MS));
		const all = this.platform.displayName + (key === EVERYTHING ? '' : ` (${subjectOf(key)})`);
		const what = outage.integrationName ?? outage.integrationId ?? all;
		return {
			...errorsOf(this.platform.name)(
				nameOf(outage),
				'recovered',
				`${outage.beganAs ?? key}:${outage.sinceMs}`,
				nowMs,
			),
			severity: 'info',
			message: `The outage of ${what} is over, after ${counted(minutes, 'minute')}`,
			detail: { since: new Date(outage.sinceMs).toISOString(), minutes },
			raw: {},
		};
	}

	/** Nobody knows it of what was not read. What is no integration may have stood for others, or be one of those. */
	private isOver(key: string, { integrationId, event }: Partial<Outage>): boolean {
		const mayStandIn = !integrationId && !this.outages.some((outage) => event && outage.event === event);
		const isRead = (source: PollSource) =>
			keyOf(source) === subjectOf(key) || (mayStandIn && (event === undefined || source.event === event));
		return !this.isMet(key) && (key === EVERYTHING || this.read.some(isRead));
	}

	/** Whether it was to be read, and was not. */
	private isMet(key: string): boolean {
		const isNotRead = this.notRead.some((source) => keyOf(source) === subjectOf(key));
		return this.isEverything || isNotRead || this.failures.some((failure) => outageKey(failure) === key);
	}
}

/** What has the outage when this cannot be read. */
export function keyOf({ source, event }: PollSource): string {
	return source?.integration?.id ?? (source?.key || event);
}

function outageKey(failure: PollFailure): string {
	return keyOf(failure) + endOf(failure.thrown);
}

/** What has the outage of a key. */
function subjectOf(key: string): string {
	return key.replace(LASTING, '');
}

/** How the key of what failed so ends: with the status of what will not be better by itself, as what a gateway's page says may. */
function endOf(thrown: unknown): string {
	if (get(thrown, 'failure.cause') === 'temporarily-unavailable') return '';
	return LASTING.exec(`:${codeOf(thrown)}`)?.[0] ?? '';
}

/** Whether something will not be better by itself. */
export function isLasting(thrown: unknown): boolean {
	return endOf(thrown) !== '';
}

/** The status, or the network's code, with which something failed. */
function codeOf(thrown: unknown): string | undefined {
	const code: unknown = get(thrown, 'httpCode');
	return typeof code === 'string' ? code : undefined;
}

/** What has the outage, for a person, and what else can be done about it where it will not be better by itself. */
function shown({ key, integrationId, integrationName, event }: Outage) {
	const name = integrationName ?? integrationId;
	const isLast = LASTING.test(key);
	if (name !== null) return { name: ` (integration "${name}")`, advice: isLast ? EXCLUDE : '' };
	if (!isLast || event !== subjectOf(key)) return { name: '', advice: '' };
	const advice = ` It concerns the event '${startCase(event)}': give this account access to it, or remove it from 'Events'.`;
	return { name: ` (event "${startCase(event)}")`, advice };
}

function nameOf({ integrationId, integrationName }: Pick<Outage, 'integrationId' | 'integrationName'>) {
	return integrationId === null ? undefined : { id: integrationId, name: integrationName };
}
