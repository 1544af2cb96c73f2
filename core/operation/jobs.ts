import type { IDataObject } from 'n8n-workflow';
import { chunk, get, groupBy, isEmpty, max, partition, sortBy, uniq, uniqueId } from 'lodash';

import type { ApiClient } from '../request/ApiClient';
import { resultsOf } from './Operation';
import type { AnyOperation, Divided, Produced, Result, Work } from './Operation';

/** One item's operation with its values read and checked; nothing has been sent yet. */
export interface Planned {
	readonly itemIndex: number;
	readonly operation: AnyOperation;
	/** Of the item's credential, which may be of another account at each. */
	readonly api: ApiClient;
	readonly work: Work;
	/** A record as it leaves the node; of a batch, one that came of these entries. */
	readonly shape: (record: IDataObject, entries: readonly unknown[]) => IDataObject;
	readonly binaryPropertyName: string;
}

/** Something to run: one item's own work, or a batch that several items share. */
export interface Job {
	/** The item at which its output stands. */
	readonly plan: Planned;
	/** The items whose result it is. */
	readonly itemIndexes: readonly number[];
	/** The items that it changes, where it does the write for more of them. */
	readonly changes?: readonly number[];
	/** Of a batch: what each of them has of it, without a request of its own. */
	readonly parts?: readonly Job[];
	/** Of a batch: what it is for. */
	readonly entries: readonly unknown[];
	readonly produce: (api: ApiClient) => Produced;
}

/** The jobs in queues: those that change the same thing (an ID in capitals is the same) in one, in input order; each of the others in its own. */
export function queuesOf(jobs: readonly Job[]): Job[][] {
	const queueOf = ({ plan: { work } }: Job) =>
		work.exclusive === undefined ? uniqueId('alone ') : `changes ${work.exclusive.toLowerCase()}`;
	return Object.values(groupBy(jobs, queueOf));
}

/**
 * One job an item; but one for all entries (up to the platform's size) of batch items that may share a request, and one write
 * for all items that change the same thing.
 */
export function jobsOf(plans: readonly Planned[]): Job[] {
	// A batch item without entries says by itself why there is nothing to do.
	const isShared = ({ work: { merge, batch } }: Planned) => merge !== undefined || !isEmpty(batch?.entries);
	const [sharing, alone] = partition(plans, isShared);
	return [...alone.map(ownJob), ...inGroups(sharing).flatMap(sharedJobs)];
}

/**
 * Items that may share a request or a write. Of those that change one thing in different ways, or write its ID otherwise, the last
 * must win: each comes in a later round than those before it, and the rounds follow one another.
 */
function inGroups(plans: readonly Planned[]): Planned[][] {
	const latest = new Map<string, { readonly key: string; readonly round: number }>();
	const placed = plans.map((plan) => {
		const { exclusive, batch } = plan.work;
		const { location, account } = plan.api;
		const key = [location.task, account, batch?.key ?? exclusive].join(' ');
		const changed = exclusive === undefined ? [] : (batch?.entries ?? ['']);
		const placeOf = (entry: unknown) => [account, exclusive, get(entry, 'id', entry)].join(' ');
		const places = changed.map((entry) => placeOf(entry).toLowerCase());
		const earlier = places.flatMap((place) => latest.get(place) ?? []);
		const round = max(earlier.map((each) => each.round + (each.key === key ? 0 : 1))) ?? 0;
		for (const place of places) latest.set(place, { key, round });
		return { plan, round, group: `${round} ${key}` };
	});
	const groups = groupBy(sortBy(placed, 'round'), 'group');
	return Object.values(groups).map((group) => group.map(({ plan }) => plan));
}

function ownJob(plan: Planned): Job {
	const { work, itemIndex } = plan;
	return { plan, itemIndexes: [itemIndex], entries: [], produce: (api) => work.produce(api, []) };
}

/** The first writes for all; what that returns, or why it failed, is what came of each. */
function mergedJobs(plans: readonly Planned[]): Job[] {
	const [first] = plans;
	const write = first?.work.merge;
	if (write === undefined || plans.length === 1) return plans.map(ownJob);
	const works = plans.map(({ work }) => work);
	const changes = plans.map(({ itemIndex }) => itemIndex);
	let written: Promise<Result> | undefined;
	return plans.map((plan) => ({
		...ownJob(plan),
		...(plan === first && { changes }),
		produce: (api) => resultsOf((written ??= write(api, works))),
	}));
}

/** One write; or requests for entries: one that several items ask for is sent once, and its result is that of all of them. */
function sharedJobs(sharing: readonly Planned[]): Job[] {
	const [first] = sharing;
	const batch = first?.work.batch;
	if (first === undefined || batch === undefined) return mergedJobs(sharing);
	const entriesOf = ({ work }: Planned) => work.batch?.entries ?? [];
	return chunk(uniq(sharing.flatMap(entriesOf)), batch.size).map((entries) => {
		const sent = new Set(entries);
		const parts = sharing
			.map((plan) => ({ ...ownJob(plan), entries: entriesOf(plan).filter((entry) => sent.has(entry)) }))
			.filter((part) => part.entries.length > 0);
		return {
			plan: parts[0]?.plan ?? first,
			itemIndexes: parts.map(({ plan }) => plan.itemIndex),
			parts,
			entries,
			produce: (api: ApiClient) => first.work.produce(api, entries),
		};
	});
}

/** What is left to do once the request of a batch was sent: to return to each item what is its own, and last what is of all. */
export function partsOf(job: Job, { ofItem, ofAll }: Divided<readonly unknown[]>): Job[] {
	const own = job.parts?.map((part) => ({ ...part, produce: () => resultsOf(ofItem(part.entries)) }));
	return [...(own ?? []), { ...job, changes: [], produce: () => resultsOf(ofAll) }];
}
