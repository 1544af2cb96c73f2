import type { IDataObject } from 'n8n-workflow';
import { chunk, groupBy, sortBy, uniq } from 'lodash';

import type { ApiClient } from '../request/ApiClient';
import type { AnyOperation, DownloadedFile, Work } from './Operation';
import type { NodeOptions } from '../field/standardFields';

/** One item's operation with its values read and checked; nothing has been sent yet. */
export interface Planned {
	readonly itemIndex: number;
	readonly operation: AnyOperation;
	readonly task: string;
	readonly work: Work;
	readonly options: NodeOptions;
	/** Most records to return; Infinity for all. */
	readonly limit: number;
	readonly shape: (record: IDataObject) => IDataObject;
	readonly binaryPropertyName: string;
}

/** Something to run: one item's own work, or a batch that several items share. */
export interface Job {
	/** The item at which its output stands. */
	readonly plan: Planned;
	/** The items whose result it is. */
	readonly itemIndexes: readonly number[];
	/** How many entries of each of them it takes; undefined where an item is one job. */
	readonly entryCounts?: ReadonlyMap<number, number>;
	readonly produce: (api: ApiClient) => AsyncIterable<IDataObject | DownloadedFile>;
}

/** The jobs in queues: those that change the same thing in one, in input order; each of the others in one of its own. */
export function queuesOf(jobs: readonly Job[]): Job[][] {
	const queues = new Map<string | Job, Job[]>();
	for (const job of jobs) {
		const key = job.plan.work.exclusive ?? job;
		queues.set(key, [...(queues.get(key) ?? []), job]);
	}
	return [...queues.values()];
}

type Batch = NonNullable<Work['batch']>;

/** One job an item, but one for all entries (up to the platform's size) of batch items that may share a request. */
export function jobsOf(plans: readonly Planned[]): Job[] {
	// A batch item without entries says by itself why there is nothing to do.
	const alone = plans.filter(({ work }) => (work.batch?.entries ?? []).length === 0);
	const sharing = plans.flatMap((plan) =>
		plan.work.batch && !alone.includes(plan) ? [{ plan, batch: plan.work.batch }] : [],
	);
	const shared = groupBy(sharing, ({ plan, batch }) => `${plan.task} ${batch.key}`);
	return [
		...alone.map((plan) => ({
			plan,
			itemIndexes: [plan.itemIndex],
			produce: (api: ApiClient) => plan.work.produce(api, []),
		})),
		...Object.values(shared).flatMap(batchJobs),
	];
}

/** An entry that several items ask for is sent once, and its result is that of all of them. */
function batchJobs(sharing: ReadonlyArray<{ plan: Planned; batch: Batch }>): Job[] {
	const [first] = sharing;
	if (first === undefined) return [];
	const askers = new Map<unknown, Planned[]>();
	for (const { plan, batch } of sharing) {
		for (const entry of batch.entries) {
			const asking = askers.get(entry) ?? [];
			asking.push(plan);
			askers.set(entry, asking);
		}
	}
	return chunk([...askers], first.batch.size).map((part) => {
		const plans = sortBy(uniq(part.flatMap(([, asking]) => asking)), 'itemIndex');
		const entries = part.map(([entry]) => entry);
		return {
			plan: plans[0] ?? first.plan,
			itemIndexes: plans.map(({ itemIndex }) => itemIndex),
			entryCounts: entryCountsOf(part),
			produce: (api: ApiClient) => first.plan.work.produce(api, entries),
		};
	});
}

function entryCountsOf(part: ReadonlyArray<[unknown, Planned[]]>): Map<number, number> {
	const counts = new Map<number, number>();
	for (const { itemIndex } of part.flatMap(([, asking]) => asking)) {
		counts.set(itemIndex, (counts.get(itemIndex) ?? 0) + 1);
	}
	return counts;
}
