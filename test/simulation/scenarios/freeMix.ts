import { difference } from 'lodash';

import type { FaultKind } from '../history/History';
import { HEALTH, type Watch } from '../platforms/PlatformModel';
import { MINUTE_MS, SECOND_MS, type Plan, type Scenario } from './building';

const FAULTS = [
	'slow',
	'hang',
	'reset',
	'refused',
	'busy',
	'status429',
	'status500',
	'status503',
	'status403',
	'status404',
	'status302',
	'status401',
	'status408',
	'status409',
	'status422',
	'status502',
	'failureIn200',
	'brokenOff',
	'drip',
	'empty',
	'missing',
] as const;

type Trouble = (plan: Plan, atMs: number) => void;

const BAD_WEATHER: readonly [Trouble, ...Trouble[]] = [
	fault,
	fault,
	fault,
	kill,
	kill,
	killAfterStoring,
	refuseExecution,
	publish,
	renew,
];

/** Anything at any time: what nobody thought of. */
export const freeMix: Scenario = {
	name: 'free',
	about: 'all',
	weight: 12,
	pollers: ['default', 'durable'],
	make(plan) {
		const { dice } = plan;
		const minutes = dice.integer(6, 20);
		plan.integrations = dice.integer(1, 4);
		plan.existing = dice.integer(0, 2);
		// What another process of n8n emitted from an older cursor, no process can know.
		if (dice.chance(0.1)) plan.mains = 2;
		else if (dice.chance(0.3)) plan.longestLagMs = 90 * SECOND_MS;
		if (dice.chance(0.4)) {
			const events = plan.events.filter(() => dice.chance(0.6));
			if (events.length > 0) plan.watch = { ...plan.watch, events };
		}
		plan.errors(dice.integer(3, 12), 0, minutes * MINUTE_MS);
		for (let count = dice.chance(0.3) ? dice.integer(1, 4) : 0; count > 0; count -= 1)
			plan.occurInPoll(dice.integer(MINUTE_MS, minutes * MINUTE_MS));
		for (let count = dice.integer(1, 5); count > 0; count -= 1)
			trouble(plan, minutes, [...BAD_WEATHER, skew, change]);
		wishes(plan, minutes);
		if (dice.chance(0.5)) rarities(plan);
		if (dice.chance(0.3)) muting(plan, minutes);
		plan.endMs = Math.max(plan.endMs, minutes * MINUTE_MS);
	},
};

/** What was emitted is muted when it is published again, perhaps, and once more for certain; later it may be emitted again. */
function muting(plan: Plan, minutes: number): void {
	const { dice, model } = plan;
	const mutable = plan.watch.events.filter((event) => model.events[event]?.hasManyFingerprints !== true);
	const muted = () => mutable.filter(() => dice.chance(0.7));
	plan.eachPublication((watch) => ({ ...watch, muted: muted() }));
	const fromMs = dice.integer(MINUTE_MS, (minutes * MINUTE_MS) / 2);
	plan.publish(fromMs, { muted: mutable });
	plan.errors(dice.integer(2, 6), fromMs, minutes * MINUTE_MS);
	if (dice.chance(0.6)) plan.publish(minutes * MINUTE_MS + dice.integer(0, 20) * MINUTE_MS, { muted: [] });
}

/** What most users and platforms do not have: another reading of the platform's document, items that stand for many, names for IDs. */
function rarities(plan: Plan): void {
	const { dice, model } = plan;
	for (const [name, values] of Object.entries(model.readings)) {
		if (dice.chance(0.2)) plan.switches[name] = values[dice.integer(0, values.length - 1)];
	}
	const emit = dice.pick(['each', 'integration', 'digest', 'fingerprint'] as const);
	const isByName = dice.chance(0.3);
	const changed = (watch: Watch): Watch => {
		const isKnownById = watch.events.every((event) => model.knownById.includes(event));
		return { ...watch, isByName, options: { ...watch.options, ...(isKnownById && { emit }) } };
	};
	plan.watch = changed(plan.watch);
	plan.eachPublication(changed);
}

/** What the user may want otherwise, at first or when it is published again: integrations left out, outages, few events. */
function wishes(plan: Plan, minutes: number): void {
	const { dice } = plan;
	const whenUnreachable = dice.pick(['failHourly', 'emit', 'emit', 'failEachPoll'] as const);
	const options = { whenUnreachable, ...(dice.chance(0.2) && { mostEvents: dice.integer(1, 5) }) };
	const excluded = () => (dice.chance(0.4) ? [plan.aPlace()] : []);
	plan.watch = { ...plan.watch, options, excluded: excluded() };
	// What is chosen and excluded as well is refused.
	const others = ({ only }: Watch) => difference(excluded(), only);
	plan.eachPublication((watch) => ({ ...watch, options, excluded: others(watch) }));
	if (dice.chance(0.3)) {
		plan.publish(dice.integer(MINUTE_MS, minutes * MINUTE_MS), { excluded: excluded() });
	}
	if (dice.chance(0.3)) changeEvents(plan);
}

/** Not all events are watched at first; some are chosen, and others not any more, when it is published again. */
function changeEvents(plan: Plan): void {
	const { dice } = plan;
	const { events } = plan.watch;
	const some = () => {
		const chosen = events.filter(() => dice.chance(0.6));
		return chosen.length > 0 ? chosen : events.slice(0, 1);
	};
	plan.watch = { ...plan.watch, events: some() };
	plan.eachPublication((watch) => ({ ...watch, events: dice.chance(0.5) ? events : some() }));
}

/**
 * Integrations that fail and work again, a few times each, in the same weather. The clock is not turned back: since when a status
 * lasts is in the event's ID, and a clock that is turned back by whole minutes may show the same second twice.
 */
export const healthTurns: Scenario = {
	name: 'health',
	about: 'all',
	weight: 3,
	pollers: ['default', 'durable'],
	make(plan) {
		const { dice } = plan;
		const minutes = dice.integer(10, 40);
		const events = Object.keys(plan.model.events).filter((event) => plan.isPlayedAlone(event));
		plan.watch = { ...plan.watch, events: [events[dice.integer(0, events.length - 1)] ?? HEALTH] };
		plan.integrations = dice.integer(1, 4);
		plan.existing = dice.integer(0, 1);
		if (dice.chance(0.3)) plan.longestLagMs = 90 * SECOND_MS;
		plan.errors(dice.integer(3, 12), 0, minutes * MINUTE_MS);
		for (let count = dice.integer(1, 4); count > 0; count -= 1) trouble(plan, minutes, BAD_WEATHER);
		plan.endMs = Math.max(plan.endMs, minutes * MINUTE_MS);
	},
};

function trouble(plan: Plan, minutes: number, kinds: readonly [Trouble, ...Trouble[]]): void {
	const { dice } = plan;
	const atMs = dice.integer(MINUTE_MS, minutes * MINUTE_MS);
	dice.pick(kinds)(plan, atMs);
}

function fault(plan: Plan, atMs: number): void {
	const { dice } = plan;
	const kind: FaultKind = dice.pick(FAULTS);
	const of =
		kind === 'missing' || dice.chance(0.5) ? plan.aPlace() : dice.pick(['all', 'all', 'lists'] as const);
	plan.fault(atMs, kind, {
		of,
		forMs: dice.integer(10, 300) * SECOND_MS,
		share: dice.chance(0.7) ? 1 : 0.4,
		ms: kind === 'slow' ? dice.integer(1, 40) * SECOND_MS : dice.pick([0, 30 * SECOND_MS, 120 * SECOND_MS]),
	});
}

/** Most polls begin at the same second of the minute, which nobody knows: so at any time, but often in the middle of one. */
function kill(plan: Plan, atMs: number): void {
	plan.kill(atMs, plan.dice.pick([1, 5, 30, 150, 600]) * SECOND_MS);
}

/** Of the default poller, which stores first and makes the execution after that; of the other it is one step. */
function killAfterStoring(plan: Plan, atMs: number): void {
	if (plan.poller === 'durable') kill(plan, atMs);
	else plan.at(atMs, { do: 'killAfterStoring', downMs: plan.dice.pick([1, 30, 150]) * SECOND_MS });
}

/** In the default poller the state is stored all the same: n8n's own window again. */
function refuseExecution(plan: Plan, atMs: number): void {
	plan.at(atMs, { do: 'refuseExecution' });
}

function publish(plan: Plan, atMs: number): void {
	const { dice } = plan;
	const only = dice.chance(0.4) ? [plan.aPlace()] : [];
	plan.publish(atMs, { only, variant: dice.pick([0, 1]) }, dice.pick(['update', 'activate']));
}

function renew(plan: Plan, atMs: number): void {
	plan.at(atMs, { do: 'renewToken' });
}

function skew(plan: Plan, atMs: number): void {
	plan.at(atMs, { do: 'skew', ms: plan.dice.integer(-20, 20) * MINUTE_MS });
}

function change(plan: Plan, atMs: number): void {
	const changes = Object.keys(plan.model.changes);
	const what = changes[plan.dice.integer(0, changes.length - 1)];
	if (what !== undefined) plan.at(atMs, { do: 'change', what, of: plan.aPlace() });
}
