import { difference, range } from 'lodash';
import type { IDataObject, INodeParameters, WorkflowActivateMode } from 'n8n-workflow';

import type { Emission, Observer } from '../n8n/N8n';
import type { Fact, PlatformModel, Watch } from '../platforms/PlatformModel';
import type { VirtualTime } from '../time/VirtualTime';
import { textIn } from '../platforms/inMemory';
import { areSideBySide, EmittedOutages } from './EmittedOutages';
import type { Failure, FailureKind } from './History';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A person who publishes after so long a pause wants a new beginning. */
const LONG_PAUSE_MS = 7 * DAY_MS;
/** Ticks in good health within which an error must be emitted. */
const TICKS_TO_EMIT = 12;
/** Most events that a poll emits, unless the trigger's options say otherwise: more take more ticks. */
const USUAL_MOST_EVENTS = 1000;
/** Ticks after which somebody must see that something is wrong. */
const TICKS_TO_SEE = 12;
/** What goes on is to be seen again each hour. */
const TICKS_TO_SEE_AGAIN = 75;
/** So long after a change nobody knows whether a poll saw it. */
const TURN_MS = 30 * MINUTE_MS;

/** A fact, and what became of it. */
interface Entry extends Fact {
	/** Where it was made. What it is of may move to another integration. */
	readonly place: number;
	readonly visibleMs: number;
	readonly occurredMs: number;
	/** Whether it must be emitted, may be, or must not be. */
	due: 'must' | 'may' | 'never';
	emitted: number;
	/**
	 * Whether it appeared while the poll ran whose event was taken for it and for another one: it may be in the next event
	 * instead.
	 */
	isMeanwhile: boolean;
	/** Ticks since when it could have been emitted, and how many that may take. */
	healthyTicks: number;
	allowedTicks: number;
	isLate: boolean;
	/** Whether it was to be emitted, and was muted instead. */
	isMuted: boolean;
}

/** What is watched of one event and integration, since when. */
interface Watched {
	/** While a baseline is being set nobody can say which side of it an error is on. */
	isBaselineOpen: boolean;
	/** Since when; what is visible then is known. */
	sinceMs: number;
	/** What occurred before this and shows later may be taken as known: the source could not be read. */
	knownUntilMs: number;
	/** While it cannot be read, so that its baseline is still to come: true, or since when it may be possible again. */
	isUnread: boolean | number;
}

/** What the oracle asks of the world. */
export interface Conditions {
	isTroubled(place: number | null): boolean;
	/** Whether lists do not show an integration. */
	isMissing(place: number): boolean;
	/** Whether the platform shows an integration that has something as if it had nothing: nobody can know that. */
	isShownEmpty(place: number): boolean;
	/** How many ticks a round over all integrations takes while answers are slow: what was passed just now is read in the next. */
	readonly ticksOfARound: number;
	readonly isWrong: boolean;
	/** Something of an integration was emitted: what does not answer was not needed for that. */
	emittedOf(place: number): void;
	readonly isPolling: boolean;
	/** Whether n8n stores what a poll knows that has nothing new. */
	readonly storesQuietPolls: boolean;
}

/** Knows what must be emitted: every error that occurred and was watched since the baseline, exactly once. */
export class Oracle implements Observer {
	readonly failures: Failure[] = [];

	readonly log: string[] = [];

	private readonly entries = new Map<string, Entry[]>();

	private readonly outages = new EmittedOutages();

	private readonly emittedIds = new Map<string, number>();

	/** By event ID: how each was emitted first. */
	private readonly firstEmissions = new Map<string, Emission>();

	/** Keys of facts that were emitted while they were watched before, and may be again. */
	private readonly broughtAlong = new Set<string>();

	/** By event: the fingerprint of what was emitted of it. */
	private readonly fingerprints = new Map<string, string>();

	/** Events that are muted now. */
	private muted: ReadonlySet<string> = new Set();

	private watched = new Map<string, Watched>();

	private requested: Watch | undefined;

	private excludedBefore: readonly number[] = [];

	private firstPublishedMs = Number.POSITIVE_INFINITY;

	private lastPublishedMs = Number.NEGATIVE_INFINITY;

	/** When the last poll ended that nothing troubled. */
	private lastGoodPollMs = 0;

	private lastPollMs = 0;

	private wrongTicks = 0;

	/** Whether somebody saw that what is wrong now is wrong. */
	private isTroubleSeen = false;

	private isAccountNew = false;

	private accountSinceMs = 0;

	private isKnown = false;

	constructor(
		private readonly time: VirtualTime,
		private readonly model: PlatformModel,
		private readonly integrations: number,
		private readonly conditions: Conditions,
		private readonly nodes: readonly string[],
		private readonly isVerbose: boolean,
	) {}

	/** What the next publication's parameters mean. */
	request(watch: Watch): void {
		this.requested = watch;
		this.muted = new Set(watch.muted?.filter((event) => this.fingerprints.has(event)));
		for (const entry of this.open()) this.mute(entry);
	}

	/** What the trigger is to mute. */
	get mutedFingerprints(): string[] {
		return [...this.muted].flatMap((event) => this.fingerprints.get(event) ?? []);
	}

	private mute(entry: Entry): void {
		if (entry.due !== 'must' || !this.muted.has(entry.event)) return;
		entry.due = 'may';
		entry.isMuted = true;
	}

	/** Something became visible at the platform, of what was at this place at first. */
	add(fact: Fact, occurredMs: number, place: number): void {
		const visibleMs = this.time.nowMs;
		if (fact.replaces !== undefined) this.forget(({ replaces }) => replaces === fact.replaces, 'may');
		const entry = {
			...fact,
			place,
			visibleMs,
			occurredMs,
			due: 'never' as const,
			emitted: 0,
			isMeanwhile: false,
			healthyTicks: 0,
			allowedTicks: 0,
			isLate: false,
			isMuted: false,
		};
		const due = this.turnedBack(fact) ? this.atMost('may', this.dueOf(entry)) : this.dueOf(entry);
		const list = this.entries.get(fact.key) ?? [];
		for (const node of this.nodes) list.push({ ...entry, key: `${node} ${fact.key}`, due });
		for (const one of list) this.mute(one);
		this.entries.set(fact.key, list);
		this.note(
			() =>
				`fact ${fact.key} (${fact.event} of ${String(fact.integration)}), occurred ${this.at(occurredMs)}: ${due}`,
		);
	}

	/** Whether it takes back what was not emitted yet, as far as is known. */
	private turnedBack({ turns }: Fact): boolean {
		if (turns === undefined) return false;
		const before = [...this.entries.values()]
			.flat()
			.filter((entry) => entry.turns === turns && entry.emitted === 0 && this.mayBeUnread(entry));
		for (const entry of before) entry.due = this.atMost('may', entry.due);
		return before.length > 0;
	}

	private mayBeUnread({ due, visibleMs }: Entry): boolean {
		return due === 'must' || (due === 'may' && this.time.nowMs - visibleMs < TURN_MS);
	}

	private atMost(most: 'may', due: Entry['due']): Entry['due'] {
		return due === 'must' ? most : due;
	}

	/** What is added meanwhile exists before anyone looks. */
	areKnown(add: () => void): void {
		this.isKnown = true;
		add();
		this.isKnown = false;
	}

	/** Errors of these events that were made at this place are not shown any more. */
	areTakenBack(events: readonly string[], place: number): void {
		this.forget((entry) => isMadeAt(entry, events, place), 'may');
	}

	/**
	 * Errors of these events that were made at this place may be in what is watched now, and nobody knows that they are old; or in what is not watched, where
	 * some is not.
	 */
	areBroughtAlong(events: readonly string[], place: number): void {
		const { only = [], excluded = [] } = this.requested ?? {};
		const isAllWatched = only.length + excluded.length === 0;
		if (!isAllWatched) this.forget((entry) => isMadeAt(entry, events, place), 'may');
		for (const entry of [...this.entries.values()].flat()) {
			if (!isMadeAt(entry, events, place)) continue;
			if (!this.isWatched(entry) && entry.due === 'never') entry.due = 'may';
			// It may have been in what is not watched meanwhile.
			if ((!this.isWatched(entry) || !isAllWatched) && entry.emitted > 0) this.broughtAlong.add(entry.key);
		}
	}

	/** The credential is another account's now. */
	switchAccount(): void {
		this.isAccountNew = true;
		this.accountSinceMs = this.time.nowMs;
		this.forget(() => true, 'may');
		for (const watched of this.watched.values()) watched.isBaselineOpen = true;
	}

	publicationBegan(_parameters: INodeParameters, mode: WorkflowActivateMode): void {
		this.note(() => `publication (${mode}) begins`);
		const watch = this.requested;
		if (watch === undefined) return;
		this.firstPublishedMs = Math.min(this.firstPublishedMs, this.time.nowMs);
		const isPersons = mode === 'activate' || mode === 'update';
		if (isPersons && this.watched.size > 0 && this.time.nowMs - this.lastPollMs > LONG_PAUSE_MS) {
			this.forget(() => true, 'never');
			for (const one of this.watched.values()) one.isBaselineOpen = true;
		}
		const next = new Map<string, Watched>();
		for (const event of watch.events) {
			for (const place of this.places(watch, event)) {
				const key = keyOf(event, place);
				if (!this.watched.has(key)) this.allowUnchosen(event, place);
				next.set(
					key,
					this.watched.get(key) ?? {
						isBaselineOpen: true,
						sinceMs: this.time.nowMs,
						knownUntilMs: 0,
						isUnread: false,
					},
				);
			}
		}
		this.watched = next;
		this.excludedBefore = watch.excluded;
		this.forget((entry) => !this.isWatched(entry), 'may');
		this.lastPublishedMs = this.time.nowMs;
	}

	/**
	 * Where one list has everything, polls may have seen what was not chosen; but nobody knows which of them n8n has stored since
	 * the choice, and the default poller stores no quiet one. That may be new to the next publication. So may everything since the
	 * last poll that read something, where that was before the choice.
	 */
	private allowUnchosen(event: string, place: number | null): void {
		const traits = this.model.events[event];
		const isExcluded = place !== null && this.excludedBefore.includes(place);
		const isOneList = traits?.isOneList === true || (traits?.isExcludedRead === true && isExcluded);
		const isChoiceRead = this.lastGoodPollMs >= this.lastPublishedMs;
		// What is missing from its list, or seems to have nothing, when it is chosen is new to the trigger when it comes back.
		const { conditions } = this;
		const isMissing = place !== null && (conditions.isMissing(place) || conditions.isShownEmpty(place));
		if (!isOneList && isChoiceRead && !isMissing) return;
		// What a poll kept n8n may store later, or throw away with the workflow that is replaced.
		const lastMs = Math.min(this.lastPublishedMs, this.lastGoodPollMs);
		const storedMs = this.conditions.storesQuietPolls || !isOneList ? lastMs : this.firstPublishedMs;
		const sinceMs = isMissing ? Number.NEGATIVE_INFINITY : storedMs;
		for (const entry of [...this.entries.values()].flat()) {
			if (entry.event !== event || entry.integration !== place) continue;
			if (entry.due === 'never' && entry.visibleMs > sinceMs) entry.due = 'may';
			if (isMissing && entry.emitted > 0) this.broughtAlong.add(entry.key);
		}
	}

	publicationEnded(isAlive: boolean, mode: WorkflowActivateMode): void {
		this.note(() => `publication (${mode}) ends: ${isAlive ? 'active' : 'given up'}`);
		if (!isAlive) {
			const isFirst = [...this.watched.values()].every(({ isBaselineOpen }) => isBaselineOpen);
			const isPersons = mode === 'activate' || mode === 'update';
			// A person sees that publishing failed.
			if (isPersons && (isFirst || this.isUnknownByName)) this.watched = new Map();
			else this.fail('failed-forever', `n8n gave up the trigger at "${mode}": it will not be polled again`);
			return;
		}
		this.lastPollMs = this.time.nowMs;
		this.closeBaselines();
	}

	/** Whether no integration has the name that was chosen, so that publishing is refused: somebody's mistake, as far as one can see. */
	private get isUnknownByName(): boolean {
		const { isByName = false, only = [] } = this.requested ?? {};
		return isByName && only.some((place) => this.conditions.isMissing(place));
	}

	polled(isRead: boolean, beganMs: number): void {
		this.lastPollMs = this.time.nowMs;
		if (isRead) this.closeUnread(beganMs);
		if (isRead && !this.conditions.isTroubled(null)) this.lastGoodPollMs = this.time.nowMs;
		if (!this.isAccountNew || !isRead || beganMs < this.accountSinceMs) return;
		this.isAccountNew = false;
		this.closeBaselines();
	}

	emitted(node: string, items: readonly IDataObject[], emission: Emission): void {
		const events = items.flatMap(eachOf);
		if (events.some(({ kind }) => kind === 'unreachable')) this.see();
		for (const item of events) {
			if (!this.isKnownToNobody(`${node} ${textIn(item, 'eventId')}`, emission))
				this.emit(node, item, emission);
		}
	}

	/** Whether it was emitted already, by what this one could not know of. */
	private isKnownToNobody(id: string, emission: Emission): boolean {
		const first = this.firstEmissions.get(id);
		if (first === undefined) this.firstEmissions.set(id, emission);
		return first !== undefined && areSideBySide(emission, first);
	}

	lostBetween(node: string, items: readonly IDataObject[]): void {
		this.note(() => `n8n stored a state, and made no execution: ${items.length} items`);
		for (const item of items.flatMap(eachOf)) {
			if (isOfOutage(item)) this.outages.lose(node, item);
			for (const entry of this.entriesOf(node, item)) if (entry.due === 'must') entry.due = 'may';
		}
	}

	failed(message: string): void {
		this.see();
		this.note(() => `failed execution: ${message}`);
	}

	logged(level: string, message: string): void {
		this.note(() => `log ${level}: ${message}`);
	}

	/** Called each minute. */
	tick(): void {
		const { isPolling, isWrong } = this.conditions;
		if (!isPolling || !isWrong) this.isTroubleSeen = false;
		this.wrongTicks = isPolling && isWrong ? this.wrongTicks + 1 : 0;
		const isSeen = this.isTroubleSeen || this.openOutages.length > 0;
		const limit = isSeen ? TICKS_TO_SEE_AGAIN : TICKS_TO_SEE;
		if (this.wrongTicks === limit + 1) {
			this.fail('silent', `${limit} ticks went wrong, and there was no execution and no failure`);
		}
		this.forget((entry) => this.isGone(entry), 'may');
		const open = this.open();
		const mostEvents = Number(this.requested?.options['mostEvents'] ?? USUAL_MOST_EVENTS);
		const ticksToEmit = TICKS_TO_EMIT + Math.floor(open.length / mostEvents);
		for (const entry of open) this.count(entry, isPolling, ticksToEmit);
		for (const entry of this.stillMuted()) this.count(entry, isPolling, ticksToEmit);
	}

	/** Whether nothing that must be emitted is left, and no outage that was emitted lasts. */
	get isEverythingEmitted(): boolean {
		return this.open().length === 0 && this.openOutages.length === 0;
	}

	/** Outages whose end is still to be emitted: of what is not watched any more nobody knows it. */
	private get openOutages(): string[] {
		const { excluded = [], only = [], options } = this.requested ?? {};
		if (options?.['whenUnreachable'] !== 'emit') return [];
		const idsOf = (places: readonly number[]) => places.map((place) => this.model.integrationId(place));
		const unchosen = only.length === 0 ? [] : difference(range(this.integrations), only);
		const [chosen, others] = [idsOf(only), idsOf([...excluded, ...unchosen])];
		return this.outages.open((id, isNamed) => {
			// One that came later has no place.
			const isUnchosen = isNamed && only.length > 0 && !chosen.includes(id);
			return !isUnchosen && !others.includes(id);
		});
	}

	/** What is still missing is lost. */
	finish(): void {
		for (const id of this.openOutages) this.fail('outage', `${id} never ended`);
		const isDead = this.failures.some(({ kind }) => kind === 'failed-forever');
		for (const entry of this.open()) {
			if (isDead || entry.isLate) continue;
			this.fail(
				'lost',
				`${entry.key} (${entry.event}), visible ${this.at(entry.visibleMs)}, was never emitted`,
			);
		}
	}

	/** @param text made only where somebody reads it */
	note(text: () => string): void {
		if (this.isVerbose) this.log.push(`${this.at(this.time.nowMs)} ${text()}`);
	}

	private see(): void {
		this.wrongTicks = 0;
		this.isTroubleSeen = this.conditions.isWrong;
	}

	private emit(node: string, item: IDataObject, emission: Emission): void {
		const id = `${node} ${textIn(item, 'eventId')}`;
		const times = (this.emittedIds.get(id) ?? 0) + 1;
		this.emittedIds.set(id, times);
		this.note(() => `emitted ${id}`);
		if (isOfOutage(item)) {
			const wrong = this.outages.take(node, item, emission);
			if (wrong !== undefined) this.fail('outage', wrong);
			return;
		}
		if (times > 1 && this.broughtAlong.delete(`${node} ${this.model.keyOf(item)}`)) return;
		if (times > 1) this.fail('repeated', `${id} was emitted ${times} times`);
		const entries = this.entriesOf(node, item);
		if (entries.length === 0) {
			this.fail('old', `${id} was emitted, but never occurred`);
			return;
		}
		this.checkMuted(node, item, entries, emission);
		for (const { integration } of entries) if (integration !== null) this.conditions.emittedOf(integration);
		if (entries[0]?.isRise === true) this.emitRise(node, entries, emission, times > 1);
		else for (const entry of entries) this.emitOne(entry, times > 1 || this.isOfNobody(item, entry));
	}

	/** What is muted must not be emitted, and what one event emits has one fingerprint, or several where that is said. */
	private checkMuted(
		node: string,
		item: IDataObject,
		entries: readonly Entry[],
		{ unknownFromMs }: Emission,
	): void {
		const event = entries[0]?.event ?? '';
		const fingerprint = textIn(item, 'fingerprint');
		if (this.model.events[event]?.hasManyFingerprints === true) return;
		const known = this.fingerprints.get(event);
		// A group of several has none.
		if (known === undefined && fingerprint !== '') this.fingerprints.set(event, fingerprint);
		else if (fingerprint !== '' && known !== fingerprint)
			this.fail('defect', `${event} has several fingerprints`);
		// A publication does not stop what is on its way.
		if (!this.muted.has(event) || unknownFromMs < this.lastPublishedMs) return;
		this.fail('muted', `${node} ${textIn(item, 'eventId')} (${event}) was emitted although it is muted`);
	}

	/** Whether nobody can know that it is of an integration that is excluded: the platform's list does not show that. */
	private isOfNobody(item: IDataObject, { event, due }: Entry): boolean {
		const isExcludedRead = this.model.events[event]?.isExcludedRead === true;
		return due === 'never' && isExcludedRead && item['integrationId'] === null;
	}

	private emitOne(entry: Entry, isReported: boolean): void {
		entry.emitted += 1;
		if (isReported) return;
		if (entry.emitted > 1)
			this.fail('repeated', `${entry.key} was emitted ${entry.emitted} times, under different IDs`);
		else if (entry.due === 'never') {
			this.fail('old', `${entry.key}, visible ${this.at(entry.visibleMs)}, was known or not watched`);
		}
	}

	private emitRise(
		node: string,
		entries: readonly Entry[],
		{ beganMs }: Emission,
		isReported: boolean,
	): void {
		const pending = entries.filter(({ emitted }) => emitted === 0);
		const isMeanwhile = ({ visibleMs }: Entry) => visibleMs >= beganMs;
		// The one that this event must be of: the oldest.
		const own = pending.find(({ due }) => due !== 'never');
		for (const entry of pending) {
			entry.emitted = 1;
			entry.isMeanwhile = entry !== own && isMeanwhile(entry);
		}
		if (isReported || pending.some(({ due }) => due !== 'never')) return;
		const meanwhile = pending.length === 0 ? entries.find(({ isMeanwhile }) => isMeanwhile) : undefined;
		if (meanwhile !== undefined) {
			meanwhile.isMeanwhile = false;
			return;
		}
		const kind = pending.length === 0 ? 'repeated' : 'old';
		this.fail(kind, `${node}: ${entries[0]?.key ?? ''} was emitted, but there was nothing new`);
	}

	private entriesOf(node: string, item: IDataObject): Entry[] {
		const entries = this.entries.get(this.model.keyOf(item)) ?? [];
		return entries.filter(({ key }) => key.startsWith(`${node} `));
	}

	private count(entry: Entry, isPolling: boolean, ticksToEmit: number): void {
		const traits = this.model.events[entry.event];
		const isHealthy = isPolling && !this.conditions.isTroubled(entry.integration);
		entry.healthyTicks = isHealthy ? entry.healthyTicks + 1 : 0;
		const usual = ticksToEmit + (traits?.readWithinMs ?? 0) / MINUTE_MS;
		entry.allowedTicks = Math.max(entry.allowedTicks, usual + this.conditions.ticksOfARound);
		const limit = entry.allowedTicks;
		if (entry.isLate || entry.healthyTicks <= limit) return;
		if (entry.isMuted) {
			// It was read, and is known. The default poller may store nothing of that.
			if (this.conditions.storesQuietPolls) entry.due = 'never';
			return;
		}
		entry.isLate = true;
		const text = `${entry.key} (${entry.event}), visible ${this.at(entry.visibleMs)}, was not emitted in ${limit} healthy ticks`;
		this.fail('late', text);
	}

	/** Whether the platform does not show it any more. */
	private isGone({ event, visibleMs }: Entry): boolean {
		return this.time.nowMs - visibleMs > (this.model.events[event]?.shownForMs ?? Number.POSITIVE_INFINITY);
	}

	private stillMuted(): Entry[] {
		const isStill = ({ isMuted, due, event }: Entry) => isMuted && due === 'may' && this.muted.has(event);
		return [...this.entries.values()].flat().filter(isStill);
	}

	private open(): Entry[] {
		return [...this.entries.values()].flat().filter(({ due, emitted }) => due === 'must' && emitted === 0);
	}

	private dueOf(entry: Entry): Entry['due'] {
		const watched = this.watched.get(keyOf(entry.event, entry.integration));
		if (watched === undefined || this.isKnown) return 'never';
		if (watched.isBaselineOpen || watched.isUnread !== false) return 'may';
		return entry.occurredMs < watched.knownUntilMs ? 'may' : 'must';
	}

	private isWatched({ event, integration }: Entry): boolean {
		return this.watched.has(keyOf(event, integration));
	}

	private forget(which: (entry: Entry) => boolean, due: 'may' | 'never'): void {
		for (const entry of this.open()) if (which(entry)) entry.due = due;
	}

	private closeBaselines(): void {
		for (const [key, watched] of this.watched) {
			if (!watched.isBaselineOpen) continue;
			watched.isBaselineOpen = false;
			const isTroubled = this.isTroubled(key);
			watched.knownUntilMs = isTroubled ? this.time.nowMs : 0;
			watched.isUnread = isTroubled;
		}
	}

	/** Sources that could not be read at their baseline have one once a poll began after that and read them. */
	private closeUnread(beganMs: number): void {
		for (const [key, watched] of this.watched) {
			if (watched.isUnread === false || this.isTroubled(key)) continue;
			if (watched.isUnread === true) watched.isUnread = this.time.nowMs;
			else if (beganMs >= watched.isUnread) {
				watched.knownUntilMs = this.time.nowMs;
				watched.isUnread = false;
			}
		}
	}

	/** What the platform's document does not allow, where the trigger sent it: each once. */
	forbid(lines: readonly string[]): void {
		for (const line of new Set(lines)) this.fail('forbidden', line);
	}

	private isTroubled(key: string): boolean {
		const place = key.split(' ')[1];
		return this.conditions.isTroubled(place === 'null' ? null : Number(place));
	}

	private places({ only, excluded }: Watch, event: string): Array<number | null> {
		const isChoosable = this.model.events[event]?.isChoosable === true;
		const chosen = isChoosable && only.length > 0 ? only : [null, ...range(this.integrations)];
		return chosen.filter((place) => place === null || !excluded.includes(place));
	}

	private fail(kind: FailureKind, text: string): void {
		this.failures.push({ kind, text: `${this.at(this.time.nowMs)} ${text}` });
		this.note(() => `=== ${kind}: ${text}`);
	}

	private at(ms: number): string {
		return new Date(ms).toISOString().slice(5, 19);
	}
}

/** What an item stands for: itself, or each event of a group. */
function eachOf(item: IDataObject): IDataObject[] {
	const { detail } = item;
	const eventIds: unknown =
		typeof detail === 'object' && detail !== null ? Reflect.get(detail, 'eventIds') : undefined;
	if (!Array.isArray(eventIds)) return [item];
	return eventIds.map((eventId: unknown) => ({
		...item,
		kind: String(eventId).split(':')[1] ?? '',
		eventId: String(eventId),
	}));
}

function isMadeAt(entry: Entry, events: readonly string[], place: number): boolean {
	return entry.place === place && events.includes(entry.event);
}

function isOfOutage(item: IDataObject): boolean {
	return ['unreachable', 'recovered'].includes(textIn(item, 'kind'));
}

function keyOf(event: string, place: number | null): string {
	return `${event} ${String(place)}`;
}
