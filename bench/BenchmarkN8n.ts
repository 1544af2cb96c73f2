import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uniq } from 'lodash';
import { z } from 'zod';
import { installN8n } from '../demo/install/installN8n';
import { packPackage } from '../demo/install/packPackage';
import { ensureInstalled } from '../demo/n8n/communityPackage';
import { N8nInstance } from '../demo/n8n/N8nInstance';
import { servePackage } from '../demo/n8n/packageRegistry';
import { waitFor } from '../demo/n8n/waitFor';
import { chain, manualTrigger, type NodeChoice } from '../demo/n8n/workflows';
import { Contenders, measuredNode } from './contenders';
import { MemoryProbe, memoryReading, type MemoryReading } from './MemoryProbe';
import type { Address } from './platformMessages';

const runTimeoutMs = 300_000;

const failure = z.object({ message: z.string() });
const nodeRun = z.object({
	executionTime: z.number(),
	error: failure.optional(),
	data: z
		.object({ main: z.array(z.array(z.object({ json: z.record(z.unknown()) })).nullable()) })
		.partial()
		.optional(),
});
const executionState = z.object({ status: z.string() });
const executionData = z.object({
	status: z.string(),
	data: z.object({
		resultData: z.object({ runData: z.record(z.array(nodeRun)), error: failure.optional() }),
	}),
});
type Execution = z.output<typeof executionData>;

/** One execution: what n8n noted of the measured node. */
export interface MeasuredRun {
	nodeMs: number;
	/** The different `_id`s among the records that the node gave. */
	ids: string[];
	/** Why the execution failed; undefined when it did not. */
	failure: string | undefined;
}

/** One execution, and n8n's memory on the way. */
export interface RememberedRun extends MeasuredRun {
	before: MemoryReading;
	afterNode: MemoryReading;
	/** n8n has stored the execution. */
	afterExecution: MemoryReading;
}

const readBefore = 'Memory before';
const readAfter = 'Memory after';

/** The demo's n8n with the packed nodes installed, and nothing else in it. */
export class BenchmarkN8n {
	private constructor(
		private readonly n8n: N8nInstance,
		private readonly memory: MemoryProbe,
	) {}

	static async start(): Promise<BenchmarkN8n> {
		// Outside the checkout: below it the nodes would find, and load, its n8n-workflow beside n8n's own.
		const runFolder = await mkdtemp(join(tmpdir(), 'n8n-benchmark-'));
		const packed = await packPackage(join(runFolder, 'package'));
		const memory = await MemoryProbe.prepare();
		const registry = await servePackage(packed, join(runFolder, 'npm'));
		const n8n = await N8nInstance.prepare({
			installation: await installN8n(),
			folder: runFolder,
			settings: { ...registry.settings, ...memory.settings },
		});
		try {
			await n8n.start();
			await ensureInstalled(n8n.client, packed);
		} catch (error) {
			await n8n.stop();
			throw error;
		} finally {
			await registry.close();
		}
		return new BenchmarkN8n(n8n, memory);
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
		await rm(this.n8n.folder, { recursive: true, force: true });
	}

	/** The nodes to compare against a platform at this address. */
	async contenders(address: Address): Promise<Contenders> {
		const name = 'Celigo (simulated)';
		const data = { region: 'custom', customUrl: address.baseUrl, apiToken: address.token };
		const id = await this.n8n.client.saveCredential({ name, type: 'celigoApi', data });
		return new Contenders(address, { celigoApi: { id, name } });
	}

	/** Runs these nodes after a manual trigger. @throws when the measured node did not run at all. */
	async run(nodes: readonly NodeChoice[]): Promise<MeasuredRun> {
		return measured(await this.execution(await this.executed(nodes)));
	}

	/** Runs a node in a fresh process and reads the memory before it, after it, and when the execution was stored. */
	async runRemembered(node: NodeChoice): Promise<RememberedRun> {
		await this.n8n.stop();
		await this.n8n.start();
		const nodes = [this.memory.node(readBefore), node, this.memory.node(readAfter)];
		const executionId = await this.executed(nodes);
		const afterExecution = await this.memory.read();
		const execution = await this.execution(executionId);
		const reading = (name: string) => memoryReading.parse(recordsOf(execution, name)[0]);
		return {
			...measured(execution),
			before: reading(readBefore),
			afterNode: reading(readAfter),
			afterExecution,
		};
	}

	/** Runs a workflow until n8n has stored its execution. Answers the execution's id. */
	private async executed(nodes: readonly NodeChoice[]): Promise<string> {
		const { http } = this.n8n.client;
		const workflow = chain('Benchmark', [manualTrigger, ...nodes]);
		const workflowId = await this.n8n.client.saveWorkflow(workflow);
		const { executionId } = await http.rest(
			z.object({ executionId: z.string() }),
			'POST',
			`/workflows/${workflowId}/run`,
			{ triggerToStartFrom: { name: manualTrigger.name } },
		);
		await waitFor(
			`execution ${executionId} to end`,
			async () =>
				!['new', 'running'].includes(
					(await http.api(executionState, 'GET', `/executions/${executionId}`)).status,
				),
			{ timeoutMs: runTimeoutMs },
		);
		return executionId;
	}

	private async execution(id: string): Promise<Execution> {
		const params = { includeData: true };
		return await this.n8n.client.http.api(executionData, 'GET', `/executions/${id}`, { params });
	}
}

/** @throws when the measured node did not run at all. */
function measured(execution: Execution): MeasuredRun {
	const { runData, error } = execution.data.resultData;
	const run = runData[measuredNode]?.[0];
	if (run === undefined) {
		throw new Error(`The measured node did not run: ${error?.message ?? execution.status}`);
	}
	const reason = run.error ?? error;
	return {
		nodeMs: run.executionTime,
		ids: uniq(recordsOf(execution, measuredNode).map(({ _id }) => String(_id))),
		failure: reason?.message ?? (execution.status === 'success' ? undefined : execution.status),
	};
}

/** The records that a node gave. */
function recordsOf(execution: Execution, nodeName: string): Array<Record<string, unknown>> {
	const items = execution.data.resultData.runData[nodeName]?.[0]?.data?.main?.[0] ?? [];
	return items.map(({ json }) => json);
}
