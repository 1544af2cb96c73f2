import { rm } from 'node:fs/promises';
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
import { MemoryRecord } from './MemoryRecord';
import type { Address } from './platformMessages';

/** What a run leaves; wiped by the next one. */
const runFolder = join(__dirname, '.n8n-data');
const runTimeoutMs = 300_000;

const failure = z.object({ message: z.string() });
const nodeRun = z.object({
	startTime: z.number(),
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

/** One execution: what n8n noted of the measured node, and when the execution was stored. */
export interface MeasuredRun {
	startedAtMs: number;
	nodeMs: number;
	storedAtMs: number;
	/** The different `_id`s among the records that the node gave. */
	ids: string[];
	/** Why the execution failed; undefined when it did not. */
	failure: string | undefined;
}

/** The demo's n8n with the packed nodes installed, and nothing else in it. */
export class BenchmarkN8n {
	private constructor(
		private readonly n8n: N8nInstance,
		readonly memory: MemoryRecord,
	) {}

	static async start(): Promise<BenchmarkN8n> {
		await rm(runFolder, { recursive: true, force: true });
		const packed = await packPackage(join(runFolder, 'package'));
		const memory = new MemoryRecord(join(runFolder, 'memory.txt'));
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

	/** A fresh process with the same state. */
	async restart(): Promise<void> {
		await this.n8n.stop();
		await this.memory.forget();
		await this.n8n.start();
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
	}

	/** The nodes to compare against a platform at this address. */
	async contenders(address: Address): Promise<Contenders> {
		const name = 'Celigo (simulated)';
		const data = { region: 'custom', customUrl: address.baseUrl, apiToken: address.token };
		const id = await this.n8n.client.saveCredential({ name, type: 'celigoApi', data });
		return new Contenders(address, { celigoApi: { id, name } });
	}

	/** Runs these nodes after a manual trigger. @throws when the measured node did not run at all. */
	async run(nodes: NodeChoice[]): Promise<MeasuredRun> {
		const { http } = this.n8n.client;
		const workflow = chain('Benchmark', [manualTrigger, ...nodes]);
		const workflowId = await this.n8n.client.saveWorkflow(workflow);
		const { executionId } = await http.rest(
			z.object({ executionId: z.string() }),
			'POST',
			`/workflows/${workflowId}/run`,
			{ triggerToStartFrom: { name: manualTrigger.name } },
		);
		const path = `/executions/${executionId}`;
		await waitFor(
			`execution ${executionId} to end`,
			async () => !['new', 'running'].includes((await http.api(executionState, 'GET', path)).status),
			{ timeoutMs: runTimeoutMs },
		);
		const storedAtMs = Date.now();
		const execution = await http.api(executionData, 'GET', path, { params: { includeData: true } });
		const { runData, error } = execution.data.resultData;
		const run = runData[measuredNode]?.[0];
		if (run === undefined) {
			throw new Error(`The measured node did not run: ${error?.message ?? execution.status}`);
		}
		const reason = run.error ?? error;
		return {
			startedAtMs: run.startTime,
			nodeMs: run.executionTime,
			storedAtMs,
			ids: uniq((run.data?.main?.[0] ?? []).map(({ json }) => String(json._id))),
			failure: reason?.message ?? (execution.status === 'success' ? undefined : execution.status),
		};
	}
}
