import type {
	IExecuteFunctions,
	INodeExecutionData,
	IPairedItemData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import pLimit from 'p-limit';

import { ApiClient } from '../request/ApiClient';
import { asNodeError, nodeError } from '../request/failures';
import type { Place } from '../request/failures';
import { readFields } from '../field/Field';
import type { FieldReader } from '../field/Field';
import { jobsOf } from './jobs';
import type { Job, Planned } from './jobs';
import { DownloadedFile } from './Operation';
import type { AnyOperation, Resource } from './Operation';
import { Pace } from '../request/Pace';
import type { Platform } from '../request/Platform';
import { standardFieldsOf } from './properties';
import { binaryFields, listFields, optionFields, simplifyFields } from '../field/standardFields';
import type { NodeOptions } from '../field/standardFields';

type NodeFailure = NodeApiError | NodeOperationError;

/**
 * Runs a node's operations over all its items: reads and checks every item's fields before the first request, works on
 * several items at a time, keeps the output in input order with paired items, and, when the user chose so, marks an item
 * that failed and goes on.
 *
 * @throws the first failure, when the node is to stop on one; the message tells how many items were done by then.
 */
export async function runOperations(
	context: IExecuteFunctions,
	platform: Platform,
	resources: readonly Resource[],
): Promise<INodeExecutionData[][]> {
	const run = new Run(context, platform, resources);
	return [await run.execute()];
}

class Run {
	private readonly itemCount: number;
	private readonly goesOn: boolean;
	private readonly pace: Pace;
	/** What came of each piece of work, with the item that it stands at. */
	private readonly outputs: Array<{ itemIndex: number; items: INodeExecutionData[] }> = [];
	private readonly done = new Set<number>();
	private failure: NodeFailure | undefined;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly platform: Platform,
		private readonly resources: readonly Resource[],
	) {
		this.itemCount = context.getInputData().length;
		this.goesOn = context.continueOnFail();
		this.pace = new Pace(platform.pace);
	}

	async execute(): Promise<INodeExecutionData[]> {
		if (this.itemCount === 0) return [];
		const plans = this.planAll();
		this.throwFailure();
		const place = pLimit(plans[0]?.options.concurrency ?? 5);
		await Promise.all(jobsOf(plans).map(async (job) => await place(async () => await this.runJob(job))));
		this.throwFailure();
		return this.outputs.sort((one, other) => one.itemIndex - other.itemIndex).flatMap(({ items }) => items);
	}

	private planAll(): Planned[] {
		const plans: Planned[] = [];
		for (let itemIndex = 0; itemIndex < this.itemCount && this.failure === undefined; itemIndex += 1) {
			const task = String(this.context.getNodeParameter('operation', itemIndex, ''));
			try {
				plans.push(this.plan(itemIndex));
			} catch (error) {
				this.fail([itemIndex], asNodeError(this.place(itemIndex, task), error), this.outputAt(itemIndex));
			}
		}
		return plans;
	}

	private plan(itemIndex: number): Planned {
		const { resource, operation } = this.chosen(itemIndex);
		const read = this.reader(itemIndex);
		const { options } = read(optionFields);
		const { work, keepsSecrets } = operation.prepare(read);
		const standard = standardFieldsOf(operation);
		const { limit } = 'limit' in standard ? read(listFields) : { limit: undefined };
		const { simplify } = 'simplify' in standard ? read(simplifyFields) : { simplify: false };
		const binary = 'binaryPropertyName' in standard ? read(binaryFields) : undefined;
		const redact = keepsSecrets ? undefined : this.platform.redact;
		const shape = simplify ? operation.simplify : undefined;
		return {
			itemIndex,
			operation,
			task: `${resource.name}: ${operation.name}`,
			work,
			options,
			limit: limit ?? Number.POSITIVE_INFINITY,
			shape: (record) => {
				const safe = redact ? redact(record) : record;
				return shape ? shape(safe) : safe;
			},
			binaryPropertyName: binary?.binaryPropertyName ?? 'data',
		};
	}

	private async runJob(job: Job): Promise<void> {
		if (this.failure !== undefined) return;
		const { plan } = job;
		const output = this.outputAt(plan.itemIndex);
		try {
			const api = await ApiClient.open(this.context, this.platform, {
				task: plan.task,
				credentialType: plan.operation.credentialType,
				itemIndex: plan.itemIndex,
				options: requestOptions(plan.options),
				pace: this.pace,
				wanted: plan.limit,
			});
			await this.collect(job, api, output);
			for (const itemIndex of job.itemIndexes) this.done.add(itemIndex);
		} catch (error) {
			this.fail(job.itemIndexes, asNodeError(this.place(plan.itemIndex, plan.task), error), output);
		}
	}

	/** Records received before a failure stay in the output: the failure is added behind them. */
	private async collect(job: Job, api: ApiClient, output: INodeExecutionData[]): Promise<void> {
		const { plan } = job;
		for await (const answer of job.produce(api)) {
			const record = answer instanceof DownloadedFile ? answer.record : answer;
			output.push({
				json: plan.shape(record),
				pairedItem: pairedItems(job.itemIndexes),
				...(answer instanceof DownloadedFile && {
					binary: {
						[plan.binaryPropertyName]: await this.context.helpers.prepareBinaryData(
							answer.bytes,
							answer.fileName,
							answer.mimeType,
						),
					},
				}),
			});
			if (output.length >= plan.limit) return;
		}
	}

	private fail(itemIndexes: readonly number[], failure: NodeFailure, output: INodeExecutionData[]): void {
		if (!this.goesOn) {
			this.failure ??= failure;
			return;
		}
		for (const itemIndex of itemIndexes) {
			output.push({
				json: {
					error: failure.message,
					details: {
						description: failure.description ?? null,
						httpCode: 'httpCode' in failure ? failure.httpCode : null,
						itemIndex,
					},
				},
				pairedItem: { item: itemIndex },
			});
		}
	}

	private throwFailure(): void {
		if (this.failure === undefined) return;
		const { size } = this.done;
		if (size > 0) {
			const items = size === 1 ? '1 other item was' : `${size} other items were`;
			this.failure.description =
				`${this.failure.description ?? ''} ${items} already done and not undone.`.trim();
		}
		throw this.failure;
	}

	private outputAt(itemIndex: number): INodeExecutionData[] {
		const items: INodeExecutionData[] = [];
		this.outputs.push({ itemIndex, items });
		return items;
	}

	private chosen(itemIndex: number): { resource: Resource; operation: AnyOperation } {
		const resourceValue = this.context.getNodeParameter('resource', itemIndex, '');
		const operationValue = this.context.getNodeParameter('operation', itemIndex, '');
		const resource = this.resources.find(({ value }) => value === resourceValue);
		const operation = resource?.operations.find(({ value }) => value === operationValue);
		if (resource === undefined || operation === undefined) {
			throw nodeError(
				this.place(itemIndex, 'choice of the operation'),
				`There is no operation "${String(operationValue)}" of "${String(resourceValue)}"`,
				'Choose the resource and the operation again.',
			);
		}
		return { resource, operation };
	}

	private reader(itemIndex: number): FieldReader {
		return (fields) =>
			readFields(
				fields,
				(name, field) =>
					this.context.getNodeParameter(name, itemIndex, field.property.default, { extractValue: true }),
				{ timeZone: this.context.getTimezone() },
			);
	}

	private place(itemIndex: number, task: string): Place {
		return { node: this.context.getNode(), itemIndex, task };
	}
}

function requestOptions({ longestWaitSeconds, timeoutSeconds, rowsPerPage, maxPages }: NodeOptions) {
	return {
		...(longestWaitSeconds !== undefined && { longestWaitMs: longestWaitSeconds * 1000 }),
		...(timeoutSeconds !== undefined && { timeoutMs: timeoutSeconds * 1000 }),
		...(rowsPerPage !== undefined && { rowsPerPage }),
		...(maxPages !== undefined && { maxPages }),
	};
}

function pairedItems(itemIndexes: readonly number[]): IPairedItemData | IPairedItemData[] {
	const pairs = itemIndexes.map((item) => ({ item }));
	const [only] = pairs;
	return pairs.length === 1 && only !== undefined ? only : pairs;
}
