import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { compact, flatMap, isEqual, min, omit } from 'lodash';
import pLimit from 'p-limit';

import { shownRecord } from '../data/exactJson';
import { FieldError } from '../data/FieldError';
import { textOf } from '../data/json';
import { sentences } from '../data/text';
import { readFields, type Field, type FieldReader } from '../field/Field';
import { idsByName } from '../field/names';
import { optionFields, simplifyFields, type NodeOptions } from '../field/standardFields';
import { ApiClient } from '../request/ApiClient';
import type { Location } from '../request/FailedRequest';
import { asNodeError, forModel, mayBeApplied, nodeError, type NodeFailure } from '../request/failures';
import { Listing } from '../request/Listing';
import { WAS_IT_APPLIED } from '../request/meanings';
import type { Platform } from '../request/Platform';
import { Run } from '../request/Run';
import { jobsOf, partsOf, queuesOf, type Job, type Planned } from './jobs';
import { Parameters } from './Parameters';
import { Progress } from './Progress';
import { OWN_ENTRY, USE_CUSTOM_CALL } from './customCall';
import { Divided, DownloadedFile, type AnyOperation, type Resource } from './Operation';
import { resultFieldsOf } from './properties';
import { selected, toolOutput, type ToolOutput } from './toolOutput';

interface Failed {
	/** The first is the one that the failure names. */
	readonly itemIndexes: readonly number[];
	readonly failure: NodeFailure;
	/** Of each of them. */
	readonly outputs: readonly INodeExecutionData[][];
}

type ItemLocation = Location & { readonly itemIndex: number };

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
	/** n8n makes a copy of it each time it is asked. */
	private readonly node: INode;
	private readonly parameters: Parameters;
	private readonly goesOn: boolean;
	/** Whether an AI agent runs it. n8n names the variant of a node for that so. */
	private readonly isTool: boolean;
	/** Not every context has it. */
	private readonly signal: AbortSignal | undefined;
	private readonly run = new Run();
	private readonly optionFields: ReturnType<typeof optionFields>;
	/** What came of each piece of work, with the item that it stands at. */
	private readonly outputs: Array<{ itemIndex: number; items: INodeExecutionData[] }> = [];
	private readonly progress = new Progress();
	/** How many items had a list that ended at the limit, or had nothing. */
	private cut = 0;
	private empty = 0;
	private sharesResults = false;
	private readonly failed: Failed[] = [];

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly platform: Platform,
		private readonly resources: readonly Resource[],
	) {
		this.itemCount = context.getInputData().length;
		this.node = context.getNode();
		this.parameters = new Parameters(context, this.node.parameters);
		this.goesOn = context.continueOnFail();
		this.isTool = this.node.type.endsWith('Tool');
		this.signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
		this.optionFields = optionFields(platform);
	}

	async execute(): Promise<INodeExecutionData[]> {
		if (this.itemCount === 0) return [];
		const plans = await this.planAll();
		this.throwFailure();
		this.progress.expect(plans);
		// When each request starts is the pace's to say; as many items again are ready for when it lets them.
		const wanted = min(compact(plans.map(({ api }) => api.options.concurrency)));
		const slots = pLimit(wanted ?? 2 * this.platform.pace.inFlight - 1);
		const queues = queuesOf(jobsOf(plans));
		const inTurn = async (queue: readonly Job[]) => {
			for (const job of queue) if (!this.isStopped) await this.runJob(job);
		};
		await Promise.all(queues.map(async (queue) => await slots(async () => await inTurn(queue))));
		this.throwFailure();
		this.markFailures();
		const sorted = this.outputs.sort((one, other) => one.itemIndex - other.itemIndex);
		return flatMap(sorted, 'items').concat(this.giveHints());
	}

	private async planAll(): Promise<Planned[]> {
		const plans: Planned[] = [];
		for (let itemIndex = 0; itemIndex < this.itemCount && !this.isStopped; itemIndex += 1) {
			const location = { node: this.node, itemIndex, task: 'choice of the operation' };
			try {
				const { resource, operation } = this.chosen(location);
				location.task = `${resource.name}: ${operation.name}`;
				plans.push(await this.plan(location, operation));
			} catch (error) {
				// Of several items the one to blame is named, as n8n's own nodes do.
				const isOneOfMany = error instanceof FieldError && this.itemCount > 1;
				const named = isOneOfMany
					? new FieldError(`${error.message} [item ${itemIndex}]`, error.hint)
					: error;
				this.fail([itemIndex], asNodeError(location, named), [this.outputAt(itemIndex)]);
			}
		}
		return plans;
	}

	private async plan(location: ItemLocation, operation: AnyOperation): Promise<Planned> {
		const { itemIndex } = location;
		const { options } = this.reader(itemIndex)(this.optionFields);
		const purpose = { ...location, credentialType: operation.credentialType, options, run: this.run };
		const api = await ApiClient.open(this.context, this.platform, purpose);
		const ids = await this.idsByName(location, operation, options);
		const read = this.reader(itemIndex, ids, isEqual(operation.listsWhen, {}));
		const { work, keepsSecrets, check } = operation.prepare(read);
		const { limit = Number.POSITIVE_INFINITY, binaryPropertyName = 'data' } = read(resultFieldsOf(operation));
		await check?.(api.settings, limit, api);
		const output = this.output(itemIndex, operation);
		const redact = keepsSecrets ? undefined : this.platform.redact;
		return {
			itemIndex,
			operation,
			api: api.forWork(limit),
			work,
			shape: (record, entries) => {
				const shown = shownRecord(record);
				const safe = redact ? redact(shown) : shown;
				const short = output === 'raw' ? safe : (work.simplify?.(safe, entries) ?? safe);
				return typeof output === 'string' ? short : selected(safe, output, this.platform.idFields, short);
			},
			binaryPropertyName,
		};
	}

	/** How the item's records are shaped: by Output in an AI tool, by Simplify elsewhere. */
	private output(itemIndex: number, { simplifies }: AnyOperation): ToolOutput {
		if (!simplifies) return 'raw';
		const given = (name: string) => this.parameters.at(itemIndex, name, '');
		const output = toolOutput(given, this.context.getTimezone());
		if (output !== undefined) return output;
		return this.reader(itemIndex)(simplifyFields).simplify ? 'simplified' : 'raw';
	}

	/** @param api what its request was sent with, where it is a part of a batch @param outputs those of its items */
	private async runJob(
		job: Job,
		api = job.plan.api.forWork(),
		outputs = job.itemIndexes.map((itemIndex) => this.outputAt(itemIndex)),
	): Promise<void> {
		try {
			const isDivided = await this.collect(job, api, outputs);
			if (!isDivided && (api.hasSentChange || job.parts)) this.progress.add(job);
		} catch (error) {
			const did = api.hasChanged
				? 'had already made a change'
				: mayBeApplied(error) && 'may have made a change';
			if (did) this.progress.addFailed(job, did);
			const hint = api.hasSentChange ? WAS_IT_APPLIED : '';
			this.fail(job.itemIndexes, asNodeError(job.plan.api.location, error, hint), outputs);
		}
	}

	/**
	 * Records received before a failure stay in the output: the failure is added behind them. `outputs` are those of its items.
	 * @returns whether it was divided into parts, of which each fails by itself
	 */
	private async collect(job: Job, api: ApiClient, outputs: INodeExecutionData[][]): Promise<boolean> {
		const { plan } = job;
		const [output = []] = outputs;
		const pairs = job.itemIndexes.map((item) => ({ item }));
		const pairedItem = pairs.length === 1 ? { item: plan.itemIndex } : pairs;
		const produced = job.produce(api);
		let isDivided = false;
		for await (const page of produced instanceof Listing ? produced.pages : Listing.pagesOf(produced)) {
			for (const result of page) {
				if (result instanceof Divided) {
					isDivided = true;
					for (const [nth, part] of partsOf(job, result).entries()) {
						await this.runJob(part, api, compact([outputs[Math.min(nth, outputs.length - 1)]]));
					}
					continue;
				}
				this.sharesResults ||= pairs.length > 1;
				const isFile = result instanceof DownloadedFile;
				const json = plan.shape(isFile ? result.record : result, job.entries);
				const item = { json, pairedItem };
				output.push(isFile ? { ...item, binary: await this.binaryOf(result, plan) } : item);
				if (output.length < api.wanted) continue;
				this.cut += api.hasOneRecord ? 0 : 1;
				return isDivided;
			}
		}
		if (plan.operation.listsWhen && output.length === 0) this.empty += 1;
		return isDivided;
	}

	/** Says in the editor that a list may have more, why it is empty, and the remarks; a model sees the output only, and gets them as items. */
	private giveHints(): INodeExecutionData[] {
		const { cut, empty, isTool, itemCount, run, sharesResults } = this;
		const forItems = (count: number) => (itemCount === 1 ? '' : ` for ${count} of ${itemCount} items`);
		const messages = compact([
			...run.remarks,
			// n8n would stop the workflow there, after the change. A model refers to no other node.
			!isTool &&
				sharesResults &&
				"Several items share a result. Behind it, $('...').item fails with \"Multiple matches found\": use $('...').all(), or the fields of the result.",
			cut > 0 &&
				`'Limit' was reached${forItems(cut)}, so there may be more. Turn on 'Return All' or raise 'Limit' to get the rest.`,
			// What the operation has remarked itself says why a list is empty.
			empty > 0 &&
				run.remarks.length === 0 &&
				`Nothing was found${forItems(empty)}. Check the filters, and whether the credential has access to the records.`,
		]);
		if (isTool) return messages.map((hint) => ({ json: { hint }, pairedItem: { item: 0 } }));
		for (const message of messages) this.context.addExecutionHints({ message, location: 'outputPane' });
		return [];
	}

	private async binaryOf({ bytes, fileName, mimeType }: DownloadedFile, { binaryPropertyName }: Planned) {
		const data = await this.context.helpers.prepareBinaryData(bytes, fileName, mimeType);
		return { [binaryPropertyName]: data };
	}

	private get isStopped(): boolean {
		return this.signal?.aborted === true || (!this.goesOn && this.failed.length > 0);
	}

	private fail(itemIndexes: readonly number[], failure: NodeFailure, outputs: INodeExecutionData[][]): void {
		this.failed.push({ itemIndexes, failure, outputs });
		this.run.hasFailed = !this.goesOn;
		this.run.hasFailedItem = true;
	}

	/** An item for each that failed, behind what had come of it: only now it is known what was done of it besides. */
	private markFailures(): void {
		const hasErrorOutput = this.node.onError === 'continueErrorOutput';
		for (const { itemIndexes, failure, outputs } of this.failed) {
			for (const [nth, itemIndex] of itemIndexes.entries()) {
				const item: INodeExecutionData = {
					json: {
						error: failure.message,
						details: {
							description: sentences(failure.description, this.progress.ofItem(itemIndex)) ?? null,
							httpCode: 'httpCode' in failure ? failure.httpCode : null,
							itemIndex,
						},
					},
					pairedItem: { item: itemIndex },
				};
				// Before n8n 2.36 only this lets the item leave by the error output. Where n8n copies it, it would replace the
				// details and the data that came in by the message alone, so it is not among what is copied.
				if (hasErrorOutput) Object.defineProperty(item, 'error', { value: failure });
				outputs[nth]?.push(item);
			}
		}
	}

	/** @throws the first failure, where the node is to stop on one */
	private throwFailure(): void {
		const [first] = this.failed;
		if (this.goesOn || first === undefined) return;
		const { failure, itemIndexes } = first;
		const [itemIndex = 0] = itemIndexes;
		const done = [this.progress.ofItem(itemIndex), ...this.progress.ofOthers(itemIndex)];
		failure.description = sentences(failure.description, ...done);
		throw this.isTool ? forModel(this.node, failure) : failure;
	}

	private outputAt(itemIndex: number): INodeExecutionData[] {
		const items: INodeExecutionData[] = [];
		this.outputs.push({ itemIndex, items });
		return items;
	}

	private chosen(location: ItemLocation): { resource: Resource; operation: AnyOperation } {
		const { itemIndex } = location;
		const resourceValue = this.parameters.at(itemIndex, 'resource', '');
		const operationValue = this.parameters.at(itemIndex, 'operation', '');
		const resource = this.resources.find(({ value }) => value === resourceValue);
		const operation = resource?.operations.find(({ value }) => value === operationValue);
		if (resource !== undefined && operation !== undefined) return { resource, operation };
		if ([resourceValue, operationValue].includes(OWN_ENTRY))
			throw nodeError(location, USE_CUSTOM_CALL.message, USE_CUSTOM_CALL.hint);
		const message = `There is no operation "${String(operationValue)}" of "${String(resourceValue)}"`;
		throw nodeError(location, message, 'Choose the resource and the operation again.');
	}

	/** The IDs of the records that the item names. 'Rows per Page' is not meant of the lists that have the names. */
	private async idsByName(location: ItemLocation, { fields }: AnyOperation, options: NodeOptions) {
		const { context, platform, run, node } = this;
		const given = (name: string) =>
			fields[name] &&
			textOf(this.parameters.at(location.itemIndex, name, fields[name].property.default, fields[name]));
		return await idsByName(fields, node.parameters, given, async (credentialType) => {
			const purpose = { ...location, credentialType, options: omit(options, 'rowsPerPage'), run };
			return await ApiClient.open(context, platform, purpose);
		});
	}

	/** @param ids those of the locators that are set to By Name. @param isFilter whether the fields only narrow what is read */
	private reader(itemIndex: number, ids?: ReadonlyMap<string, string>, isFilter = false): FieldReader {
		const given = (name: string, field: Field<unknown>) =>
			ids?.get(name) ?? this.parameters.at(itemIndex, name, field.property.default, { ...field, isFilter });
		const item = this.context.getInputData()[itemIndex]?.json ?? {};
		return (fields) => readFields(fields, given, { timeZone: this.context.getTimezone(), item });
	}
}
