import { countBy, groupBy, isEqual, maxBy } from 'lodash';
import type { Publication } from './ChaosN8n';
import type { Occurrence } from './Occurrences';
import type { Batch, Poll } from './PollJournal';
import type { StoredExecution } from './storedExecutions';

/** Everything that is known at the end of a run. */
export interface Evidence {
	occurrences: readonly Occurrence[];
	executions: readonly StoredExecution[];
	polls: readonly Poll[];
	batches: readonly Batch[];
	/** When each SIGKILL came. */
	kills: readonly number[];
	/** n8n throws away what a poll that takes longer returns. */
	longestPollMs: number;
	/** Whether n8n stores the trigger's state and the execution in one transaction: no kill comes between them. */
	storesAtOnce: boolean;
	publications: readonly Publication[];
	/** Workflow ID to the name of its platform. */
	platformOf: ReadonlyMap<string, string>;
	/** Platform to what n8n says of its trigger, where that no longer lives at the end. */
	deadTriggers: ReadonlyMap<string, string>;
}

/** An error that was not emitted exactly once. */
export interface Finding {
	occurrence: Occurrence;
	executions: number;
	/** Why, by name. */
	explanation: string;
	/** `window`: the trigger did its part, the kill came after it had handed the error to n8n. */
	cause: 'fault' | 'window';
	/** The one that explains it. */
	kill?: number;
}

/** What was handed to n8n, and not yet an execution when the kill came. */
interface Window {
	/** Kills in which that happened. */
	kills: number;
	batches: number;
	/** From handing over to the stored execution, in milliseconds, of every batch that n8n stored. */
	lengthsMs: number[];
}

export interface Verdict {
	lost: Finding[];
	repeated: Finding[];
	/** Events that were emitted and did not occur in the run, by kind, with their number. */
	foreign: Record<string, number>;
	window: Window;
}

/**
 * n8n stores what was handed over within a fraction of a second; in the runs of docs/reliability.md the longest took 6 s. What was
 * handed over longer before a kill was stored: n8n lives hardly longer than twice that between two kills, so that a more generous
 * limit would explain everything.
 */
const storingMs = 7_000;

/** After the signal was sent a process may still end what it is at. */
const dyingMs = 1_000;

/**
 * After an execution n8n stores the trigger's state, if it has not before: one write, where there are several from the poll to
 * the execution, of which the longest that was measured took 6 s. What was killed later had its state stored.
 */
const storingStateMs = 6_000;

/** One that still runs then did not just begin at the end. */
const longPollMs = 60_000;

const windowBefore =
	"n8n's own window: killed after the trigger had handed the error over, before n8n stored the execution";
const windowAfter =
	"n8n's own window: killed after n8n had stored the execution, before it stored the trigger's state";
const windowWhilePublishing =
	"n8n's own window: published again before n8n had stored what a poll returned, with the state from before that poll";

export function verdict(evidence: Evidence): Verdict {
	const { occurrences, executions } = evidence;
	const executionsOf = groupBy(
		executions.flatMap((execution) => execution.events.map((event) => ({ event, execution }))),
		({ event }) => event,
	);
	const countOf = ({ event }: Occurrence) => executionsOf[event]?.length ?? 0;
	const known = new Set(occurrences.map(({ event }) => event));
	const foreign = Object.keys(executionsOf).filter((event) => !known.has(event));
	return {
		lost: occurrences
			.filter((occurrence) => countOf(occurrence) === 0)
			.map((occurrence) => ({ occurrence, executions: 0, ...whyLost(occurrence, evidence) })),
		repeated: occurrences
			.filter((occurrence) => countOf(occurrence) > 1)
			.map((occurrence) => ({
				occurrence,
				executions: countOf(occurrence),
				...whyRepeated(occurrence, evidence),
			})),
		foreign: countBy(foreign, (event) => event.split(' ', 1)[0]),
		window: windowOf(evidence),
	};
}

type Explained = Pick<Finding, 'explanation' | 'cause' | 'kill'>;

const fault = (explanation: string): Explained => ({ explanation, cause: 'fault' });

function killSoonAfter(at: number, kills: readonly number[]): number | undefined {
	return kills.find((kill) => kill >= at && kill - at < storingMs);
}

function whyLost(occurrence: Occurrence, evidence: Evidence): Explained {
	const { batches, polls, platformOf, deadTriggers } = evidence;
	const last = maxBy(
		batches.filter(({ events }) => events.includes(occurrence.event)),
		({ at }) => at,
	);
	if (last !== undefined) return whyNotStored(last, evidence);
	const death = deadTriggers.get(occurrence.platform);
	if (death !== undefined) return fault(`n8n gave the trigger up: ${death}`);
	const own = polls.filter(({ workflow }) => platformOf.get(workflow) === occurrence.platform);
	// The first poll is the publication's own.
	const firstTick = own
		.slice(1)
		.find(({ endedAt, failure }) => endedAt !== undefined && failure === undefined);
	if (firstTick === undefined || occurrence.at < firstTick.beganAt) {
		return fault('occurred after publication and before the first tick');
	}
	const lastPoll = own.at(-1);
	const endedAt = Math.max(...polls.map(({ beganAt }) => beganAt));
	if (lastPoll !== undefined && lastPoll.endedAt === undefined && endedAt - lastPoll.beganAt > longPollMs) {
		return fault(`the poll of ${timeOf(lastPoll.beganAt)} never ended`);
	}
	return fault('never handed to n8n');
}

/** Whatever became of it when it was handed over before: that it was handed over again shows that the trigger still had it. */
function whyNotStored(last: Batch, evidence: Evidence): Explained {
	const discard = whyDiscarded(last, evidence);
	if (discard !== undefined) return fault(`handed to n8n, which discarded it, and not again: ${discard}`);
	const kill = killSoonAfter(last.at, evidence.kills);
	if (kill === undefined) return fault('handed to n8n, which started no execution with it');
	if (evidence.storesAtOnce) {
		return fault('handed to n8n, which was killed before it stored it, and not again');
	}
	return { explanation: windowBefore, cause: 'window', kill };
}

/** Why n8n throws away what a poll hands over; the next poll must bring it again. */
function whyDiscarded(batch: Batch, evidence: Evidence): string | undefined {
	if (batch.at - batch.beganAt > evidence.longestPollMs) return 'the poll had taken too long';
	return isWhilePublishing(batch, evidence) ? 'the workflow had been published again' : undefined;
}

function isWhilePublishing({ beganAt, at, workflow }: Batch, { publications }: Evidence): boolean {
	return publications.some(
		({ workflow: other, from, to }) => other === workflow && beganAt < to && at > from,
	);
}

/** Each time that n8n stored it again needs a reason. What n8n threw away, or was killed over, had to be handed over again. */
function whyRepeated({ event }: Occurrence, evidence: Evidence): Explained {
	const stored = evidence.batches
		.filter(({ events, beganAt, at }) => events.includes(event) && at - beganAt <= evidence.longestPollMs)
		.flatMap((batch) => {
			const storedAt = executionOf(batch, evidence)?.createdAt;
			return storedAt === undefined ? [] : [{ ...batch, storedAt }];
		});
	const reasons = stored.slice(1).flatMap((again, index) => {
		const before = stored[index];
		return before === undefined ? [] : [whyAgain(before, again, evidence)];
	});
	return reasons.find(({ cause }) => cause === 'fault') ?? reasons[0] ?? fault('n8n started one batch twice');
}

function whyAgain(first: Batch & { storedAt: number }, second: Batch, evidence: Evidence): Explained {
	// By default the state is written when the execution is, not when the poll ends.
	const kill = evidence.kills.find((one) => one >= first.at && one - first.storedAt < storingStateMs);
	if (kill !== undefined && !evidence.storesAtOnce && first.process !== second.process)
		return { explanation: windowAfter, cause: 'window', kill };
	if (isWhilePublishing({ ...first, at: first.storedAt }, evidence))
		return { explanation: windowWhilePublishing, cause: 'window' };
	const between = `at ${timeOf(first.at)} and ${timeOf(second.at)}`;
	return fault(`handed to n8n twice, ${between}, without a kill in between that explains it`);
}

/** What n8n made of a batch, while it lived: the next process may be handed the same. */
function executionOf(batch: Batch, { executions, kills }: Evidence): StoredExecution | undefined {
	const killedAt = kills.find((kill) => kill >= batch.at) ?? Number.POSITIVE_INFINITY;
	return executions.find(
		({ workflow, createdAt, events }) =>
			workflow === batch.workflow &&
			createdAt >= batch.at - 5 &&
			createdAt <= killedAt + dyingMs &&
			isEqual(events, batch.events),
	);
}

function windowOf(evidence: Evidence): Window {
	const { batches, kills } = evidence;
	const lengthsMs: number[] = [];
	const hit: number[] = [];
	for (const batch of batches.filter((one) => whyDiscarded(one, evidence) === undefined)) {
		const execution = executionOf(batch, evidence);
		const kill = killSoonAfter(batch.at, kills);
		if (execution !== undefined) lengthsMs.push(execution.createdAt - batch.at);
		else if (kill !== undefined) hit.push(kill);
	}
	return { kills: new Set(hit).size, batches: hit.length, lengthsMs };
}

/** Such as 21:04:59. */
export function timeOf(at: number): string {
	return new Date(at).toISOString().slice(11, 19);
}
