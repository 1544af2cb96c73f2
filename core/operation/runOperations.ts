import type {
	IExecuteFunctions,
	INodeExecutionData,
	IPairedItemData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import pLimit from 'p-limit';

import { readFields, type FieldReader } from '../field/Field';
import { binaryFields, listFields, optionFields, simplifyFields } from '../field/standardFields';
import { ApiClient } from '../request/ApiClient';
import type { Location } from '../request/FailedRequest';
import { asNodeError, nodeError } from '../request/failures';
import { Listing } from '../request/Listing';
import type { Platform, Settings } from '../request/Platform';
import { Run } from '../request/Run';
import { jobsOf, queuesOf, type Job, type Planned } from './jobs';
import { DownloadedFile, type AnyOperation, type Resource } from './Operation';
import { standardFieldsOf } from './properties';

type NodeFailure = NodeApiError | NodeOperationError;

/** Where a failure of an item belongs; its task is known once its operation is. */
interface ItemLocation extends Location {
	readonly itemIndex: number;
	task: string;
}

/**
 * Runs a node's operations over all its items: reads and checks every item's fields before the first request, processes
 * several items at a time, keeps the output in input order with paired items, and, when the user chose so, marks an item
 * that failed and goes on.
 *
 * @throws the first failure, when the node is to stop on one; the description says how many items were done by then.
 */
export async function runOperations(
	context: IExecuteFunctions,
	platform: Platform,
	resources: readonly Resource[],
): Promise<INodeExecutionData[][]> {
	return [await new Execution(context, platform, resources).execute()];
}

class Execution {
	private readonly itemCount: number;
	private readonly goesOn: boolean;
	private readonly run: Run;
	private readonly optionFields: ReturnType<typeof optionFields>;
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
		this.run = new Run();
		this.optionFields = optionFields(platform);
	}

	async execute(): Promise<INodeExecutionData[]> {
		if (this.itemCount === 0) return [];
		const plans = await this.planAll();
		this.throwFailure();
		// More than these could not be under way anyway; when each request starts is the pace's to say.
		const slots = pLimit(plans[0]?.options.concurrency || this.platform.pace.inFlight);
		const queues = queuesOf(jobsOf(plans));
		await Promise.all(queues.map(async (queue) => await slots(async () => await this.runQueue(queue))));
		this.throwFailure();
		return this.outputs.sort((one, other) => one.itemIndex - other.itemIndex).flatMap(({ items }) => items);
	}

	private async planAll(): Promise<Planned[]> {
		const plans: Planned[] = [];
		for (let itemIndex = 0; itemIndex < this.itemCount && this.failure === undefined; itemIndex += 1) {
			const location = this.location(itemIndex, 'choice of the operation');
			try {
				const { resource, operation } = this.chosen(location);
				location.task = `${resource.name}: ${operation.name}`;
				plans.push(await this.plan(location, operation));
			} catch (error) {
				this.fail([itemIndex], asNodeError(location, error), this.outputAt(itemIndex));
			}
		}
		return plans;
	}

	private async plan({ itemIndex, task }: ItemLocation, operation: AnyOperation): Promise<Planned> {
		const read = this.reader(itemIndex);
		const { options } = read(this.optionFields);
		const { work, keepsSecrets, check } = operation.prepare(read);
		const standard = standardFieldsOf(operation);
		const { limit = Number.POSITIVE_INFINITY } =
			'limit' in standard ? read(listFields) : { limit: undefined };
		if (check !== undefined) check(await this.settingsOf(operation, itemIndex), limit);
		const { simplify } = 'simplify' in standard ? read(simplifyFields) : { simplify: false };
		const binary = 'binaryPropertyName' in standard ? read(binaryFields) : undefined;
		const redact = keepsSecrets ? undefined : this.platform.redact;
		const short = simplify ? work.simplify : undefined;
		return {
			itemIndex,
			operation,
			task,
			work,
			options,
			limit,
			shape: (record, entries) => {
				const safe = redact ? redact(record) : record;
				return short ? short(safe, entries) : safe;
			},
			binaryPropertyName: binary?.binaryPropertyName ?? 'data',
		};
	}

	private async settingsOf({ credentialType }: AnyOperation, itemIndex: number): Promise<Settings> {
		const type = credentialType ?? this.platform.credentialType;
		const credential = await this.context.getCredentials(type, itemIndex);
		return this.platform.connect(credential).settings ?? {};
	}

	private async runQueue(queue: readonly Job[]): Promise<void> {
		for (const job of queue) await this.runJob(job);
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
				options: plan.options,
				run: this.run,
				wanted: plan.limit,
			});
			await this.collect(job, api, output);
			for (const itemIndex of job.itemIndexes) this.done.add(itemIndex);
		} catch (error) {
			this.fail(job.itemIndexes, asNodeError(this.location(plan.itemIndex, plan.task), error), output);
		}
	}

	/** Records received before a failure stay in the output: the failure is added behind them. */
	private async collect(job: Job, api: ApiClient, output: INodeExecutionData[]): Promise<void> {
		const { plan } = job;
		const produced = job.produce(api);
		for await (const page of produced instanceof Listing ? produced.pages : Listing.pagesOf(produced)) {
			for (const result of page) {
				const isFile = result instanceof DownloadedFile;
				const json = plan.shape(isFile ? result.record : result, job.entries);
				const item = { json, pairedItem: pairedItems(job.itemIndexes) };
				output.push(isFile ? { ...item, binary: await this.binaryOf(result, plan) } : item);
				if (output.length >= plan.limit) return;
			}
		}
	}

	private async binaryOf({ bytes, fileName, mimeType }: DownloadedFile, { binaryPropertyName }: Planned) {
		const data = await this.context.helpers.prepareBinaryData(bytes, fileName, mimeType);
		return { [binaryPropertyName]: data };
	}

	private fail(itemIndexes: readonly number[], failure: NodeFailure, output: INodeExecutionData[]): void {
		if (!this.goesOn) {
			this.failure ??= failure;
			this.run.hasFailed = true;
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
				`${this.failure.description ?? ''} ${items} already processed and not rolled back.`.trim();
		}
		throw this.failure;
	}

	private outputAt(itemIndex: number): INodeExecutionData[] {
		const items: INodeExecutionData[] = [];
		this.outputs.push({ itemIndex, items });
		return items;
	}

	private chosen(location: ItemLocation): { resource: Resource; operation: AnyOperation } {
		const { itemIndex } = location;
		const resourceValue = this.context.getNodeParameter('resource', itemIndex, '');
		const operationValue = this.context.getNodeParameter('operation', itemIndex, '');
		const resource = this.resources.find(({ value }) => value === resourceValue);
		const operation = resource?.operations.find(({ value }) => value === operationValue);
		if (resource === undefined || operation === undefined) {
			throw nodeError(
				location,
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
				{ timeZone: this.context.getTimezone(), item: this.context.getInputData()[itemIndex]?.json ?? {} },
			);
	}

	private location(itemIndex: number, task: string): ItemLocation {
		return { node: this.context.getNode(), itemIndex, task };
	}
}

function pairedItems(itemIndexes: readonly number[]): IPairedItemData | IPairedItemData[] {
	const [only] = itemIndexes;
	if (itemIndexes.length === 1 && only !== undefined) return { item: only };
	return itemIndexes.map((item) => ({ item }));
}
