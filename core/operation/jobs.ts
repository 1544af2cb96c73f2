import type { IDataObject } from 'n8n-workflow';
import { chunk, sortBy, uniq } from 'lodash';

import type { ApiClient } from '../request/ApiClient';
import { DownloadedFile } from './Operation';
import type { AnyOperation, Answer, Work } from './Operation';
import type { NodeOptions } from '../field/standardFields';

/** One item's operation with its values read and checked; nothing has been sent yet. */
export interface Planned {
	readonly itemIndex: number;
	readonly operation: AnyOperation;
	readonly task: string;
	readonly work: Work;
	readonly options: NodeOptions;
	/** Most records to answer; Infinity for all. */
	readonly limit: number;
	readonly shape: (record: IDataObject) => IDataObject;
	readonly binaryPropertyName: string;
}

/** Something to run: one item's own work, or a batch that several items share. */
export interface Job {
	/** The item at which its output stands. */
	readonly plan: Planned;
	/** The items that it answers for. */
	readonly itemIndexes: readonly number[];
	readonly produce: (api: ApiClient) => AsyncIterable<IDataObject | DownloadedFile>;
}

type BatchWork = Extract<Work, { kind: 'batch' }>;

/** One job an item, but one for all entries (up to the platform's size) of batch items that may share a request. */
export function jobsOf(plans: readonly Planned[]): Job[] {
	const jobs: Job[] = [];
	const batches = new Map<string, Array<{ plan: Planned; work: BatchWork }>>();
	for (const plan of plans) {
		const { work } = plan;
		if (work.kind === 'batch') {
			const key = `${plan.task} ${work.key}`;
			const batch = batches.get(key) ?? [];
			batch.push({ plan, work });
			batches.set(key, batch);
		} else {
			const produce = (api: ApiClient) => (work.kind === 'list' ? work.list(api) : answers(work.run(api)));
			jobs.push({ plan, itemIndexes: [plan.itemIndex], produce });
		}
	}
	return [...jobs, ...[...batches.values()].flatMap(batchJobs)];
}

/** An entry that several items ask for is sent once and answers for all of them. */
function batchJobs(batch: ReadonlyArray<{ plan: Planned; work: BatchWork }>): Job[] {
	const [first] = batch;
	if (first === undefined) return [];
	const askers = new Map<unknown, Planned[]>();
	for (const { plan, work } of batch) {
		for (const entry of work.entries) {
			const plans = askers.get(entry) ?? [];
			plans.push(plan);
			askers.set(entry, plans);
		}
	}
	return chunk([...askers], first.work.size).map((part) => {
		const plans = sortBy(uniq(part.flatMap(([, asking]) => asking)), 'itemIndex');
		return {
			plan: plans[0] ?? first.plan,
			itemIndexes: plans.map(({ itemIndex }) => itemIndex),
			produce: (api: ApiClient) =>
				answers(
					first.work.run(
						api,
						part.map(([entry]) => entry),
					),
				),
		};
	});
}

async function* answers(promise: Promise<Answer>): AsyncGenerator<IDataObject | DownloadedFile> {
	const answer = await promise;
	if (answer === undefined) yield { success: true };
	else if (answer instanceof DownloadedFile) yield answer;
	else if (isList(answer)) yield* answer;
	else yield answer;
}

function isList(answer: IDataObject | readonly IDataObject[]): answer is readonly IDataObject[] {
	return Array.isArray(answer);
}
